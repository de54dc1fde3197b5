"""Where to draw each node: the same graph is always drawn the same way."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx

Position = tuple[int, int]
"""Pixels from the middle of the picture, to the right and downwards."""

_Point = tuple[float, float]

_SEED = 7
_ROUNDS = 150
_ROOM = 150
_GAP = 160
_LEAF = 26
_TITLE = (330.0, 95.0)
_MOST_TITLED = 120


def layout(graph: nx.MultiDiGraph[str]) -> dict[str, Position]:
    """A place for each node.

    Nodes with one neighbour stand in a ring around it; the rest is laid out
    by the force-directed method of Fruchterman and Reingold (1991), each
    connected part alone. The largest part is in the middle and the others
    stand in rows below it, so that none drifts away.
    """
    import networkx as nx

    around = {node: {*graph.successors(node), *graph.predecessors(node)} - {node} for node in graph.nodes}
    leaves = _leaves(around)
    core: nx.Graph[str] = nx.Graph()
    core.add_nodes_from(sorted(around.keys() - leaves.keys()))
    core.add_edges_from(
        (node, other) for node in core for other in sorted(around[node]) if node < other and other in core
    )
    points = _in_rows([_part(core, sorted(part)) for part in nx.connected_components(core)])
    titled = [node for node in core if graph.nodes[node].get("kind") == "document"]
    if len(titled) <= _MOST_TITLED:
        _part_titles(points, titled)
    rings: dict[str, list[str]] = defaultdict(list)
    for leaf, centre in sorted(leaves.items()):
        rings[centre].append(leaf)
    for centre, ring in rings.items():
        radius = max(48.0, _LEAF * len(ring) / (2 * math.pi))
        for number, leaf in enumerate(ring):
            angle = 2 * math.pi * (number + 0.5) / len(ring)
            x, y = points[centre]
            points[leaf] = (x + radius * math.cos(angle), y + radius * math.sin(angle))
    return {node: (round(x), round(y)) for node, (x, y) in sorted(points.items())}


def _part_titles(points: dict[str, _Point], titled: list[str]) -> None:
    """Move documents up and down until their titles, drawn below them, do not cover each other."""
    for _ in range(60):
        moved = False
        for index, node in enumerate(titled):
            for other in titled[index + 1 :]:
                (x, y), (other_x, other_y) = points[node], points[other]
                overlap = _TITLE[1] - abs(y - other_y)
                if abs(x - other_x) < _TITLE[0] and overlap > 1:
                    push = overlap / 2 if y >= other_y else -overlap / 2
                    points[node], points[other] = (x, y + push), (other_x, other_y - push)
                    moved = True
        if not moved:
            return


def _leaves(around: dict[str, set[str]]) -> dict[str, str]:
    """Each node with one neighbour, and that neighbour; of a pair, the later one is the leaf."""
    found = {}
    for node, others in around.items():
        if len(others) == 1:
            (centre,) = others
            if len(around[centre]) > 1 or centre < node:
                found[node] = centre
    return found


def _part(graph: nx.Graph[str], nodes: list[str]) -> tuple[dict[str, _Point], float]:
    """Points of one connected part inside a square, and the side of the square."""
    import networkx as nx

    if len(nodes) == 1:
        return {nodes[0]: (0.0, 0.0)}, 0.0
    # A copy in sorted order: the method starts from the order of the nodes.
    ordered: nx.Graph[str] = nx.Graph()
    ordered.add_nodes_from(nodes)
    kept = set(nodes)
    ordered.add_edges_from(
        (node, other) for node in nodes for other in sorted(graph.adj[node]) if node < other and other in kept
    )
    found = nx.spring_layout(
        ordered, k=3.0 / math.sqrt(len(nodes)), iterations=_ROUNDS, seed=_SEED, method="force"
    )
    points = {node: (float(point[0]), float(point[1])) for node, point in found.items()}
    low = (min(x for x, _ in points.values()), min(y for _, y in points.values()))
    high = (max(x for x, _ in points.values()), max(y for _, y in points.values()))
    side = _ROOM * math.sqrt(len(nodes))
    scale = side / (max(high[0] - low[0], high[1] - low[1]) or 1.0)
    return {node: ((x - low[0]) * scale, (y - low[1]) * scale) for node, (x, y) in points.items()}, side


def _in_rows(parts: list[tuple[dict[str, _Point], float]]) -> dict[str, _Point]:
    """The points of all parts, the largest part first and the others in rows below it."""
    parts.sort(key=lambda part: (-part[1], min(part[0])))
    placed: dict[str, _Point] = {}
    width = parts[0][1] if parts else 0.0
    left, top, height = 0.0, 0.0, 0.0
    for number, (points, side) in enumerate(parts):
        if number == 1 or (left and left + side > width):
            left, top, height = 0.0, top + height + _GAP, 0.0
        placed.update({node: (left + x, top + y) for node, (x, y) in points.items()})
        left, height = left + side + _GAP, max(height, side)
    return placed
