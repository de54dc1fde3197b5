"""One document repaired: its text in, its text with every sure repair out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from kg.diagnostics import Diagnostic, Location, diagnostic, in_order
from kg.documents import front_matter
from kg.documents.reader import read_document
from kg.repair.lines import changes
from kg.repair.model import Repair
from kg.repair.opening import closed, opened
from kg.repair.syntax import Change, mend_syntax
from kg.repair.values import Found, mend_values

_MOST_ROUNDS = 10
_FIRST_LINE = 2
_LINE_END = re.compile("\r\n|\r|\n")
_SEPARATORS = re.compile("[\x85\u2028\u2029]")


def repair_text(
    text: str,
    *,
    file: str,
    needs_head: bool = False,
    aliases: Mapping[str, str] | None = None,
    date_order: str = "",
) -> Repair:
    """What can be mended in the text of a document, and what cannot.

    ``text`` is as it stands in the file, with its line ends and byte order
    mark; these stay as they are. ``file`` is what diagnostics show.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    plain = _LINE_END.sub("\n", text[len(mark) :])
    repaired, fixed, left = _repair(plain, file, needs_head, aliases or {}, date_order)
    after = mark + _as_before(text[len(mark) :], plain, repaired)
    return Repair(file, text, after, tuple(in_order(fixed)), tuple(in_order(left)))


def _repair(
    text: str, file: str, needs_head: bool, aliases: Mapping[str, str], date_order: str
) -> tuple[str, list[Diagnostic], list[Diagnostic]]:
    fixed: list[Diagnostic] = []
    framed = _framed(text, file, needs_head)
    if framed is not None:
        text, change = framed
        fixed.append(_fixed(file, change, 1))
    left: list[Diagnostic] = []
    try:
        parts = front_matter.split(text)
    except front_matter.UnclosedFrontMatterError:
        parts = None
    if parts is None:
        return text, fixed, _unreadable(text, file, needs_head)
    mending = mend_syntax(parts.yaml)
    if mending is None:
        return text, fixed, _unreadable(text, file, needs_head)
    fixed += [_fixed(file, change, _FIRST_LINE) for change in mending.changes]
    yaml_text = mending.text
    for number in range(_MOST_ROUNDS):
        mended = mend_values(yaml_text, aliases, date_order)
        fixed += [_value_fixed(file, one) for one in mended.fixed]
        if number == 0:
            left = [_value_left(file, one) for one in mended.left]
        if mended.text == yaml_text:
            break
        yaml_text = mended.text
    head_end = text.index("\n") + 1
    after = text[:head_end] + yaml_text + text[head_end + len(parts.yaml) :]
    return after, fixed, left


def _framed(text: str, file: str, needs_head: bool) -> tuple[str, Change] | None:
    """The text with the lines ``---`` that it lacks; None where it lacks none, or they cannot be put."""
    try:
        parts = front_matter.split(text)
    except front_matter.UnclosedFrontMatterError:
        return closed(text)
    if parts is not None or not any(one.code == "KG003" for one in _unreadable(text, file, needs_head)):
        return None
    return opened(text)


def _fixed(file: str, change: Change, first_line: int) -> Diagnostic:
    place = Location(file, change.line + first_line, change.column + 1)
    return diagnostic(change.code, change.done, place)


def _value_fixed(file: str, found: Found) -> Diagnostic:
    return diagnostic(found.code, found.message, Location(file, found.line + _FIRST_LINE, found.column + 1))


def _value_left(file: str, found: Found) -> Diagnostic:
    place = Location(file, found.line + _FIRST_LINE, found.column + 1)
    return diagnostic(found.code, found.message, place, hint="this one you must decide")


def _unreadable(text: str, file: str, needs_head: bool) -> list[Diagnostic]:
    """Why a document cannot be read at all."""
    result = read_document(text, file=file, name=file, needs_head=needs_head)
    return [one for one in result.diagnostics if result.document is None] if result is not None else []


def _as_before(original: str, plain: str, repaired: str) -> str:
    """The repaired text with each line that did not change exactly as it was, line end and all."""
    if plain == repaired:
        return original
    if original == plain and plain.isascii():
        return repaired
    ends = _LINE_END.findall(original)
    usual = max(("\n", "\r\n", "\r"), key=ends.count)
    ends.append("")
    raw = _LINE_END.split(original)
    # What YAML 1.1 takes for line ends has become spaces in the front matter.
    before, after = _SEPARATORS.sub(" ", plain).split("\n"), repaired.split("\n")
    made: list[str] = []
    for tag, first, last, start, end in _differences(before, after):
        for number in range(end - start):
            old = first + number
            text = raw[old] if tag == "equal" else after[start + number]
            own = ends[old] if old < last else usual
            made.append(text if start + number == len(after) - 1 else text + (own or usual))
    return "".join(made)


def _differences(before: Sequence[str], after: Sequence[str]) -> Iterable[tuple[str, int, int, int, int]]:
    """What ``difflib`` calls opcodes; line by line where no line was added or removed."""
    if len(before) == len(after):
        return [
            ("equal" if one == other else "replace", number, number + 1, number, number + 1)
            for number, (one, other) in enumerate(zip(before, after, strict=True))
        ]
    return changes(before, after)
