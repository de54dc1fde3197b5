"""Judging a graph again after a change: only the nodes that it can have touched.

A focus node must be judged again when a triple has changed that its shapes can
see: one whose subject lies at most so many steps from it as :mod:`reach` says,
or one that makes it a target. All other results stay what they were.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kg.graph.dataset import Dataset
from kg.graph.index import Change, Index
from kg.terms import Term, Triple, lexical
from kg.validation.engine import ShapeResult, run
from kg.validation.reach import reach
from kg.validation.targets import require_target

if TYPE_CHECKING:
    import rdflib

_PART_THAT_PAYS = 0.5
"""A change that touches more of the nodes than this is judged as a whole."""


@dataclass(frozen=True, slots=True)
class Horizon:
    """What shapes see: ``reach`` steps from a focus node, None for no bound.

    The predicates ``leading`` make a target of their value.
    """

    reach: int | None
    leading: tuple[Term, ...]

    @classmethod
    def of(cls, shapes: rdflib.Graph) -> Horizon:
        """What these shapes see."""
        from rdflib import SH

        return cls(
            reach(shapes), tuple(sorted({one.n3() for one in shapes.objects(None, SH.targetObjectsOf)}))
        )


class Stated(Protocol):
    """What a graph says."""

    @property
    def size(self) -> int:
        """About how many nodes it has."""

    def about(self, subject: Term) -> Sequence[Triple]:
        """The triples of a subject."""

    def triples(self) -> Iterator[Triple]:
        """All triples."""


def judged_again(
    known: Sequence[ShapeResult],
    horizon: Horizon,
    change: Change,
    graph: Stated,
    index: Index,
    shapes: rdflib.Graph,
    engine: str,
) -> tuple[list[ShapeResult], int]:
    """The results of the shapes after a change, and how many nodes were judged for it.

    ``known`` are the results before it, ``graph`` and its ``index`` are those after it. Raises
    ShapesError as :func:`kg.validation.engine.run` does, and where nothing is left to judge.
    """
    if not change:
        return list(known), 0
    require_target(shapes, graph.triples())
    touched = _touched(horizon, change, graph, index)
    if touched is None or len(touched) > _PART_THAT_PAYS * graph.size:
        return run(Dataset({"": tuple(sorted(set(graph.triples())))}), shapes, engine)[0], graph.size
    seen = _seen_from(touched, horizon, graph, index)
    found, _ = run(Dataset({"": tuple(sorted(seen))}), shapes, engine)
    names = {lexical(one) for one in touched}
    kept = [one for one in known if one.is_of_literal or one.focus not in names]
    return [*kept, *(one for one in found if not one.is_of_literal and one.focus in names)], len(touched)


def _touched(horizon: Horizon, change: Change, graph: Stated, index: Index) -> set[Term] | None:
    """The nodes whose shapes can see a changed triple, or that it makes targets; None where all may."""
    if horizon.reach is None:
        return None
    gone = change.gone
    frontier = seen = set(change.after)
    for _ in range(horizon.reach):
        above = {subject for node in frontier for subject, _, _ in index.leading_to(node)}
        above |= {subject for subject, _, value in gone if value in frontier}
        frontier = above - seen
        seen = seen | frontier
    targets = {value for _, predicate, value in change.triples if predicate in horizon.leading}
    if not all(map(graph.about, targets - seen)):
        # What leads to them is in no index, or nothing is said of them any more.
        return None
    return seen | targets


def _seen_from(nodes: set[Term], horizon: Horizon, graph: Stated, index: Index) -> set[Triple]:
    """The triples that the shapes of the nodes can see, and those that make them targets."""
    found = {one for node in nodes for one in index.leading_to(node) if one[1] in horizon.leading}
    frontier, seen = nodes, set(nodes)
    for _ in range((horizon.reach or 0) + 1):
        outgoing = [one for node in frontier for one in graph.about(node)]
        found.update(outgoing)
        frontier = {value for _, _, value in outgoing} - seen
        seen |= frontier
    return found
