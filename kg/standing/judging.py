"""The results of validation after a change: only the nodes that it can have touched are judged again.

The rule is that of :mod:`kg.validation.memory`; here the triples are not all at hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from kg.errors import ShapesError
from kg.graph.dataset import Dataset
from kg.settings import Settings
from kg.standing.blocks import Blocks
from kg.standing.index import Change, Index
from kg.standing.sections import parsed
from kg.standing.state import Standing
from kg.terms import Term, Triple, lexical
from kg.validation.engine import ShapeResult, run
from kg.validation.shapes import load_shapes
from kg.validation.targets import has_target

_PART_THAT_PAYS = 0.5


class Judging:
    """The graph after a change, to be judged."""

    def __init__(
        self, standing: Standing, change: Change, index: Index, blocks: Blocks, settings: Settings
    ) -> None:
        self.judged = 0
        """How many nodes were judged again, once there are results."""
        self._standing = standing
        self._change = change
        self._index = index
        self._blocks = blocks
        self._settings = settings

    @cached_property
    def results(self) -> list[ShapeResult]:
        """What the engine finds in the whole graph. Raises ShapesError as it does."""
        known = [result for result, _ in self._standing.results]
        if not self._change:
            return known
        shapes = load_shapes(self._settings.shapes, profiles=self._settings.profiles)
        if not has_target(shapes, self._triples()):
            raise ShapesError("no shape has a target in the graph, so nothing was checked")
        engine = self._settings.shacl_engine
        touched = self._touched()
        if touched is None or len(touched) > _PART_THAT_PAYS * len(self._blocks.subjects):
            self.judged = len(self._blocks.subjects)
            return run(Dataset({"": tuple(self._triples())}), shapes, engine)[0]
        self.judged = len(touched)
        found, _ = run(Dataset({"": tuple(sorted(self._seen_from(touched)))}), shapes, engine)
        names = {lexical(one) for one in touched}
        return [
            *(one for one in known if one.focus not in names),
            *(one for one in found if one.focus in names),
        ]

    def _triples(self) -> Iterator[Triple]:
        return (one for block in self._in_order() for one in parsed(block))

    def _in_order(self) -> Iterator[bytes]:
        return (self._blocks.ntriples[term] for term in self._blocks.subjects)

    def _touched(self) -> set[Term] | None:
        """The nodes whose shapes can see a changed triple, or that it makes targets; None where all may."""
        if self._standing.reach is None:
            return None
        frontier = seen = set(self._change.after)
        for _ in range(self._standing.reach):
            above = {subject for node in frontier for subject, _, _ in self._index.leading_to(node)}
            above |= {subject for subject, _, value in self._gone if value in frontier}
            frontier = above - seen
            seen = seen | frontier
        targets = {value for _, predicate, value in self._change.triples if predicate in self._leading}
        if any(value not in self._blocks.subjects for value in targets - seen):
            # What leads to them is in no index, or nothing is said of them any more.
            return None
        return seen | targets

    @cached_property
    def _leading(self) -> frozenset[Term]:
        """The predicates that make a target of their value."""
        return frozenset(self._standing.leading)

    @cached_property
    def _gone(self) -> set[Triple]:
        return self._change.gone

    def _seen_from(self, nodes: set[Term]) -> set[Triple]:
        """The triples that the shapes of the nodes can see, and those that make them targets."""
        found = {one for node in nodes for one in self._index.leading_to(node) if one[1] in self._leading}
        frontier, seen = nodes, set(nodes)
        for _ in range((self._standing.reach or 0) + 1):
            outgoing = [one for node in frontier for one in self._blocks.about(node)]
            found.update(outgoing)
            frontier = {value for _, _, value in outgoing} - seen
            seen |= frontier
        return found


def sight(settings: Settings) -> tuple[int | None, tuple[Term, ...]]:
    """How far the shapes see, and the predicates that make a target of their value."""
    from rdflib import SH

    from kg.validation.reach import reach

    shapes = load_shapes(settings.shapes, profiles=settings.profiles)
    return reach(shapes), tuple(sorted({one.n3() for one in shapes.objects(None, SH.targetObjectsOf)}))
