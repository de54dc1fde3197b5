"""The decided description of each work, handed on to the documents that cite it, and the names of nodes."""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from kg.documents.places import FieldPath
from kg.identity.decide import credited, ruled_names, spelled_outside
from kg.identity.people import People
from kg.identity.sources import DecidedSource, source_iri, with_authors
from kg.identity.spellings import Spelled, choose, counted
from kg.plan.steps import spelled_in
from kg.streaming.directory import Directory, batch_path
from kg.streaming.people import SHORT
from kg.streaming.reading import OUTSIDE
from kg.streaming.segments import Segment, find_segment, read_segment, write_segments
from kg.streaming.settled import NAMES, Context, agents, authorities, people, settle
from kg.streaming.works import WORKS, names_of


class Record(NamedTuple):
    """A record: the place of its document, its path there, and the number of the work that it speaks of."""

    position: int
    path: FieldPath
    work: int


class Cited(NamedTuple):
    """Works, and which records of which documents speak of which of them."""

    works: list[DecidedSource]
    records: list[Record]


CITED = Segment(Cited)
"""What the documents that are mapped together cite, by their number."""
_SPELLINGS = Segment(dict[str, dict[str, int]], -1)
"""Spellings have the negative numbers from here on, a share each."""
_CHOSEN = Segment(dict[str, str])


def decide_sources(path: Path, context: Context, part: int) -> None:
    """Decide the descriptions of the works of a part."""
    held = read_segment(context.place.unit("works", part), WORKS)
    iris = [source_iri(context.settings.base, name) for name in names_of(context, part)]
    here = SHORT.at(part)
    rows = [row for unit in context.place.units("people") for row in find_segment(unit, here) or ()]
    known = people(context)
    known_here = People(
        known.leads, {(iris[number], key): target for number, key, target in rows}, known.at, known.shared
    )
    limited = {path: frozenset(iris[number] for number in of) for path, of in held.limits.items()}
    knowing = replace(agents(context), people=known_here, works=limited)
    spelled: list[Spelled] = []
    cited: dict[int, Cited] = defaultdict(lambda: Cited([], []))
    for work, mentioned, iri in zip(held.works, held.mentioned, iris, strict=True):
        decided = with_authors(work, iri, knowing)
        spelled += spelled_in(decided, work)
        index: dict[int, int] = {}
        for position, where in mentioned:
            group = position // context.sizes.documents
            sources, records = cited[group]
            if group not in index:
                index[group] = len(sources)
                sources.append(decided)
            records.append(Record(position, where, index[group]))
    handed_on = (CITED.at(group).holding(one) for group, one in cited.items())
    write_segments(path, (*handed_on, *_shared_out(spelled, context)))


def see_documents(path: Path, context: Context, batch: int) -> None:
    """Count the spellings that the documents of a batch use outside their lists of sources."""
    known, base = agents(context), context.settings.base
    spelled: list[Spelled] = []
    with Directory(context.place) as directory:
        entries = list(directory.of_batch(batch))
    outside = read_segment(batch_path(context.place, batch), OUTSIDE)
    for entry, seen in zip(entries, outside, strict=True):
        spelled += spelled_outside(seen, credited(seen, entry.iri, known), base)
    write_segments(path, _shared_out(spelled, context))


def _shared_out(spelled: Iterable[Spelled], context: Context) -> Iterator[tuple[int, bytes]]:
    shares: dict[int, dict[str, dict[str, int]]] = defaultdict(dict)
    for iri, spellings in counted(spelled).items():
        shares[zlib.crc32(iri.encode("utf-8", "replace")) % context.sizes.shares][iri] = spellings
    return (_spellings(share).holding(seen) for share, seen in shares.items())


def _spellings(share: int) -> Segment[dict[str, dict[str, int]]]:
    return _SPELLINGS.at(_SPELLINGS.number - share)


def choose_names(path: Path, context: Context, share: int) -> None:
    """Choose the name of each node of a share of which there is more than one spelling."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for unit in (*context.place.units("sources"), *context.place.units("seen")):
        for iri, spellings in (find_segment(unit, _spellings(share)) or {}).items():
            seen[iri].update(spellings)
    chosen = {iri: choose(several) for iri, several in seen.items() if len(several) > 1}
    write_segments(path, [_CHOSEN.holding(chosen)])


def gather_chosen(context: Context) -> None:
    """Write down the names that were chosen in all shares, and those that the authority file fixes."""
    chosen: dict[str, str] = {}
    for unit in context.place.units("names"):
        more = read_segment(unit, _CHOSEN)
        chosen.update(more)
    chosen.update(ruled_names(authorities(context), agents(context)).names)
    settle(context, NAMES, chosen)
