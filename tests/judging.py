"""Graphs that are judged one after the other, each with the help of the one before."""

from __future__ import annotations

from collections.abc import Mapping

import rdflib

from kg.graph.dataset import Dataset
from kg.graph.index import Index, Section, change, index_of
from kg.terms import Triple
from kg.validation.engine import ShapeResult, run
from kg.validation.judging import Horizon, judged_again

GRAPH = "<urn:graph>"


class Judge:
    """Judges graphs of one base, and says how many nodes were judged for the last of them."""

    def __init__(self, shapes: rdflib.Graph, engine: str, base: str = "urn:") -> None:
        self.judged = 0
        self._shapes = shapes
        self._engine = engine
        self._base = base
        self._horizon = Horizon.of(shapes)
        self._known: list[ShapeResult] = []
        self._index: Index | None = None

    def results(self, triples: tuple[Triple, ...]) -> list[ShapeResult]:
        """What is found in a graph, sorted."""
        shapes = rdflib.Graph() + self._shapes
        changed: Mapping[int, Section | None] = {0: Section.of_triples(GRAPH, triples)}
        if self._index is None:
            self._index = index_of({0: Section.of_triples(GRAPH, triples)}, self._base)
            self._known = run(Dataset({GRAPH: triples}), shapes, self._engine)[0]
            self.judged = len({subject for subject, _, _ in triples})
        else:
            before, after = self._index, self._index.replaced(changed, self._base)
            differing = change(before, after, changed, before.about)
            self._known, self.judged = judged_again(
                self._known, self._horizon, differing, after, after, shapes, self._engine
            )
            self._index = after
        return sorted(self._known)
