"""What holds for a whole corpus and is small enough to be held in memory by whoever works on a part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from kg.identity.agents import Agents
from kg.identity.authorities.records import Authorities
from kg.identity.decide import agents_knowing, ruled_names
from kg.identity.orcids import Borne
from kg.identity.people import People
from kg.settings import Settings
from kg.streaming.segments import Segment, read_segment, write_segments
from kg.streaming.sizes import Sizes
from kg.streaming.work import Place

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Context:
    """What every unit of work is given."""

    place: Place
    settings: Settings
    sizes: Sizes


class Known(Generic[_Value]):
    """The name under which something is written down, and its type."""

    def __init__(self, name: str, kind: type[_Value]) -> None:
        self.name = name
        self._segment = Segment(kind)
        self._read = lru_cache(maxsize=2)(self._read_once)

    def write(self, made: Path, value: _Value) -> None:
        """Write it down in a folder."""
        write_segments(made / self.name, [self._segment.holding(value)])

    def read(self, made: Path) -> _Value:
        """What was written down in a folder; read once. Raises DamagedError."""
        path = made / self.name
        return self._read(path, path.stat().st_mtime_ns)

    def _read_once(self, path: Path, changed: int) -> _Value:
        return read_segment(path, self._segment)


class Told(NamedTuple):
    """What was decided about the names of people: see :class:`kg.identity.people.People`."""

    leads: dict[str, str]
    at: dict[str, frozenset[str]]
    shared: set[str]


AUTHORITIES = Known("authorities", Authorities)
BODIES = Known("bodies", frozenset[str])
"""The folded names of the organisations that the corpus names."""
ORCIDS = Known("orcids", frozenset[Borne])
PEOPLE = Known("people", Told)
NAMES = Known("names", dict[str, str])
"""The names of the nodes of which there is more than one spelling, by IRI."""


def settle(context: Context, known: Known[_Value], value: _Value) -> None:
    """Write down what holds for all documents."""
    known.write(context.place.made, value)


def is_settled(context: Context, known: Known[_Value]) -> bool:
    """Whether it was written down."""
    return (context.place.made / known.name).exists()


def settled(context: Context, known: Known[_Value]) -> _Value:
    """What was written down; read once. Raises DamagedError where it is not as it was written."""
    return known.read(context.place.made)


def authorities(context: Context) -> Authorities:
    """What the authority file decides."""
    return settled(context, AUTHORITIES)


def agents_before(context: Context) -> Agents:
    """Who names stand for, before the people of the corpus are told apart."""
    return _agents_before(context.place.made, context.settings.base)


@lru_cache(maxsize=2)
def _agents_before(made: Path, base: str) -> Agents:
    return agents_knowing(BODIES.read(made), AUTHORITIES.read(made), base, ORCIDS.read(made))


def agents(context: Context) -> Agents:
    """Who names stand for, but for names that are known in one work only."""
    return replace(agents_before(context), people=people(context))


def people(context: Context) -> People:
    """Which full names are one person's."""
    told = settled(context, PEOPLE)
    return People(leads=told.leads, at=told.at, shared=told.shared)


def same_as(context: Context) -> Mapping[str, tuple[str, ...]]:
    """The addresses that the authority file gives for people and organisations."""
    return ruled_names(authorities(context), agents(context)).same_as


def chosen_names(context: Context) -> Mapping[str, str]:
    """The names of the nodes of which there is more than one spelling, by IRI."""
    return settled(context, NAMES)
