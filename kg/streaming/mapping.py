"""The second pass: documents that stand together in the output, mapped to quads with what was decided."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import NamedTuple

from kg.diagnostics import Diagnostic, in_order
from kg.documents.places import FieldPath
from kg.documents.records import Document
from kg.graph.dataset import Dataset
from kg.identity.agents import Spellings
from kg.identity.decide import Identities, see_names
from kg.identity.documents import fact_fragments
from kg.identity.sources import DecidedSource
from kg.mappers import map_document
from kg.mappers.scope import Scope
from kg.pipeline import graph_name, has_file
from kg.streaming.directory import Directory, Entry
from kg.streaming.runs import write_run
from kg.streaming.segments import Segment, find_segment, replacing, write_segments
from kg.streaming.settled import Context, agents, chosen_names, same_as
from kg.streaming.sources import CITED, Cited, see_source
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
    with Directory(place) as directory:
        held = [
            (one, *directory.document(one)) for one in directory.between(group * size, (group + 1) * size)
        ]
        identities, found = _identities(context, directory, group, held)
        graphs: list[tuple[Term, list[Triple]]] = []
        for entry, document, _ in held:
            scope = Scope(document, entry.iri, identities, context.settings, has_file)
            graphs.append((graph_name(entry.iri), map_document(scope)))
            found += scope.diagnostics
    dataset = Dataset.of(graphs)
    quads = dataset.nquads.encode("utf-8")
    with replacing(place.unit(QUADS, group)) as file:
        file.write(quads)
    write_run(place.unit(TRIPLES, group), (f"{s} {p} {o} .\n".encode() for s, p, o in dataset.triples))
    checked = Checked(len(quads), zlib.crc32(quads))
    write_segments(path, (FOUND.holding(in_order(found)), CHECKED.holding(checked)))


def _identities(
    context: Context,
    directory: Directory,
    group: int,
    held: list[tuple[Entry, Document, dict[FieldPath, FieldPath]]],
) -> tuple[Identities, list[Diagnostic]]:
    """All decisions that the documents of a group ask for, and the findings about their facts."""
    known, names, base = agents(context), Spellings(), context.settings.base
    file_at = {entry.position: entry.file for entry, _, _ in held}
    source_of: dict[tuple[str, FieldPath], DecidedSource] = {}
    for unit in context.place.units("sources"):
        cited = find_segment(unit, CITED.at(group)) or Cited([], [])
        for source in cited.works:
            see_source(source, names)
        for position, path, index in cited.records:
            source_of[file_at[position], path] = cited.works[index]
    fact_iris: dict[tuple[str, FieldPath], str] = {}
    found: list[Diagnostic] = []
    for entry, document, evidence in held:
        see_names(document, entry.iri, base, known, names)
        fragments, repeated = fact_fragments(document)
        found += repeated
        fact_iris.update({(entry.file, path): f"{entry.iri}#{name}" for path, name in fragments.items()})
        for fact, target in evidence.items():
            source_of[entry.file, fact] = source_of[entry.file, target]
    names.settle(chosen_names(context))
    identities = Identities(
        base=base,
        document_iris={entry.file: entry.iri for entry, _, _ in held},
        by_name=directory.by_name,
        by_id=directory.by_id,
        by_last_step=directory.by_last_step,
        fact_iris=fact_iris,
        source_of=source_of,
        agents=known,
        names=names,
        same_as=dict(same_as(context)),
    )
    return identities, found
