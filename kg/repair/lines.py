"""Which lines of a text changed, also where there are very many of them.

``difflib`` needs n squared steps where many lines are alike or many change,
and n cubed at worst. It is asked about short texts; of long ones, lines that
stand once in both are taken for the same (Bram Cohen's patience diff), and
what lies between them likewise.
"""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_SHORT = 250_000
"""Pairs of lines that ``difflib`` may compare."""
_DEEPEST = 8
"""How often what lies between two lines is looked at in the same way."""
_CONTEXT = 3


class Change(NamedTuple):
    """Lines ``first`` to ``last`` that became ``start`` to ``end``; ``tag`` is what ``difflib`` calls it."""

    tag: str
    first: int
    last: int
    start: int
    end: int


def changes(before: Sequence[str], after: Sequence[str]) -> list[Change]:
    """What ``difflib`` calls opcodes: all lines of both texts, in order, in n log n steps."""
    if len(before) * len(after) <= _SHORT:
        matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
        return [Change(*one) for one in matcher.get_opcodes()]
    found: list[Change] = []
    first = start = 0
    for one, other, length in _joined(_same(before, after)):
        if tag := _tag(one - first, other - start):
            found.append(Change(tag, first, one, start, other))
        if length:
            found.append(Change("equal", one, one + length, other, other + length))
        first, start = one + length, other + length
    return found


def unified(before: Sequence[str], after: Sequence[str], name: str) -> Iterator[str]:
    """The change as the lines of a unified diff of a file ``name``; the lines have their ends."""
    if len(before) * len(after) <= _SHORT:
        yield from difflib.unified_diff(before, after, f"a/{name}", f"b/{name}")
        return
    yield f"--- a/{name}\n"
    yield f"+++ b/{name}\n"
    for group in _grouped(changes(before, after)):
        removed = _range(group[0].first, group[-1].last)
        added = _range(group[0].start, group[-1].end)
        yield f"@@ -{removed} +{added} @@\n"
        for one in group:
            if one.tag == "equal":
                yield from (f" {line}" for line in before[one.first : one.last])
                continue
            yield from (f"-{line}" for line in before[one.first : one.last])
            yield from (f"+{line}" for line in after[one.start : one.end])


def _grouped(found: Sequence[Change]) -> Iterator[list[Change]]:
    """The changes that stand near each other, with a few lines that did not change around them."""
    group: list[Change] = []
    for index, one in enumerate(found):
        if one.tag != "equal":
            group.append(one)
            continue
        length = one.last - one.first
        is_last = index == len(found) - 1
        if group and (is_last or length > 2 * _CONTEXT):
            shown = min(_CONTEXT, length)
            yield [*group, one._replace(last=one.first + shown, end=one.start + shown)]
            group = []
        if not is_last:
            kept = length if group else min(_CONTEXT, length)
            group.append(one._replace(first=one.last - kept, start=one.end - kept))
    if any(one.tag != "equal" for one in group):
        yield group


def _range(first: int, last: int) -> str:
    """Lines as a unified diff names them: the first and how many."""
    length = last - first
    begin = first + 1 if length else first
    return str(begin) if length == 1 else f"{begin},{length}"


def _tag(removed: int, added: int) -> str:
    if removed and added:
        return "replace"
    return "delete" if removed else "insert" if added else ""


def _joined(blocks: Iterator[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """Blocks of equal lines, in which those that follow each other are one."""
    held = (0, 0, 0)
    for one, other, length in blocks:
        if (one, other) == (held[0] + held[2], held[1] + held[2]) and length:
            held = (held[0], held[1], held[2] + length)
            continue
        if held[2]:
            yield held
        held = (one, other, length)
    yield held


def _same(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Blocks of equal lines: where they begin in both texts, and how long they are; an empty one last."""
    waiting = [(0, len(before), 0, len(after), 0)]
    while waiting:
        first, last, start, end, depth = waiting.pop()
        head = _alike(before, first, last, after, start, end)
        if head:
            yield first, start, head
        first, start = first + head, start + head
        tail = _alike_at_end(before, first, last, after, start, end)
        last, end = last - tail, end - tail
        if tail:
            waiting.append((last, last + tail, end, end + tail, depth))
        if first == last or start == end:
            continue
        if anchors := _anchors(before, first, last, after, start, end) if depth < _DEEPEST else []:
            between = zip([(first, start), *anchors], [*anchors, (last, end)], strict=True)
            waiting += [(one, to, other, up_to, depth + 1) for (one, other), (to, up_to) in between][::-1]
        elif last - first == end - start:
            pairs = zip(range(first, last), range(start, end), strict=True)
            yield from ((one, other, 1) for one, other in pairs if before[one] == after[other])
    yield len(before), len(after), 0


def _alike(before: Sequence[str], first: int, last: int, after: Sequence[str], start: int, end: int) -> int:
    """How many lines are equal at the beginning of two ranges."""
    most = min(last - first, end - start)
    return next((at for at in range(most) if before[first + at] != after[start + at]), most)


def _alike_at_end(
    before: Sequence[str], first: int, last: int, after: Sequence[str], start: int, end: int
) -> int:
    """How many lines are equal at the end of two ranges."""
    most = min(last - first, end - start)
    return next((at for at in range(most) if before[last - 1 - at] != after[end - 1 - at]), most)


def _anchors(
    before: Sequence[str], first: int, last: int, after: Sequence[str], start: int, end: int
) -> list[tuple[int, int]]:
    """Lines that stand once in both ranges: the longest series of them that is in order in both."""
    counts, others = Counter(before[first:last]), Counter(after[start:end])
    places = {after[at]: at for at in range(start, end) if others[after[at]] == 1}
    pairs = [
        (at, places[before[at]])
        for at in range(first, last)
        if counts[before[at]] == 1 and before[at] in places
    ]
    # The longest increasing subsequence, by patience: each pile ends as low as it can.
    tops: list[int] = []
    piles: list[int] = []
    below: list[int] = []
    for number, (_, other) in enumerate(pairs):
        pile = bisect_left(tops, other)
        below.append(piles[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(other)
            piles.append(number)
        else:
            tops[pile], piles[pile] = other, number
    series: list[tuple[int, int]] = []
    number = piles[-1] if piles else -1
    while number >= 0:
        series.append(pairs[number])
        number = below[number]
    return series[::-1]
