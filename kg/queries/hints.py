"""Why a query may have found nothing: names that stand nowhere in the graph, and those that are near."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from itertools import islice

from kg.graph.sparql import names
from kg.graph.store import Store
from kg.vocabulary import PREFIXES

_MOST_LOOKED_UP = 50
_NAMED = "SELECT DISTINCT ?name { { ?s ?name ?o } UNION { ?s a ?name } }"


def unknown_names(store: Store, query: str) -> list[str]:
    """A sentence for each prefixed name of a query that no triple of the graph has, in order.

    Of a query with very many names, the first are looked up.
    Names of datatypes are passed over, for they stand in literals and casts.
    """
    used = {iri: token.text for token, iri in names(query, PREFIXES) if not token.text.startswith("xsd:")}
    missing = {
        iri: text
        for iri, text in islice(used.items(), _MOST_LOOKED_UP)
        if not store.query(f"ASK {{ {{ ?s <{iri}> ?o }} UNION {{ ?s ?p <{iri}> }} }}")
    }
    if not missing:
        return []
    there: dict[str, str] = {}
    for row in store.query(_NAMED).rows:
        there.setdefault(_local(str(row[0])), str(row[0]))
    return [f"no triple has {text}{_nearest(iri, there)}" for iri, text in missing.items()]


def empty_default_graph(store: Store) -> list[str]:
    """A sentence where a store has triples in named graphs alone, which a query must name to see."""
    if store.query("ASK { ?s ?p ?o }") or not store.query("ASK { GRAPH ?g { ?s ?p ?o } }"):
        return []
    return ["the default graph is empty; ask in GRAPH ?g { … }, or fill it by kg push --default-graph"]


def _nearest(iri: str, there: Mapping[str, str]) -> str:
    """A question that names the nearest name of the graph, which has names by their ends; or nothing."""
    near = difflib.get_close_matches(_local(iri), sorted(there), n=1, cutoff=0.6)
    return f"; did you mean {_short(there[near[0]])}?" if near else ""


def _local(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]


def _short(iri: str) -> str:
    prefix = next((prefix for prefix, start in PREFIXES.items() if iri.startswith(start)), None)
    return f"{prefix}:{iri[len(PREFIXES[prefix]) :]}" if prefix else f"<{iri}>"
