"""Time, memory and disk of a streamed build, stage by stage, of a corpus that is made for it.

    python bench/stream.py DOCUMENTS [--workers 2] [--folder /tmp/stream]

Memory is the sum over all processes, sampled four times a second; what they share
is counted in each. The corpus stays in the folder for the next run, the output does not.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import threading
import time
from itertools import count
from pathlib import Path

import psutil
from generate import Corpus, path

from kg.disk import state_folder
from kg.streaming import build

_MEGABYTE = 1 << 20
_SECONDS = 0.25
_TURNS_A_DISK = 40


class Watch:
    """Samples what a build takes while it runs."""

    def __init__(self, output: Path) -> None:
        self.memory = self.disk = 0
        self.largest_process = self.first = 0
        self._work = state_folder("stream", output) or output
        self._began = self._last = time.monotonic()
        self._processor = self._used()
        threading.Thread(target=self._sample, daemon=True).start()

    def tell(self, stage: str, done: int, total: int) -> None:
        """Print what each stage has taken; a stage has several steps, each told from 0."""
        if done < total:
            return
        now, used = time.monotonic(), self._used()
        print(
            f"{stage:<9} {total:>5} units {now - self._last:>8.1f} s, {used - self._processor:>8.1f} s of "
            f"processor; {self.memory >> 20:,} MB so far, of the first process {self.first >> 20:,} MB",
            flush=True,
        )
        self._last, self._processor = now, used

    def finish(self) -> float:
        """The seconds that all took."""
        return time.monotonic() - self._began

    def _used(self) -> float:
        # Of processes that have ended, the system keeps the sum.
        total = sum(os.times()[:4])
        for one in psutil.Process().children(recursive=True):
            try:
                times = one.cpu_times()
            except psutil.Error:
                continue
            total += times.user + times.system
        return total

    def _processes(self) -> list[psutil.Process]:
        me = psutil.Process()
        return [me, *me.children(recursive=True)]

    def _sample(self) -> None:
        for turn in count():
            if turn % _TURNS_A_DISK == 0:
                self.disk = max(self.disk, size_of(self._work))
            try:
                held = [one.memory_info().rss for one in self._processes()]
            except psutil.Error:
                continue
            self.memory = max(self.memory, sum(held))
            self.first = max(self.first, held[0])
            self.largest_process = max(self.largest_process, *held)
            time.sleep(_SECONDS)


def made(folder: Path, documents: int) -> Path:
    """A corpus of so many documents, made unless it is there."""
    corpus, target = Corpus(documents, seed=1), folder / f"made-{documents}"
    if not target.exists():
        fresh = target.with_suffix(".new")
        for number in range(documents):
            place = fresh / path(number)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(corpus.document(number), encoding="utf-8")
        fresh.rename(target)
    return target


def size_of(place: Path) -> int:
    """The megabytes that a file, or all files below a folder, take."""
    total = place.stat().st_size if place.is_file() else 0
    for parent, _, names in os.walk(place):
        for name in names:
            # What is written is renamed meanwhile.
            with contextlib.suppress(OSError):
                total += os.stat(os.path.join(parent, name)).st_size
    return total // _MEGABYTE


def main() -> None:
    """Build, and print what it took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("documents", type=int)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", type=Path, default=Path("/tmp/stream"))  # noqa: S108 — a bench
    options = parser.parse_args()
    corpus = made(options.folder, options.documents)
    output = options.folder / "output"
    shutil.rmtree(output, ignore_errors=True)
    watch = Watch(output)
    built = build(corpus, output, workers=options.workers, progress=watch.tell)
    times = os.times()
    print(f"all {watch.finish():,.1f} s, {sum(times[:4]):,.1f} s of processor")
    print(f"memory {watch.memory >> 20:,} MB, of one process {watch.largest_process >> 20:,} MB")
    print(f"disk {watch.disk:,} MB while it ran")
    print(f"decided together at most: {built.largest:,} mentions; {dict(built.counts)}")
    for name in ("graph.nq", "store"):
        print(f"{name} {size_of(output / name):,} MB")
    shutil.rmtree(output)


if __name__ == "__main__":
    main()
