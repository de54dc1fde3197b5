"""Which documents and topics belong together, what to call each group, and how central each thing is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.visualization.scene import Scene

if TYPE_CHECKING:
    import networkx as nx

_SEED = 7
_RESOLUTION = 1.0
_DAMPING = 0.85
_MOST_ROUNDS = 100
_PRECISION = 1e-6


@dataclass(frozen=True, slots=True)
class Community:
    """A group of documents and topics, under the name of the topic that tells it from the others."""

    name: str
    members: tuple[str, ...]


def communities(graph: nx.Graph[str], scene: Scene) -> list[Community]:
    """The groups that the ties make, the largest first (Louvain; Blondel et al. 2008, seeded).

    Documents that nothing ties to another are one last group.
    """
    import networkx as nx

    tied = graph.subgraph(sorted(node for node in graph if graph.degree[node]))
    # A copy in sorted order: the method visits nodes in the order of the graph.
    ordered: nx.Graph[str] = nx.Graph()
    ordered.add_nodes_from(sorted(tied))
    ordered.add_weighted_edges_from(
        sorted((*sorted((a, b)), data["weight"]) for a, b, data in tied.edges(data=True))
    )
    parts = [
        tuple(sorted(part))
        for part in nx.community.louvain_communities(ordered, resolution=_RESOLUTION, seed=_SEED)
    ]
    parts.sort(key=lambda part: (-len(part), part))
    taken: set[str] = set()
    about = _topics_of_documents(scene)
    totals = Counter(topic for topics in about.values() for topic in topics)
    named = [Community(_name(part, scene, about, totals, taken), part) for part in parts]
    alone = tuple(sorted(set(graph) - set(ordered)))
    return [*named, Community("On their own", alone)] if alone else named


def centrality(graph: nx.Graph[str]) -> dict[str, float]:
    """The PageRank of each node (Page et al. 1999) as a part of the highest, from 0 to 1.

    The same as that of networkx, whose own needs scipy, which takes longer to
    import than a small collection to build.
    """
    import numpy as np

    names = list(graph)
    if not names:
        return {}
    number = {name: index for index, name in enumerate(names)}
    edges = [(number[a], number[b], float(why["weight"])) for a, b, why in graph.edges(data=True)]
    both = [*edges, *((b, a, weight) for a, b, weight in edges)]
    starts, ends, weights = (np.array([edge[at] for edge in both], kind) for at, kind in enumerate("iid"))
    count = len(names)
    total = np.bincount(starts, weights, count)
    share = weights / total[starts]
    ranks = np.full(count, 1 / count)
    for _ in range(_MOST_ROUNDS):
        # What ties to nothing gives to all alike.
        given = np.bincount(ends, share * ranks[starts], count) + ranks[total == 0].sum() / count
        before, ranks = ranks, _DAMPING * given + (1 - _DAMPING) / count
        if np.abs(ranks - before).sum() < count * _PRECISION:
            break
    return {name: float(rank) for name, rank in zip(names, ranks / ranks.max(), strict=True)}


def _topics_of_documents(scene: Scene) -> dict[str, list[str]]:
    return {
        start: ends
        for start, ends in scene.ends("schema:about").items()
        if scene.things[start].kind == "document"
    }


def _name(
    part: tuple[str, ...],
    scene: Scene,
    about: dict[str, list[str]],
    totals: Counter[str],
    taken: set[str],
) -> str:
    """The topic that most documents of the group have and fewest others; else its first document."""
    documents = [one for one in part if scene.things[one].kind == "document"]
    counts = Counter(topic for one in documents for topic in about.get(one, ()))
    scores = sorted(
        (-2 * count / (len(documents) + totals[topic]), topic)
        for topic, count in counts.items()
        if scene.things[topic].label not in taken
    )
    best = scores[0][1] if scores else next(iter(documents or part))
    taken.add(scene.things[best].label)
    return scene.things[best].label
