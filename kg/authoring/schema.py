"""The front matter as a JSON Schema (draft 2020-12), made from the records.

Editors complete and check with it. It is more forgiving than ``kg check`` in
one thing: values that YAML readers take for numbers, booleans or dates stay
allowed where a text belongs, for we read every scalar as text.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from kg.documents.entries import MAIN_FIELD
from kg.documents.keys import DRAFT, aliases_of
from kg.documents.records import RECORDS, Contributor, Document, Fact, Kind, Source, readable_fields
from kg.documents.tables import people_table

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DATE = r"^\d{4}(-\d{2}(-\d{2}([Tt ].*)?)?)?$"
_LANGUAGE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"
_TEXT: dict[str, Any] = {"type": ["string", "number", "boolean", "null"]}
_ONE_OR_SEVERAL = frozenset({"tags", "verified_by"})


def json_schema(*, strict: bool = False) -> dict[str, Any]:
    """The schema as plain values; with ``strict`` no key is allowed that has no meaning here."""
    schema: dict[str, Any] = {
        "$schema": _DIALECT,
        "title": "Front matter of a document",
        **_record(Document, strict=strict),
        "required": ["title"],
        "$defs": {record.__name__.lower(): _record(record, strict=strict) for record in RECORDS.values()},
    }
    properties = schema["properties"]
    properties["title"]["type"] = ["string", "number", "boolean"]
    authors = _several({"anyOf": [_TEXT, {"$ref": "#/$defs/contributor"}]})
    for key, role in people_table("roles").items():
        properties.setdefault(key, {"description": f"Who is {role} of it.", **authors})
    for key, name in aliases_of("document").items():
        if name == DRAFT:
            properties[key] = {"description": "Whether it is a draft.", **_kind(Kind.BOOLEAN, DRAFT)}
    return schema


def _record(record: type[Any], *, strict: bool) -> dict[str, Any]:
    known = readable_fields(record)
    properties = {
        name: {"description": field.metadata["about"], **_field(record, name, field.metadata["kind"])}
        for name, field in known.items()
    }
    for key, name in aliases_of(record.__name__.lower()).items():
        if name in known:
            properties[key] = {
                **properties[name],
                "description": f"Read as {name}. {properties[name]['description']}",
            }
    return {"type": "object", "properties": properties, "additionalProperties": not strict}


def _field(record: type[Any], name: str, kind: Kind) -> dict[str, Any]:
    if kind in RECORDS:
        entry = RECORDS[kind]
        item: dict[str, Any] = {"$ref": f"#/$defs/{entry.__name__.lower()}"}
        # A bare text stands for the main field of its record.
        return {"type": ["array", "null"], "items": {"anyOf": [item, _TEXT]} if entry in MAIN_FIELD else item}
    if words := _words(record, name):
        return {"anyOf": [{"enum": sorted(words)}, _TEXT]}
    return _kind(kind, name)


def _kind(kind: Kind, name: str) -> dict[str, Any]:
    if kind is Kind.AUTHORS:
        return _several({"anyOf": [_TEXT, {"$ref": "#/$defs/contributor"}]})
    if kind is Kind.TEXTS:
        return _several(_TEXT) if name in _ONE_OR_SEVERAL else {"type": ["array", "null"], "items": _TEXT}
    return {
        Kind.TEXT: _TEXT,
        Kind.DATE: {"type": ["string", "integer", "null"], "pattern": _DATE},
        Kind.YEAR: {"type": ["string", "integer", "null"], "pattern": r"^-?\d{1,4}$"},
        Kind.FRACTION: {
            "anyOf": [
                {"type": ["number", "null"], "minimum": 0, "maximum": 1},
                {"type": "string", "pattern": r"^(0?\.\d+|[01](\.0*)?|(\d{1,2}|100)\s*%)$"},
            ]
        },
        Kind.BOOLEAN: {"enum": [True, False, "yes", "no", "true", "false", None]},
        Kind.LANGUAGE: {"type": ["string", "boolean", "null"], "pattern": _LANGUAGE},
        Kind.CONFIDENCE: {"enum": ["high", "medium", "low", None]},
        Kind.AFFILIATIONS: _several({"anyOf": [_TEXT, {"type": "object"}]}),
        Kind.TRANSLATIONS: {
            "type": ["object", "null"],
            "propertyNames": {"pattern": _LANGUAGE},
            "additionalProperties": _TEXT,
        },
    }[kind]


def _several(item: dict[str, Any]) -> dict[str, Any]:
    """One item, or a list of them."""
    return {"anyOf": [item, {"type": "array", "items": item}]}


def _words(record: type[Any], name: str) -> list[str]:
    """The words that a field is best filled with, for editors to offer; any other is allowed."""
    if (record, name) in {(Source, "type"), (Fact, "source_type")}:
        return list(_table("source_types")["types"])
    if (record, name) == (Document, "schema_type"):
        return [*_table("creative_works")["articles"], *_table("creative_works")["works"]]
    if (record, name) == (Document, "generation_method"):
        return list(_table("generation_methods")["methods"])
    if (record, name) == (Contributor, "role"):
        return ["author", "editor", "reviewer"]
    return []


@cache
def _table(name: str) -> dict[str, Any]:
    text = resources.files("kg.mappers").joinpath(f"data/{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
