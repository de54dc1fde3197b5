"""Which mentions speak of one work, decided part by part, and the name of each work among all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from kg.diagnostics import Diagnostic, in_order
from kg.documents.findings import located
from kg.documents.places import FieldPath
from kg.identity.authorities.unused import unused
from kg.identity.candidates import RULED, Ruled, keys_of_name
from kg.identity.clusters import cluster_ruled
from kg.identity.decide import limits
from kg.identity.names import PersonName
from kg.identity.sources import Work, fingerprint, first_place, longer
from kg.plan import steps as plan
from kg.streaming.components import PackedTies, Ties, hashed, joined, parted
from kg.streaming.directory import Directory, batch_path
from kg.streaming.reading import MENTIONS, TIES, header, unpacked
from kg.streaming.segments import Segment, find_segment, read_segment, write_segments
from kg.streaming.settled import Context, Known, agents_before, authorities, settle, settled

Where = tuple[int, FieldPath]
"""A document, by its place in the order of the output, and the path of a record in it."""


@dataclass(frozen=True, slots=True)
class Works:
    """The works of a part, where each is mentioned, and to which of them entries about people are limited."""

    works: list[Work]
    mentioned: list[list[Where]]
    limits: dict[FieldPath, frozenset[int]]


class Routed(NamedTuple):
    """Mentions in the document at a place in the order of the output, packed."""

    position: int
    file: str
    mentions: list[bytes]


class Named(NamedTuple):
    """What a work may be named by: the name, what says more, and what says most."""

    name: str
    fingerprint: str
    place: str


class Mentioned(NamedTuple):
    """In which part each mention is decided.

    There are ``number_of_parts``; ``ruled`` is that of which the
    authority file may speak of, ``largest`` how many mentions must be decided
    together at most; ``parts`` has the part of each mention of a batch, in 4 bytes.
    """

    number_of_parts: int
    ruled: int | None
    largest: int
    parts: dict[int, bytes]


class Repeated(NamedTuple):
    """The names that several works would have, and those that they still would with what says more."""

    first: frozenset[str]
    second: frozenset[str]


ROUTED = Segment(list[Routed])
"""What goes to each part, by its number."""
NAMES = Segment(list[Named], 0)
WORKS = Segment(Works, 1)
BYLINES = Segment(list[tuple[PersonName, ...]], 2)
PEOPLE = Segment(PackedTies, 3)
FOUND = Segment(list[Diagnostic], -9)

MENTIONED = Known("mentions", Mentioned)
REPEATED = Known("works", Repeated)


def part_mentions(context: Context, batches: Sequence[Path]) -> None:
    """Decide which mentions are decided together."""
    import numpy as np

    ties = [read_segment(path, TIES).ties() for path in batches]
    parts = parted(joined(ties), context.sizes.mentions)
    ends = np.cumsum([len(one.weights) for one in ties])
    of_batch = {
        int(path.name): parts.of_owner[end - len(one.weights) : end].astype("<i4").tobytes()
        for path, one, end in zip(batches, ties, ends, strict=True)
    }
    settle(context, MENTIONED, Mentioned(parts.count, parts.of(RULED), parts.largest, of_batch))


def route_mentions(path: Path, context: Context, batch: int) -> None:
    """Hand on the mentions of a batch to the parts in which they are decided."""
    import numpy as np

    source = batch_path(context.place, batch)
    parts = iter(np.frombuffer(settled(context, MENTIONED).parts[batch], "<i4").tolist())
    routed: dict[int, list[Routed]] = defaultdict(list)
    with Directory(context.place) as directory:
        entries = list(directory.of_batch(batch))
    mentions = read_segment(source, MENTIONS)
    for entry, packed in zip(entries, mentions, strict=True):
        of_document: dict[int, list[bytes]] = defaultdict(list)
        for one in packed:
            of_document[next(parts)].append(one)
        for part, held in of_document.items():
            routed[part].append(Routed(entry.position, entry.file, held))
    write_segments(path, (ROUTED.at(part).holding(rows) for part, rows in routed.items()))


def decide_works(path: Path, context: Context, part: int) -> None:
    """Decide about the mentions of a part."""
    here = ROUTED.at(part)
    rows = [row for unit in context.place.units("route") for row in find_segment(unit, here) or ()]
    position = {file: number for number, file, _ in rows}
    mentions = [unpacked(one) for _, _, held in rows for one in held]
    entries = authorities(context)
    made = plan.decide_works(mentions, entries, Ruled.of(entries), agents_before(context))
    with Directory(context.place) as directory:
        found = located(made.conflicts, directory.places)
    if made.is_ruled:
        found.extend(unused(entries, made.unused))
    limited = limits(entries, {str(number): cluster for number, cluster in enumerate(made.clusters)})
    mentioned = [[(position[file], where) for file, where in work.mentioned] for work in made.works]
    works = Works(
        [replace(work, mentioned=()) for work in made.works],
        mentioned,
        {where: frozenset(map(int, of)) for where, of in limited.items()},
    )
    people = [work.byline.people for work in made.works]
    names = [
        Named(work.name, fingerprint(cluster), first_place(cluster))
        for work, cluster in zip(made.works, made.clusters, strict=True)
    ]
    write_segments(
        path,
        (
            NAMES.holding(names),
            WORKS.holding(works),
            BYLINES.holding(people),
            PEOPLE.holding(PackedTies.of(_ties_of(people))),
            FOUND.holding(in_order(found)),
        ),
    )


def _ties_of(bylines: Sequence[tuple[PersonName, ...]]) -> Ties:
    names = Counter(name for one in bylines for name in dict.fromkeys(one))
    return Ties.of(map(keys_of_name, names), list(names.values()))


def unused_entries(context: Context) -> list[Diagnostic]:
    """The findings about entries of the authority file where no mention may be meant by any."""
    if settled(context, MENTIONED).ruled is not None:
        return []
    entries = authorities(context)
    return list(unused(entries, cluster_ruled((), entries)[1].unused))


def name_works(context: Context) -> None:
    """Find the names that several works would have, and those that they still would with what says more."""
    first = _repeated(context, None)
    settle(context, REPEATED, Repeated(first, _repeated(context, first)))


def names_of(context: Context, part: int) -> list[str]:
    """The names of the works of a part; no two works have one."""
    first, second = settled(context, REPEATED)
    rows = read_segment(context.place.unit("works", part), NAMES)
    return [longer(name, row.place) if name in second else name for name, row in _names(rows, first)]


def _names(rows: list[Named], first: frozenset[str] | None) -> Iterator[tuple[str, Named]]:
    for row in rows:
        is_repeated = first is not None and row.name in first
        yield longer(row.name, row.fingerprint) if is_repeated else row.name, row


def _repeated(context: Context, first: frozenset[str] | None) -> frozenset[str]:
    """The names that several works have, found by their hashes and then counted."""
    import numpy as np

    units = context.place.units("works")

    def hashes() -> Iterator[int]:
        for unit in units:
            for name, _ in _names(read_segment(unit, NAMES), first):
                yield hashed((name,))

    found, counts = np.unique(np.fromiter(hashes(), dtype=np.uint64), return_counts=True)
    likely = set(found[counts > 1].tolist())
    counted = Counter(
        name
        for unit in units
        for name, _ in (_names(read_segment(unit, NAMES), first) if likely else ())
        if hashed((name,)) in likely
    )
    return frozenset(name for name, count in counted.items() if count > 1)


def parts_of_mentions(context: Context) -> tuple[int, int]:
    """How many parts there are, and how many mentions must be decided together at most."""
    mentioned = settled(context, MENTIONED)
    return mentioned.number_of_parts, mentioned.largest


def facts_and_documents(batches: Sequence[Path]) -> tuple[int, int]:
    """How many facts and documents the batches hold."""
    listed = [one for path in batches for one in header(path).documents]
    return sum(one.facts for one in listed), len(listed)
