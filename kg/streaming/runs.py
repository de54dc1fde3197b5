"""Sorted runs on disk, and many of them merged into one stream without holding them."""

from __future__ import annotations

import gzip
import heapq
import pickle
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby, islice
from pathlib import Path
from typing import Any, TypeVar

from kg.diagnostics import Diagnostic
from kg.streaming.segments import replacing

_QUICK = 1
"""The level of compression: lines that are sorted become a tenth at the lowest already."""
_BLOCK = 500

_Item = TypeVar("_Item")


def write_run(path: Path, lines: Iterable[bytes]) -> None:
    """Write sorted lines."""
    with replacing(path) as file, gzip.GzipFile("", "wb", _QUICK, file, mtime=0) as packed:
        packed.writelines(lines)


def merged_lines(paths: Iterable[Path]) -> Iterator[bytes]:
    """The lines of all runs in order, each once."""
    with ExitStack() as opened:
        runs = [opened.enter_context(gzip.open(path, "rb")) for path in paths]
        yield from _once(heapq.merge(*runs), lambda line: line)


def write_findings(path: Path, found: Iterable[Diagnostic]) -> None:
    """Write findings that are in order of place."""
    with replacing(path) as file:
        left = iter(found)
        while block := list(islice(left, _BLOCK)):
            pickle.dump(block, file, pickle.HIGHEST_PROTOCOL)


def read_findings(path: Path) -> Iterator[Diagnostic]:
    """The findings of a run, in order."""
    with path.open("rb") as file:
        while True:
            try:
                block: list[Diagnostic] = pickle.load(file)  # noqa: S301 — a file of our own
            except EOFError:
                return
            yield from block


def merged_findings(runs: Iterable[Iterable[Diagnostic]]) -> Iterator[Diagnostic]:
    """The findings of all runs in order of place, each once."""
    return _once(heapq.merge(*runs, key=Diagnostic.sort_key), Diagnostic.sort_key)


def _once(ordered: Iterable[_Item], key: Callable[[_Item], Any]) -> Iterator[_Item]:
    return (next(group) for _, group in groupby(ordered, key))
