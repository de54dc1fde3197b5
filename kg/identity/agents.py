"""People and bodies: one node for each, under the name most people give it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kg.identity.authors import AuthorName, NameKind, read_authors
from kg.identity.bodies import Body, organization
from kg.identity.names import PersonName
from kg.identity.text import slug


@dataclass(frozen=True, slots=True)
class Agent:
    """A person or organisation that the graph names."""

    iri: str
    name: str
    is_person: bool


@dataclass(frozen=True, slots=True)
class Venue:
    """A periodical, or a series of proceedings, in which works appear."""

    iri: str
    name: str
    is_periodical: bool


class Spellings:
    """The spellings seen of the name of each node, and the one chosen for each."""

    def __init__(self) -> None:
        self._seen: dict[str, Counter[str]] = defaultdict(Counter)
        self._chosen: dict[str, str] = {}

    def see(self, iri: str, spelling: str) -> None:
        """Count a spelling of the name of the node ``iri``."""
        self._seen[iri][spelling] += 1

    def name(self, iri: str) -> str:
        """The most frequent spelling; of several, the one with most accents and capitals, but not all."""
        if iri not in self._chosen:
            self._chosen[iri] = min(self._seen[iri].items(), key=_worth)[0]
        return self._chosen[iri]


def _worth(seen: tuple[str, int]) -> tuple[int, bool, bool, int, str]:
    """Sorts spellings, the one to show first."""
    spelling, count = seen
    return (-count, spelling.isupper(), spelling.isascii(), -sum(map(str.isupper, spelling)), spelling)


def person_iri(base: str, name: PersonName, scope: str) -> str:
    """The IRI of a person; a name too short to identify anybody hangs on ``scope``."""
    if name.is_full:
        return f"{base}person/{slug(name.key)}"
    return f"{scope}#author-{slug(name.key)}"


def organization_iri(base: str, body: Body) -> str:
    """The IRI of an organisation."""
    return f"{base}organization/{body.key}"


def venue_iri(base: str, body: Body) -> str:
    """The IRI of a periodical or series."""
    return f"{base}venue/{body.key}"


def author_iri(base: str, author: AuthorName, scope: str) -> str:
    """The IRI of an author that is a person or a body."""
    if author.person is not None:
        return person_iri(base, author.person, scope)
    return organization_iri(base, organization(author.text))


def author_spelling(author: AuthorName) -> str:
    """The name of an author as it is shown."""
    return author.text if author.person is not None else organization(author.text).name


def named_authors(written: Iterable[str], known_bodies: frozenset[str]) -> tuple[list[AuthorName], bool]:
    """The authors that a list names, and whether it says that there are more."""
    authors = list(read_authors(written, known_bodies))
    named = [author for author in authors if author.kind in {NameKind.PERSON, NameKind.BODY}]
    return named, any(author.kind is NameKind.CUT for author in authors)
