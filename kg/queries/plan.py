"""What a query asks for, step by step, and how many triples match each of its patterns.

The steps are the algebra of SPARQL (https://www.w3.org/TR/sparql11-query/,
section 18); the engine may take them in another order. A pattern that many
triples match, and a join of two that share no variable, are what makes a
query slow.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kg.errors import QueryError
from kg.vocabulary import PREFIXES

if TYPE_CHECKING:
    from rdflib.namespace import NamespaceManager

    from kg.graph.store import Store

_SAID = {
    "AggregateJoin": "aggregate",
    "BGP": "match",
    "Extend": "bind",
    "LeftJoin": "optional",
    "OrderBy": "sort",
    "Slice": "limit",
    "ToMultiSet": "values or subquery",
}
_PARTS = ("p", "p1", "p2")


def plan(store: Store, query: str) -> str:
    """The steps of a query as an indented tree, outermost first.

    Behind each triple pattern stands how many triples of the default graph
    match it. Raises QueryError where the query does not parse.
    """
    store.check(query)
    import rdflib
    from rdflib.plugins.sparql import prepareQuery

    try:
        prepared = prepareQuery(query, initNs=PREFIXES)
    except Exception as error:
        # The parser of rdflib raises what pyparsing and itself think of, and knows less than Oxigraph.
        raise QueryError(f"the query can be asked, but not explained: {error}") from error
    names = rdflib.Graph(bind_namespaces="none").namespace_manager
    for prefix, iri in PREFIXES.items():
        names.bind(prefix, iri)
    algebra: Any = prepared.algebra
    lines = [algebra.name.removesuffix("Query").upper(), *_steps(algebra["p"], 1, names, store)]
    return "".join(f"{line}\n" for line in lines)


def _steps(step: Any, depth: int, names: NamespaceManager, store: Store) -> Iterator[str]:
    gap = "  " * depth
    yield f"{gap}{_SAID.get(step.name, step.name.lower())}{_details(step, names)}"
    if step.name == "BGP":
        yield from (f"{gap}  {line}" for line in _patterns(step["triples"], names, store))
    for part in _PARTS:
        if hasattr(step.get(part), "name"):
            yield from _steps(step[part], depth + 1, names, store)


def _details(step: Any, names: NamespaceManager) -> str:
    if step.name in {"Project", "SelectQuery"}:
        return " " + " ".join(one.n3() for one in step["PV"])
    if step.name == "Slice":
        return f" {step['length']}" + (f" from {step['start']}" if step["start"] else "")
    if step.name in {"Graph", "Extend"}:
        return f" {(step['term'] if step.name == 'Graph' else step['var']).n3(names)}"
    return ""


def _patterns(triples: Any, names: NamespaceManager, store: Store) -> Iterator[str]:
    import rdflib
    from rdflib.paths import Path
    from rdflib.term import BNode

    # A blank node in a pattern is a variable without a name.
    unnamed: dict[BNode, rdflib.Variable] = {}
    for triple in triples:
        for one in triple:
            if isinstance(one, BNode):
                unnamed.setdefault(one, rdflib.Variable(f"_{len(unnamed) + 1}"))
        terms = [unnamed.get(one, one) for one in triple]
        shown = " ".join(one.n3(names) for one in terms)
        if isinstance(triple[1], Path):
            yield f"{shown}   a path"
            continue
        asked = " ".join(one.n3() for one in terms)
        (row,) = store.query(f"SELECT (COUNT(*) AS ?matching) WHERE {{ {asked} }}").rows
        yield f"{shown}   {int(row[0] or 0):,}"
