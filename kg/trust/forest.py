"""A graph as Merkle trees: one over the nodes of each document, and one over the documents.

An entry of a document's tree is what its named graph says of one subject: the
triples in canonical N-Triples, sorted. An entry of the tree over all is the
IRI of a named graph and the root of its tree.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from kg.errors import TrustError
from kg.trust.merkle import Tree


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands in a tree: its number from 0, how many there are, and the way to the root."""

    index: int
    size: int
    path: tuple[bytes, ...]


class Forest:
    """The trees of a data set. ``graphs`` leads from graph to subject to the triples, as N-Triples terms."""

    def __init__(self, graphs: dict[str, dict[str, str]]) -> None:
        self._graphs = graphs

    @classmethod
    def of(cls, nquads: str) -> Forest:
        """The trees of canonical N-Quads. Raises TrustError where a line is none."""
        lines: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for line in nquads.split("\n"):
            if not line:
                continue
            triple, _, graph = line.removesuffix(" .").rpartition(" ")
            subject, space, _ = triple.partition(" ")
            if not (space and graph.startswith("<") and graph.endswith(">") and line.endswith(" .")):
                raise TrustError("graph.nq is damaged; run kg build again")
            lines[graph][subject].append(triple)
        return cls(
            {
                graph: {subject: entry(triples) for subject, triples in sorted(of.items())}
                for graph, of in sorted(lines.items())
            }
        )

    def graphs_of(self, subject: str) -> list[str]:
        """The named graphs that speak of a subject, sorted."""
        return [graph for graph, subjects in self._graphs.items() if subject in subjects]

    def subjects(self) -> set[str]:
        """Everything that a graph speaks of."""
        return {subject for subjects in self._graphs.values() for subject in subjects}

    def said(self, graph: str, subject: str) -> str:
        """The entry of a subject: its triples in a named graph."""
        return self._graphs[graph][subject]

    def place(self, graph: str, subject: str) -> tuple[Place, Place]:
        """Where a subject stands in the tree of its document, and the document in the tree over all."""
        subjects = self._graphs[graph]
        return (
            _place(Tree(text.encode() for text in subjects.values()), list(subjects).index(subject)),
            _place(self._tree, list(self._graphs).index(graph)),
        )

    @property
    def root(self) -> bytes:
        """The hash of the whole data set."""
        return self._tree.root

    def __len__(self) -> int:
        return len(self._graphs)

    @cached_property
    def _tree(self) -> Tree:
        return Tree(
            graph_entry(graph, Tree(text.encode() for text in subjects.values()).root)
            for graph, subjects in self._graphs.items()
        )


def entry(triples: list[str]) -> str:
    """What is hashed of a subject: its triples, each once, sorted, a line each."""
    return "".join(f"{triple} .\n" for triple in sorted(set(triples)))


def graph_entry(graph: str, root: bytes) -> bytes:
    """What is hashed of a document: the IRI of its named graph and the root of its tree, a line each."""
    return f"{graph}\n{root.hex()}\n".encode()


def _place(tree: Tree, index: int) -> Place:
    return Place(index, len(tree), tuple(tree.path(index)))
