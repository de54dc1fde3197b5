"""How the work of the program grows with its input: counted, so that every machine and every run agree.

A :class:`Shape` is a way of growing an input, and what is done with it. Its
work at n and at 4n is compared: n log n gives a ratio a little above four,
n squared one near sixteen. What is counted are calls of functions, those of
built-in ones too, and lines of the package; what happens inside one call of a
built-in function is not seen, so `bench/growth.py` shows processor time of the
same shapes besides. Memory is the peak that the interpreter allots.
"""

from __future__ import annotations

import cProfile
import gc
import pstats
import sys
import tempfile
import threading
import time
import tracemalloc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple
from unittest.mock import patch

import kg
from kg.memoized import forget

PACKAGE = str(Path(kg.__file__).resolve().parent)
STEPS = 5.5
"""What the work at 4n is at most as a multiple of that at n: log2(4n) / log2(n) is 1.3 from n = 128 on."""
MEMORY = 5.0
"""The same for memory, which grows as the input does."""
BIGGER = 4

Files = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Shape:
    """An input that grows: ``make`` gives that of size n, and ``run`` does with it what is measured."""

    name: str
    n: int
    make: Callable[[int], Any]
    run: Callable[[Any], object]

    def __str__(self) -> str:
        return self.name


class Work(NamedTuple):
    """Steps counted, and the peak of memory in bytes."""

    steps: int
    memory: int


def folder(name: str, n: int, files: Callable[[int], Files], *, whole: bool = True) -> Shape:
    """The shape of a folder of documents that is built: into an output, or the graph alone."""

    def run(texts: Files) -> None:
        with tempfile.TemporaryDirectory() as place:
            documents = Path(place, "documents")
            for file, text in texts.items():
                path = documents / file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            if whole:
                kg.build(documents, output=Path(place, "output"))
            else:
                kg.build(documents, validate=False)

    return Shape(name, n, files, run)


def ratios(shape: Shape) -> tuple[float, float]:
    """The steps and the memory at 4n, each as a multiple of that at n."""
    small, large = (work(shape, size) for size in (shape.n, shape.n * BIGGER))
    return large.steps / small.steps, large.memory / small.memory


def work(shape: Shape, n: int) -> Work:
    """The work of a shape of size n, in one process, with nothing remembered of earlier ones."""
    made = shape.make(n)
    with patch.dict("os.environ", KG_PROCESSES="1"):
        steps = counted(lambda: shape.run(made))
        forget()
        gc.collect()
        tracemalloc.start()
        try:
            shape.run(made)
            memory = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    return Work(steps, memory)


def seconds(shape: Shape, n: int) -> float:
    """The processor time that a shape of size n takes, with nothing remembered of earlier ones."""
    made = shape.make(n)
    forget()
    with patch.dict("os.environ", KG_PROCESSES="1"):
        start = time.process_time()
        shape.run(made)
        return time.process_time() - start


def counted(run: Callable[[], object]) -> int:
    """Calls of functions, and lines of the package, until ``run`` returns."""
    lines = 0

    def line(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal lines
        lines += 1
        return line

    def call(frame: FrameType, event: str, argument: object) -> Any:
        return line if frame.f_code.co_filename.startswith(PACKAGE) else None

    forget()
    profile = cProfile.Profile()
    before = sys.gettrace()
    threading.settrace(call)
    sys.settrace(call)
    try:
        profile.runcall(run)
    finally:
        sys.settrace(before)
        threading.settrace(before)  # type: ignore[arg-type]
    return lines + int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]
