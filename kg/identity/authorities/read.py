"""The authority file read: every entry that can be understood, and findings about the rest."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

import yaml

from kg.diagnostics import Diagnostic, Location, diagnostic
from kg.disk import read_file
from kg.documents import yaml_errors
from kg.documents.front_matter import AliasLimitError, Value, load
from kg.documents.places import FieldPath, Places
from kg.errors import SettingsError
from kg.identity import identifiers
from kg.identity.authorities.contradictions import without_contradictions
from kg.identity.authorities.numbers import orcid, ror, wikidata
from kg.identity.authorities.records import (
    NONE,
    Authorities,
    Names,
    Organization,
    Person,
    Rulings,
    Work,
    WorkReference,
    Works,
)
from kg.identity.bodies import BodyKind
from kg.identity.identifiers import Identifier

_Entry = TypeVar("_Entry")
_Read = Callable[["_Reading", Mapping[str, Value], FieldPath], _Entry | None]

_LONGEST, _MOST_OF_PAGES = 1000, 10_000
"""Characters of a text, and of all pages of an entry, at most: each document that names it tells them."""
_MOST_DIGITS = 20
"""Digits of a number that identifies a work, at most."""
_SECTIONS = ("people", "organizations", "works", "same", "not_same")
_KEYS = {
    "people": ("name", "id", "orcid", "wikidata", "aliases", "works", "same_as"),
    "organizations": ("name", "id", "type", "ror", "wikidata", "aliases", "same_as"),
    "works": ("title", "doi", "arxiv", "isbn", "pmid", "rfc", "url", "wikidata", "aliases", "same_as"),
}
_RULED = ("people", "organizations", "works")
_RECORDS = {
    "orcid": (orcid, "an ORCID iD such as 0000-0002-1825-0097"),
    "ror": (ror, "a ROR ID such as https://ror.org/04ex24z53"),
    "wikidata": (wikidata, "a Wikidata item such as Q42"),
}


def read_authorities(path: Path, shown: str) -> tuple[Authorities, list[Diagnostic]]:
    """What the file decides, and the findings about it; ``shown`` is how findings name it.

    An entry that cannot be followed is left out and named; all others hold.
    Raises SettingsError when the file cannot be read at all.
    """
    try:
        data = read_file(path)
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise SettingsError(f"{shown} cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{shown} is not UTF-8: save it as UTF-8") from error
    return parse_authorities(text, shown, hashlib.sha256(data).hexdigest())


def parse_authorities(text: str, file: str, digest: str = "") -> tuple[Authorities, list[Diagnostic]]:
    """What the text of an authority file decides, and the findings about it."""
    try:
        held, places, duplicates = load(text)
    except yaml.YAMLError as error:
        mistake = yaml_errors.explain(text, error, of="the authority file")
        place = Location(file, mistake.line, mistake.column)
        return NONE, [diagnostic(mistake.code, mistake.message, place, hint=mistake.hint)]
    except AliasLimitError:
        return NONE, [diagnostic("KG113", "the aliases of the file expand to too much", Location(file, 1, 1))]
    reading = _Reading(file, places)
    for one in duplicates:
        reading.found.append(
            diagnostic(
                "KG015",
                f"the key {one.key!r} stands twice; the last one counts",
                Location(file, one.second[0], one.second[1]),
                hint="delete one of the two",
                related=[Location(file, one.first[0], one.first[1])],
            )
        )
    if not isinstance(held, dict):
        if held is not None:
            reading.invalid((), "the file", "'key: value' lines, e.g. 'people:'")
        return NONE, reading.found
    reading.check_keys(held, _SECTIONS, ())
    authorities = Authorities(
        file=file,
        places=places,
        digest=digest,
        people=tuple(reading.entries(held, "people", _person)),
        organizations=tuple(reading.entries(held, "organizations", _organization)),
        works=tuple(reading.entries(held, "works", _work)),
        same=_rulings(reading, held, "same"),
        not_same=_rulings(reading, held, "not_same"),
    )
    kept, contradictions = without_contradictions(authorities, reading.at)
    return kept, [*reading.found, *contradictions]


class _Reading:
    """The file being read, and what is found wrong with it."""

    def __init__(self, file: str, places: Places) -> None:
        self._file = file
        self._places = places
        self.found: list[Diagnostic] = []

    def at(self, path: FieldPath) -> Location:
        return Location(self._file, *self._places.position(path))

    def invalid(self, path: FieldPath, what: str, wanted: str) -> None:
        self.found.append(
            diagnostic(
                "KG211",
                f"{what} must be {wanted}; it is left out",
                self.at(path),
                hint="copy it again from where it comes from, or delete it",
            )
        )

    def check_keys(self, held: Mapping[str, Value], known: tuple[str, ...], path: FieldPath) -> None:
        for key in held:
            if key not in known:
                close = difflib.get_close_matches(key, known, n=1)
                hint = f"did you mean {close[0]!r}?" if close else f"known are {', '.join(known)}"
                self.found.append(
                    diagnostic(
                        "KG210", f"unknown key {key!r}; it is passed over", self.at((*path, key)), hint=hint
                    )
                )

    def entries(self, held: Mapping[str, Value], section: str, read: _Read[_Entry]) -> Iterator[_Entry]:
        for path, value in self.items(held.get(section), (section,)):
            if not isinstance(value, dict):
                self.invalid(path, f"an entry of {section}", f"a mapping with {_KEYS[section][0]!r}")
                continue
            self.check_keys(value, _KEYS[section], path)
            entry = read(self, value, path)
            if entry is not None:
                yield entry

    def items(self, value: Value, path: FieldPath) -> Iterator[tuple[FieldPath, Value]]:
        """The items of a list with their places; none, and a finding, for anything else."""
        if isinstance(value, list):
            yield from (((*path, index), item) for index, item in enumerate(value))
        elif value not in (None, ""):
            self.invalid(path, str(path[-1]), "a list")

    def text(self, held: Mapping[str, Value], key: str, path: FieldPath) -> str:
        value = held.get(key)
        if isinstance(value, list | dict):
            self.invalid((*path, key), key, "one text")
            return ""
        text = " ".join((value or "").split())
        if len(text) > _LONGEST:
            self.invalid((*path, key), key, f"a text of at most {_LONGEST:,} characters")
            return ""
        return text

    def texts(self, held: Mapping[str, Value], key: str, path: FieldPath) -> tuple[str, ...]:
        value = held.get(key)
        if isinstance(value, str) and value:
            value = [value]
        found = []
        for place, item in self.items(value, (*path, key)):
            if isinstance(item, str) and item.strip():
                found.append(" ".join(item.split()))
            else:
                self.invalid(place, f"an item of {key}", "a text")
        return tuple(found)

    def same_as(self, held: Mapping[str, Value], path: FieldPath) -> tuple[str, ...]:
        """The addresses that an entry gives, authority records first."""
        found = []
        for key, (read, wanted) in _RECORDS.items():
            if written := self.text(held, key, path):
                if address := read(written):
                    found.append(address)
                else:
                    self.invalid((*path, key), f"{written!r}", wanted)
        told = 0
        for index, written in enumerate(self.texts(held, "same_as", path)):
            told += len(written)
            if told > _MOST_OF_PAGES:
                wanted = f"addresses of at most {_MOST_OF_PAGES:,} characters in all"
                self.invalid((*path, "same_as", index), "same_as", wanted)
                break
            page = identifiers.web_address(written)
            if page is None:
                self.invalid((*path, "same_as", index), f"{written!r}", "a URL")
            else:
                found.append(page.url)
        return tuple(dict.fromkeys(found))


def _person(reading: _Reading, held: Mapping[str, Value], path: FieldPath) -> Person | None:
    name = reading.text(held, "name", path)
    if not name:
        reading.invalid(path, "a person", "named by 'name'")
        return None
    works = _references(reading, held.get("works"), (*path, "works"))
    return Person(
        path,
        name,
        id=reading.text(held, "id", path),
        aliases=reading.texts(held, "aliases", path),
        works=tuple(works),
        same_as=reading.same_as(held, path),
    )


def _organization(reading: _Reading, held: Mapping[str, Value], path: FieldPath) -> Organization | None:
    name = reading.text(held, "name", path)
    if not name:
        reading.invalid(path, "an organisation", "named by 'name'")
        return None
    word = reading.text(held, "type", path)
    kinds = {kind.value: kind for kind in BodyKind}
    if word and word not in kinds:
        reading.invalid((*path, "type"), f"{word!r}", f"one of {', '.join(kinds)}")
    return Organization(
        path,
        name,
        id=reading.text(held, "id", path),
        kind=kinds.get(word),
        aliases=reading.texts(held, "aliases", path),
        same_as=reading.same_as(held, path),
    )


def _work(reading: _Reading, held: Mapping[str, Value], path: FieldPath) -> Work | None:
    title = reading.text(held, "title", path)
    if not title:
        reading.invalid(path, "a work", "named by 'title'")
        return None
    found, is_wrong = [], False
    for key in ("doi", "arxiv", "isbn", "pmid", "rfc", "url"):
        for index, written in enumerate(reading.texts(held, key, path)):
            identifier = _identifier(key, written)
            if identifier is None:
                is_wrong = True
                place = (*path, key, index) if isinstance(held[key], list) else (*path, key)
                reading.invalid(place, f"{written!r}", "a URL" if key == "url" else f"a valid {key}")
            else:
                found.append(identifier)
    if is_wrong and not found:
        # Known by its title alone it would be more than its author meant.
        return None
    return Work(
        path,
        title,
        aliases=reading.texts(held, "aliases", path),
        identifiers=tuple(dict.fromkeys(found)),
        same_as=reading.same_as(held, path),
    )


def _identifier(key: str, written: str) -> Identifier | None:
    if key == "url":
        return identifiers.from_url(written)
    if key == "isbn":
        value = identifiers.isbn(written)
        return Identifier("isbn", value) if value else None
    if key in {"pmid", "rfc"}:
        number = written.lower().removeprefix(key).strip(": ")
        is_number = number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS
        return Identifier(key, str(int(number))) if is_number else None
    found = identifiers.from_text(written) or identifiers.from_url(written)
    return found if found is not None and found.scheme != "web" else None


def reference(written: str) -> WorkReference:
    """What a text points at: the identifier that it is, else the title."""
    found = identifiers.from_text(written)
    if found is None and (written.lower().startswith(("http://", "https://")) or written.startswith("www.")):
        found = identifiers.from_url(written)
    if found is None and written.lower().startswith("isbn") and (value := identifiers.isbn(written)):
        found = Identifier("isbn", value)
    return WorkReference(found, "" if found else written)


def _references(reading: _Reading, value: Value, path: FieldPath) -> Iterator[WorkReference]:
    for place, item in reading.items([value] if isinstance(value, str) and value else value, path):
        if isinstance(item, str) and item.strip():
            yield reference(" ".join(item.split()))
        elif isinstance(item, dict):
            reading.check_keys(item, ("id", "title"), place)
            pointed = reference(reading.text(item, "id", place))
            title = reading.text(item, "title", place)
            if pointed.identifier is None or not title:
                reading.invalid(
                    place, "a work", "a text, or a mapping with an identifier as 'id', and 'title'"
                )
            else:
                yield WorkReference(pointed.identifier, title)
        else:
            reading.invalid(place, "a work", "named by an identifier or a title")


def _rulings(reading: _Reading, held: Mapping[str, Value], section: str) -> Rulings:
    value = held.get(section)
    if value in (None, ""):
        return Rulings()
    if not isinstance(value, dict):
        reading.invalid(
            (section,), section, "a mapping from people, organizations or works to lists of groups"
        )
        return Rulings()
    reading.check_keys(value, _RULED, (section,))
    return Rulings(
        people=tuple(_groups_of_names(reading, value, section, "people")),
        organizations=tuple(_groups_of_names(reading, value, section, "organizations")),
        works=tuple(
            Works(path, tuple(found))
            for path, group in reading.items(value.get("works"), (section, "works"))
            if len(found := list(_references(reading, group, path))) > 1 or _too_few(reading, path)
        ),
    )


def _groups_of_names(
    reading: _Reading, held: Mapping[str, Value], section: str, kind: str
) -> Iterator[Names]:
    for path, group in reading.items(held.get(kind), (section, kind)):
        names = reading.texts({kind: group}, kind, path[:-1]) if isinstance(group, list) else ()
        if len(names) > 1 or _too_few(reading, path):
            yield Names(path, names)


def _too_few(reading: _Reading, path: FieldPath) -> bool:
    reading.invalid(path, "a ruling", "a list of at least two")
    return False
