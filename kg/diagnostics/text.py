"""Diagnostics as text for people: the line that is meant, colours, and a summary of very many."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Protocol

from kg.diagnostics.model import Diagnostic, Location
from kg.outlets import for_line

Paint = Callable[[str, str], str]
"""Gives a text in the style of a word: a severity, ``code``, ``faint`` or ``caret``."""

_WIDEST = 100
_SHOWN_OF_A_KIND = 5
_TAB = "    "


class Lines(Protocol):
    """Where the line of a location is looked up."""

    def line(self, location: Location) -> str | None:
        """The line of the file; None where there is none."""


def to_text(
    diagnostics: Iterable[Diagnostic],
    *,
    lines: Lines | None = None,
    paint: Paint | None = None,
    most: int = 0,
) -> str:
    """One line a finding, its hint and related places indented below it.

    With ``lines`` the line that is meant follows each finding, and a caret
    under its column. Of more findings than ``most``, where it is not 0, the
    text shows the first few of each kind and how many more there are, worst
    kinds first.
    """
    style = paint or _plain
    found = list(diagnostics)
    if most and len(found) > most:
        return "".join(_kind(group, lines, style) for group in _by_kind(found))
    return "".join(_finding(one, lines, style) for one in found)


def excerpt(line: str, column: int, number: int) -> tuple[str, str]:
    """A line with its number, cut to what fits, and below it a caret under the column, from 1."""
    at = min(column, len(line) + 1) - 1
    start = max(0, min(at - _WIDEST // 2, len(line) - _WIDEST))
    end = start + _WIDEST
    before = ("…" if start else "") + line[start:at].replace("\t", _TAB)
    shown = before + line[at:end].replace("\t", _TAB) + ("…" if end < len(line) else "")
    margin = f"{number:>4} "
    return f"{margin}│ {_printable(shown)}", f"{' ' * len(margin)}│ {' ' * _width(_printable(before))}^"


def _finding(found: Diagnostic, lines: Lines | None, style: Paint) -> str:
    word = found.severity.word
    place, message = for_line(str(found.location)), for_line(found.message)
    said = [f"{place} {style(word, word)} {style(found.code, 'code')} {message}"]
    line = lines.line(found.location) if lines is not None else None
    if line and not line.isspace():
        text, caret = excerpt(line, found.location.column, found.location.line)
        said += [style(text, "faint"), style(caret, "caret")]
    said += [f"  see also: {for_line(str(place))}" for place in found.related]
    if found.hint:
        said.append(f"  {style('hint:', 'faint')} {for_line(found.hint)}")
    return "".join(f"{one}\n" for one in said)


def _by_kind(found: Sequence[Diagnostic]) -> Iterable[list[Diagnostic]]:
    def kind(one: Diagnostic) -> tuple[int, str]:
        return (-one.severity, one.code)

    groups = [list(group) for _, group in groupby(sorted(found, key=kind), key=kind)]
    return sorted(groups, key=lambda group: (-group[0].severity, -len(group), group[0].code))


def _kind(group: Sequence[Diagnostic], lines: Lines | None, style: Paint) -> str:
    word, first = group[0].severity.word, group[0]
    files = len({one.location.file for one in group})
    counted = f"{len(group):,} in {files:,} file{'' if files == 1 else 's'}"
    head = f"{style(word, word)} {style(first.code, 'code')} {first.name}: {counted}\n"
    shown = "".join(_finding(one, lines, style) for one in group[:_SHOWN_OF_A_KIND])
    more = len(group) - _SHOWN_OF_A_KIND
    return head + shown + (f"  … and {more:,} more\n" if more > 0 else "") + "\n"


def _plain(text: str, _: str) -> str:
    return text


def _printable(text: str) -> str:
    """The text without what would move the cursor of a terminal, or colour it."""
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)


def _width(text: str) -> int:
    """How many columns of a terminal a text takes: two for wide characters, none for marks above others."""
    return sum(
        0 if unicodedata.combining(one) else 1 + (unicodedata.east_asian_width(one) in "WF") for one in text
    )
