"""What the format expects below each key, for text that YAML cannot read yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from kg.documents.keys import aliases_of
from kg.documents.records import (
    Contributor,
    Dispute,
    Document,
    Entity,
    Fact,
    Kind,
    Source,
    readable_fields,
)

_RECORDS: dict[Kind, tuple[type[Any], str]] = {
    Kind.FACTS: (Fact, "fact"),
    Kind.SOURCES: (Source, "source"),
    Kind.DISPUTES: (Dispute, "dispute"),
    Kind.CONTRIBUTORS: (Contributor, "contributor"),
    Kind.ENTITIES: (Entity, "entity"),
}
_LISTS = frozenset({Kind.TEXTS, Kind.AUTHORS})
# Members of a mapping that stand for the one text that a list of texts takes.
_TELLING = frozenset({"statement", "text", "name", "title", "gap", "description", "user", "id"})


@dataclass(frozen=True, slots=True)
class Expected:
    """What belongs in one place: the keys of a mapping, a list, or one text.

    ``keys`` leads from each key that a mapping may hold to its kind;
    ``is_list`` says that entries begin with a dash, ``is_text`` that no
    mapping belongs there, ``is_open`` that any key may stand there. An unknown
    place expects nothing in particular.
    """

    keys: Mapping[str, Kind | None] = field(default_factory=dict)
    is_list: bool = False
    is_text: bool = False
    is_open: bool = False


ANYTHING = Expected()
_OPEN = Expected(is_open=True)
_TEXT = Expected(is_text=True)
_TEXTS = Expected(keys=dict.fromkeys(_TELLING, Kind.TEXT), is_list=True, is_text=True)


@cache
def of_document() -> Expected:
    """What the top of a front matter may hold."""
    return Expected(keys=_keys(Document, "document"))


def below(outer: Expected, key: str) -> Expected:
    """What belongs under ``key`` where ``outer`` is expected."""
    kind = outer.keys.get(key)
    if kind is None:
        return ANYTHING
    if kind in _RECORDS:
        return _of_records(kind)
    if kind in {Kind.TRANSLATIONS, Kind.AFFILIATIONS}:
        return _OPEN
    return _TEXTS if kind in _LISTS else _TEXT


def telling() -> frozenset[str]:
    """Keys of a mapping that stand for the one text that belongs there."""
    return _TELLING


def names_of(record: type[Document | Fact | Source]) -> Mapping[str, str]:
    """Other names of the fields of a record, with the fields."""
    return aliases_of(record.__name__.lower())


@cache
def _of_records(kind: Kind) -> Expected:
    return Expected(keys=_keys(*_RECORDS[kind]), is_list=True)


def _keys(record: type[Any], table: str) -> dict[str, Kind | None]:
    known: dict[str, Kind | None] = {
        name: one.metadata["kind"] for name, one in readable_fields(record).items()
    }
    aliases = aliases_of(table)
    return known | {other: known.get(name) for other, name in aliases.items() if other not in known}
