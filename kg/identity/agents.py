"""People and bodies: one node for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from kg.documents.places import FieldPath
from kg.identity.authorities.names import NamedBodies, NamedPeople
from kg.identity.authors import AuthorName, NameKind, read_authors
from kg.identity.bodies import Body, organization, read_institution
from kg.identity.names import PersonName, person_name
from kg.identity.notes import Affiliation
from kg.identity.orcids import Orcids
from kg.identity.people import People
from kg.identity.text import slug


@dataclass(frozen=True, slots=True)
class Affiliated:
    """An organisation that somebody belongs to, and its address in ROR."""

    iri: str
    name: str
    ror: str = ""


@dataclass(frozen=True, slots=True)
class Agent:
    """A person or organisation that the graph names.

    ``orcid`` is an address, ``family`` the family name of a person, where the name itself would be
    taken to have another.
    """

    iri: str
    name: str
    is_person: bool
    orcid: str = ""
    url: str = ""
    family: str = ""
    affiliations: tuple[Affiliated, ...] = ()


@dataclass(frozen=True, slots=True)
class Venue:
    """A periodical, or a series of proceedings, in which works appear."""

    iri: str
    name: str
    is_periodical: bool


@dataclass(frozen=True, slots=True)
class Agents:
    """Who the names of people and bodies stand for.

    ``bodies`` are the folded names of bodies known from elsewhere in the
    collection, ``works`` the IRIs of the works to which entries of the
    authority file are limited, ``orcids`` which names bear which ORCID iDs.
    """

    base: str
    bodies: frozenset[str]
    ruled_people: NamedPeople = field(default_factory=NamedPeople)
    ruled_bodies: NamedBodies = field(default_factory=NamedBodies)
    people: People = field(default_factory=People)
    works: Mapping[FieldPath, frozenset[str]] = field(default_factory=dict)
    orcids: Orcids = field(default_factory=Orcids)
    _limited: Mapping[str, Set[FieldPath]] = field(init=False, repr=False, compare=False)
    """The places of the entries of the authority file that are limited to a work, by its IRI."""

    def __post_init__(self) -> None:
        limited: dict[str, set[FieldPath]] = defaultdict(set)
        for path, iris in self.works.items():
            for iri in iris:
                limited[iri].add(path)
        object.__setattr__(self, "_limited", dict(limited))

    def named(self, written: Iterable[str], *, are_cited: bool = True) -> tuple[list[AuthorName], bool]:
        """The people and bodies that a list of authors names, and whether it says that there are more."""
        authors = list(read_authors(written, self.bodies, are_cited=are_cited))
        named = [
            self._as_ruled(author) for author in authors if author.kind in {NameKind.PERSON, NameKind.BODY}
        ]
        return named, any(author.kind is NameKind.CUT for author in authors)

    def contributors(self, written: Sequence[str], scope: str) -> list[Agent]:
        """People and bodies outside lists of authors; a single word is a handle and identifies its owner."""
        found = []
        for author in self.named(written, are_cited=False)[0]:
            if author.person is not None and " " not in author.text:
                author = replace(author, person=replace(author.person, is_full=True))
            found.append(self.agent(author, scope))
        return found

    def agent(self, author: AuthorName, scope: str) -> Agent:
        """The node of an author of the work ``scope``, under the name given here."""
        iri = self.author_iri(author, scope)
        if author.person is None:
            return Agent(iri, self.organization(author.text).name, is_person=False, url=author.noted.url)
        return Agent(
            iri,
            author.text,
            is_person=True,
            orcid=author.noted.orcid,
            url=author.noted.url,
            family=author.person.told_family,
            affiliations=tuple(map(self._affiliated, author.noted.affiliations)),
        )

    def _affiliated(self, named: Affiliation) -> Affiliated:
        body = self.organization(named.name)
        return Affiliated(self.organization_iri(body), body.name, named.ror)

    def author_iri(self, author: AuthorName, scope: str) -> str:
        """The IRI of an author; that of a name too short to identify anybody hangs on ``scope``."""
        if author.person is None:
            return self.organization_iri(self.organization(author.text))
        key = self._person_key(author, author.person, scope)
        here = self._limited.get(scope, frozenset())
        for name in (author.person.key, key):
            entry = self.ruled_people.find(name, here)
            if entry is not None:
                return self.person_iri(entry.id or entry.name)
        return self.person_iri(key) if key else f"{scope}#author-{slug(author.person.key)}"

    def _person_key(self, author: AuthorName, name: PersonName, scope: str) -> str:
        """What names a person: an ORCID iD counts most, also that of everybody else of the name."""
        key = self.people.key(name, scope)
        if not self.orcids.borne:
            return key
        orcid = author.noted.orcid or (name.is_full and self.orcids.only(name.key)) or self.orcids.only(key)
        if not orcid or orcid not in self.orcids.name_of:
            return key
        return self.orcids.key(orcid, self.people.leads)

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
        name = person_name(author.text) if author.person is None else None
        if name is None or name.key not in self.ruled_people:
            return author
        return AuthorName(NameKind.PERSON, name.shown, name)
