"""Names that the authority file decides on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from kg.documents.places import FieldPath
from kg.identity.authorities.contradictions import name_key
from kg.identity.authorities.records import Authorities, Organization, Person
from kg.identity.bodies import Body, BodyKind
from kg.identity.names import PersonName, person_name
from kg.identity.text import fold

Apart = Mapping[str, frozenset[int]]
"""The rulings, by number, that name each key: two keys with one in common are two people's."""


@dataclass(slots=True)
class NamedPeople:
    """Which entry each name of a person leads to.

    ``by_name`` leads from a key to the entry that holds in all works, ``limited`` to
    the entries that hold in some, by their places in the file. ``leads`` goes from the key of a
    name to that of another of the same person, ``apart`` tells keys that are
    two people's, ``shared`` the keys that several people bear.
    """

    by_name: dict[str, Person] = field(default_factory=dict)
    limited: dict[str, dict[FieldPath, tuple[int, Person]]] = field(default_factory=dict)
    leads: dict[str, str] = field(default_factory=dict)
    apart: Apart = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, authorities: Authorities) -> NamedPeople:
        """What an authority file says about the names of people."""
        found = cls()
        for position, person in enumerate(authorities.people):
            own, full = name_key(person.name), {name.key for name in _read(person) if name.is_full}
            for key in dict.fromkeys(map(name_key, person.names)):
                if person.works:
                    found.limited.setdefault(key, {})[person.path] = (position, person)
                    found.shared.add(key)
                    continue
                found.by_name.setdefault(key, person)
                if key != own and key in full:
                    found.leads[key] = own
        leading = dict(found.leads)
        for ruling in authorities.same.people:
            first, *others = dict.fromkeys(map(name_key, ruling.names))
            for other in others:
                if other not in found.leads and _end(first, leading) != other:
                    found.leads[other] = leading[other] = first
        rulings: dict[str, set[int]] = defaultdict(set)
        for number, names in enumerate(authorities.not_same.people):
            for name in names.names:
                rulings[name_key(name)].add(number)
        found.apart = {key: frozenset(numbers) for key, numbers in rulings.items()}
        return found

    def __contains__(self, key: str) -> bool:
        return key in self.by_name or key in self.limited

    def find(self, key: str, here: Set[FieldPath]) -> Person | None:
        """The entry that a name leads to in a work; ``here`` are the places of entries limited to it."""
        entries = self.limited.get(key, {})
        if meant := entries.keys() & here:
            return min(entries[path] for path in meant)[1]
        return self.by_name.get(key)


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


def _read(person: Person) -> Iterator[PersonName]:
    yield from (name for name in map(person_name, person.names) if name is not None)


def ends(leads: Mapping[str, str]) -> dict[str, str]:
    """Where each key leads in the end, over any number of others."""
    leading = dict(leads)
    return {key: _end(key, leading) for key in leads}


def _end(key: str, leading: dict[str, str]) -> str:
    """Where a key leads in the end; shortens the way of all keys on it."""
    passed = []
    while key in leading:
        passed.append(key)
        key = leading[key]
    leading.update(dict.fromkeys(passed, key))
    return key
