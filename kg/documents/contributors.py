"""Roster and organisations who worked on a document: as texts, mappings, or ids of a file of authors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache

from kg.documents import front_matter
from kg.documents.affiliations import Numbered, read_affiliations, without_mail_text
from kg.documents.coerce import Reading
from kg.documents.front_matter import Value
from kg.documents.keys import aliases_of, keep_unknown, missing_space, normal_key, report_missing_space
from kg.documents.places import FieldPath
from kg.documents.private import is_mail, parted, without_mail
from kg.documents.records import Affiliation, Contributor, Kind, readable_fields
from kg.documents.tables import people_table

_SEVERAL = re.compile(r"\s*[,;]\s*|\s+(?:and|&)\s+")
_ORCID = re.compile(
    r"(?:(?:https?://)?(?:www\.)?orcid\.org/|orcid:?\s*)?(\d{4}-\d{4}-\d{4}-\d{3}[\dXx])/?",
    re.IGNORECASE | re.ASCII,
)
_NETWORK_NAME = re.compile(r"@?[\w.-]{1,60}")
_BODY_TYPES = frozenset({"collaboration", "corporation", "group", "organisation", "organization", "team"})
_NAME = "write who it is as name, or as given and family"


@dataclass(frozen=True, slots=True)
class Roster:
    """Whom the ids in a file of authors stand for."""

    by_id: Mapping[str, Contributor] = field(default_factory=dict)

    def find(self, written: str) -> tuple[Contributor, ...]:
        """Whom a text stands for that is an id, or a list of ids; empty where any of them is none."""
        if not self.by_id or not written:
            return ()
        if (found := self._one(written)) is not None:
            return (found,)
        # Many spaces are one: the square of them is what it takes to look for them.
        several = [self._one(one) for one in _SEVERAL.split(" ".join(written.split()))]
        return tuple(one for one in several if one is not None) if None not in several else ()

    def _one(self, written: str) -> Contributor | None:
        key = written.strip().removeprefix("@")
        return self.by_id.get(key) or self.by_id.get(key.casefold())


NOBODY = Roster()


@dataclass(frozen=True, slots=True)
class Known:
    """What the people of a document are read with: the file of authors, and the organisations it numbers."""

    roster: Roster = NOBODY
    affiliations: Mapping[str, Affiliation] = field(default_factory=dict)


NOTHING = Known()


def role_of(key: str) -> str:
    """What those do who stand under a key of a document; empty where nobody does."""
    found: str = people_table("roles").get(normal_key(key), "")
    return found


def read_people(
    reading: Reading, value: Value, path: FieldPath, known: Known = NOTHING, role: str = ""
) -> tuple[Contributor, ...]:
    """The people and bodies in a text, a mapping, or a list of both; each does what ``role`` says."""
    if not isinstance(value, list):
        return tuple(_read_entry(reading, value, path, known, role))
    entries = [(_unnested(one), (*path, index)) for index, one in enumerate(value)]
    found = (_read_entry(reading, one, place, known, role) for one, place in entries)
    return tuple(one for several in found for one in several)


def orcid_of(written: str) -> str:
    """The ORCID iD that a text is; empty where it is none."""
    found = _ORCID.fullmatch(written.strip())
    return found[1].upper() if found else ""


def _unnested(value: Value) -> Value:
    """``[[Ada]]`` without quotes is a list in a list for YAML, and a link for its author."""
    while isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value


def _read_entry(
    reading: Reading, value: Value, path: FieldPath, known: Known, role: str
) -> Iterable[Contributor]:
    if value is None or value == "":
        return ()
    if isinstance(value, str):
        keys = (*readable_fields(Contributor), *aliases_of("contributor"))
        mend = missing_space(value, keys)
        if mend and front_matter.is_plain(reading.findings.front_matter, path):
            report_missing_space(reading, mend, path, value)
            return ()
        if found := known.roster.find(value):
            return [replace(one, path=path, role=role or one.role) for one in found]
        text, mail = parted(value.strip())
        return [Contributor(path, user=text, role=role, email=mail)] if text else ()
    if isinstance(value, dict):
        return _read_mapping(reading, value, path, known, role)
    reading.reject("KG102", f"{path[0]} holds a list inside its list", path, value, "write one '- ' an entry")
    return ()


def _read_mapping(
    reading: Reading, value: dict[str, Value], path: FieldPath, known: Known, role: str
) -> Iterable[Contributor]:
    person = read_contributor(reading, value, path, known.affiliations)
    meant = known.roster.find(id_in(value))
    if len(meant) == 1 and (not person.user or person.user == id_in(value)):
        person = _completed(person, meant[0])
    if not role:
        return [person]
    if not person.user:
        reading.reject("KG120", f"{path[0]} names nobody", path, without_mail(value), _NAME)
        return ()
    return [_with_role(person, role)]


def read_contributor(
    reading: Reading, value: Mapping[str, Value], path: FieldPath, numbered: Numbered
) -> Contributor:
    """The contributor whom a mapping describes; what is not understood is kept, but no mail address."""
    entry = _Entry(reading.beside(), path, numbered)
    for key, member in value.items():
        entry.read(key, member)
    return entry.contributor(id_in(value))


class _Entry:
    """A mapping that is being read, member by member."""

    def __init__(self, reading: Reading, path: FieldPath, numbered: Numbered) -> None:
        self._reading = reading
        self._path = path
        self._numbered = numbered
        self._texts: dict[str, str] = {}
        self._same_as: list[str] = []
        self._affiliations: list[Affiliation] = []
        self._is_body = False

    def read(self, key: str, value: Value) -> None:
        """Read a member."""
        normal, here = normal_key(key), (*self._path, key)
        name = _fields().get(normal, "")
        if name == "affiliations":
            self._affiliations += read_affiliations(self._reading, value, here, self._numbered)
        elif name == "same_as" or normal in {"links", "social", "socials"}:
            self._read_pages(value, here)
        elif name:
            self._read_field(name, value, here)
        elif key.startswith("@") or normal in {"type", "literal"}:
            self._read_keyword(normal, value, here)
        elif normal in people_table("networks"):
            self._read_network(normal, value, here)
        elif normal in people_table("quiet")["keys"] or normal in people_table("ids")["keys"]:
            self._reading.keep(here, without_mail(value))
        else:
            keep_unknown(self._reading, key, without_mail(value), self._path, tuple(_fields()))

    def contributor(self, id: str) -> Contributor:
        """All that was read; ``id`` names somebody who has no name."""
        texts = self._texts
        user = texts.pop("user", "") or _family_first(texts) or id
        if self._is_body and " " in user:
            user = f"{{{user}}}"
        if "email" not in texts and (found := parted(user))[1]:
            user, texts["email"] = found
        return Contributor(
            path=self._path,
            user=user,
            same_as=tuple(dict.fromkeys(self._same_as)),
            affiliations=tuple(dict.fromkeys(self._affiliations)),
            unmapped=tuple(self._reading.unmapped),
            **texts,
        )

    def _read_field(self, name: str, value: Value, path: FieldPath) -> None:
        if name == "user" and isinstance(value, dict):
            for part, text in value.items():
                self.read(part, text)
            return
        if name == "email" and not isinstance(value, str):
            # Several are as private as one.
            return
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            value = ", ".join(map(str, value)) if name != "user" else value
        if isinstance(value, dict | list):
            value = without_mail(value)
        text = self._reading.coerce(Kind.TEXT, value, path)
        if name == "orcid" and text:
            iri = orcid_of(text)
            if not iri:
                self._reading.keep(path, text)
            text = iri
        self._set(name, text, path)

    def _set(self, name: str, text: str, path: FieldPath) -> None:
        if not text or self._texts.get(name) == text:
            return
        if name in self._texts and name != "email":
            self._reading.keep(path, without_mail(text))
        else:
            self._texts[name] = text if name == "email" else without_mail_text(text)

    def _read_keyword(self, normal: str, value: Value, path: FieldPath) -> None:
        """Read what JSON-LD, or who writes like it, says of a node."""
        if normal == "literal" and isinstance(value, str):
            self._texts["user"], self._is_body = value.strip(), True
        elif normal == "type" and isinstance(value, str):
            self._is_body = self._is_body or value.casefold() in _BODY_TYPES
        elif normal == "id" and isinstance(value, str) and value.startswith("http"):
            self._add_page(value)
        else:
            self._reading.keep(path, without_mail(value))

    def _read_network(self, network: str, value: Value, path: FieldPath) -> None:
        if isinstance(value, str) and value.startswith(("https://", "http://")):
            self._add_page(value)
        elif isinstance(value, str) and _NETWORK_NAME.fullmatch(value.strip()):
            self._add_page(people_table("networks")[network] % value.strip().removeprefix("@"))
        else:
            self._reading.keep(path, without_mail(value))

    def _read_pages(self, value: Value, path: FieldPath) -> None:
        """Read pages of a person: addresses, names in networks, or mappings with an address each."""
        if isinstance(value, dict):
            for key, one in value.items():
                if normal_key(key) in people_table("networks"):
                    self._read_network(normal_key(key), one, (*path, key))
                elif not is_mail(key):
                    self._read_pages(one, (*path, key))
        elif isinstance(value, list):
            for index, one in enumerate(value):
                self._read_pages(one, (*path, index))
        elif isinstance(value, str) and value.startswith(("https://", "http://")):
            self._add_page(value)

    def _add_page(self, address: str) -> None:
        if iri := orcid_of(address):
            self._texts.setdefault("orcid", iri)
        else:
            self._same_as.append(address)


def _family_first(texts: Mapping[str, str]) -> str:
    """The name of which the parts are told apart, as ``von Last, Jr, First``."""
    family = " ".join(filter(None, (texts.get("particle"), texts.get("family"))))
    return ", ".join(filter(None, (family, texts.get("suffix"), texts.get("given"))))


def id_in(value: Mapping[str, Value]) -> str:
    """The id or handle under which a mapping describes somebody; empty where it has none."""
    members = {normal_key(key): one for key, one in value.items()}
    ids = (members.get(key) for key in people_table("ids")["keys"])
    return next((one.strip() for one in ids if isinstance(one, str) and one.strip()), "")


def _completed(person: Contributor, known: Contributor) -> Contributor:
    """The person as an authors file describes it, but for what is said here."""
    said = {one.name: value for one in fields(person) if (value := getattr(person, one.name))}
    return replace(known, **{**said, "user": known.user})


def _with_role(person: Contributor, role: str) -> Contributor:
    """The person in the role of its list: a word that is none says what the person is."""
    if role_of(person.role) or not person.role:
        return replace(person, role=person.role or role)
    return replace(person, role=role, job_title=person.job_title or person.role)


@cache
def _fields() -> dict[str, str]:
    """The fields of a contributor by their own and their other names, without marks."""
    names = {name: name for name in readable_fields(Contributor)} | aliases_of("contributor")
    return {normal_key(key): name for key, name in names.items()}
