"""The decided description of each work, handed on to the documents that cite it, and the names of nodes."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from kg.documents.places import FieldPath
from kg.identity.agents import Spellings
from kg.identity.decide import ruled_names, see_names
from kg.identity.people import People
from kg.identity.sources import DecidedSource, source_iri, with_authors
from kg.streaming.directory import Directory, batch_path
from kg.streaming.people import SHORT
from kg.streaming.reading import SIGHTED
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
    knowing, names = replace(agents(context), people=known_here, works=limited), held.spellings()
    cited: dict[int, Cited] = defaultdict(lambda: Cited([], []))
    for work, iri in zip(held.works, iris, strict=True):
        decided = with_authors(work.described, iri, work.byline, knowing, names)
        index: dict[int, int] = {}
        for position, where in work.mentioned:
            group = position // context.sizes.documents
            sources, records = cited[group]
            if group not in index:
                index[group] = len(sources)
                sources.append(decided)
            records.append(Record(position, where, index[group]))
    handed_on = (CITED.at(group).holding(one) for group, one in cited.items())
    write_segments(path, (*handed_on, *_shared_out(names, context)))


def see_documents(path: Path, context: Context, batch: int) -> None:
    """Count the spellings that the documents of a batch use outside their lists of sources."""
    names, known = Spellings(), agents(context)
    with Directory(context.place) as directory:
        entries = list(directory.of_batch(batch))
    sighted = read_segment(batch_path(context.place, batch), SIGHTED)
    for entry, document in zip(entries, sighted, strict=True):
        see_names(document.document(), entry.iri, context.settings.base, known, names)
    write_segments(path, _shared_out(names, context))


def see_source(source: DecidedSource, names: Spellings) -> None:
    """Note the names that the description of a work uses."""
    for agent in (*source.authors, *source.publishers, *source.organizations):
        names.see(agent.iri, agent.name)
    for venue in source.venues:
        names.see(venue.iri, venue.name)


def _shared_out(names: Spellings, context: Context) -> Iterator[tuple[int, bytes]]:
    shares: dict[int, dict[str, dict[str, int]]] = defaultdict(dict)
    for iri, spellings in names.seen():
        shares[zlib.crc32(iri.encode("utf-8", "replace")) % context.sizes.shares][iri] = spellings
    return (_spellings(share).holding(seen) for share, seen in shares.items())


def _spellings(share: int) -> Segment[dict[str, dict[str, int]]]:
    return _SPELLINGS.at(_SPELLINGS.number - share)


def choose_names(path: Path, context: Context, share: int) -> None:
    """Choose the name of each node of a share of which there is more than one spelling."""
    names = Spellings()
    for unit in (*context.place.units("sources"), *context.place.units("seen")):
        for iri, spellings in (find_segment(unit, _spellings(share)) or {}).items():
            for spelling, times in spellings.items():
                names.see(iri, spelling, times)
    chosen = {iri: names.name(iri) for iri, several in names.seen() if len(several) > 1}
    write_segments(path, [_CHOSEN.holding(chosen)])


def gather_chosen(context: Context) -> None:
    """Write down the names that were chosen in all shares, and those that the authority file fixes."""
    chosen: dict[str, str] = {}
    for unit in context.place.units("names"):
        more = read_segment(unit, _CHOSEN)
        chosen.update(more)
    ruled = Spellings()
    fixed: Mapping[str, object] = ruled_names(authorities(context), agents(context), ruled)
    chosen.update({iri: ruled.name(iri) for iri in fixed})
    settle(context, NAMES, chosen)
