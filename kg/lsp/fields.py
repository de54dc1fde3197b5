"""The fields of documents, as an editor shows them: what they mean, hold, and become in RDF."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from kg.documents import records
from kg.documents.keys import DATE, aliases_of
from kg.documents.records import Kind, readable_fields

_RECORDS: dict[Kind, type[Any]] = {
    Kind.FACTS: records.Fact,
    Kind.SOURCES: records.Source,
    Kind.DISPUTES: records.Dispute,
    Kind.CONTRIBUTORS: records.Contributor,
    Kind.ENTITIES: records.Entity,
}


def record_at(path: tuple[str | int, ...]) -> type[Any] | None:
    """The record whose fields are the keys at a path; None where they are of no record."""
    if not path:
        return records.Document
    if len(path) == 2 and isinstance(path[0], str) and isinstance(path[1], int):
        kind = kind_of(records.Document, path[0])
        return None if kind is None else _RECORDS.get(kind)
    return None


def field_name(record: type[Any], key: str) -> str:
    """The field that a key stands for; the key itself where it is no other name of one."""
    name = aliases_of(record.__name__.lower()).get(key, key)
    # A date alone is when the document was written, and published.
    return "published" if name == DATE else name


def kind_of(record: type[Any], key: str) -> Kind | None:
    """How the value of a key is read; None for a key that is not known."""
    found = readable_fields(record).get(field_name(record, key))
    return None if found is None else found.metadata["kind"]


def described(record: type[Any], key: str) -> str:
    """What a field means, holds and becomes, in Markdown; empty for a key that is not known."""
    name = field_name(record, key)
    found = readable_fields(record).get(name)
    if found is None:
        return ""
    alias = f" (`{key}` is read as `{name}`)" if key != name else ""
    return (
        f"**{name}**: {found.metadata['about']}{alias}\n\n"
        f"Value: {found.metadata['kind'].value}\n\n"
        f"In RDF: {terms()[record.__name__][name]}"
    )


@cache
def terms() -> Mapping[str, Mapping[str, str]]:
    """What each field of each record becomes in RDF, in a few words."""
    text = resources.files(__package__).joinpath("data/terms.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
