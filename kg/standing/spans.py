"""Texts that stand one after the other in a file, of which some are others now: the file is not copied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from typing import Self

from kg.pieces import Piece, Pieces
from kg.terms import Term

Span = tuple[int, int]
"""Where a text begins in a file, and where it ends, in bytes."""


def spliced(data: Piece, parts: Iterable[Span | bytes], between: bytes = b"") -> Pieces:
    """The parts with ``between`` them; places are parts of ``data``, and nothing of that is copied."""
    view = memoryview(data)
    found: Pieces = []
    for part in _runs(parts, len(between)):
        found += (part if isinstance(part, bytes) else view[part[0] : part[1]], between)
    return found[:-1]


def _runs(parts: Iterable[Span | bytes], gap: int) -> Iterator[Span | bytes]:
    """The parts, where places that follow each other, with so many bytes between them, are one."""
    run: Span | None = None
    for part in parts:
        if isinstance(part, bytes):
            if run is not None:
                yield run
            run = None
            yield part
        elif run is not None and part[0] == run[1] + gap:
            run = run[0], part[1]
        else:
            if run is not None:
                yield run
            run = part
    if run is not None:
        yield run


class Spans:
    """The text of each name: where it stands in ``data``, or, in ``others``, what it is now.

    ``above`` is what stands in ``data`` before all of them.
    """

    def __init__(
        self, data: Piece, places: Mapping[Term, Span], others: Mapping[Term, bytes], above: bytes
    ) -> None:
        self._data = data
        self._places = places
        self._others = others
        self.above = above

    @classmethod
    def cut(cls, data: Piece, sizes: Mapping[Term, int], *, between: int = 0, tail: int = 0) -> Self:
        """The texts that a file ends with, but for its ``tail``; all but the names is in bytes."""
        first = len(data) - tail - sum(sizes.values()) - between * (len(sizes) - 1)
        starts = accumulate((size + between for size in sizes.values()), initial=first)
        places = {
            name: (start, start + size) for (name, size), start in zip(sizes.items(), starts, strict=False)
        }
        return cls(data, places, {}, bytes(data[:first]))

    def __getitem__(self, name: Term) -> bytes:
        found = self._others.get(name)
        if found is None:
            start, end = self._places[name]
            found = bytes(self._data[start:end])
        return found

    def changed(self, others: Mapping[Term, bytes | None]) -> Spans:
        """The texts where some are others now, or new, or None where the name has no text any more."""
        left = {**self._others, **others}
        there = {name: text for name, text in left.items() if text is not None}
        return Spans(self._data, self._places, there, self.above)

    def pieces(self, names: Iterable[Term], between: bytes = b"") -> Pieces:
        """The texts of the names, with ``between`` them."""
        return spliced(self._data, self._parts(names), between)

    def uses(self, text: bytes, names: Iterable[Term], between: bytes, *, is_old: bool) -> bool:
        """Whether a text of the names has another one in it; only in the data where that ``is_old``."""
        if any(text in one for one in self._others.values()):
            return True
        search = re.compile(re.escape(text)).search
        return is_old and any(
            search(self._data, *part)
            for part in _runs(self._parts(names), len(between))
            if isinstance(part, tuple)
        )

    def _parts(self, names: Iterable[Term]) -> Iterator[Span | bytes]:
        others, places = self._others, self._places
        return (others[name] if name in others else places[name] for name in names)
