"""Names that the authority file decides on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kg.documents.places import FieldPath
from kg.identity.authorities.contradictions import name_key
from kg.identity.authorities.records import Authorities, Organization, Person
from kg.identity.bodies import Body, BodyKind
from kg.identity.names import PersonName, person_name
from kg.identity.text import fold


@dataclass(slots=True)
class NamedPeople:
    """Which entry each name of a person leads to.

    ``leads`` goes from the key of a name to that of another of the same
    person, ``apart`` holds pairs of keys that are two people's, ``shared`` the
    keys that several people bear.
    """

    by_name: dict[str, list[Person]] = field(default_factory=dict)
    leads: dict[str, str] = field(default_factory=dict)
    apart: set[frozenset[str]] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, authorities: Authorities) -> NamedPeople:
        """What an authority file says about the names of people."""
        found = cls()
        by_name: dict[str, list[Person]] = defaultdict(list)
        for person in authorities.people:
            for key in dict.fromkeys(map(name_key, person.names)):
                by_name[key].append(person)
                if person.works:
                    found.shared.add(key)
                elif key != name_key(person.name) and _is_full(key, person):
                    found.leads[key] = name_key(person.name)
        found.by_name = dict(by_name)
        for ruling in authorities.same.people:
            first, *others = dict.fromkeys(map(name_key, ruling.names))
            for other in others:
                if other not in found.leads and _stands_for(first, found.leads) != other:
                    found.leads[other] = first
        for ruling in authorities.not_same.people:
            keys = [name_key(name) for name in ruling.names]
            found.apart |= {frozenset((one, other)) for one in keys for other in keys if one != other}
        return found

    def __bool__(self) -> bool:
        return bool(self.by_name)

    def find(self, key: str, scope: str, works: Mapping[FieldPath, frozenset[str]]) -> Person | None:
        """The entry that a name leads to in the work ``scope``.

        ``works`` holds, by the place of an entry limited to works, their IRIs.
        """
        entries = self.by_name.get(key, ())
        limited = [entry for entry in entries if entry.works and scope in works.get(entry.path, ())]
        return next(iter(limited or [entry for entry in entries if not entry.works]), None)


@dataclass(slots=True)
class NamedBodies:
    """Which organisation each name leads to; a name ruled apart from others leads to itself."""

    by_name: dict[str, Organization] = field(default_factory=dict)

    @classmethod
    def of(cls, authorities: Authorities) -> NamedBodies:
        """What an authority file says about the names of organisations."""
        found: dict[str, Organization] = {}
        for one in authorities.organizations:
            for name in one.names:
                found.setdefault(fold(name), one)
        for same in authorities.same.organizations:
            first = found.get(fold(same.names[0])) or Organization(same.path, same.names[0])
            for name in same.names:
                found.setdefault(fold(name), first)
        for apart in authorities.not_same.organizations:
            for name in apart.names:
                found.setdefault(fold(name), Organization(apart.path, name))
        return cls(found)

    def ruled(self, text: str, read: Sequence[Body] = ()) -> Body | None:
        """The body that the whole text is a name of, of the kind that the rules read it as."""
        if not self.by_name:
            return None
        entry = self.by_name.get(fold(text))
        kind = read[0].kind if len(read) == 1 else BodyKind.ORGANIZATION
        return None if entry is None else _as_body(entry, kind)

    def refined(self, body: Body) -> Body:
        """The body under the name and of the kind that its entry gives."""
        entry = self.by_name.get(fold(body.name)) if self.by_name else None
        return body if entry is None else _as_body(entry, body.kind)


def _as_body(entry: Organization, kind: BodyKind) -> Body:
    return Body(entry.kind or kind, entry.name, entry.id)


def _is_full(key: str, person: Person) -> bool:
    """Whether the key is that of a name in full, which may stand for the person in any work."""
    return any(name.is_full for name in _read(person) if name.key == key)


def _read(person: Person) -> Iterator[PersonName]:
    yield from (name for name in map(person_name, person.names) if name is not None)


def _stands_for(key: str, leads: Mapping[str, str]) -> str:
    while key in leads:
        key = leads[key]
    return key
