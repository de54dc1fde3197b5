"""Which nodes may stand in a page: those that say what their consumers cannot do without."""

from __future__ import annotations

from collections.abc import Mapping

from kg.graph.kinds import Node
from kg.terms import Term, is_iri, lexical
from kg.vocabulary import RDF, SCHEMA

_SCHEMA = f"<{SCHEMA.iri}"
_REQUIRED = {
    SCHEMA.BreadcrumbList: (SCHEMA.itemListElement,),
    SCHEMA.Claim: (SCHEMA.text,),
    SCHEMA.ListItem: (SCHEMA.position, SCHEMA.name, SCHEMA.item),
    SCHEMA.PropertyValue: (SCHEMA.propertyID, SCHEMA.value),
}
_REQUIRED_ELSE = (SCHEMA.name,)


class Validity:
    """Says which nodes of a graph are valid; remembers what it has found."""

    def __init__(self, nodes: Mapping[Term, Node]) -> None:
        self._nodes = nodes
        self._known: dict[Term, bool] = {}

    def __contains__(self, subject: Term) -> bool:
        """Whether the node has a schema.org type, and every property that its type cannot do without."""
        known = self._known.get(subject)
        if known is None:
            node = self._nodes.get(subject)
            known = self._known[subject] = node is not None and self._is_valid(node)
        return known

    def allows(self, value: Term) -> bool:
        """Whether a node may lead to ``value``: a text, something outside the graph, or a valid node."""
        return not is_iri(value) or value not in self._nodes or value in self

    def _is_valid(self, node: Node) -> bool:
        held: dict[Term, list[Term]] = {}
        for _, predicate, value in node.triples:
            held.setdefault(predicate, []).append(value)
        types = [one for one in held.get(RDF.type, ()) if one.startswith(_SCHEMA)]
        wanted = {one for kind in types for one in _REQUIRED.get(kind, _REQUIRED_ELSE)}
        return bool(types) and all(any(map(self._says_something, held.get(one, ()))) for one in wanted)

    def _says_something(self, value: Term) -> bool:
        return self.allows(value) if is_iri(value) else bool(lexical(value).strip())
