"""Keeping what a build after an edit can use."""

from __future__ import annotations

from collections.abc import Mapping

from kg.exporters.folder import MANIFEST
from kg.exporters.output import Writers, versions
from kg.exporters.staged import Mark
from kg.graph.dataset import Dataset
from kg.graph.index import Section, index_of
from kg.pieces import Piece, Pieces
from kg.plan import Planned
from kg.standing.blocks import Blocks
from kg.standing.edit import Edit
from kg.standing.judging import Judged
from kg.standing.state import STANDING, Standing, StandingDocument
from kg.standing.target import Target
from kg.validation.judging import Horizon
from kg.validation.shapes import load_shapes
from kg.validation.validate import Results


def keep_whole(
    target: Target,
    planned: Planned,
    dataset: Dataset,
    results: Results,
    marks: Mapping[str, Mark],
    hashes: Mapping[str, str],
    sights: bytes,
) -> None:
    """Keep what is known of an output that was made whole; ``sights`` is empty without the explorer."""
    from kg.exporters.names import document_paths

    base = planned.settings.base
    if not all(subject.startswith(f"<{base}") for subject in dataset.nodes):
        # The index has names of ours alone.
        return
    paths = document_paths(sorted(row.graph for row in planned.rows), base)
    sections = {
        slot: Section.of_triples(row.graph, dataset.graphs[row.graph])
        for slot, row in enumerate(planned.rows)
    }
    documents = tuple(
        StandingDocument(
            row.note.file, row.graph, slot, paths[row.graph], row.triples.digest, len(sections[slot].data)
        )
        for slot, row in enumerate(planned.rows)
    )
    settings = planned.settings
    horizon = Horizon.of(load_shapes(settings.shapes, profiles=settings.profiles))
    blocks = Blocks.of(dataset.nodes.values(), Writers.of(dataset.nodes, base))
    standing = Standing(
        config=target.config,
        said=planned.said,
        documents=documents,
        facts=sum(row.note.facts for row in planned.rows),
        subjects=dict(blocks.subjects),
        slots=dict(index_of(sections, base).slots),
        judged=Judged(planned.who, results, horizon),
        outputs={name: (digest, marks[name]) for name, digest in {**hashes, MANIFEST: ""}.items()},
        versions=versions(),
    )
    _keep(target, standing, [dataset.ntriples.encode()], sights)


def keep_edit(
    target: Target, edit: Edit, marks: Mapping[str, Mark], hashes: Mapping[str, str], sights: Piece
) -> None:
    """Keep what is known of an output after an edit."""
    if not edit.is_ours:
        return
    planned, before = edit.planned, edit.kept.standing
    standing = Standing(
        config=target.config,
        said=planned.said,
        documents=tuple(edit.documents),
        facts=sum(row.note.facts for row in planned.rows),
        subjects=dict(edit.blocks.subjects),
        slots=dict(edit.after.slots),
        judged=edit.judged[0],
        outputs={name: (digest, marks[name]) for name, digest in {**hashes, MANIFEST: ""}.items()},
        versions=before.versions,
    )
    _keep(target, standing, edit.ntriples, sights)


def _keep(target: Target, standing: Standing, ntriples: Pieces, sights: Piece) -> None:
    sections: dict[str, Pieces] = {"standing": [STANDING.encode(standing)], "ntriples": ntriples}
    if sights:
        sections["sights"] = [sights]
    target.cache.write(target.kept, sections)
