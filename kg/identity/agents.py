"""People and bodies: one node for each, under the name most people give it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from kg.documents.places import FieldPath
from kg.identity.authorities.names import NamedBodies, NamedPeople
from kg.identity.authors import AuthorName, NameKind, read_authors
from kg.identity.bodies import Body, organization, read_institution
from kg.identity.names import person_name
from kg.identity.people import People
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

    def rule(self, iri: str, name: str) -> None:
        """Fix the name of the node ``iri``, whatever is seen."""
        self._chosen[iri] = name

    def see(self, iri: str, spelling: str, times: int = 1) -> None:
        """Count a spelling of the name of the node ``iri``, seen so many times."""
        self._seen[iri][spelling] += times

    def seen(self) -> Iterator[tuple[str, Counter[str]]]:
        """Each node of which spellings were seen, and how often each was."""
        yield from self._seen.items()

    def settle(self, ruled: Mapping[str, str]) -> None:
        """Fix the names of the nodes seen for which a name is given."""
        for iri in self._seen.keys() & ruled.keys():
            self.rule(iri, ruled[iri])

    def name(self, iri: str) -> str:
        """The most frequent spelling; of several, the one with most accents and capitals, but not all."""
        if iri not in self._chosen:
            self._chosen[iri] = min(self._seen[iri].items(), key=_worth)[0]
        return self._chosen[iri]

    def chosen(self) -> dict[str, str]:
        """The name of each node, by its IRI."""
        return {iri: self.name(iri) for iri in (*self._chosen, *self._seen)}


def _worth(seen: tuple[str, int]) -> tuple[int, bool, bool, int, str]:
    """Sorts spellings, the one to show first."""
    spelling, count = seen
    return (-count, spelling.isupper(), spelling.isascii(), -sum(map(str.isupper, spelling)), spelling)


@dataclass(slots=True)
class Agents:
    """Who the names of people and bodies stand for.

    ``bodies`` are the folded names of bodies known from elsewhere in the
    collection, ``works`` the IRIs of the works to which entries of the
    authority file are limited.
    """

    base: str
    bodies: frozenset[str]
    ruled_people: NamedPeople = field(default_factory=NamedPeople)
    ruled_bodies: NamedBodies = field(default_factory=NamedBodies)
    people: People = field(default_factory=People)
    works: Mapping[FieldPath, frozenset[str]] = field(default_factory=dict)
    _limited: tuple[Mapping[FieldPath, frozenset[str]], Mapping[str, set[FieldPath]]] = field(
        default=({}, {}), init=False, repr=False, compare=False
    )

    def named(self, written: Iterable[str]) -> tuple[list[AuthorName], bool]:
        """The people and bodies that a list of authors names, and whether it says that there are more."""
        authors = list(read_authors(written, self.bodies))
        named = [
            self._as_ruled(author) for author in authors if author.kind in {NameKind.PERSON, NameKind.BODY}
        ]
        return named, any(author.kind is NameKind.CUT for author in authors)

    def contributors(self, written: Sequence[str], scope: str) -> list[Agent]:
        """People and bodies outside lists of authors; a single word is a handle and identifies its owner."""
        found = []
        for author in self.named(written)[0]:
            if author.person is not None and " " not in author.text:
                author = replace(author, person=replace(author.person, is_full=True))
            found.append(self.agent(author, scope))
        return found

    def agent(self, author: AuthorName, scope: str) -> Agent:
        """The node of an author of the work ``scope``, under the name given here."""
        name = author.text if author.person is not None else self.organization(author.text).name
        return Agent(self.author_iri(author, scope), name, author.person is not None)

    def author_iri(self, author: AuthorName, scope: str) -> str:
        """The IRI of an author; that of a name too short to identify anybody hangs on ``scope``."""
        if author.person is None:
            return self.organization_iri(self.organization(author.text))
        key = self.people.key(author.person, scope)
        here = self._limited_to(scope)
        for name in (author.person.key, key):
            entry = self.ruled_people.find(name, here)
            if entry is not None:
                return self.person_iri(entry.id or entry.name)
        return self.person_iri(key) if key else f"{scope}#author-{slug(author.person.key)}"

    def _limited_to(self, work: str) -> Set[FieldPath]:
        """The places of the entries of the authority file that are limited to a work."""
        if self._limited[0] is not self.works:
            of_work: dict[str, set[FieldPath]] = defaultdict(set)
            for path, iris in self.works.items():
                for iri in iris:
                    of_work[iri].add(path)
            self._limited = (self.works, dict(of_work))
        return self._limited[1].get(work, frozenset())

    def person_iri(self, name: str) -> str:
        """The IRI of the person whom a name in full, or an id, identifies."""
        return f"{self.base}person/{slug(name)}"

    def organization_iri(self, body: Body) -> str:
        """The IRI of an organisation."""
        return f"{self.base}organization/{body.key}"

    def venue_iri(self, body: Body) -> str:
        """The IRI of a periodical or series."""
        return f"{self.base}venue/{body.key}"

    def body_iri(self, body: Body) -> str:
        """The IRI of a body of any kind."""
        return self.venue_iri(body) if body.kind.is_venue else self.organization_iri(body)

    def organization(self, text: str) -> Body:
        """The body that a name stands for where only a body can stand."""
        return self.ruled_bodies.ruled(text) or self.ruled_bodies.refined(organization(text))

    def institutions(self, text: str) -> tuple[Body, ...]:
        """The bodies and venues that an institution field names, each once."""
        read = read_institution(text)
        if ruled := self.ruled_bodies.ruled(text, read):
            return (ruled,)
        return tuple(dict.fromkeys(map(self.ruled_bodies.refined, read)))

    def _as_ruled(self, author: AuthorName) -> AuthorName:
        """The author as a person, where an entry of the authority file says that the name is one's."""
        if author.person is not None or not self.ruled_people:
            return author
        name = person_name(author.text)
        if name is None or name.key not in self.ruled_people:
            return author
        return AuthorName(NameKind.PERSON, name.shown, name)
