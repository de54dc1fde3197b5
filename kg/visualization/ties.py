"""What ties documents to each other: rare sources they share, people, and links from one to the other."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from kg.visualization.scene import Scene

if TYPE_CHECKING:
    import networkx as nx

_CITES = ("schema:citation", "prov:hadPrimarySource", "schema:isBasedOn")
_PEOPLE = ("schema:author", "schema:editor", "schema:contributor")
_LINKED = {"schema:mentions": 1.0, "kg:relatedDocument": 0.8, "schema:workTranslation": 1.5}
PREDICATES = frozenset({*_CITES, *_PEOPLE, *_LINKED, "schema:about", "schema:hasPart", "skos:broader"})
"""The links that make ties; no other has a part in them."""

_TOPIC = 1.0
_MOST_SHARING = 40
"""What more documents than these share says nothing about any two of them."""
_KEPT = 5
"""The strongest ties of each document that are kept."""


def ties(scene: Scene) -> nx.Graph[str]:
    """A graph of documents and topics, sorted, whose edges say how closely two belong together.

    Edge attributes: ``weight``, and how many ``sources`` and ``people`` two
    documents share and whether they are ``linked``. A source that ``n``
    documents cite adds ``1 / (n - 1)`` to each pair of them, so that a rare
    one counts and a common one does not; people count half. A document keeps
    its strongest ties alone.
    """
    import networkx as nx

    found: nx.Graph[str] = nx.Graph()
    found.add_nodes_from(
        iri for iri, thing in sorted(scene.things.items()) if thing.kind in {"document", "topic"}
    )
    pairs = _pairs(scene)
    for start, end in sorted(_strongest({pair: why["weight"] for pair, why in pairs.items()})):
        why = pairs[start, end]
        found.add_edge(start, end, **{name: round(value, 4) for name, value in sorted(why.items())})
    _add_topics(scene, found)
    return found


def documents_of(scene: Scene) -> dict[str, set[str]]:
    """The documents that cite each source, themselves or in a claim, and those each person stands behind.

    Of a work that more than 40 documents cite, an author stands behind the first 41.
    """
    parts = {end: start for start, ends in scene.ends("schema:hasPart").items() for end in ends}
    documents: dict[str, set[str]] = defaultdict(set)
    for predicate in _CITES:
        for start, sources in scene.ends(predicate).items():
            document = parts.get(start, start)
            if scene.things[document].kind == "document":
                for source in sources:
                    documents[source].add(document)
    for start, people in sorted(scene.ends(*_PEOPLE).items()):
        behind = {start} if scene.things[start].kind == "document" else documents.get(start, set())
        # Each author of a work that very many cite would stand behind them all: too many tell no more.
        told = behind if len(behind) <= _MOST_SHARING else sorted(behind)[: _MOST_SHARING + 1]
        for person in people:
            documents[person].update(told)
    return documents


def _pairs(scene: Scene) -> dict[tuple[str, str], Counter[str]]:
    pairs: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for shared, documents in sorted(documents_of(scene).items()):
        kind = scene.things[shared].kind
        if kind not in {"source", "person"} or not 2 <= len(documents) <= _MOST_SHARING:
            continue
        name, worth = ("sources", 1.0) if kind == "source" else ("people", 0.5)
        for pair in combinations(sorted(documents), 2):
            pairs[pair][name] += 1
            pairs[pair]["weight"] += worth / (len(documents) - 1)  # type: ignore[assignment]
    for link in scene.links:
        if link.predicate in _LINKED and scene.things[link.end].kind == "document":
            start, end = sorted((link.start, link.end))
            if scene.things[start].kind == scene.things[end].kind == "document":
                pairs[start, end]["linked"] = 1
                pairs[start, end]["weight"] += _LINKED[link.predicate]  # type: ignore[assignment]
    return pairs


def _strongest(weights: dict[tuple[str, str], float]) -> set[tuple[str, str]]:
    """The pairs that are among the strongest of either side."""
    of: dict[str, list[tuple[float, tuple[str, str]]]] = defaultdict(list)
    for pair, weight in weights.items():
        for one in pair:
            of[one].append((-weight, pair))
    return {pair for found in of.values() for _, pair in sorted(found)[:_KEPT]}


def _add_topics(scene: Scene, found: nx.Graph[str]) -> None:
    """Each document is tied to its topics, the rarer the closer; topics to broader ones."""
    about = [link for link in scene.links if link.predicate == "schema:about" and link.start in found]
    sizes = Counter(link.end for link in about)
    for link in about:
        if scene.things[link.start].kind == "document" and link.end in found:
            found.add_edge(link.start, link.end, weight=round(_TOPIC / sizes[link.end] ** 0.25, 4))
    for start, end in sorted((one.start, one.end) for one in scene.links if one.predicate == "skos:broader"):
        if start in found and end in found:
            found.add_edge(start, end, weight=_TOPIC)
