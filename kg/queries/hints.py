"""Why a query may have found nothing: names that stand nowhere in the graph, and those that are near."""

from __future__ import annotations

import difflib

from kg.graph.sparql import names
from kg.graph.store import Store
from kg.vocabulary import PREFIXES

_NAMED = "SELECT DISTINCT ?name { { ?s ?name ?o } UNION { ?s a ?name } }"


def unknown_names(store: Store, query: str) -> list[str]:
    """A sentence for each prefixed name of a query that no triple of the graph has, in order.

    Names of datatypes are passed over, for they stand in literals and casts.
    """
    used = {iri: token.text for token, iri in names(query, PREFIXES) if not token.text.startswith("xsd:")}
    missing = {
        iri: text
        for iri, text in used.items()
        if not store.query(f"ASK {{ {{ ?s <{iri}> ?o }} UNION {{ ?s ?p <{iri}> }} }}")
    }
    if not missing:
        return []
    there = [str(row[0]) for row in store.query(_NAMED).rows]
    return [f"no triple has {text}{_nearest(iri, there)}" for iri, text in missing.items()]


def empty_default_graph(store: Store) -> list[str]:
    """A sentence where a store has triples in named graphs alone, which a query must name to see."""
    if store.query("ASK { ?s ?p ?o }") or not store.query("ASK { GRAPH ?g { ?s ?p ?o } }"):
        return []
    return ["the default graph is empty; ask in GRAPH ?g { … }, or fill it by kg push --default-graph"]


def _nearest(iri: str, there: list[str]) -> str:
    """A question that names the nearest name of the graph; empty where none is near."""
    near = difflib.get_close_matches(_local(iri), sorted({_local(one) for one in there}), n=1, cutoff=0.6)
    for one in there:
        if near and _local(one) == near[0]:
            return f"; did you mean {_short(one)}?"
    return ""


def _local(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]


def _short(iri: str) -> str:
    prefix = next((prefix for prefix, start in PREFIXES.items() if iri.startswith(start)), None)
    return f"{prefix}:{iri[len(PREFIXES[prefix]) :]}" if prefix else f"<{iri}>"
