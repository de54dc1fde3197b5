"""A graph as sorted triples, and the named graph of each document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from kg.graph.kinds import Node, kind, nodes
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

    @property
    def described(self) -> Mapping[Term, Mapping[Term, Node]]:
        """The nodes that each named graph describes, by subject, in order.

        A node of which several graphs say the same is one object in all of them, and in the union.
        """
        return self._described[0]

    @property
    def nodes(self) -> dict[Term, Node]:
        """The nodes that the union describes, by subject, in order."""
        return self._described[1]

    @cached_property
    def _described(self) -> tuple[dict[Term, dict[Term, Node]], dict[Term, Node]]:
        # Most subjects are described by one graph, or alike by all: only the others have to be sorted again.
        own = {name: nodes(triples) for name, triples in self.graphs.items()}
        union: dict[Term, Node] = {}
        differing: dict[Term, set[Triple]] = {}
        for described in own.values():
            for subject, node in described.items():
                first = union.setdefault(subject, node)
                if first is node:
                    continue
                if first.triples == node.triples:
                    described[subject] = first
                else:
                    differing.setdefault(subject, set(first.triples)).update(node.triples)
        for subject, said in differing.items():
            triples = tuple(sorted(said))
            union[subject] = Node(subject, triples, kind(triples))
        return own, dict(sorted(union.items()))

    @cached_property
    def triples(self) -> tuple[Triple, ...]:
        """The union of the named graphs."""
        return tuple([triple for node in self.nodes.values() for triple in node.triples])

    @cached_property
    def ntriples(self) -> str:
        """The union as N-Triples, sorted."""
        return to_ntriples(self.triples)

    def blocks(self) -> Iterator[str]:
        """The same, node by node: all at once take much memory."""
        return (to_ntriples(node.triples) for node in self.nodes.values())

    @cached_property
    def nquads(self) -> str:
        """The named graphs as N-Quads (https://www.w3.org/TR/n-quads/), sorted."""
        return "".join(self.sections())

    def sections(self) -> Iterator[str]:
        """The N-Quads of each named graph, one after the other: all at once take much memory."""
        for name, triples in self.graphs.items():
            yield "".join([f"{s} {p} {o} {name} .\n" for s, p, o in triples])
