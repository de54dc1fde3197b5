"""What the cursor stands on, in front matter that may be half-written.

While somebody types, the YAML seldom parses. So the place is read from the
indentation of the lines, as a person would.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_LINE = re.compile(r"(?P<indent> *)(?P<dashes>(?:- +|-$)*)(?:(?P<key>[^\W\d][\w-]*):(?:\s+|$))?")
_BLOCK = re.compile(r"[|>][-+\d]*\s*$")

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in front matter.

    ``path`` are the keys and list positions that lead to the mapping or list
    around the cursor; ``key`` is the key on its line, empty where there is
    none yet. ``is_value`` says whether the cursor is behind the colon.
    ``typed`` is what stands between the beginning of the key or value and the
    cursor, ``begin`` the column of that beginning. ``siblings`` are the other
    keys of the mapping.
    """

    path: Path
    key: str
    is_value: bool
    typed: str
    begin: int
    siblings: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Row:
    """A line: its number, what leads to it, its key, and the columns of key and value."""

    number: int
    path: Path
    key: str
    column: int
    value_column: int


def front_matter_rows(lines: Sequence[str]) -> range:
    """The numbers of the lines of the front matter, from 0; empty where there is none."""
    if not lines or lines[0].rstrip() != "---":
        return range(0)
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() in {"---", "..."}:
            return range(1, number)
    return range(1, len(lines))


def cursor(lines: Sequence[str], row: int, column: int) -> Cursor | None:
    """What stands at a row and column, both from 0; None outside of front matter."""
    if row not in front_matter_rows(lines):
        return None
    rows = list(_rows(lines, row, column))
    here = next((one for one in rows if one.number == row), None)
    if here is None:
        return None
    is_value = bool(here.key) and column >= here.value_column
    begin = here.value_column if is_value else here.column
    typed = lines[row].rstrip("\n")[begin:column]
    quote = len(typed) - len(typed.lstrip("\"'")) if is_value else 0
    return Cursor(
        path=here.path,
        key=here.key,
        is_value=is_value,
        typed=typed[quote:],
        begin=begin + quote,
        siblings=frozenset(
            one.key for one in rows if one.path == here.path and one.key and one.number != row
        ),
    )


def _rows(lines: Sequence[str], row: int, column: int) -> Iterator[_Row]:
    """Every line that holds something, and the line of the cursor, with what leads to it."""
    stack: list[tuple[int, str | int]] = []
    block = -1
    for number in front_matter_rows(lines):
        text = lines[number].rstrip("\n")
        indent = len(text) - len(text.lstrip(" "))
        is_here = number == row
        if block >= 0 and (indent > block or not text.strip()) and not is_here:
            continue
        block = -1
        if (not text.strip() or text.lstrip().startswith("#")) and not is_here:
            continue
        match = _LINE.match(text)
        if match is None:
            continue
        dashes = match["dashes"]
        for offset, letter in enumerate(dashes):
            if letter == "-":
                _item(stack, indent + offset)
        begin = indent + len(dashes)
        if is_here and not text.strip():
            begin = column
        _leave(stack, begin)
        key = match["key"] or ""
        yield _Row(number, tuple(name for _, name in stack), key, begin, match.end() if key else begin)
        if key:
            stack.append((begin, key))
            if _BLOCK.match(text[match.end() :]):
                block = begin


def _item(stack: list[tuple[int, str | int]], column: int) -> None:
    """Begin an item of the list whose dashes stand in a column."""
    while stack and stack[-1][0] > column:
        stack.pop()
    if stack and stack[-1][0] == column and isinstance(stack[-1][1], int):
        stack[-1] = (column, stack[-1][1] + 1)
    else:
        stack.append((column, 0))


def _leave(stack: list[tuple[int, str | int]], column: int) -> None:
    """Leave what a key in a column is not below."""
    while stack and stack[-1][0] >= column:
        stack.pop()
