"""The folder in which a streamed build keeps what it has done, so that it can go on where it stopped.

Each unit of work writes one file, under its name once it is whole: a file that
is there is done. What was read is kept by the files that it was read from, all
else by a fingerprint of everything that it hangs on. The folder is one that
only this user can write: nothing is believed that a project brings.
"""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any

from kg.disk import remove, state_folder
from kg.errors import OutputError
from kg.exporters.exchange import staging
from kg.memoized import forget, held
from kg.pipeline import without_collector
from kg.processes.confinement import die_with_parent
from kg.processes.stopping import unheard_by_children

_UNITS_A_COLLECTION = 50
"""What cycles there are is looked for after so many units, for all that is remembered is looked through."""
_MOST_HELD = 200_000
"""So many results of functions, of about a kilobyte each, are remembered for the next unit."""
_done = count(1)
Tell = Callable[[str, int, int], None]
"""Told the name of a stage, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the units of a build keep what they make: ``read`` what was read, ``made`` all else."""

    read: Path
    made: Path

    def units(self, step: str) -> list[Path]:
        """The files of a step, in order."""
        return sorted(self.made.glob(f"{step}-*[0-9]"))

    def unit(self, step: str, number: int) -> Path:
        """The file of a unit of a step."""
        return self.made / f"{step}-{number:07}"


@contextlib.contextmanager
def work_folder(target: Path) -> Iterator[Path]:
    """The folder in which the output ``target`` is made, held against other builds.

    It is one of this user's own, and there afterwards: whoever is done removes
    it. Where nothing may be kept it stands beside ``target``, and is removed.
    Raises OutputError where another build holds it.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = state_folder("stream", target)
    with staging(target) if folder is None else _held(folder, target) as held:
        yield held


@contextlib.contextmanager
def _held(folder: Path, target: Path) -> Iterator[Path]:
    try:
        import fcntl
    except ModuleNotFoundError:  # Windows
        yield folder
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise OutputError(f"another build is writing {target}; wait for it") from None
    except OSError:  # a file system without locks
        pass
    try:
        yield folder
    finally:
        os.close(descriptor)


def clear(folder: Path) -> None:
    """Remove all that a work folder holds."""
    for one in folder.iterdir():
        remove(one)


def keep_only(folder: Path, name: str) -> Path:
    """The folder of that name inside ``folder``, whose others are removed."""
    folder.mkdir(exist_ok=True)
    for other in folder.iterdir():
        if other.name != name:
            remove(other)
    kept = folder / name
    kept.mkdir(exist_ok=True)
    return kept


class Crew:
    """Processes that do units of work; with one worker, this process does them."""

    def __init__(self, workers: int, tell: Tell) -> None:
        self._workers = workers
        self._tell = tell
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            self._abandon()
        self.rest()

    def _abandon(self) -> None:
        """End the processes amidst what they do: the build was stopped, and goes on from whole units."""
        # The executor has no public name for them before Python 3.14.
        for process in list((getattr(self._pool, "_processes", None) or {}).values()):
            process.kill()

    def rest(self) -> None:
        """End the processes, which gives back what they hold; when needed, they are started again."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def do(self, stage: str, units: Sequence[tuple[Path, Callable[..., None], tuple[Any, ...]]]) -> None:
        """Do each unit whose file is not there: a function of the path of the file, and its arguments."""
        left = [unit for unit in units if not unit[0].exists()]
        done = len(units) - len(left)
        self._tell(stage, done, len(units))
        if self._workers < 2 or len(left) < 2:
            for path, make, arguments in left:
                _run(make, path, arguments)
                done += 1
                self._tell(stage, done, len(units))
            return
        if self._pool is None:
            import multiprocessing

            # Not forked: a process that has threads must not be.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(
                self._workers, mp_context=context, initializer=die_with_parent, initargs=(os.getpid(),)
            )
        # A process is started when there is something for it to do.
        with unheard_by_children():
            running = [self._pool.submit(_run, make, path, arguments) for path, make, arguments in left]
        try:
            for one in as_completed(running):
                one.result()
                done += 1
                self._tell(stage, done, len(units))
        except BrokenProcessPool as error:
            raise OutputError(
                "a process of the build was ended, perhaps for want of memory; run the same command again, "
                "and it goes on from there"
            ) from error


def _run(make: Callable[..., None], path: Path, arguments: tuple[Any, ...]) -> None:
    """Do a unit without the cycle collector: it makes millions of objects and almost no cycles."""
    with without_collector():
        make(path, *arguments)
    if held() > _MOST_HELD:
        forget()
    if next(_done) % _UNITS_A_COLLECTION == 0:
        gc.collect()
