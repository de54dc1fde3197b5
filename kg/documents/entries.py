"""The entries of a list: facts, sources, disputes, contributors and entities."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar, cast

from kg.documents import clean, front_matter
from kg.documents.actors import MACHINE, actor
from kg.documents.bylines import byline
from kg.documents.coerce import Reading
from kg.documents.contributors import read_people
from kg.documents.front_matter import Value
from kg.documents.keys import (
    ACTOR,
    KEEP,
    PLACE,
    aliases_of,
    keep_unknown,
    missing_space,
    normal_key,
    report_missing_space,
)
from kg.documents.places import FieldPath
from kg.documents.records import Contributor, Dispute, Entity, Fact, Kind, Source, readable_fields

# What a text holds that is more than a name: a key, a link, a mail address in one form or another.
_MORE = re.compile(r"[:@<\[({]|\bat\b")
_Record = TypeVar("_Record", bound=Fact | Source | Dispute | Entity)

# The field that a bare text stands for where a record belongs.
MAIN_FIELD: dict[type[Any], str] = {
    Fact: "statement",
    Source: "title",
    Dispute: "statement",
    Contributor: "user",
    Entity: "name",
}
_READ: dict[type[Any], tuple[tuple[str, Callable[[str], str]], ...]] = {
    Fact: (("statement", clean.text), ("source_title", clean.title)),
    Source: (("title", clean.title),),
    Dispute: (("statement", clean.text),),
}
"""The fields of a record that are read as text, and what gives it as readers see it."""
_ALIAS_TABLE: dict[type[Any], str] = {
    Fact: "fact",
    Source: "source",
    Dispute: "dispute",
    Contributor: "contributor",
    Entity: "entity",
}


def read_records(
    reading: Reading,
    record: type[_Record],
    value: Value,
    path: FieldPath,
    aliases: Mapping[str, str] = MappingProxyType({}),
) -> tuple[_Record, ...]:
    """The records in a list; one that stands without a list counts as a list of one and is reported.

    ``aliases`` are further keys of an entry, with the fields that they stand for.
    """
    if value is None or value == "":
        return ()
    if not isinstance(value, list):
        report_no_list(reading, value, path)
        found = _read_record(reading, record, value, path, aliases)
        return () if found is None else (found,)
    read = (_read_record(reading, record, one, (*path, index), aliases) for index, one in enumerate(value))
    return tuple(one for one in read if one is not None)


def report_no_list(reading: Reading, value: Value, path: FieldPath) -> None:
    """Report that one entry stands where a list belongs."""
    reading.findings.report(
        "KG102",
        f"{path[-1]} takes a list, but holds one {'mapping' if isinstance(value, dict) else 'text'}",
        path,
        hint="begin each entry with '- '",
    )


def _read_record(
    outer: Reading, record: type[_Record], value: Value, path: FieldPath, aliases: Mapping[str, str]
) -> _Record | None:
    """The record that an entry holds; None for an entry that holds nothing, or a misspelt key."""
    known = readable_fields(record)
    table = {**aliases_of(_ALIAS_TABLE[record]), **aliases} if aliases else aliases_of(_ALIAS_TABLE[record])
    if value is None:
        return None
    if isinstance(value, str):
        mend = missing_space(value, (*known, *table))
        if mend and front_matter.is_plain(outer.findings.front_matter, path):
            report_missing_space(outer, mend, path, value)
            return None
        main: dict[str, Any] = {MAIN_FIELD[record]: clean.text(value.strip(), in_latex=record is Source)}
        return record(path=path, **main)
    reading = outer.beside()
    if not isinstance(value, dict):
        reading.reject(
            "KG102", f"{path[0]} holds a list inside its list", path, value, "write one '- ' an entry"
        )
        return record(path=path, unmapped=tuple(reading.unmapped))
    values: dict[str, Any] = {}
    for key, member in _as_ours(value, aliases, reading, path) if aliases else value.items():
        name = (
            key
            if key in known
            else table.get(key) or _spelled(cast(Hashable, record)).get(normal_key(key), "")
        )
        if name == KEEP:
            reading.keep((*path, key), member)
        elif name not in known:
            keep_unknown(reading, key, member, path, (*known, *table))
        elif name != key and (value.get(name) or values.get(name)):
            reading.keep((*path, key), member)
        elif member or name not in values:
            kind = known[name].metadata["kind"]
            here = (*path, key)
            values[name] = (
                _authors(reading, member, here)
                if kind is Kind.AUTHORS
                else reading.coerce(kind, member, here)
            )
    _clean(record, values)
    return record(path=path, unmapped=tuple(reading.unmapped), **values)


def _as_ours(
    entry: Mapping[str, Value], aliases: Mapping[str, str], reading: Reading, path: FieldPath
) -> Iterator[tuple[str, Value]]:
    """The members of an entry, those told apart by what they hold under the keys of our fields."""
    for key, member in entry.items():
        name = aliases.get(key)
        if name == PLACE and isinstance(member, str) and "://" not in member:
            yield ("note" if entry.get("title") else "title"), member
        elif name == ACTOR and isinstance(member, str):
            found = actor(member)
            if found.kind == MACHINE:
                reading.keep((*path, key), member)
            else:
                yield "authors", [found.name]
        else:
            yield {PLACE: "url", ACTOR: "authors"}.get(name or "", key), member


def _clean(record: type[Any], values: dict[str, Any]) -> None:
    """Put what readers see in the place of what is written, but for texts of which nothing is left."""
    for name, tidy in _READ.get(record, ()):
        if written := values.get(name):
            values[name] = tidy(written) or written


@cache
def _spelled(record: Hashable) -> Mapping[str, str]:
    """The fields of a record by their keys in the form in which spellings do not differ."""
    own = {name: name for name in readable_fields(cast(type[Any], record))}
    return {
        normal_key(key): name
        for key, name in {**aliases_of(_ALIAS_TABLE[cast(type[Any], record)]), **own}.items()
    }


def _authors(reading: Reading, value: Value, path: FieldPath) -> tuple[str, ...]:
    """The authors of a source, who may be described by mappings, each as one text."""
    if isinstance(value, list) and all(isinstance(one, str) and not _MORE.search(one) for one in value):
        # Names alone, as nearly all are.
        return tuple([name for one in value if isinstance(one, str) and (name := one.strip())])
    people = read_people(reading, value, path)
    for one in people:
        # What describes an author, and has no place in one text, is the source's.
        reading.unmapped += one.unmapped
    return tuple(filter(None, (byline(one, url=True) for one in people)))
