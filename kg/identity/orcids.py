"""ORCID as evidence: two of them are two people, whatever their names; one is one person under all names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg.identity.authors import read_authors

Borne = tuple[str, bool, str]
"""The key of a name, whether that is a full name, and the address of the ORCID record beside it."""

_NONE: frozenset[str] = frozenset()


def orcids_in(bylines: Iterable[str]) -> tuple[Borne, ...]:
    """The names that bear an ORCID iD in texts, sorted."""
    found: set[Borne] = set()
    for written in bylines:
        if "orcid" in written.lower():
            found |= {
                (author.person.key, author.person.is_full, author.noted.orcid)
                for author in read_authors([written], _NONE)
                if author.person is not None and author.noted.orcid
            }
    return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class Orcids:
    """Which names bear which ORCID iDs in a whole collection.

    ``of_name`` leads from the key of a full name to those that people of that name have, ``name_of``
    from one to the fullest key that bears it, and whether that is a full name.
    """

    borne: tuple[Borne, ...] = ()
    of_name: Mapping[str, frozenset[str]] = field(default_factory=dict)
    name_of: Mapping[str, tuple[str, bool]] = field(default_factory=dict)

    @classmethod
    def of(cls, borne: Iterable[Borne]) -> Orcids:
        """Those of names that were found anywhere, in any order."""
        known = tuple(sorted(set(borne)))
        of_name: dict[str, set[str]] = defaultdict(set)
        name_of: dict[str, tuple[str, bool]] = {}
        for key, is_full, orcid in known:
            if is_full:
                of_name[key].add(orcid)
            held = name_of.get(orcid)
            if held is None or (is_full, len(key.split()), len(key)) > (
                held[1],
                len(held[0].split()),
                len(held[0]),
            ):
                name_of[orcid] = (key, is_full)
        return cls(known, {key: frozenset(several) for key, several in of_name.items()}, name_of)

    def only(self, key: str) -> str:
        """The ORCID iD of everybody who bears a full name; empty where none or several are known."""
        several = self.of_name.get(key, _NONE)
        return next(iter(several)) if len(several) == 1 else ""

    def key(self, orcid: str, standing_for: Mapping[str, str]) -> str:
        """What names the person with an ORCID iD; ``standing_for`` leads to keys that stand for others."""
        name, is_full = self.name_of[orcid]
        if is_full and self.of_name[name] == {orcid}:
            lead = name
            while lead in standing_for:
                lead = standing_for[lead]
            return lead if self.of_name.get(lead, frozenset({orcid})) == {orcid} else name
        return f"{name} {orcid.rpartition('/')[2]}"
