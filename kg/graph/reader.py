"""Reading a graph: the values of a node's properties, and what leads to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from kg.graph.dataset import Dataset
from kg.graph.kinds import Node
from kg.terms import Term, is_iri, lexical
from kg.vocabulary import KG, RDF, SCHEMA

_LABELS = (SCHEMA.headline, SCHEMA.name, SCHEMA.text)
_MEMBER = f"<{RDF.iri}_"


class Reader:
    """Looks things up in the union of a data set; remembers what it has looked up."""

    def __init__(self, dataset: Dataset) -> None:
        self.nodes: Mapping[Term, Node] = dataset.nodes
        self._held: dict[Term, dict[Term, list[Term]]] = {}

    def values(self, subject: Term, predicate: Term) -> list[Term]:
        """The values of a property, sorted."""
        return self._properties(subject).get(predicate, [])

    def texts(self, subject: Term, predicate: Term) -> list[str]:
        """The values of a property as texts."""
        return [lexical(value) for value in self.values(subject, predicate)]

    def text(self, subject: Term, predicate: Term) -> str:
        """The first value of a property as text; empty where there is none."""
        found = self.values(subject, predicate)
        return lexical(found[0]) if found else ""

    def iris(self, subject: Term, predicate: Term) -> list[Term]:
        """Those values of a property that are IRIs."""
        return [value for value in self.values(subject, predicate) if is_iri(value)]

    def label(self, subject: Term) -> str:
        """What a node is called: its headline, name or text, else the end of its IRI."""
        found = (self.text(subject, predicate) for predicate in _LABELS)
        return next(filter(None, found), "") or lexical(subject).rstrip("/").rpartition("/")[2]

    def kind(self, subject: Term) -> str:
        """The kind of a node (see :data:`kg.graph.kinds.KINDS`); empty for one that is not described."""
        node = self.nodes.get(subject)
        return node.kind if node else ""

    def authors(self, subject: Term) -> list[Term]:
        """The authors of a work, in the order in which it names them."""
        places = {
            value: int(predicate[len(_MEMBER) : -1])
            for sequence in self.iris(subject, KG.authorSequence)
            for predicate, values in self._properties(sequence).items()
            if predicate.startswith(_MEMBER)
            for value in reversed(values)
        }
        return sorted(self.iris(subject, SCHEMA.author), key=lambda one: places.get(one, 0))

    def leading_to(self, value: Term, predicate: Term) -> list[Term]:
        """The nodes that have ``value`` under a property, sorted."""
        return self._backwards.get((value, predicate), [])

    @cached_property
    def _backwards(self) -> dict[tuple[Term, Term], list[Term]]:
        found: dict[tuple[Term, Term], list[Term]] = defaultdict(list)
        for node in self.nodes.values():
            for subject, predicate, value in node.triples:
                if value[0] == "<" and predicate != RDF.type:
                    found[value, predicate].append(subject)
        return dict(found)

    def _properties(self, subject: Term) -> dict[Term, list[Term]]:
        held = self._held.get(subject)
        if held is None:
            held = self._held[subject] = {}
            node = self.nodes.get(subject)
            for _, predicate, value in node.triples if node else ():
                held.setdefault(predicate, []).append(value)
        return held
