"""What an explanation holds."""

from __future__ import annotations

from dataclasses import dataclass

from kg.diagnostics import Location


@dataclass(frozen=True, slots=True)
class Seen:
    """One mention: where it stands, what is written there, and what it is known by."""

    location: Location
    text: str
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Join:
    """Two mentions or names that were made one, the rule that did it, and the key that both have."""

    one: str
    other: str
    rule: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Miss:
    """Something near that was kept apart: its IRI and name, and why."""

    iri: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What was decided about one node, and from what.

    ``kind`` is work, person, organization or venue; ``facts`` are sentences
    about what the graph says of it, ``mentions`` where it is mentioned,
    ``joins`` why these are one, ``misses`` what was kept apart from it.
    """

    kind: str
    iri: str
    name: str
    facts: tuple[str, ...] = ()
    mentions: tuple[Seen, ...] = ()
    joins: tuple[Join, ...] = ()
    misses: tuple[Miss, ...] = ()
