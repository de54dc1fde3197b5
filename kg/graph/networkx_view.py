"""The graph as a networkx MultiDiGraph of the things that people look for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from kg.graph.kinds import Node, nodes
from kg.terms import Term, Triple, is_iri, lexical
from kg.vocabulary import KG, NAMESPACES, RDF, SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterable

    import networkx as nx

_LABELS = (SCHEMA.headline, SCHEMA.name, SCHEMA.text, SCHEMA.identifier)
_TEXTS = (SCHEMA.text, SCHEMA.abstract)
_LABEL_LENGTH = 80


def to_networkx(triples: Iterable[Triple]) -> nx.MultiDiGraph[str]:
    """A directed multigraph: each IRI that is described is a node, each triple between two an edge.

    ``rdf:type`` and ``schema:url`` become attributes instead. Node keys are
    IRIs. Node attributes: ``kind`` (see :data:`kg.graph.kinds.KINDS`), ``label``, ``text``, ``url``,
    ``confidence``, ``year`` and ``types``; edge attribute and key:
    ``predicate``, a name such as ``schema:citation``.
    """
    import networkx as nx

    described = nodes(triples)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in described.values():
        graph.add_node(lexical(node.subject), **_attributes(node))
    for node in described.values():
        for subject, predicate, value in node.triples:
            # schema:url is an attribute, and would tie each document to itself.
            if predicate not in {RDF.type, SCHEMA.url} and is_iri(value) and value in described:
                name = compact(predicate)
                graph.add_edge(lexical(subject), lexical(value), key=name, predicate=name)
    return graph


@lru_cache(maxsize=4096)
def compact(term: Term) -> str:
    """An IRI as prefix and name where a known prefix fits, else in full."""
    text = lexical(term)
    for namespace in NAMESPACES:
        if text.startswith(namespace.iri):
            return f"{namespace.prefix}:{text[len(namespace.iri) :]}"
    return text


def _attributes(node: Node) -> Mapping[str, Any]:
    first: dict[Term, Term] = {}
    for _, predicate, value in node.triples:
        first.setdefault(predicate, value)
    label = _first(first, _LABELS) or lexical(node.subject).rsplit("/", 1)[-1]
    return {
        "kind": node.kind,
        "label": label if len(label) <= _LABEL_LENGTH else label[: _LABEL_LENGTH - 1] + "…",
        "text": _first(first, _TEXTS),
        "url": _first(first, (SCHEMA.url,)),
        "confidence": _first(first, (KG.confidence,)).rpartition("#")[2],
        "year": _first(first, (SCHEMA.datePublished, SCHEMA.dateCreated))[:4],
        "types": [compact(value) for _, predicate, value in node.triples if predicate == RDF.type],
    }


def _first(values: Mapping[Term, Term], predicates: tuple[Term, ...]) -> str:
    return next((lexical(values[one]) for one in predicates if one in values), "")
