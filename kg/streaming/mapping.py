"""The second pass: documents that stand together in the output, mapped to quads with what was decided."""

from __future__ import annotations

import zlib
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from kg.diagnostics import Diagnostic, in_order
from kg.documents.beside import Beside
from kg.documents.places import FieldPath
from kg.documents.records import Document
from kg.graph.dataset import Dataset
from kg.identity.decide import credited, named_by_settings, publisher_of, spelled_outside
from kg.identity.decisions import Decisions
from kg.identity.links import pointers_of, resolve
from kg.identity.mentions import Seen
from kg.identity.sources import DecidedSource
from kg.plan import graph_name
from kg.plan.steps import Common, decisions_of, map_document
from kg.streaming.directory import Directory, Entry
from kg.streaming.runs import write_run
from kg.streaming.segments import Segment, find_segment, replacing, write_segments
from kg.streaming.settled import Context, agents, chosen_names, same_as
from kg.streaming.sources import CITED, Cited
from kg.streaming.works import FOUND
from kg.terms import Term, Triple

QUADS, TRIPLES = "quads", "triples"
"""What the files beside that of a unit are called: its named graphs, and their union as a sorted run."""


class Checked(NamedTuple):
    """What tells whether the named graphs of a unit are as they were written: their bytes, and a checksum."""

    length: int
    checksum: int


CHECKED = Segment(Checked, 0)


def map_documents(path: Path, context: Context, group: int) -> None:
    """Map the documents of a group: their quads in order, their triples sorted, and what was found."""
    place, size = context.place, context.sizes.documents
    found: list[Diagnostic] = []
    graphs: list[tuple[Term, tuple[Triple, ...]]] = []
    with Directory(place) as directory:
        held = [
            (one, *directory.document(one)) for one in directory.between(group * size, (group + 1) * size)
        ]
        decisions = _decisions(context, group, held)
        leading, beside = directory.leading(), Beside()
        for (entry, document, _), by in zip(held, decisions, strict=True):
            links = resolve(pointers_of(document), leading, beside)
            triples, wrong = map_document(document, by, links, context.settings)
            graphs.append((graph_name(entry.iri), triples))
            found += wrong
    dataset = Dataset.of(graphs)
    quads = dataset.nquads.encode("utf-8")
    with replacing(place.unit(QUADS, group)) as file:
        file.write(quads)
    write_run(place.unit(TRIPLES, group), (f"{s} {p} {o} .\n".encode() for s, p, o in dataset.triples))
    checked = Checked(len(quads), zlib.crc32(quads))
    write_segments(path, (FOUND.holding(in_order(found)), CHECKED.holding(checked)))


def _decisions(context: Context, group: int, held: list[tuple[Entry, Document, Seen]]) -> list[Decisions]:
    """All decisions that the documents of a group ask for."""
    known, base, settings = agents(context), context.settings.base, context.settings
    cited: dict[int, dict[FieldPath, DecidedSource]] = defaultdict(dict)
    names: dict[str, str] = {}
    for unit in context.place.units("sources"):
        held_there = find_segment(unit, CITED.at(group)) or Cited([], [])
        for work in held_there.works:
            names.update(
                (one.iri, one.name) for one in (*work.authors, *work.publishers, *work.organizations)
            )
            names.update((one.iri, one.name) for one in work.venues)
            names.update((one.iri, one.name) for author in work.authors for one in author.affiliations)
        for position, path, index in held_there.records:
            cited[position][path] = held_there.works[index]
    whom = [credited(seen, entry.iri, known) for entry, _, seen in held]
    for (_, _, seen), theirs in zip(held, whom, strict=True):
        names.update(spelled_outside(seen, theirs, base))
    chosen = chosen_names(context)
    names.update((iri, chosen[iri]) for iri in names.keys() & chosen.keys())
    common = Common(
        iris={entry.file: entry.iri for entry, _, _ in held},
        names=names,
        same_as=same_as(context),
        author=tuple(named_by_settings(settings.author, known)),
        publisher=publisher_of(settings.publisher, known),
    )
    return [
        decisions_of(seen, theirs, cited[entry.position], common, base)
        for (entry, _, seen), theirs in zip(held, whom, strict=True)
    ]
