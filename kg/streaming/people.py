"""Which names in lists of authors are one person's, decided part by part."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from kg.identity.candidates import keys_of_name, keys_of_ruling
from kg.identity.names import PersonName
from kg.plan import steps as plan
from kg.streaming import settled as known_to_all
from kg.streaming.components import PackedParts, Parts, Ties, joined, parted
from kg.streaming.segments import Segment, find_segment, read_segment, write_segments
from kg.streaming.settled import Context, Known, Told, agents_before, settle, settled
from kg.streaming.works import BYLINES, PEOPLE


class Listed(NamedTuple):
    """A list of authors: the part of its work, the number of that there, and the names."""

    works: int
    number: int
    names: tuple[PersonName, ...]


class Short(NamedTuple):
    """Whom a name that is not full means in a work: its number, the key of the name, and of the person."""

    work: int
    name: str
    person: str


class Full(NamedTuple):
    """What is decided about full names: see :class:`kg.identity.people.People`."""

    leads: dict[str, str]
    at: dict[str, frozenset[str]]


LISTED = Segment(list[Listed])
"""What goes to each part of names, by its number."""
SHORT = Segment(list[Short])
"""What is decided for each part of works, by its number."""
FULL = Segment(Full, -1)
PARTS = Known("parts", PackedParts)


def part_names(context: Context) -> None:
    """Decide which names are decided together."""
    ruled = agents_before(context).ruled_people.leads
    # What the authority file says is tied to nothing else weighs nothing.
    ties = [Ties.of([keys_of_ruling(*one) for one in ruled.items()], [0] * len(ruled))]
    ties += [read_segment(unit, PEOPLE).ties() for unit in context.place.units("works")]
    settle(context, PARTS, PackedParts.of(parted(joined(ties), context.sizes.names)))


def parts_of_names(context: Context) -> Parts:
    """The part in which each name is decided."""
    return settled(context, PARTS).parts()


def route_bylines(path: Path, context: Context, works: int) -> None:
    """Hand on the lists of authors of a part of works to the parts in which their names are decided."""
    parts = parts_of_names(context)
    known: dict[PersonName, int | None] = {}
    routed: dict[int, list[Listed]] = defaultdict(list)
    bylines = read_segment(context.place.unit("works", works), BYLINES)
    for number, names in enumerate(bylines):
        for part in sorted({found for name in names if (found := _part(name, parts, known)) is not None}):
            routed[part].append(Listed(works, number, names))
    write_segments(path, (LISTED.at(part).holding(rows) for part, rows in routed.items()))


def decide_names(path: Path, context: Context, part: int) -> None:
    """Decide about the names of a part, from all lists of authors in which they stand."""
    here = LISTED.at(part)
    rows = [row for unit in context.place.units("bylines") for row in find_segment(unit, here) or ()]
    parts = parts_of_names(context)
    known: dict[PersonName, int | None] = {}
    lines = [
        (f"{works}/{number}", names, frozenset(one.key for one in names if _part(one, parts, known) == part))
        for works, number, names in rows
    ]
    found = plan.decide_names(lines, agents_before(context).ruled_people)
    short: dict[int, list[Short]] = defaultdict(list)
    for (work, key), target in found.short.items():
        works, _, number = work.partition("/")
        short[int(works)].append(Short(int(number), key, target))
    decided = (SHORT.at(works).holding(held) for works, held in short.items())
    write_segments(path, (FULL.holding(Full(found.leads, found.at)), *decided))


def _part(name: PersonName, parts: Parts, known: dict[PersonName, int | None]) -> int | None:
    """The part in which a name is decided."""
    if name not in known:
        known[name] = parts.of(next(keys_of_name(name)))
    return known[name]


def gather_names(context: Context) -> None:
    """Write down what was decided about full names in all parts."""
    ruled = agents_before(context).ruled_people
    leads: dict[str, str] = {}
    at: dict[str, frozenset[str]] = {}
    for unit in context.place.units("people"):
        more_leads, more_at = read_segment(unit, FULL)
        leads.update(more_leads)
        at.update(more_at)
    settle(context, known_to_all.PEOPLE, Told(leads, at, set(at) | ruled.shared))
