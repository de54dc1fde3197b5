"""What the readers of each form have in common: the entries cut out of a file, and what is wrong in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple


class Cut(NamedTuple):
    """An entry cut out of a text, on whose ``line`` it begins; without keys nobody can cite it."""

    keys: tuple[str, ...]
    text: str
    line: int


class Broken(NamedTuple):
    """A place of a text that cannot be read, in words that follow 'the bibliography'."""

    message: str
    line: int
    column: int = 1


MOST_BROKEN = 100
"""Faults of one file that are looked for, at most."""


class Piece(NamedTuple):
    """A part of a text from where an entry begins to where the next does, and its line, from 1."""

    start: int
    end: int
    line: int


def pieces(text: str, begun: Sequence[int]) -> Iterator[Piece]:
    """The parts of a text that begin at some offsets, which are in order."""
    line, at = 1, 0
    for start, end in pairwise((*begun, len(text))):
        line += text.count("\n", at, start)
        at = start
        yield Piece(start, end, line)
