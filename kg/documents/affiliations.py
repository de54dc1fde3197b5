"""Organisations of people: named beside them, or once in the document and meant by a number or an id."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from kg.documents.coerce import Reading
from kg.documents.front_matter import Value
from kg.documents.keys import normal_key
from kg.documents.places import FieldPath
from kg.documents.private import without_mail
from kg.documents.records import Affiliation
from kg.documents.tables import people_table

Numbered = Mapping[str, Affiliation]
"""The organisations that a document names once, by their numbers or ids."""

_ROR = re.compile(r"(?:(?:https?://)?ror\.org/)?(0[a-z0-9]{6}\d\d)/?", re.IGNORECASE | re.ASCII)
_PARTS = re.compile(r"\s*[,;]\s*|\s+and\s+")


def ror_of(written: str) -> str:
    """The id of an organisation in ROR as an address (https://ror.org); empty where the text is none."""
    found = _ROR.fullmatch(written.strip())
    return f"https://ror.org/{found[1].lower()}" if found else ""


def read_numbered(reading: Reading, value: Value, path: FieldPath) -> dict[str, Affiliation]:
    """The organisations that a document names once, by their numbers, ids and names."""
    found: dict[str, Affiliation] = {}
    entries: list[Value] = value if isinstance(value, list) else [value]
    if isinstance(value, dict) and not _named(value):
        entries = [_with_id(key, one) for key, one in value.items()]
    for number, one in enumerate(entries, start=1):
        affiliation = _read(reading, one, (*path, number - 1))
        if affiliation is None:
            continue
        ids = _ids(one) if isinstance(one, dict) else ()
        for name in (*ids, affiliation.name):
            found.setdefault(name, affiliation)
    return found


def _with_id(key: str, value: Value) -> Value:
    return {"id": key, **value} if isinstance(value, dict) else {"id": key, "name": value}


def read_affiliations(
    reading: Reading, value: Value, path: FieldPath, numbered: Numbered
) -> tuple[Affiliation, ...]:
    """The organisations of a person: names, mappings, or what the document has ``numbered``."""
    found: list[Affiliation] = []
    for index, one in enumerate(value if isinstance(value, list) else [value]):
        here = (*path, index) if isinstance(value, list) else path
        if isinstance(one, str):
            found += _meant(one, numbered)
        elif isinstance(one, dict) and not _named(one):
            meant = [numbered[name] for name in _ids(one) if name in numbered]
            found += meant[:1]
            if not meant:
                reading.keep(here, without_mail(one))
        elif (read := _read(reading, one, here)) is not None:
            found.append(read)
    return tuple(dict.fromkeys(found))


def _meant(written: str, numbered: Numbered) -> Iterable[Affiliation]:
    """What a text means: an organisation that is numbered, several of them, or one by its name."""
    text = " ".join(written.split())
    if not text:
        return ()
    each = [text] if text in numbered else _PARTS.split(text)
    if numbered and all(one in numbered for one in each):
        return [numbered[one] for one in each]
    # A number that leads nowhere names nothing.
    return () if text.replace(",", "").replace(" ", "").isdigit() else [Affiliation(without_mail_text(text))]


def without_mail_text(text: str) -> str:
    """The text without mail addresses."""
    left = without_mail(text)
    return left if isinstance(left, str) else ""


def _read(reading: Reading, value: Value, path: FieldPath) -> Affiliation | None:
    if isinstance(value, str):
        return Affiliation(without_mail_text(value)) if value.strip() else None
    if not isinstance(value, dict):
        return None
    name = _named(value)
    if not name:
        reading.keep(path, without_mail(value))
        return None
    ror = next((ror for one in value.values() if isinstance(one, str) and (ror := ror_of(one))), "")
    rest = {key: one for key, one in value.items() if not _is_read(key)}
    if rest:
        reading.keep(path, without_mail(rest))
    return Affiliation(name, ror, _member(value, "url"))


def _named(value: Mapping[str, Value]) -> str:
    return without_mail_text(_member(value, "name"))


def _ids(value: Mapping[str, Value]) -> tuple[str, ...]:
    return tuple(_texts(value, "ids"))


def _member(value: Mapping[str, Value], field: str) -> str:
    return next(_texts(value, field), "")


def _texts(value: Mapping[str, Value], field: str) -> Iterator[str]:
    """The texts under the keys of a field, in the order in which the table has the keys."""
    members = {normal_key(key): one for key, one in value.items()}
    for key in people_table("affiliation")[field]:
        one = members.get(key)
        if isinstance(one, str) and one.strip():
            yield one.strip()


def _is_read(key: str) -> bool:
    return any(normal_key(key) in keys for keys in people_table("affiliation").values())
