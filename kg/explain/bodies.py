"""Why names are one organisation's or venue's, and which others are near."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from kg.diagnostics import Location
from kg.explain.corpus import Corpus
from kg.explain.records import Answer, Join, Miss, Seen
from kg.identity.bodies import Body
from kg.identity.text import fold

_SMALL = frozenset(
    {"and", "at", "for", "in", "of", "the", "de", "der", "für", "und", "inc", "ltd", "llc", "gmbh"}
)
_FEWEST_SHARED = 2


@dataclass(slots=True)
class Seat:
    """A body of the graph, and the texts that name it."""

    iri: str
    body: Body
    texts: dict[str, list[tuple[str, tuple[str | int, ...]]]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How often it is named."""
        return sum(map(len, self.texts.values()))


class Bodies:
    """The organisations and venues of a corpus, to be explained."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    @cached_property
    def all(self) -> dict[str, Seat]:
        """Every body by IRI."""
        found: dict[str, Seat] = {}
        agents = self._corpus.identity.agents
        for _, mention in self._corpus.listed():
            for body in agents.institutions(mention.institution):
                seat = found.setdefault(agents.body_iri(body), Seat(agents.body_iri(body), body))
                path = (*mention.path, "institution")
                seat.texts.setdefault(mention.institution, []).append((mention.file, path))
        for _, mention, index, written, author in self._corpus.authors():
            if author.person is None:
                body = agents.organization(author.text)
                seat = found.setdefault(agents.body_iri(body), Seat(agents.body_iri(body), body))
                seat.texts.setdefault(written, []).append((mention.file, (*mention.path, "authors", index)))
        return found

    @property
    def iris(self) -> set[str]:
        """The IRIs of all organisations and venues."""
        return set(self.all)

    def named(self, written: str) -> Iterator[str]:
        """The bodies that a name leads to."""
        agents = self._corpus.identity.agents
        read = {agents.body_iri(body) for body in agents.institutions(written)}
        key = fold(written)
        for iri, seat in self.all.items():
            if iri in read or any(fold(text) == key for text in seat.texts):
                yield iri

    def nearest(self, written: str) -> list[str]:
        """The names most like the text."""
        return difflib.get_close_matches(written, sorted(one.body.name for one in self.all.values()), 3, 0.75)

    def answer(self, iri: str) -> Answer:
        """What was decided about an organisation or venue."""
        seat = self.all[iri]
        addresses = self._corpus.identity.same_as.get(iri)
        facts = [f"read as: {seat.body.kind.value}"]
        if addresses is not None:
            facts.append(
                "an entry of the authority file" + (": " if addresses else "") + ", ".join(addresses)
            )
        name = self._name(seat)
        return Answer(
            "venue" if seat.body.kind.is_venue else "organization",
            iri,
            name,
            facts=tuple(facts),
            mentions=tuple(
                Seen(self._place(place), text) for text in sorted(seat.texts) for place in seat.texts[text]
            ),
            joins=tuple(
                Join(text, name, _rule(text, seat.body)) for text in sorted(seat.texts) if len(seat.texts) > 1
            ),
            misses=tuple(
                Miss(
                    other.iri,
                    self._name(other),
                    "no table and no entry of the authority file says that they are one",
                )
                for other in self.near(seat)
            ),
        )

    def _name(self, seat: Seat) -> str:
        """What a body is called; its own name, where only lists that do not count name it."""
        return self._corpus.identity.names.get(seat.iri, seat.body.name)

    def near(self, seat: Seat) -> list[Seat]:
        """The bodies whose names are like its own: the same telling words, or its initials."""
        return [
            other
            for other in self.all.values()
            if other is not seat and alike(seat.body.name, other.body.name)
        ]

    def _place(self, place: tuple[str, tuple[str | int, ...]]) -> Location:
        return self._corpus.place(*place)


def alike(one: str, other: str) -> bool:
    """Whether two names may be one body's: one has all telling words of the other, or its initials."""
    mine, theirs = _telling(one), _telling(other)
    if _is_acronym_of(one, other) or _is_acronym_of(other, one):
        return True
    shorter, longer = sorted((set(mine), set(theirs)), key=len)
    return len(shorter) >= _FEWEST_SHARED and shorter <= longer and len(longer) - len(shorter) <= 1


def initials(name: str) -> str:
    """The first letters of the telling words of a name."""
    return "".join(word[0] for word in _telling(name))


def _is_acronym_of(short: str, name: str) -> bool:
    return short.isupper() and len(short) > 2 and fold(short) == initials(name)


def _telling(name: str) -> list[str]:
    return [word for word in fold(name).split() if word not in _SMALL]


def _rule(text: str, body: Body) -> str:
    if fold(text) == fold(body.name):
        return "the name itself"
    if fold(body.name) in fold(text):
        return "the text holds the name"
    return "a known name of it, or a part of the text that is one"
