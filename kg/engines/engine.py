"""What a plan asks of whoever runs it.

A plan is a dataflow of pure steps between frozen values, as in MapReduce (Dean
and Ghemawat 2004). An engine may run a step anywhere and as often as it likes,
not at all where it knows the result, and may cut rows into as many parts as
it likes; nothing of that changes a result. What an engine cannot know is which
rows must be together: the plan says so by their keys.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

Value = TypeVar("Value")
Row = TypeVar("Row")
Part = int
"""The number of a part; no result depends on it."""

DIGEST_SIZE = 20
"""Bytes of a digest: nobody finds two values with one."""
_NOT_THERE: Any = object()
_LENGTH = struct.Struct("<Q")


def digest_of(*parts: bytes) -> bytes:
    """The digest of bytes (BLAKE2b, RFC 7693)."""
    found = hashlib.blake2b(digest_size=DIGEST_SIZE)
    for one in parts:
        found.update(one)
    return found.digest()


class Codec(Protocol[Value]):
    """How values of a type become bytes and are read again; equal values give the same bytes."""

    def encode(self, value: Value, /) -> bytes:
        """The value as bytes."""

    def decode(self, data: bytes, /) -> Value:
        """The value that was encoded. Raises ValueError for bytes that are no such value."""


class Cell(Generic[Value]):
    """A value between steps. It is read, encoded and hashed when somebody asks, and once."""

    __slots__ = ("_codec", "_data", "_digest", "_read", "_value")

    def __init__(
        self,
        codec: Codec[Value] | None,
        value: Value = _NOT_THERE,
        *,
        data: bytes | None = None,
        digest: bytes | None = None,
        read: Callable[[bytes], bytes] | None = None,
    ) -> None:
        """Take a value, its bytes, or a digest and what reads the bytes with that digest."""
        self._codec = codec
        self._value = value
        self._data = data
        self._digest = digest
        self._read = read

    @property
    def value(self) -> Value:
        """The value. Raises what reading it raises."""
        if self._value is _NOT_THERE:
            if self._codec is None:
                raise ValueError("a value without a codec")
            self._value = self._codec.decode(self.data)
            # Both would be twice the memory; equal values give the same bytes again.
            self._data = None
        return self._value

    @property
    def data(self) -> bytes:
        """The value as bytes. Raises what reading or encoding it raises."""
        if self._data is None:
            if self._value is _NOT_THERE and self._read is not None and self._digest is not None:
                self._data = self._read(self._digest)
            elif self._codec is not None:
                self._data = self._codec.encode(self._value)
            else:
                raise ValueError("a value without a codec")
        return self._data

    @property
    def digest(self) -> bytes:
        """The digest of the value."""
        if self._digest is None:
            self._digest = digest_of(self.data)
        return self._digest

    def take(self, data: bytes) -> None:
        """Take the bytes, which somebody has read."""
        self._data = data

    @property
    def is_at_hand(self) -> bool:
        """Whether the value need not be read."""
        return self._value is not _NOT_THERE or self._data is not None


@dataclass(frozen=True, slots=True)
class Step:
    """A pure function from values to values, and the codecs of what it makes, in order.

    What it makes beyond those has the last of them. The ``name`` tells it from others.
    """

    name: str
    run: Callable[..., Sequence[Any]]
    made: tuple[Codec[Any], ...]

    def codec(self, number: int) -> Codec[Any]:
        """The codec of the result with that number, from 0."""
        return self.made[min(number, len(self.made) - 1)]


Cells = tuple[Cell[Any], ...]


@dataclass(frozen=True, slots=True)
class CellsOf:
    """How the results of a step become bytes, all of one row together, and cells again."""

    step: Step

    def encode(self, cells: Cells) -> bytes:
        """The data of the cells, each after its length."""
        return b"".join([part for one in cells for part in (_LENGTH.pack(len(one.data)), one.data)])

    def decode(self, data: bytes) -> Cells:
        """The cells that were encoded."""
        found: list[Cell[Any]] = []
        at = 0
        while at < len(data):
            (length,) = _LENGTH.unpack_from(data, at)
            at += _LENGTH.size
            found.append(Cell(self.step.codec(len(found)), data=data[at : at + length]))
            at += length
        return tuple(found)


class Engine(Protocol):
    """The verbs of a plan."""

    def map(self, step: Step, rows: Sequence[Cells]) -> Iterator[Cells]:
        """What a step makes of the values of each row, in the order of the rows."""

    def fetch(self, cells: Iterable[Cell[Any]]) -> None:
        """Have the values of many cells at hand, which is quicker than one by one."""

    def components(self, keys: Iterable[Iterable[Hashable]]) -> Callable[[Hashable], Part]:
        """The part of each key, where ``keys`` are those of each thing.

        Things that share a key, directly or over others, are in one part; a
        part may hold several such connected components.
        """

    def regroup(self, rows: Iterable[tuple[Part, Row]]) -> Iterator[Sequence[Row]]:
        """The rows of each part together, in the order in which they are given."""
