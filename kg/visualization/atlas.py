"""The map of documents and topics, made again only when something that it hangs on has changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kg.cache import remembered
from kg.visualization.communities import centrality, communities
from kg.visualization.placement import Place, places
from kg.visualization.scene import Link, Scene, Thing
from kg.visualization.ties import PREDICATES, ties

if TYPE_CHECKING:
    import networkx as nx

_COLOURS = 12
_NAMED = frozenset({"document", "topic"})
"""The kinds whose labels may be the names of communities."""


def atlas(scene: Scene) -> dict[str, Any]:
    """Its ``places``, five numbers a thing: its own, where it stands, how central it is, and its community.

    ``ties`` are five numbers each: both ends, the sources and people that
    documents share, and whether they are linked. ``communities`` have a
    ``name``, a ``colour`` and where they are ``at``. Things are named by
    their number in the scene.
    """
    things = [
        (thing.iri, thing.kind, thing.label if thing.kind in _NAMED else "")
        for thing in scene.things.values()
    ]
    links = [(one.start, one.predicate, one.end) for one in scene.links if one.predicate in PREDICATES]

    def make() -> bytes:
        # Of nothing but what was compared.
        core = Scene({one[0]: Thing(*one) for one in things}, tuple(Link(*one) for one in links))
        return json.dumps(_made(core)).encode()

    made: dict[str, Any] = json.loads(remembered("atlas", json.dumps([things, links]).encode(), make))
    return made


def _made(scene: Scene) -> dict[str, Any]:
    number = {iri: index for index, iri in enumerate(scene.things)}
    graph = ties(scene)
    groups = communities(graph, scene)
    ranks, at = centrality(graph), places(graph)
    group_of = {iri: index for index, group in enumerate(groups) for iri in group.members}
    return {
        "places": [
            value
            for iri, (x, y) in at.items()
            for value in (number[iri], x, y, round(ranks[iri] * 1000), group_of[iri])
        ],
        "ties": _ties(graph, scene, number),
        "communities": [
            {
                "name": group.name,
                "colour": index % _COLOURS,
                "at": _middle([at[iri] for iri in group.members]),
            }
            for index, group in enumerate(groups)
        ],
    }


def _ties(graph: nx.Graph[str], scene: Scene, number: Mapping[str, int]) -> list[int]:
    found: list[int] = []
    for start, end, why in sorted(graph.edges(data=True), key=lambda edge: sorted(edge[:2])):
        if scene.things[start].kind == scene.things[end].kind == "document":
            shared = (int(why.get(name, 0)) for name in ("sources", "people", "linked"))
            found += (number[start], number[end], *shared)
        else:
            found += (number[start], number[end], 0, 0, 0)
    return found


def _middle(points: Sequence[Place]) -> Place:
    """The median of the places, which strays do not draw away."""
    xs, ys = (sorted(values) for values in zip(*points, strict=True))
    return xs[len(xs) // 2], ys[len(ys) // 2]
