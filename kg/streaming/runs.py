"""Sorted runs on disk, and many of them merged into one stream without holding them."""

from __future__ import annotations

import gzip
import heapq
import io
import os
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby, islice
from pathlib import Path
from typing import Any, TypeVar

from kg.diagnostics import Diagnostic
from kg.streaming.segments import DamagedError, Segment, replacing

_QUICK = 1
"""The level of compression: lines that are sorted become a tenth at the lowest already."""
_BLOCK = 500
_HEAD = struct.Struct("<QI")
_FINDINGS = Segment(list[Diagnostic])
_BUFFER = 1 << 16
_LONGEST_LINE = 1 << 28
"""Bytes of a line, beyond which it was not written here."""

_Item = TypeVar("_Item")


def write_run(path: Path, lines: Iterable[bytes]) -> None:
    """Write sorted lines."""
    with replacing(path) as file, gzip.GzipFile("", "wb", _QUICK, file, mtime=0) as packed:
        packed.writelines(lines)


def merged_lines(paths: Iterable[Path]) -> Iterator[bytes]:
    """The lines of all runs in order, each once. Raises DamagedError where one is not as it was written."""
    with ExitStack() as opened:
        runs = [_lines(path, opened.enter_context(gzip.open(path, "rb"))) for path in paths]
        yield from _once(heapq.merge(*runs), lambda line: line)


def _lines(path: Path, run: gzip.GzipFile) -> Iterator[bytes]:
    read = io.BufferedReader(run, _BUFFER).readline
    try:
        while line := read(_LONGEST_LINE):
            yield line
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DamagedError(str(path)) from error


def write_findings(path: Path, found: Iterable[Diagnostic]) -> None:
    """Write findings that are in order of place."""
    with replacing(path) as file:
        left = iter(found)
        while block := list(islice(left, _BLOCK)):
            data = _FINDINGS.encoded(block)
            file.write(_HEAD.pack(len(data), zlib.crc32(data)))
            file.write(data)


def read_findings(path: Path) -> Iterator[Diagnostic]:
    """The findings of a run, in order. Raises DamagedError where it is not as it was written."""
    with path.open("rb") as file:
        left = os.fstat(file.fileno()).st_size
        while left:
            head = file.read(_HEAD.size)
            left -= _HEAD.size
            if left < 0:
                raise DamagedError(str(path))
            length, checksum = _HEAD.unpack(head)
            left -= length
            if left < 0 or zlib.crc32(data := file.read(length)) != checksum:
                raise DamagedError(str(path))
            try:
                yield from _FINDINGS.decoded(data)
            except ValueError as error:
                raise DamagedError(str(path)) from error


def merged_findings(runs: Iterable[Iterable[Diagnostic]]) -> Iterator[Diagnostic]:
    """The findings of all runs in order of place, each once."""
    return _once(heapq.merge(*runs, key=Diagnostic.sort_key), Diagnostic.sort_key)


def _once(ordered: Iterable[_Item], key: Callable[[_Item], Any]) -> Iterator[_Item]:
    return (next(group) for _, group in groupby(ordered, key))
