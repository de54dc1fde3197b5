"""Values in a file by number, each of which is read alone; a file is there whole, or not at all.

This is how units of work hand on what they make: each writes one file, in
which every later unit finds what is meant for it. A value is MessagePack, held
against its checksum and read into its type: nothing in a file is ever run, and
one that is not as it was written is a :class:`DamagedError`.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from functools import lru_cache
from pathlib import Path
from typing import IO, Generic, TypeVar

from kg.errors import OutputError
from kg.packing import Packing

_Value = TypeVar("_Value")
_Place = tuple[int, int, int]
"""Where a value starts, how many bytes it has, and their checksum."""

_TAIL = struct.Struct("<QI")
_REMEMBERED = 128


class DamagedError(OutputError):
    """A file of the work folder is not as it was written."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path} is not as an earlier run of this build has written it")


class Segment(Generic[_Value]):
    """A number in files, and the type of what stands under it."""

    def __init__(self, kind: type[_Value], number: int = 0) -> None:
        self.number = number
        self._packing: Packing[_Value] = Packing(kind)

    def at(self, number: int) -> Segment[_Value]:
        """The same type under another number."""
        other: Segment[_Value] = copy(self)
        other.number = number
        return other

    def holding(self, value: _Value) -> tuple[int, bytes]:
        """The number, and the value as bytes."""
        return self.number, self.encoded(value)

    def encoded(self, value: _Value) -> bytes:
        """The value as bytes."""
        return self._packing.encode(value)

    def decoded(self, data: bytes) -> _Value:
        """The value that was encoded. Raises ValueError where it is of another type."""
        return self._packing.decode(data)


_index_form = Segment(dict[int, _Place])


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file to write, which is at ``path`` once it is whole."""
    fresh = path.with_name(f"{path.name}.part")
    with fresh.open("wb") as file:
        yield file
    fresh.replace(path)


def write_segments(path: Path, segments: Iterable[tuple[int, bytes]]) -> None:
    """Write values, as :meth:`Segment.holding` gives them."""
    with replacing(path) as file:
        index: dict[int, _Place] = {}
        start = 0
        for number, data in segments:
            file.write(data)
            index[number] = start, len(data), zlib.crc32(data)
            start += len(data)
        places = _index_form.encoded(index)
        file.write(places)
        file.write(_TAIL.pack(start, zlib.crc32(places)))


def read_segment(path: Path, segment: Segment[_Value]) -> _Value:
    """The value of a segment. Raises DamagedError where there is none, or it is not as it was written."""
    found = find_segment(path, segment)
    if found is None:
        raise DamagedError(str(path))
    return found


def find_segment(path: Path, segment: Segment[_Value]) -> _Value | None:
    """The value of a segment; None where there is none. Raises DamagedError."""
    now = path.stat()
    place = _index(path, now.st_mtime_ns, now.st_size).get(segment.number)
    if place is None:
        return None
    start, length, checksum = place
    with path.open("rb") as file:
        file.seek(start)
        data = file.read(length)
    if zlib.crc32(data) != checksum:
        raise DamagedError(str(path))
    try:
        return segment.decoded(data)
    except ValueError as error:
        raise DamagedError(str(path)) from error


@lru_cache(maxsize=_REMEMBERED)
def _index(path: Path, changed: int, size: int) -> dict[int, _Place]:
    """Where each value stands, of the file as it has ``changed``."""
    end = size - _TAIL.size
    try:
        with path.open("rb") as file:
            file.seek(max(end, 0))
            start, checksum = _TAIL.unpack(file.read(_TAIL.size))
            file.seek(min(start, size))
            places = file.read(max(end - start, 0))
        if zlib.crc32(places) != checksum:
            raise DamagedError(str(path))
        found = _index_form.decoded(places)
    except (ValueError, struct.error) as error:
        raise DamagedError(str(path)) from error
    # What is claimed of a length is never read before it is known to be there.
    if any(first < 0 or length < 0 or first + length > start for first, length, _ in found.values()):
        raise DamagedError(str(path))
    return found
