"""Values in a file by number, each of which is read alone; a file is there whole, or not at all.

This is how units of work hand on what they make: each writes one file, in
which every later unit finds what is meant for it. The files are ours, in a
folder that nobody else may write to, and live no longer than a build.
"""

from __future__ import annotations

import pickle
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

_TAIL = struct.Struct("<Q")
_REMEMBERED = 128


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file to write, which is at ``path`` once it is whole."""
    fresh = path.with_name(f"{path.name}.part")
    with fresh.open("wb") as file:
        yield file
    fresh.replace(path)


def write_segments(path: Path, segments: Mapping[int, object]) -> None:
    """Write each value under its number."""
    with replacing(path) as file:
        index = {}
        for number, value in segments.items():
            start = file.tell()
            file.write(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
            index[number] = (start, file.tell() - start)
        start = file.tell()
        file.write(pickle.dumps(index, pickle.HIGHEST_PROTOCOL))
        file.write(_TAIL.pack(start))


def read_segment(path: Path, number: int) -> Any:
    """The value of that number; None where there is none."""
    now = path.stat()
    found = _index(path, now.st_mtime_ns, now.st_size).get(number)
    if found is None:
        return None
    start, length = found
    with path.open("rb") as file:
        file.seek(start)
        return pickle.loads(file.read(length))  # noqa: S301 — a file of our own


@lru_cache(maxsize=_REMEMBERED)
def _index(path: Path, changed: int, size: int) -> dict[int, tuple[int, int]]:
    """Where each value stands, of the file as it has ``changed``."""
    with path.open("rb") as file:
        file.seek(-_TAIL.size, 2)
        end = file.tell()
        (start,) = _TAIL.unpack(file.read(_TAIL.size))
        file.seek(start)
        found: dict[int, tuple[int, int]] = pickle.loads(file.read(end - start))  # noqa: S301 — our own
        return found
