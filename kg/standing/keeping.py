"""Keeping what a build after an edit can use."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.cache.folder import CacheFolder
from kg.documents.findings import Placed
from kg.exporters.folder import MANIFEST
from kg.exporters.output import Writers, versions
from kg.exporters.staged import Mark
from kg.graph.dataset import Dataset
from kg.pieces import Piece, Pieces
from kg.plan import Planned
from kg.standing.blocks import Blocks
from kg.standing.edit import Edit
from kg.standing.index import index_of
from kg.standing.judging import sight
from kg.standing.sections import Section
from kg.standing.state import STANDING, Standing, StandingDocument
from kg.validation.engine import ShapeResult

Results = tuple[tuple[ShapeResult, Placed], ...]
"""Results of the shapes, each with the finding that it is."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a build writes, with the explorer or without it, and where what it keeps is."""

    folder: Path
    html: bool
    cache: CacheFolder
    name: str
    config: str

    @property
    def traces(self) -> Path:
        """The file of the traces of its steps."""
        return self.cache.place(f"traces/{self.name}.sqlite")

    @property
    def kept(self) -> str:
        """The name under which what is known of its output is kept."""
        return f"builds/{self.name}"

    @property
    def spare(self) -> Path:
        """Where the output before the last one is left, for the next one to be made of."""
        return self.cache.path / "spare" / self.name


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
    reach, leading = sight(planned.settings)
    blocks = Blocks.of(dataset.nodes.values(), Writers.of(dataset.nodes, base))
    standing = Standing(
        config=target.config,
        said=planned.said,
        who=planned.who,
        documents=documents,
        facts=sum(row.note.facts for row in planned.rows),
        subjects=dict(blocks.subjects),
        slots=dict(index_of(sections, base).slots),
        results=results,
        reach=reach,
        leading=leading,
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
        who=planned.who,
        documents=tuple(edit.documents),
        facts=sum(row.note.facts for row in planned.rows),
        subjects=dict(edit.blocks.subjects),
        slots=dict(edit.after.slots),
        results=edit.results,
        reach=before.reach,
        leading=before.leading,
        outputs={name: (digest, marks[name]) for name, digest in {**hashes, MANIFEST: ""}.items()},
        versions=before.versions,
    )
    _keep(target, standing, edit.ntriples, sights)


def _keep(target: Target, standing: Standing, ntriples: Pieces, sights: Piece) -> None:
    sections: dict[str, Pieces] = {"standing": [STANDING.encode(standing)], "ntriples": ntriples}
    if sights:
        sections["sights"] = [sights]
    target.cache.write(target.kept, sections)


def hash_of(value: object) -> str:
    """A name that equal values share."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode("utf-8", "surrogateescape")).hexdigest()[
        :40
    ]
