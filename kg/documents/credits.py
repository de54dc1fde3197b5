"""The people of a document, under whichever keys they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kg.documents.affiliations import read_numbered
from kg.documents.coerce import Reading
from kg.documents.contributors import Known, Roster, read_people
from kg.documents.entries import report_no_list
from kg.documents.front_matter import Value
from kg.documents.keys import AUTHOR, normal_key
from kg.documents.places import FieldPath
from kg.documents.private import is_mail, without_mail
from kg.documents.records import Affiliation, Contributor

_AFFILIATIONS = "affiliations"


class Credits:
    """Reads the people of a document, key by key: authors come before all others.

    They may name organisations by their numbers in the list that the document has of them.
    """

    def __init__(self, reading: Reading, mapping: Mapping[str, Value], roster: Roster) -> None:
        self._reading = reading
        self._by_role: dict[str, tuple[Contributor, ...]] = {AUTHOR: ()}
        self._mapping = mapping
        self._known = Known(roster, _numbered(reading, mapping))

    def listed(self, value: Value, path: FieldPath) -> tuple[Contributor, ...]:
        """Those in the list of contributors, each of whom may say what he did."""
        if value and not isinstance(value, list):
            report_no_list(self._reading, value, path)
        return read_people(self._reading, value, path, self._known)

    def read(self, role: str, value: Value, path: FieldPath) -> bool:
        """Whether the value is one of people, who are read then: what they did is known by ``role``."""
        key = str(path[-1])
        if normal_key(key) == _AFFILIATIONS or is_mail(key):
            # Read already, for the people name them by their numbers; or nobody's business.
            return True
        if role and self._by_role.get(role):
            self._reading.keep(path, without_mail(value))
        elif role:
            self._by_role[role] = read_people(self._reading, value, path, self._known, role)
        return bool(role)

    def found(self, listed: Iterable[Contributor]) -> tuple[Contributor, ...]:
        """All who were read, and then those in the list of contributors.

        Organisations of the document to which none of them belongs are kept.
        """
        everybody = (*(one for several in self._by_role.values() for one in several), *listed)
        used = {affiliation for one in everybody for affiliation in one.affiliations}
        if not used.issuperset(self._known.affiliations.values()):
            for key, value in self._mapping.items():
                if normal_key(key) == _AFFILIATIONS:
                    self._reading.keep((key,), without_mail(value))
        return everybody


def _numbered(reading: Reading, mapping: Mapping[str, Value]) -> Mapping[str, Affiliation]:
    found: dict[str, Affiliation] = {}
    for key, value in mapping.items():
        if normal_key(key) == _AFFILIATIONS:
            found |= read_numbered(reading, value, (key,))
    return found
