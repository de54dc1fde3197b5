"""A scene as the compact JSON that the scripts of the explorer read.

Values of things stand in columns, and things are named by their number: the
file of a large graph is half as long, and is read in a third of the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from kg.graph.kinds import KINDS
from kg.visualization.atlas import atlas
from kg.visualization.scene import Scene, Thing
from kg.visualization.weak_spots import WeakSpot
from kg.visualization.words import LINK_WORDS

_LEVELS = ("", "low", "medium", "high")
_MOST_FINDINGS = 3_000


def payload(scene: Scene, *, base: str) -> dict[str, Any]:
    """Everything but the findings.

    ``nodes`` has a column for each attribute; IRIs are without ``base``.
    ``edges`` are triples of numbers, one after the other: start, end and
    predicate. The map is as :func:`kg.visualization.atlas.atlas` gives it.
    """
    number = {iri: index for index, iri in enumerate(scene.things)}
    things = scene.things.values()
    predicates = sorted({link.predicate for link in scene.links})
    of_predicate = {predicate: index for index, predicate in enumerate(predicates)}
    types = sorted({thing.type for thing in things})
    said = sorted({name for thing in things for name, _ in thing.remarks})
    return {
        "base": base,
        "kinds": KINDS,
        "levels": _LEVELS,
        "types": types,
        "said": said,
        "predicates": predicates,
        "linkWords": LINK_WORDS,
        "nodes": {
            "id": [thing.iri.removeprefix(base) for thing in things],
            "kind": [KINDS.index(thing.kind) for thing in things],
            # The label of a claim is its text.
            "label": ["" if thing.label == thing.text else thing.label for thing in things],
            "text": [thing.text for thing in things],
            "level": [_level(thing) for thing in things],
            "year": [int(thing.year or 0) for thing in things],
            "type": [types.index(thing.type) for thing in things],
            "links": {number[thing.iri]: thing.links for thing in things if thing.links},
            "remarks": {
                number[thing.iri]: [[said.index(name), value] for name, value in thing.remarks]
                for thing in things
                if thing.remarks
            },
            "disputed": [number[thing.iri] for thing in things if thing.disputed],
        },
        "edges": [
            value
            for link in scene.links
            for value in (number[link.start], number[link.end], of_predicate[link.predicate])
        ],
        **atlas(scene),
    }


def findings(spots: Sequence[WeakSpot], things: Iterable[str]) -> dict[str, Any]:
    """The findings, worst first, each with the numbers of the things it is about: places among ``things``."""
    number = {iri: index for index, iri in enumerate(things)}
    return {
        "findings": [
            [
                [number[iri] for iri in spot.iris if iri in number],
                int(spot.finding.severity),
                spot.finding.code,
                spot.finding.name.replace("-", " "),
                spot.finding.message,
                spot.finding.hint,
                str(spot.finding.location),
            ]
            for spot in spots[:_MOST_FINDINGS]
        ],
        "allFindings": len(spots),
    }


def _level(thing: Thing) -> int:
    return _LEVELS.index(thing.confidence) if thing.confidence in _LEVELS else 0
