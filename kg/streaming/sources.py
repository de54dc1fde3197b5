"""The decided description of each work, handed on to the documents that cite it, and the names of nodes."""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from kg.documents.places import FieldPath
from kg.identity.agents import Spellings
from kg.identity.decide import ruled_names, see_names
from kg.identity.people import People
from kg.identity.sources import DecidedSource, source_iri, with_authors
from kg.streaming.directory import Directory, batch_path
from kg.streaming.reading import SIGHTED
from kg.streaming.segments import read_segment, write_segments
from kg.streaming.settled import Context, agents, authorities, people, settle
from kg.streaming.works import WORKS, Works, names_of

_SPELLINGS = -1
"""Spellings have the negative numbers from here on, a share each; the documents mapped together theirs."""

Cited = tuple[list[DecidedSource], list[tuple[int, FieldPath, int]]]
"""Works, and which records of which documents speak of which of them."""


def decide_sources(path: Path, context: Context, part: int) -> None:
    """Decide the descriptions of the works of a part."""
    held: Works = read_segment(context.place.unit("works", part), WORKS)
    iris = [source_iri(context.settings.base, name) for name in names_of(context, part)]
    rows = [row for unit in context.place.units("people") for row in read_segment(unit, part) or ()]
    known = people(context)
    known_here = People(
        known.leads, {(iris[number], key): target for number, key, target in rows}, known.at, known.shared
    )
    limited = {path: frozenset(iris[number] for number in of) for path, of in held.limits.items()}
    here = replace(agents(context), people=known_here, works=limited)
    cited: dict[int, Cited] = defaultdict(lambda: ([], []))
    for work, iri in zip(held.works, iris, strict=True):
        decided = with_authors(work.described, iri, work.byline, here, held.names)
        index: dict[int, int] = {}
        for position, where in work.mentioned:
            group = position // context.sizes.documents
            sources, records = cited[group]
            if group not in index:
                index[group] = len(sources)
                sources.append(decided)
            records.append((position, where, index[group]))
    write_segments(path, {**cited, **_shared_out(held.names, context)})


def see_documents(path: Path, context: Context, batch: int) -> None:
    """Count the spellings that the documents of a batch use outside their lists of sources."""
    names, known = Spellings(), agents(context)
    with Directory(context.place) as directory:
        entries = list(directory.of_batch(batch))
    for entry, document in zip(entries, read_segment(batch_path(context.place, batch), SIGHTED), strict=True):
        see_names(document, entry.iri, context.settings.base, known, names)
    write_segments(path, _shared_out(names, context))


def see_source(source: DecidedSource, names: Spellings) -> None:
    """Note the names that the description of a work uses."""
    for agent in (*source.authors, *source.publishers, *source.organizations):
        names.see(agent.iri, agent.name)
    for venue in source.venues:
        names.see(venue.iri, venue.name)


def _shared_out(names: Spellings, context: Context) -> dict[int, dict[str, Counter[str]]]:
    shares: dict[int, dict[str, Counter[str]]] = defaultdict(dict)
    for iri, spellings in names.seen():
        shares[_SPELLINGS - zlib.crc32(iri.encode("utf-8", "replace")) % context.sizes.shares][iri] = (
            spellings
        )
    return shares


def choose_names(path: Path, context: Context, share: int) -> None:
    """Choose the name of each node of a share of which there is more than one spelling."""
    names = Spellings()
    for unit in (*context.place.units("sources"), *context.place.units("seen")):
        for iri, spellings in (read_segment(unit, _SPELLINGS - share) or {}).items():
            for spelling, times in spellings.items():
                names.see(iri, spelling, times)
    write_segments(path, {0: {iri: names.name(iri) for iri, several in names.seen() if len(several) > 1}})


def gather_chosen(context: Context) -> None:
    """Write down the names that were chosen in all shares, and those that the authority file fixes."""
    chosen: dict[str, str] = {}
    for unit in context.place.units("names"):
        chosen.update(read_segment(unit, 0))
    ruled = Spellings()
    fixed: Mapping[str, object] = ruled_names(authorities(context), agents(context), ruled)
    chosen.update({iri: ruled.name(iri) for iri in fixed})
    settle(context, "names", chosen)
