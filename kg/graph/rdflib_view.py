"""The graph as an rdflib Graph, the face that most Python programs know."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.terms import Term, Triple, is_iri, language_and_datatype, lexical
from kg.vocabulary import PREFIXES

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Identifier


def to_rdflib(triples: Iterable[Triple]) -> rdflib.Graph:
    """A new rdflib Graph with these triples and our prefixes bound."""
    import rdflib

    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    seen: dict[Term, Identifier] = {}

    def node(term: Term) -> Identifier:
        found = seen.get(term)
        if found is None:
            found = seen[term] = node_of(term)
        return found

    graph.addN((node(s), node(p), node(o), graph) for s, p, o in triples)
    return graph


def node_of(term: Term, *, normalize: bool = False) -> Identifier:
    """The term as a node of rdflib; with ``normalize`` a literal as rdflib's parsers write it."""
    from rdflib import BNode, Literal, URIRef

    if term.startswith("_:"):
        return BNode(term[2:])
    text = lexical(term)
    if is_iri(term):
        return URIRef(text)
    language, datatype = language_and_datatype(term)
    return Literal(
        text,
        lang=language or None,
        datatype=URIRef(datatype) if datatype else None,
        # Without it, the digits that the author wrote stay: "0.90".
        normalize=normalize,
    )
