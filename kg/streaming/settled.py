"""What holds for a whole corpus and is small enough to be held in memory by whoever works on a part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from kg.identity.agents import Agents, Spellings
from kg.identity.authorities.records import Authorities
from kg.identity.decide import agents_knowing, ruled_names
from kg.identity.people import People
from kg.settings import Settings
from kg.streaming.segments import read_segment, write_segments
from kg.streaming.sizes import Sizes
from kg.streaming.work import Place


@dataclass(frozen=True, slots=True)
class Context:
    """What every unit of work is given."""

    place: Place
    settings: Settings
    sizes: Sizes


def settle(context: Context, name: str, value: object) -> None:
    """Write down what holds for all documents, under a name."""
    write_segments(context.place.made / name, {0: value})


def is_settled(context: Context, name: str) -> bool:
    """Whether it was written down."""
    return (context.place.made / name).exists()


def settled(context: Context, name: str) -> Any:
    """What was written down under a name; read once, for its folder is named by all that it hangs on."""
    return _settled(context.place.made / name)


@lru_cache(maxsize=16)
def _settled(path: Path) -> Any:
    return read_segment(path, 0)


def authorities(context: Context) -> Authorities:
    """What the authority file decides."""
    found: Authorities = settled(context, "authorities")
    return found


def agents_before(context: Context) -> Agents:
    """Who names stand for, before the people of the corpus are told apart."""
    return _agents_before(context.place.made, context.settings.base)


@lru_cache(maxsize=2)
def _agents_before(made: Path, base: str) -> Agents:
    return agents_knowing(_settled(made / "bodies"), _settled(made / "authorities"), base)


def agents(context: Context) -> Agents:
    """Who names stand for, but for names that are known in one work only."""
    return replace(agents_before(context), people=people(context))


def people(context: Context) -> People:
    """Which full names are one person's."""
    leads, at, shared = settled(context, "people")
    return People(leads=leads, at=at, shared=shared)


def same_as(context: Context) -> Mapping[str, tuple[str, ...]]:
    """The addresses that the authority file gives for people and organisations."""
    return ruled_names(authorities(context), agents(context), Spellings())


def chosen_names(context: Context) -> Mapping[str, str]:
    """The names of the nodes of which there is more than one spelling, by IRI."""
    found: Mapping[str, str] = settled(context, "names")
    return found
