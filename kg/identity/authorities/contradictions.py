"""Entries of an authority file that cannot all hold: the first one does, the others are named."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import TypeVar

from kg.diagnostics import Diagnostic, Location, diagnostic
from kg.documents.places import FieldPath
from kg.identity.authorities.records import Authorities, Names, Organization, Person, Rulings, Work, Works
from kg.identity.names import person_name
from kg.identity.text import fold, slug

_Entry = TypeVar("_Entry", Person, Organization, Work)
_Ruling = TypeVar("_Ruling", Names, Works)
_At = Callable[[FieldPath], Location]
_RECORDS = ("https://orcid.org/", "https://ror.org/", "http://www.wikidata.org/")


def name_key(name: str) -> str:
    """Equal for all spellings of a person's name that order, case and accents allow."""
    read = person_name(name)
    return read.key if read else fold(name)


def without_contradictions(authorities: Authorities, at: _At) -> tuple[Authorities, list[Diagnostic]]:
    """The authorities without what contradicts an earlier entry, and a finding for each that is left out."""
    found: list[Diagnostic] = []
    people = _keep(authorities.people, _claims_of_person, at, found)
    organizations = _keep(authorities.organizations, _claims_of_organization, at, found)
    works = _keep(authorities.works, _claims_of_work, at, found)
    kept = replace(authorities, people=people, organizations=organizations, works=works)
    together = {
        "people": _Together(chain(_keys(kept.same.people, name_key), _keys(people, name_key))),
        "organizations": _Together(chain(_keys(kept.same.organizations, fold), _keys(organizations, fold))),
        "works": _Together(map(str, one.works) for one in kept.same.works),
    }
    apart = authorities.not_same
    kept = replace(
        kept,
        not_same=Rulings(
            people=_allowed(
                apart.people, lambda one: map(name_key, one.names), together["people"], at, found
            ),
            organizations=_allowed(
                apart.organizations, lambda one: map(fold, one.names), together["organizations"], at, found
            ),
            works=_allowed(apart.works, lambda one: map(str, one.works), together["works"], at, found),
        ),
    )
    return kept, found


def _keep(
    entries: Iterable[_Entry],
    claims: Callable[[_Entry], Iterator[tuple[Hashable, str]]],
    at: _At,
    found: list[Diagnostic],
) -> tuple[_Entry, ...]:
    """The entries that claim nothing that an earlier one has."""
    taken: dict[Hashable, _Entry] = {}
    kept = []
    for entry in entries:
        rival = next(((what, taken[key]) for key, what in claims(entry) if key in taken), None)
        if rival is not None:
            what, first = rival
            found.append(_contradiction(f"{what} belongs to an earlier entry", entry.path, first.path, at))
            continue
        taken.update({key: entry for key, _ in claims(entry)})
        kept.append(entry)
    return tuple(kept)


def _contradiction(what: str, path: FieldPath, first: FieldPath, at: _At) -> Diagnostic:
    return diagnostic(
        "KG212",
        f"{what}; this entry is left out",
        at(path),
        hint="keep one of the two, or limit people of one name by 'works'",
        related=[at(first)],
    )


def _claims_of_person(entry: Person) -> Iterator[tuple[Hashable, str]]:
    where = frozenset(entry.works)
    for name in entry.names:
        yield ("name", name_key(name), where), f"the name {name!r}"
    yield ("id", slug(entry.id or entry.name)), f"the id {slug(entry.id or entry.name)!r}"
    yield from _claimed_records(entry.same_as)


def _claims_of_organization(entry: Organization) -> Iterator[tuple[Hashable, str]]:
    for name in entry.names:
        yield ("name", fold(name)), f"the name {name!r}"
    yield ("id", slug(entry.id or entry.name)), f"the id {slug(entry.id or entry.name)!r}"
    yield from _claimed_records(entry.same_as)


def _claims_of_work(entry: Work) -> Iterator[tuple[Hashable, str]]:
    for identifier in entry.identifiers:
        yield identifier, str(identifier)
    yield from _claimed_records(entry.same_as)


def _claimed_records(same_as: Iterable[str]) -> Iterator[tuple[Hashable, str]]:
    yield from ((address, address) for address in same_as if address.startswith(_RECORDS))


def _allowed(
    rulings: Iterable[_Ruling],
    keys: Callable[[_Ruling], Iterable[str]],
    together: _Together,
    at: _At,
    found: list[Diagnostic],
) -> tuple[_Ruling, ...]:
    """The rulings that part nothing which the file says is the same."""
    kept = []
    for ruling in rulings:
        joined = together.among(list(keys(ruling)))
        if joined:
            names = " and ".join(repr(name) for name in sorted(set(joined)))
            found.append(
                diagnostic(
                    "KG212",
                    f"{names} cannot be told apart: they are one spelling, or are the same elsewhere in the "
                    "file; this ruling is left out",
                    at(ruling.path),
                    hint="take one of the two rulings away; people of one name are told apart by 'works'",
                )
            )
        else:
            kept.append(ruling)
    return tuple(kept)


def _keys(
    entries: Iterable[Names | Person | Organization], key: Callable[[str], str]
) -> Iterator[Iterable[str]]:
    return (map(key, one.names) for one in entries)


class _Together:
    """Groups of keys of which the file says that all are the same."""

    def __init__(self, groups: Iterable[Iterable[str]]) -> None:
        self._groups: dict[str, set[int]] = defaultdict(set)
        for number, keys in enumerate(groups):
            for key in keys:
                self._groups[key].add(number)

    def among(self, keys: Sequence[str]) -> tuple[str, str] | None:
        """The first two of the keys that are equal or in one group."""
        places: dict[str | int, list[int]] = defaultdict(list)
        for place, key in enumerate(keys):
            for bond in self._bonds(key):
                places[bond].append(place)
        for place, key in enumerate(keys):
            held = (places[bond] for bond in self._bonds(key))
            later = [found[bisect_right(found, place)] for found in held if found[-1] > place]
            if later:
                return key, keys[min(later)]
        return None

    def _bonds(self, key: str) -> Iterator[str | int]:
        yield key
        yield from self._groups.get(key, ())
