"""Quick fixes: what ``kg fix`` would do, one repair at a time or all at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from lsprotocol import types
from pygls.workspace import TextDocument

from kg.diagnostics import Diagnostic
from kg.repair.document import repair_text
from kg.repair.lines import changes


def repairs(document: TextDocument, asked: types.Range) -> list[tuple[str, list[str], list[types.TextEdit]]]:
    """Each repair of the lines asked for: a title, the codes that it cures, and the edits.

    The last one repairs the whole document, where that is more.
    """
    repair = repair_text(document.source, file=document.path)
    if not repair.is_changed:
        return []
    before, after = repair.before.splitlines(keepends=True), repair.after.splitlines(keepends=True)
    found = []
    lines_of = [one.location.line for one in repair.fixed]
    hunks = list(_hunks(before, after))
    for start, stop, lines in hunks:
        if start <= asked.end.line and stop > asked.start.line:
            first, last = (bisect_right(lines_of, line) for line in (start, max(stop, start + 1)))
            titles, codes = _said(repair.fixed[first:last])
            edit = types.TextEdit(_range(start, stop), "".join(lines))
            found.append((titles or "repair this line", codes, [edit]))
    if len(hunks) > 1:
        edits = [types.TextEdit(_range(start, stop), "".join(lines)) for start, stop, lines in hunks]
        codes = sorted({one.code for one in repair.fixed})
        found.append((f"kg fix: all {len(repair.fixed)} repairs of this document", codes, edits))
    return found


def _hunks(before: list[str], after: list[str]) -> Iterator[tuple[int, int, list[str]]]:
    """The lines that change, from and up to, and what stands there then."""
    for tag, start, stop, other_start, other_stop in changes(before, after):
        if tag != "equal":
            yield start, stop, after[other_start:other_stop]


def _said(here: Sequence[Diagnostic]) -> tuple[str, list[str]]:
    """What was done, and the codes of what it cured."""
    return "; ".join(dict.fromkeys(one.message for one in here)), sorted({one.code for one in here})


def _range(start: int, stop: int) -> types.Range:
    return types.Range(types.Position(start, 0), types.Position(stop, 0))
