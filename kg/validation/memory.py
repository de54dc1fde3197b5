"""Validating again after a change: only what the change can have touched.

A focus node must be judged again when a triple has changed that its shapes can
see: one whose subject lies at most so many steps from it as :mod:`reach` says,
or one that makes it a target. All other results stay what they were.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from kg.graph.dataset import Dataset
from kg.terms import Term, Triple, is_iri, lexical
from kg.validation.engine import ShapeResult, run
from kg.validation.reach import reach

if TYPE_CHECKING:
    import rdflib

_PART_THAT_PAYS = 0.5
"""A change that touches more of the nodes than this is validated as a whole."""


class Memory:
    """The results of the last validation, and the triples that they are about."""

    def __init__(self) -> None:
        self.judged = 0
        """How many nodes were judged the last time."""
        self._triples: frozenset[Triple] = frozenset()
        self._results: list[ShapeResult] = []
        self._judge: tuple[frozenset[object], str] | None = None
        self._reach: int | None = None

    def results(self, dataset: Dataset, shapes: rdflib.Graph, engine: str) -> list[ShapeResult]:
        """What :func:`kg.validation.engine.run` finds, with the work that the change since last asks for."""
        triples = frozenset(dataset.triples)
        judge = (frozenset(shapes), engine)
        if self._judge != judge:
            self._judge, self._reach = judge, reach(shapes)
            self._triples = frozenset()
        touched = self._touched(triples) if self._triples and self._reach is not None else None
        subjects = len({subject for subject, _, _ in triples})
        if touched is None or len(touched) > _PART_THAT_PAYS * subjects:
            self.judged = subjects
            self._results, _ = run(dataset, shapes, engine)
        elif touched and (found := self._again(dataset, touched, shapes, engine)) is not None:
            self.judged = len(touched)
            self._results = found
        elif touched:
            self.judged = subjects
            self._results, _ = run(dataset, shapes, engine)
        else:
            self.judged = 0
        self._triples = triples
        return list(self._results)

    def _again(
        self, dataset: Dataset, touched: set[Term], shapes: rdflib.Graph, engine: str
    ) -> list[ShapeResult] | None:
        """The results with those of some nodes judged anew; None where texts that look alike were judged."""
        part = Dataset({"": tuple(sorted(_context(dataset.triples, touched, self._reach or 0)))})
        found, _ = run(part, shapes, engine)
        # Of a literal a result has the text alone, which others may have too.
        texts = {lexical(one) for one in touched if not is_iri(one)}
        if any(one.focus in texts for one in (*self._results, *found)):
            return None
        names = {lexical(one) for one in touched if is_iri(one)}
        kept = [one for one in self._results if one.focus not in names]
        return sorted([*kept, *(one for one in found if one.focus in names)])

    def _touched(self, triples: frozenset[Triple]) -> set[Term]:
        """The nodes whose shapes can see a triple that is new or gone."""
        changed = triples ^ self._triples
        seen = frontier = {subject for subject, _, _ in changed}
        gone = changed - triples
        # A pass over all triples for each step: an index of them would take longer than it saves.
        for _ in range(self._reach or 0):
            above = {one[0] for one in triples if one[2] in frontier}
            above |= {one[0] for one in gone if one[2] in frontier}
            frontier = above - seen
            seen = seen | frontier
        # What a changed triple leads to may have become a target, or be one no more.
        return seen | {value for _, _, value in changed}


def _context(triples: Collection[Triple], nodes: Collection[Term], steps: int) -> set[Triple]:
    """The triples that the shapes of some nodes can see, and those that make them targets."""
    found = {one for one in triples if one[2] in nodes}
    frontier, seen = set(nodes), set(nodes)
    for _ in range(steps + 1):
        outgoing = [one for one in triples if one[0] in frontier]
        found.update(outgoing)
        frontier = {value for _, _, value in outgoing} - seen
        seen |= frontier
    return found
