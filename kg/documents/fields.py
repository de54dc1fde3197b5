"""From the mapping that a front matter holds to the fields of a Document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kg.documents.coerce import TAG_HINT, Reading, language_tag
from kg.documents.entries import RECORDS, read_authors, read_records
from kg.documents.front_matter import Value
from kg.documents.keys import AUTHOR, DRAFT, aliases_of, keep_unknown
from kg.documents.places import FieldPath
from kg.documents.records import Document, Kind, readable_fields


def read_fields(reading: Reading, mapping: dict[str, Value], aliases: Mapping[str, str]) -> dict[str, Any]:
    """The values of the fields of a Document, by name; ``aliases`` are further keys with their fields."""
    known = readable_fields(Document)
    table = {**aliases_of("document"), **aliases}
    values: dict[str, Any] = {}
    keys: dict[str, str] = {}
    # A field's own key wins over an alias, wherever it stands.
    for key, value in sorted(mapping.items(), key=lambda item: item[0] not in known):
        name = key if key in known else table.get(key, "")
        if key not in known and values.get(name):
            reading.keep((key,), value)
        elif name == AUTHOR:
            values[AUTHOR] = read_authors(reading, value, (key,))
        elif name == DRAFT:
            _read_draft(reading, value, (key,), values)
        elif name in known:
            values[name] = _read_field(reading, name, value, (key,))
            keys[name] = key
        else:
            keep_unknown(reading, key, value, (), (*known, *table))
    _check_order(reading, values, keys)
    if authors := values.pop(AUTHOR, ()):
        values["contributors"] = authors + values.get("contributors", ())
    return values


def _read_draft(reading: Reading, value: Value, path: FieldPath, values: dict[str, Any]) -> None:
    if reading.coerce(Kind.BOOLEAN, value, path) != "true":
        return
    if values.get("status"):
        reading.keep(path, value)
    else:
        values["status"] = "draft"


def _check_order(reading: Reading, values: Mapping[str, Any], keys: Mapping[str, str]) -> None:
    """Compare created and updated as far as both are given: 2026-03 is not before 2026-03-31."""
    created, updated = values.get("created", "")[:10], values.get("updated", "")[:10]
    length = min(len(created), len(updated))
    if updated[:length] < created[:length]:
        reading.findings.report(
            "KG114",
            f"the document was updated on {updated}, before it was created on {created}",
            (keys["updated"],),
            hint="correct created or updated",
        )


def _read_field(reading: Reading, name: str, value: Value, path: FieldPath) -> Any:
    kind = readable_fields(Document)[name].metadata["kind"]
    if kind in RECORDS:
        records = read_records(reading, RECORDS[kind], value, path)
        if name == "primary_sources":
            return tuple(replace(source, is_primary=True) for source in records)
        return records
    if kind is Kind.TRANSLATIONS:
        return _read_translations(reading, value, path)
    return reading.coerce(kind, _as_list(name, value), path)


def _as_list(name: str, value: Value) -> Value:
    """Tags and reviewers may be one text: everybody writes them so."""
    if isinstance(value, str) and name == "tags":
        return [part.strip() for part in value.split(",") if part.strip()]
    if isinstance(value, str) and value.strip() and name == "verified_by":
        return [value]
    return value


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
