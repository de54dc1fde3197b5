"""Which documents of a plan say other things than documents before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from kg.graph.index import Section
from kg.plan import Planned, Row
from kg.terms import Term


class Slotted(Protocol):
    """A document as it was before."""

    @property
    def graph(self) -> Term:
        """The name of its graph."""

    @property
    def slot(self) -> int:
        """Its number in the index of all documents."""

    @property
    def triples(self) -> bytes:
        """The digest of its triples."""


def changed(
    planned: Planned, known: Mapping[str, Slotted]
) -> tuple[Sequence[int], dict[int, Section | None]]:
    """The slot of each document of a plan, and the quads of those that differ, or None where one is gone.

    ``known`` are the documents before, by their files.
    """
    rows = planned.rows
    stale = [row for row in rows if not _is_same(row, known.get(row.note.file))]
    planned.engine.fetch(row.triples for row in stale)
    free = max((one.slot for one in known.values()), default=-1)
    slots: dict[str, int] = {}
    for row in rows:
        before = known.get(row.note.file)
        if before is None:
            free += 1
        slots[row.note.file] = free if before is None else before.slot
    found: dict[int, Section | None] = {
        slots[row.note.file]: Section.of_triples(row.graph, row.triples.value) for row in stale
    }
    found.update((one.slot, None) for file, one in known.items() if file not in slots)
    return [slots[row.note.file] for row in rows], found


def _is_same(row: Row, before: Slotted | None) -> bool:
    return before is not None and before.graph == row.graph and before.triples == row.triples.digest
