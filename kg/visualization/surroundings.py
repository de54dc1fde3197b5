"""What surrounds a thing: what it leads to, and what leads to it, the most telling first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kg.graph.kinds import KINDS
from kg.visualization.scene import Scene, Thing
from kg.visualization.words import NEIGHBOUR_WORDS, neighbour_words

_PART, _RESTS, _CITES = "schema:hasPart", "schema:isBasedOn", "schema:citation"
_TELLING = tuple(NEIGHBOUR_WORDS)
_MOST_SHARING = 40
"""What more documents than these cite says nothing about any two of them."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A thing, what it is in words, and how strongly it is linked: 1, or how many claims make the link."""

    thing: Thing
    why: str
    strength: int = 1


@dataclass(frozen=True, slots=True)
class Side:
    """Some of the things on one side, by kind and the strongest first; ``more`` are left out."""

    shown: tuple[Neighbour, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A thing, what leads ``to`` it, and what it leads to, ``out``."""

    thing: Thing
    to: Side
    out: Side


def surroundings(scene: Scene, iri: str, most: int = 7) -> Surroundings:
    """What surrounds a thing of the scene, on each side at most so many.

    The claims of a document are contracted: it is linked to each source by
    how many of its claims rest there. Documents that cite the same sources
    lead to it, too. Of every kind of things some are shown. Raises KeyError
    where the scene has no such thing.
    """
    thing = scene.things[iri]
    out, to = _linked(scene, thing)
    for iri, count in _sharing(scene, thing).items():
        words = f"{count} source{'s' * (count > 1)} in common"
        to.setdefault(iri, Neighbour(scene.things[iri], words, 0))
    # What is linked both ways is shown once.
    return Surroundings(
        thing,
        _side([one for one in to.values() if one.thing.iri not in out], most),
        _side(out.values(), most),
    )


def _linked(scene: Scene, thing: Thing) -> tuple[dict[str, Neighbour], dict[str, Neighbour]]:
    out: dict[str, Neighbour] = {}
    to: dict[str, Neighbour] = {}
    through = _through_claims(scene, thing)
    for iri, count in through.items():
        side = out if thing.kind == "document" else to
        side[iri] = Neighbour(scene.things[iri], f"{count} claim{'s' * (count > 1)}", count)
    for link in sorted(scene.around(thing.iri), key=lambda link: (_order(link.predicate), link.predicate)):
        begins = link.start == thing.iri
        other = scene.things[link.end if begins else link.start]
        if other.kind == "claim" and thing.kind in {"document", "source"}:
            continue
        side = out if begins else to
        if other.iri not in through:
            side.setdefault(other.iri, Neighbour(other, neighbour_words(link.predicate, out=begins)))
    return out, to


def _order(predicate: str) -> int:
    return _TELLING.index(predicate) if predicate in _TELLING else len(_TELLING)


def _sharing(scene: Scene, thing: Thing) -> Counter[str]:
    """How many rare sources other documents cite that this document cites."""
    found: Counter[str] = Counter()
    if thing.kind == "document":
        for source in _ends(scene, thing.iri, _CITES):
            citing = scene.starts(source, _CITES)
            if len(citing) <= _MOST_SHARING:
                found.update(
                    one for one in citing if one != thing.iri and scene.things[one].kind == "document"
                )
    return found


def _through_claims(scene: Scene, thing: Thing) -> Counter[str]:
    """The sources that claims of a document rest on, or the documents whose claims rest on a source."""
    found: Counter[str] = Counter()
    if thing.kind == "document":
        for claim in _ends(scene, thing.iri, _PART):
            found.update(_ends(scene, claim, _RESTS))
    elif thing.kind == "source":
        for claim in scene.starts(thing.iri, _RESTS):
            found.update(scene.starts(claim, _PART))
    return found


def _ends(scene: Scene, start: str, predicate: str) -> list[str]:
    return [link.end for link in scene.around(start) if link.predicate == predicate and link.start == start]


def _side(found: Iterable[Neighbour], most: int) -> Side:
    by_kind: dict[str, list[Neighbour]] = defaultdict(list)
    for one in sorted(found, key=lambda one: (-one.strength, one.thing.label, one.thing.iri)):
        by_kind[one.thing.kind].append(one)
    # In turn from each kind, so that many sources leave room for a topic.
    placed = [
        (turn, KINDS.index(kind), one) for kind, ones in by_kind.items() for turn, one in enumerate(ones)
    ]
    turns = [one for _, _, one in sorted(placed, key=lambda place: place[:2])]
    shown = sorted(
        turns[:most], key=lambda one: (KINDS.index(one.thing.kind), -one.strength, one.thing.label)
    )
    return Side(tuple(shown), len(turns) - len(shown))
