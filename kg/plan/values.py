"""How the values between the steps of a build become bytes, for whoever keeps or carries them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from kg.diagnostics import Diagnostic
from kg.documents.bibliography.entries import Bibliography
from kg.documents.contributors import Roster
from kg.documents.findings import Placed
from kg.documents.places import FieldPath, Position
from kg.documents.records import Document
from kg.engines.engine import Codec, Step
from kg.identity.agents import Agents
from kg.identity.authorities.names import NamedBodies, NamedPeople
from kg.identity.authorities.records import Authorities
from kg.identity.decisions import Decisions
from kg.identity.links import Links
from kg.identity.mentions import Seen, SourceMention
from kg.identity.names import PersonName
from kg.identity.orcids import Borne, Orcids
from kg.identity.people import NameJoin, People
from kg.packing import Packing
from kg.plan.steps import (
    CompanionNote,
    DecidedWorks,
    Note,
    bibliography_beside,
    locate,
    map_document,
    narrow,
    observe,
    roster_beside,
)
from kg.settings import Settings
from kg.terms import Triple, of_ntriples, to_ntriples


@dataclass(frozen=True, slots=True)
class ToldApart:
    """What is decided about people, as :class:`kg.identity.people.People` has it, sorted."""

    leads: tuple[tuple[str, str], ...]
    short: tuple[tuple[str, str, str], ...]
    at: tuple[tuple[str, tuple[str, ...]], ...]
    shared: tuple[str, ...]
    joins: tuple[NameJoin, ...]

    @classmethod
    def of(cls, people: People) -> ToldApart:
        """What is decided about these."""
        return cls(
            leads=tuple(sorted(people.leads.items())),
            short=tuple(sorted((work, name, person) for (work, name), person in people.short.items())),
            at=tuple(sorted((name, tuple(sorted(bodies))) for name, bodies in people.at.items())),
            shared=tuple(sorted(people.shared)),
            joins=tuple(people.joins),
        )

    @property
    def people(self) -> People:
        """The people, as it was decided."""
        return People(
            leads=dict(self.leads),
            short={(work, name): person for work, name, person in self.short},
            at={name: frozenset(bodies) for name, bodies in self.at},
            shared=set(self.shared),
            joins=list(self.joins),
        )


@dataclass(frozen=True, slots=True)
class Names:
    """What is decided about the names of people and bodies in a whole corpus, sorted."""

    bodies: tuple[str, ...]
    people: ToldApart
    works: tuple[tuple[FieldPath, tuple[str, ...]], ...]
    orcids: tuple[Borne, ...]

    @classmethod
    def of(cls, agents: Agents) -> Names:
        """What is decided about whom names stand for, without the reasons."""
        return cls(
            bodies=tuple(sorted(agents.bodies)),
            people=replace(ToldApart.of(agents.people), joins=()),
            works=tuple((path, tuple(sorted(iris))) for path, iris in agents.works.items()),
            orcids=agents.orcids.borne,
        )

    def agents(self, authorities: Authorities, base: str) -> Agents:
        """Whom names stand for, as it was decided."""
        return Agents(
            base,
            frozenset(self.bodies),
            NamedPeople.of(authorities),
            NamedBodies.of(authorities),
            self.people.people,
            {path: frozenset(iris) for path, iris in self.works},
            Orcids.of(self.orcids),
        )


@dataclass(frozen=True, slots=True)
class Shared:
    """What is decided about all documents: the IRI of each, in order, and what was found."""

    iris: tuple[str, ...]
    placed: tuple[Placed, ...]
    others: tuple[Diagnostic, ...]


Line = tuple[str, tuple[PersonName, ...], tuple[str, ...]]
"""A work, the people in its list of authors, and the keys, sorted, of the names that a part owns."""


class _People:
    """What is decided about people, sorted."""

    _packing = Packing[ToldApart](ToldApart)

    def encode(self, value: People, /) -> bytes:
        """The people as bytes."""
        return self._packing.encode(ToldApart.of(value))

    def decode(self, data: bytes, /) -> People:
        """The people that were encoded. Raises ValueError where they are none."""
        return self._packing.decode(data).people


class _Triples:
    """Sorted triples as canonical N-Triples."""

    def encode(self, value: tuple[Triple, ...], /) -> bytes:
        """The lines."""
        return to_ntriples(value).encode()

    def decode(self, data: bytes, /) -> tuple[Triple, ...]:
        """The triples of lines. Raises ValueError where they are none."""
        return tuple(of_ntriples(data.decode()))


AUTHORITIES: Codec[Authorities] = Packing(Authorities)
SETTINGS: Codec[Settings] = Packing(Settings)
LINKS: Codec[Links] = Packing(Links)
PATHS: Codec[tuple[FieldPath, ...]] = Packing(tuple[FieldPath, ...])
ROSTER = Step("roster", roster_beside, (Packing(Roster), Packing(CompanionNote)))
BIBLIOGRAPHY = Step("bibliography", bibliography_beside, (Packing(Bibliography), Packing(CompanionNote)))
NARROW = Step("narrow", narrow, (Packing(Bibliography),))
OBSERVE = Step("observe", observe, (Packing(Note), Packing(Document | None), Packing(Seen | None)))
IDENTIFIED: tuple[Codec[Any], ...] = (Packing(Shared), Packing(Names), Packing(Decisions))
KNOWN: Codec[tuple[str, Authorities, tuple[str, ...]]] = Packing(tuple[str, Authorities, tuple[str, ...]])
"""What every decision about works may look at: the base, the authorities, and the names of bodies."""
MENTIONS: Codec[tuple[SourceMention, ...]] = Packing(tuple[SourceMention, ...])
WORKS: tuple[Codec[Any], ...] = (Packing(DecidedWorks),)
LINES: Codec[tuple[Line, ...]] = Packing(tuple[Line, ...])
PEOPLE: tuple[Codec[Any], ...] = (_People(),)
MAP = Step("map", map_document, (_Triples(), Packing(tuple[Diagnostic, ...])))
LOCATE = Step("locate", locate, (Packing(tuple[Position, ...]),))
