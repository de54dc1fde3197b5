"""How long a build takes after an edit of one document, beside a clean build of the same.

    python bench/incremental.py CORPUS [--runs 5]

Each build is a process of its own, with the explorer and without; with
``--watch`` one process waits for each save, and the time is that from the save to
the new output. After all edits the output is compared with that of a clean
build, byte by byte.
"""

from __future__ import annotations

import argparse
import filecmp
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from compiled import compile_package

from kg.documents.reader import read_document


class Cost(NamedTuple):
    """Seconds by the clock, and of the processor."""

    wall: float
    processor: float


def words(text: str, number: int) -> str:
    """A line more below the front matter."""
    return f"{text}\nAnother {number} words.\n"


def statement(text: str, number: int) -> str:
    """Another word in the first statement."""
    return re.sub(r"(statement: [\"']?)(?=\w)", rf"\g<1>Number {number}, ", text, count=1)


def source(text: str, number: int) -> str:
    """Another title of the first source, about which identity decides again."""
    return re.sub(r"(\n +(?:- )?title: [\"']?)(?=\w)", rf"\g<1>Volume {number} of ", text, count=1)


EDITS: dict[str, Callable[[str, int], str] | None] = {
    "nothing": None,
    "the text below the front matter": words,
    "a statement": statement,
    "a source": source,
}


def build(corpus: Path, output: Path, *options: str) -> Cost:
    """The cost of one build."""
    command = [sys.executable, "-m", "kg", "build", str(corpus), "-q", "-o", str(output), *options]
    start = time.perf_counter()
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode not in (0, 1):
        sys.exit(f"{command} failed")
    return Cost(time.perf_counter() - start, usage.ru_utime + usage.ru_stime)


def watched(corpus: Path, output: Path, save: Callable[[int], object], runs: int, *options: str) -> Cost:
    """The median from a save to the output of it, with a process that waits for it; no time of processor."""
    command = [sys.executable, "-m", "kg", "build", str(corpus), "-q", "-o", str(output), "--watch"]
    waiting = subprocess.Popen(
        [*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert waiting.stderr is not None
    found = []
    for number in range(runs + 1):
        next(line for line in waiting.stderr if line.startswith("waiting for the next save"))
        before = (output / "build.json").stat().st_ino
        start = time.perf_counter()
        save(number)
        while not is_another(output / "build.json", before):
            time.sleep(0.002)
        found.append(time.perf_counter() - start)
    waiting.terminate()
    waiting.communicate()
    # The first has modules to import.
    return Cost(statistics.median(found[1:]), 0)


def is_another(path: Path, inode: int) -> bool:
    """Whether there is a file, and another one than that of the inode."""
    try:
        return path.stat().st_ino != inode
    except FileNotFoundError:
        return False


def median(costs: list[Cost]) -> Cost:
    """The median of each."""
    return Cost(*map(statistics.median, zip(*costs, strict=True)))


def main() -> None:
    """Print a table of medians in seconds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    compile_package()
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        shutil.copytree(options.corpus, corpus, ignore=shutil.ignore_patterns(".kg"))
        edited = next(path for path in sorted(corpus.rglob("*.md")) if is_edited_by_all(path))
        for title, given in {"with the explorer": (), "without": ("--no-html",)}.items():
            with_cache, clean = Path(folder) / f"with{len(given)}", Path(folder) / f"clean{len(given)}"
            rows = {"all, and keep it": build(corpus, with_cache, *given)}
            for name, edit in EDITS.items():
                found = []
                for number in range(options.runs):
                    if edit:
                        edited.write_text(edit(edited.read_text("utf-8"), number), "utf-8")
                    found.append(build(corpus, with_cache, *given))
                rows[name] = median(found)

            def save(number: int, edited: Path = edited) -> None:
                edited.write_text(statement(edited.read_text("utf-8"), number), "utf-8")

            rows["a statement, with --watch"] = watched(corpus, with_cache, save, options.runs, *given)
            rows["all, without a cache"] = median(
                [build(corpus, clean, "--no-cache", *given) for _ in range(options.runs)]
            )
            print(f"{title:36} {'wall':>6} {'processor':>10}")
            for name, cost in rows.items():
                print(f"  {name:34} {cost.wall:6.2f} {cost.processor:10.2f}")
            print(f"  {'the same bytes' if is_alike(with_cache, clean) else 'OTHER BYTES'}")


def is_edited_by_all(path: Path) -> bool:
    """Whether it is a document that each of the edits changes."""
    text = path.read_text("utf-8", "replace")
    read = read_document(text, file=str(path), name=path.stem)
    return bool(read and read.document and read.document.sources and read.document.atomic_facts) and all(
        edit is None or edit(text, 1) != text for edit in EDITS.values()
    )


def is_alike(one: Path, other: Path) -> bool:
    """Whether two folders hold the same."""
    names = [sorted(path.relative_to(root) for path in root.rglob("*")) for root in (one, other)]
    files = [name for name in names[0] if (one / name).is_file()]
    return names[0] == names[1] and not any(filecmp.cmpfiles(one, other, files, shallow=False)[1:])


if __name__ == "__main__":
    main()
