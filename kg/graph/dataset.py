"""A graph as sorted triples, and the named graph of each document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from kg.graph.kinds import Node, nodes
from kg.terms import Term, Triple, to_ntriples


@dataclass(frozen=True)
class Dataset:
    """The triples of each document under the IRI of its named graph, and the union of all.

    ``graphs`` is sorted by IRI and each graph by triple; ``triples`` is the
    sorted union, each triple once.
    """

    graphs: Mapping[Term, tuple[Triple, ...]]

    @classmethod
    def of(cls, graphs: Iterable[tuple[Term, Iterable[Triple]]]) -> Dataset:
        """The data set of named graphs whose triples are sorted."""
        return cls(dict(sorted((name, tuple(triples)) for name, triples in graphs)))

    @cached_property
    def triples(self) -> tuple[Triple, ...]:
        """The union of the named graphs."""
        merged: set[Triple] = set()
        for triples in self.graphs.values():
            merged.update(triples)
        return tuple(sorted(merged))

    @cached_property
    def nodes(self) -> dict[Term, Node]:
        """The nodes that the union describes, by subject, in order."""
        return nodes(self.triples)

    @cached_property
    def ntriples(self) -> str:
        """The union as N-Triples, sorted."""
        return to_ntriples(self.triples)

    @cached_property
    def nquads(self) -> str:
        """The named graphs as N-Quads (https://www.w3.org/TR/n-quads/), sorted."""
        return "".join(
            "".join([f"{s} {p} {o} {name} .\n" for s, p, o in triples])
            for name, triples in self.graphs.items()
        )
