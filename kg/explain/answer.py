"""What is said about the identity of one thing, and how a reference is understood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.errors import NotFoundError
from kg.explain.bodies import Bodies
from kg.explain.corpus import Corpus, Decided
from kg.explain.people import Persons
from kg.explain.records import Answer as Answer
from kg.explain.records import Miss as Miss
from kg.explain.records import Seen as Seen
from kg.explain.works import Works
from kg.identity import identifiers
from kg.identity.authorities.read import reference
from kg.identity.text import fold

_SHOWN_NEAREST = 5


@dataclass(frozen=True, slots=True)
class _Rooms:
    works: Works
    persons: Persons
    bodies: Bodies

    def answer(self, iri: str) -> Answer | None:
        """The answer about a node; None where it is none whose identity is decided by rules."""
        for room in (self.works, self.persons, self.bodies):
            if iri in room.iris:
                return room.answer(iri)
        return None


def explain(graph: Decided, written: str) -> list[Answer]:
    """What was decided about the things that a reference means, and why.

    ``written`` is an IRI of the graph (with or without its base), a DOI or
    other identifier, a URL, a title, or the name of a person or organisation;
    it may mean several things. Raises NotFoundError where it means nothing,
    and names what is near.
    """
    corpus = Corpus(graph)
    rooms = _Rooms(Works(corpus), Persons(corpus), Bodies(corpus))
    written = " ".join(written.split())
    found = [answer for iri in _meant(written, corpus, rooms) if (answer := rooms.answer(iri)) is not None]
    if not found:
        near = [
            *rooms.works.nearest(written),
            *rooms.persons.nearest(written),
            *rooms.bodies.nearest(written),
        ]
        shown = "; ".join(repr(name) for name in near[:_SHOWN_NEAREST])
        raise NotFoundError(
            f"nothing in the documents is known as {written!r}" + (f"; near are {shown}" if shown else "")
        )
    return found


def _meant(written: str, corpus: Corpus, rooms: _Rooms) -> list[str]:
    """The IRIs of what a reference means, each once."""
    return list(dict.fromkeys(_all_meant(written, corpus, rooms)))


def _all_meant(written: str, corpus: Corpus, rooms: _Rooms) -> Iterator[str]:
    base = corpus.identity.base
    for iri in (written.strip("<>"), base + written.lstrip("/")):
        if rooms.answer(iri) is not None:
            yield iri
            return
    pointed = reference(written).identifier
    if pointed is None and (number := identifiers.isbn(written)):
        pointed = identifiers.Identifier("isbn", number)
    if pointed is not None:
        yield from rooms.works.holding(pointed)
        return
    if fold(written):
        yield from rooms.works.titled(written)
        yield from rooms.persons.named(written)
        yield from rooms.bodies.named(written)
