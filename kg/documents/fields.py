"""From the mapping that a front matter holds to the fields of a Document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from kg.documents.actors import HUMAN, MACHINE, Actor, actor, checks
from kg.documents.bibliography.csl import as_fields, looks_like_csl
from kg.documents.coerce import TAG_HINT, Reading
from kg.documents.contributors import NOBODY, Roster, role_of
from kg.documents.credits import Credits
from kg.documents.entries import read_records
from kg.documents.front_matter import Value
from kg.documents.keys import AUTHOR, CHECKS, DATE, DRAFT, KEEP, MAKER, KeyTable, keep_unknown
from kg.documents.languages import language_tag
from kg.documents.places import FieldPath
from kg.documents.records import RECORDS, Document, Kind, Source, readable_fields
from kg.documents.tongues import IN_LANGUAGES, choose, in_languages, read_languages


def read_fields(
    reading: Reading, mapping: dict[str, Value], table: KeyTable, roster: Roster = NOBODY
) -> dict[str, Any]:
    """The values of the fields of a Document, by name.

    ``table`` says what keys mean, ``roster`` who the ids are that stand for people.
    """
    known = readable_fields(Document)
    credited = Credits(reading, mapping, roster)
    values: dict[str, Any] = {}
    paths: dict[str, FieldPath] = {}
    # A field's own key wins over an alias, wherever it stands.
    for path, name, value in sorted(_named(mapping, table), key=lambda item: item[0][-1] not in known):
        if name == "tags" and values.get(name):
            values[name] = tuple(dict.fromkeys(values[name] + _read_field(reading, name, value, path, table)))
        elif path[-1] not in known and values.get(name):
            reading.keep(path, value)
        elif name in _MADE:
            _MADE[name](reading, value, path, values)
        elif name == "contributors":
            values[name] = credited.listed(value, path)
        elif name in known or name == DATE:
            values[name] = _read_field(reading, name, value, path, table)
            paths[name] = path
        elif credited.read(AUTHOR if name == AUTHOR else role_of(str(path[-1])), value, path):
            pass
        elif not table.only_steers(".".join(map(str, path))):
            keep_unknown(reading, str(path[-1]), value, path[:-1], table.known)
    if maker := values.pop(MAKER, ""):
        credited.read(AUTHOR, maker, (MAKER,))
    choose(values)
    _read_date(values, paths)
    _check_order(reading, values, paths)
    values["contributors"] = credited.found(values.get("contributors", ()))
    return values


def _named(mapping: Mapping[str, Value], table: KeyTable) -> Iterator[tuple[FieldPath, str, Value]]:
    """Each value with its path and the field that it stands for, which is empty where that is unknown."""
    for key, value in mapping.items():
        inside = table.inside.get(key)
        if inside and isinstance(value, dict):
            # A mapping that a dialect looks into: all that it says nothing of is unknown by itself.
            for member, one in value.items():
                yield (key, member), inside.get(member, ""), one
        else:
            name = table.field(key)
            if name == "canonical_url" and isinstance(value, str) and "://" not in value:
                # A path on its own site: where links to it lead, which is not where it is in the graph.
                name = "permalink"
            elif name in IN_LANGUAGES and isinstance(value, dict) and in_languages(value):
                name = IN_LANGUAGES[name]
            yield (key,), name, value


def _read_language(reading: Reading, value: Value, path: FieldPath, values: dict[str, Any]) -> None:
    values["language"], *further = read_languages(reading, value, path) or ("",)
    values["further_languages"] = tuple(further)


def _read_titles(_reading: Reading, value: Value, _path: FieldPath, values: dict[str, Any]) -> None:
    values["titles"] = in_languages(value)


def _read_abstracts(_reading: Reading, value: Value, _path: FieldPath, values: dict[str, Any]) -> None:
    values["abstracts"] = in_languages(value)


def _read_date(values: dict[str, Any], paths: dict[str, FieldPath]) -> None:
    """The date of a document is when it was written and published, but for what others say of that."""
    date = values.pop(DATE, "")
    path = paths.pop(DATE, ())
    for name in ("created", "published") if date else ():
        if not values.get(name):
            values[name], paths[name] = date, path


def _read_draft(reading: Reading, value: Value, path: FieldPath, values: dict[str, Any]) -> None:
    if reading.coerce(Kind.BOOLEAN, value, path) != "true":
        return
    if values.get("status"):
        reading.keep(path, value)
    else:
        values["status"] = "draft"


def _read_maker(reading: Reading, value: Value, path: FieldPath, values: dict[str, Any]) -> None:
    """Who or what made the text as it is: a person is its author, a program has generated it."""
    maker = actor(value) if isinstance(value, str) else Actor("", "")
    if maker.kind == MACHINE:
        values["ai_models"] = tuple(dict.fromkeys((*values.get("ai_models", ()), maker.name)))
        values.setdefault("generation_method", "ai_generated")
    elif maker.kind == HUMAN:
        values[MAKER] = maker.name
    else:
        reading.keep(path, value)


def _read_checks(reading: Reading, value: Value, path: FieldPath, values: dict[str, Any]) -> None:
    """Who has confirmed the document, and when last; what programs confirmed is kept as it is written."""
    found = checks(value)
    if found is None:
        reading.keep(path, value)
        return
    people = [one.by.name for one in found if one.by.kind != MACHINE]
    dates = [reading.coerce(Kind.DATE, one.at, path) for one in found if one.at]
    values["verified_by"] = tuple(dict.fromkeys((*values.get("verified_by", ()), *people)))
    values["last_verified"] = max((values.get("last_verified", ""), *dates))
    if len(people) < len(found):
        reading.keep(path, value)


def _keep(reading: Reading, value: Value, path: FieldPath, values: dict[str, Any]) -> None:
    del values
    reading.keep(path, value)


_MADE = {
    DRAFT: _read_draft,
    MAKER: _read_maker,
    CHECKS: _read_checks,
    KEEP: _keep,
    "abstracts": _read_abstracts,
    "language": _read_language,
    "titles": _read_titles,
}
"""Keys from which several fields are made, or none."""


def _check_order(reading: Reading, values: Mapping[str, Any], paths: Mapping[str, FieldPath]) -> None:
    """Compare created and updated as far as both are given: 2026-03 is not before 2026-03-31."""
    created, updated = values.get("created", "")[:10], values.get("updated", "")[:10]
    length = min(len(created), len(updated))
    if updated[:length] < created[:length]:
        reading.findings.report(
            "KG114",
            f"the document was updated on {updated}, before it was created on {created}",
            paths["updated"],
            hint="correct created or updated",
        )


def _read_field(reading: Reading, name: str, value: Value, path: FieldPath, table: KeyTable) -> Any:
    kind = Kind.DATE if name == DATE else readable_fields(Document)[name].metadata["kind"]
    if kind in RECORDS:
        entries = table.entries.get(str(path[-1]), {})
        if name in _OF_SOURCES and isinstance(value, list) and any(map(_is_csl, value)):
            return _read_csl(reading, value, path, entries, is_primary=name == "primary_sources")
        records = read_records(reading, RECORDS[kind], value, path, entries)
        if name == "primary_sources":
            return tuple(replace(source, is_primary=True) for source in records)
        return records
    if kind is Kind.TRANSLATIONS:
        return _read_translations(reading, value, path)
    if name in _TOLD:
        value = _telling(reading, value, path, _TOLD[name])
    return reading.coerce(kind, _as_list(name, value, is_spaced=table.dialect.spaced_topics), path)


_OF_SOURCES = frozenset({"primary_sources", "secondary_sources"})


def _is_csl(entry: Value) -> bool:
    return isinstance(entry, dict) and looks_like_csl(entry)


def _read_csl(
    reading: Reading, value: list[Value], path: FieldPath, entries: Mapping[str, str], *, is_primary: bool
) -> tuple[Source, ...]:
    """Sources, some of which are described by the keys of CSL; what those say beyond a source is kept."""
    rest: dict[FieldPath, dict[str, Value]] = {}
    plain: list[Value] = []
    for index, entry in enumerate(value):
        if isinstance(entry, dict) and looks_like_csl(entry):
            fields, rest[*path, index] = as_fields(entry)
            plain.append(fields)
        else:
            plain.append(entry)
    found: list[Source] = []
    for source in read_records(reading, Source, plain, path, entries):
        others = Reading(reading.findings)
        for key, one in rest.get(source.path, {}).items():
            others.keep((*source.path, key), one)
        unmapped = (*source.unmapped, *others.unmapped)
        found.append(replace(source, unmapped=unmapped, is_primary=is_primary))
    return tuple(found)


_TOLD = {
    "image": ("url", "src", "path", "filename", "teaser", "feature", "file", "image"),
    "license": ("url", "link", "id", "spdx", "name", "text", "type", "content", "code"),
    "series": ("name", "title"),
    "category": ("name", "title", "label"),
}
"""Fields written as one text, a list of which the first counts, or a mapping, by the members that tell."""


def _telling(reading: Reading, value: Value, path: FieldPath, members: tuple[str, ...]) -> Value:
    """The text that tells most; the rest is kept."""
    if isinstance(value, list) and value:
        for number, other in enumerate(value[1:], start=1):
            reading.keep((*path, number), other)
        return _telling(reading, value[0], path, members)
    if not isinstance(value, dict):
        return value
    for member in members:
        found = value.get(member)
        if isinstance(found, str) and found.strip():
            rest: Value = {key: one for key, one in value.items() if key != member and one}
            if rest:
                reading.keep(path, rest)
            return found
    return value


def _as_list(name: str, value: Value, *, is_spaced: bool) -> Value:
    """Tags, other names and reviewers may be one text: everybody writes them so."""
    if isinstance(value, str) and name == "tags":
        return _tags(value, is_spaced=is_spaced)
    if isinstance(value, str) and value.strip() and name == "bibliography":
        return [value]
    if isinstance(value, list) and name == "nocite":
        return ", ".join(one for one in value if isinstance(one, str))
    if isinstance(value, str) and name == "aliases":
        return [part.strip() for part in value.split(",") if part.strip()]
    if isinstance(value, str) and value.strip() and name == "verified_by":
        return [value]
    return value


def _tags(written: str, *, is_spaced: bool) -> list[Value]:
    """Topics in one text: between commas or semicolons, or each after a hash; spaced ones between spaces."""
    words = written.split()
    is_listed = "," in written or ";" in written
    if not is_listed and (is_spaced or all(one.startswith("#") for one in words)):
        return [one.lstrip("#") for one in words if one.lstrip("#")]
    return [part.strip() for part in re.split(r"[,;]", written) if part.strip()]


def _read_translations(reading: Reading, value: Value, path: FieldPath) -> tuple[tuple[str, str], ...]:
    if value is None or value == [] or value == "":
        return ()
    if not isinstance(value, dict):
        reading.reject(
            "KG102",
            "translations takes language tags with documents",
            path,
            value,
            "write 'translations:' and below it a line such as 'zh: ../zh/page.md' for each",
        )
        return ()
    found: list[tuple[str, str]] = []
    for key, one in value.items():
        tag = language_tag(key)
        if tag:
            target = reading.coerce(Kind.TEXT, one, (*path, key))
            found += [(tag, target)] if target else []
        else:
            message = f"the key {key!r} of translations is not a language tag"
            reading.reject("KG112", message, (*path, key), one, TAG_HINT)
    return tuple(found)
