"""Pictures of a part of a graph: what lies around a node, or what a query answers."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from kg.errors import QueryError
from kg.graph.networkx_view import compact
from kg.terms import is_iri, lexical
from kg.visualization.page import page
from kg.visualization.selection import neighbourhood, overview, part
from kg.vocabulary import RDF

if TYPE_CHECKING:
    import networkx as nx

    from kg.graph.answers import QueryResult

MOST = 1000
"""A picture of more nodes than these tells nothing, and takes minutes to draw."""
_HEIGHT = 640


class Picture(str):
    """An HTML page that needs no network; a notebook shows it by itself, in a frame that may only draw."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return (
            f'<iframe srcdoc="{html.escape(self)}" sandbox="allow-scripts" title="Picture of the graph" '
            f'style="width: 100%; height: {_HEIGHT}px; border: 0"></iframe>'
        )


def picture(
    graph: nx.MultiDiGraph[str], *, title: str, node: str = "", depth: int = 1, limit: int = 300
) -> Picture:
    """What lies up to ``depth`` steps around a node; without one, the nodes that connect most.

    ``limit`` is how many nodes are shown, at most 1,000. Raises NotFoundError
    when the graph has no such node.
    """
    limit = min(limit, MOST)
    if not node:
        shown = overview(graph, limit)
        said = f"Showing {len(shown):,} of {len(graph):,} nodes: those that connect most documents"
        return Picture(page(shown, title=title, note=said if len(shown) < len(graph) else ""))
    around = neighbourhood(graph, node, depth)
    shown = part(graph, sorted(list(around)[:limit]))
    said = f"Showing the nearest {len(shown):,} of {len(around):,} nodes"
    return Picture(page(shown, title=title, note=said if len(shown) < len(around) else ""))


def picture_of_answer(graph: nx.MultiDiGraph[str], result: QueryResult, *, title: str) -> Picture:
    """The answer to a query: the triples of a CONSTRUCT or DESCRIBE; the nodes of a SELECT and their links.

    Raises QueryError where the answer holds no node, or more than 1,000.
    """
    if result.kind == "ask":
        raise QueryError("an ASK has no picture; use CONSTRUCT, or SELECT nodes")
    shown = _constructed(graph, result) if result.kind == "graph" else _selected(graph, result)
    if not shown:
        raise QueryError("the answer holds no node of the graph; SELECT the nodes, not their names")
    if len(shown) > MOST:
        raise QueryError(
            f"the answer holds {len(shown):,} nodes, and a picture of more than {MOST:,} tells nothing; "
            "add a LIMIT, or open index.html, the explorer of the whole graph"
        )
    return Picture(page(shown, title=title))


def _selected(graph: nx.MultiDiGraph[str], result: QueryResult) -> nx.MultiDiGraph[str]:
    named = {text for row in result.rows for text in row if text is not None}
    return part(graph, sorted(named & set(graph)))


def _constructed(graph: nx.MultiDiGraph[str], result: QueryResult) -> nx.MultiDiGraph[str]:
    import networkx as nx

    found: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for subject, predicate, value in result.triples:
        if not is_iri(value) or not is_iri(subject) or predicate == RDF.type:
            continue
        for iri in (lexical(subject), lexical(value)):
            found.add_node(iri, **(graph.nodes[iri] if iri in graph else {"kind": "other", "label": iri}))
        name = compact(predicate)
        found.add_edge(lexical(subject), lexical(value), key=name, predicate=name)
    return part(found, sorted(found))
