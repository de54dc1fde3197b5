"""Which nodes of a graph to show: those that connect most of it, or those around one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.errors import NotFoundError

if TYPE_CHECKING:
    import networkx as nx

_HIDDEN = frozenset({"other"})
_FAR = 1000
"""Nodes that reach as many documents are as good as those that reach more."""
# Which kind comes first among nodes that reach as many documents.
_PREFERENCE = {
    "document": 0,
    "topic": 1,
    "source": 2,
    "claim": 3,
    "person": 4,
    "organization": 5,
    "venue": 6,
    "software": 7,
}


def overview(graph: nx.MultiDiGraph[str], limit: int = 300) -> nx.MultiDiGraph[str]:
    """The part of a graph worth seeing at once, at most ``limit`` nodes.

    Documents come first, then whatever reaches most documents: a topic, a
    source that many cite, a person who wrote several. Pages, identifiers and
    other parts of nodes are left out. The choice does not depend on the order
    in which nodes were added.
    """
    shown = [node for node in graph.nodes if _kind(graph, node) not in _HIDDEN]
    if len(shown) > limit:
        reach = _reach(graph, shown)
        shown.sort(key=lambda node: (*_rank(graph, node, reach[node]), node))
    return part(graph, sorted(shown[:limit]))


def neighbourhood(graph: nx.MultiDiGraph[str], node: str, depth: int = 1) -> nx.MultiDiGraph[str]:
    """What lies up to ``depth`` steps around a node, the nearest first.

    Raises NotFoundError when the graph has no such node.
    """
    if node not in graph:
        raise NotFoundError(f"the graph has no node {node}; name one by its whole IRI")
    found = {node: 0}
    border = [node]
    for step in range(1, depth + 1):
        around = {other for one in border for other in _neighbours(graph, one)} - found.keys()
        border = sorted(around, key=lambda one: (_PREFERENCE.get(_kind(graph, one), 9), one))
        found.update(dict.fromkeys(border, step))
    return part(graph, found)


def _neighbours(graph: nx.MultiDiGraph[str], node: str) -> set[str]:
    around = {*graph.successors(node), *graph.predecessors(node)}
    return {one for one in around if _kind(graph, one) not in _HIDDEN}


def _reach(graph: nx.MultiDiGraph[str], nodes: Iterable[str]) -> dict[str, int]:
    """How many documents each node reaches: directly or, unless it is a claim, through a source."""
    found = {}
    of_source: dict[str, list[str]] = {}
    for node in nodes:
        around = _neighbours(graph, node)
        through = () if _kind(graph, node) == "claim" else sorted(_of_kind(graph, around, "source"))
        reached = _of_kind(graph, around, "document")
        for source in through:
            if source not in of_source:
                citing = _of_kind(graph, _neighbours(graph, source), "document")
                of_source[source] = sorted(citing)[:_FAR]
            if len(reached) >= _FAR:
                break
            reached.update(of_source[source])
        found[node] = len(reached)
    return found


def _of_kind(graph: nx.MultiDiGraph[str], nodes: Iterable[str], kind: str) -> set[str]:
    return {node for node in nodes if _kind(graph, node) == kind}


def _rank(graph: nx.MultiDiGraph[str], node: str, reach: int) -> tuple[int, int, int]:
    kind = _kind(graph, node)
    return (0 if kind in {"document", "topic"} else 1, -reach, _PREFERENCE.get(kind, 9))


def _kind(graph: nx.MultiDiGraph[str], node: str) -> str:
    return str(graph.nodes[node].get("kind", "other"))


def part(graph: nx.MultiDiGraph[str], nodes: Iterable[str]) -> nx.MultiDiGraph[str]:
    """A new graph of some nodes in their order and the edges among them, sorted."""
    import networkx as nx

    kept = list(nodes)
    part: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    part.add_nodes_from((node, dict(graph.nodes[node])) for node in kept)
    for start, end, predicate in sorted(graph.subgraph(kept).edges(keys=True)):
        part.add_edge(start, end, key=predicate, **graph.edges[start, end, predicate])
    return part
