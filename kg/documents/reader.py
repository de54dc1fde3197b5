"""From the text of one file to a Document and the findings about it."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from typing import Any, TypeVar

import yaml

from kg.diagnostics import Diagnostic, Location, diagnostic
from kg.documents import front_matter, yaml_errors
from kg.documents.body import read_body
from kg.documents.coerce import TAG_HINT, Reading, language_tag
from kg.documents.findings import Findings
from kg.documents.front_matter import FieldPath, Value
from kg.documents.records import (
    Contributor,
    Dispute,
    Document,
    Entity,
    Fact,
    Kind,
    Source,
    Unmapped,
    readable_fields,
)
from kg.errors import SettingsError

_Record = TypeVar("_Record", bound=Fact | Source | Dispute | Contributor | Entity)

_RECORDS: dict[Kind, type[Any]] = {
    Kind.FACTS: Fact,
    Kind.SOURCES: Source,
    Kind.DISPUTES: Dispute,
    Kind.CONTRIBUTORS: Contributor,
    Kind.ENTITIES: Entity,
}
# The field that a bare text stands for where a record belongs.
_MAIN_FIELD: dict[type[Any], str] = {
    Fact: "statement",
    Source: "title",
    Dispute: "statement",
    Contributor: "user",
    Entity: "name",
}
_ALIAS_TABLE: dict[type[Any], str] = {
    Fact: "fact",
    Source: "source",
    Dispute: "dispute",
    Contributor: "contributor",
    Entity: "entity",
}
# Keys of the document that stand for something else than one field.
_AUTHOR = "author"
_DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A document, or None where none could be made, and what was found on the way."""

    document: Document | None
    diagnostics: tuple[Diagnostic, ...]


def read_document(
    text: str, *, file: str, name: str, aliases: Mapping[str, str] | None = None
) -> ReadResult | None:
    """The document that ``text`` holds; None when it does not begin with front matter.

    ``file`` is the path that diagnostics show, ``name`` the path that the IRI
    is made of, ``aliases`` further keys of the document with the fields they
    stand for. ``text`` has no byte order mark and ``LF`` line ends.
    """
    try:
        parts = front_matter.split(text)
    except front_matter.UnclosedFrontMatterError:
        return _failed(
            "KG004",
            "the front matter that begins here is never closed",
            Location(file),
            "add a line --- after the last field",
        )
    if parts is None:
        return None
    try:
        value, duplicates = front_matter.load(parts.yaml)
    except front_matter.AliasLimitError:
        return _failed(
            "KG113",
            "the aliases (*name) of the front matter expand to far more than the file holds",
            Location(file, parts.yaml_line),
            "write the values out",
        )
    except yaml.YAMLError as error:
        return _mistaken(yaml_errors.explain(parts.yaml, error), file, parts)
    if value is None:
        value = {}
    if not isinstance(value, dict):
        mistake = yaml_errors.explain_text(parts.yaml) if isinstance(value, str) else None
        if mistake:
            return _mistaken(mistake, file, parts)
        return _failed(
            "KG014",
            "the front matter is not a list of 'key: value' lines",
            Location(file, parts.yaml_line),
            "write each field as 'key: value' on a line of its own",
        )
    findings = Findings(file, parts.yaml)
    for duplicate in duplicates:
        _report_duplicate(findings, duplicate)
    reading = Reading(findings)
    values = _read_document_fields(reading, value, aliases or {})
    document = Document(
        file=file,
        name=name,
        front_matter=parts.yaml,
        body=read_body(parts.body, parts.body_line),
        unmapped=tuple(reading.unmapped),
        **values,
    )
    return ReadResult(document, tuple(findings.collected))


def check_aliases(aliases: Mapping[str, str]) -> None:
    """Raise SettingsError unless every alias leads to a field of a document."""
    known = readable_fields(Document)
    for key, name in aliases.items():
        if name not in known and name not in {_AUTHOR, _DRAFT}:
            advice = _nearest(name, tuple(known))
            raise SettingsError(
                f"the alias {key!r} in kg.yaml leads to {name!r}, which is no field"
                + (f"; did you mean {advice!r}?" if advice else "; docs/format.md lists them all")
            )


def _failed(code: str, message: str, location: Location, hint: str) -> ReadResult:
    return ReadResult(None, (diagnostic(code, message, location, hint=hint),))


def _mistaken(mistake: yaml_errors.Mistake, file: str, parts: front_matter.Parts) -> ReadResult:
    location = Location(file, mistake.line + parts.yaml_line - 1, mistake.column)
    return _failed(mistake.code, mistake.message, location, mistake.hint)


def _report_duplicate(findings: Findings, duplicate: front_matter.DuplicateKey) -> None:
    findings.collected.append(
        diagnostic(
            "KG015",
            f"{duplicate.key!r} stands twice; the value on line {duplicate.second[0]} is used",
            Location(findings.file, *duplicate.second),
            hint="delete one of the two",
            related=[Location(findings.file, *duplicate.first)],
        )
    )


def _read_document_fields(
    reading: Reading, mapping: dict[str, Value], aliases: Mapping[str, str]
) -> dict[str, Any]:
    known = readable_fields(Document)
    table = {**_aliases("document"), **aliases}
    values: dict[str, Any] = {}
    keys: dict[str, str] = {}
    # A field's own key wins over an alias, wherever it stands.
    for key, value in sorted(mapping.items(), key=lambda item: item[0] not in known):
        name = key if key in known else table.get(key, "")
        if key not in known and values.get(name):
            reading.keep((key,), value)
        elif name == _AUTHOR:
            values[_AUTHOR] = _read_authors(reading, value, (key,))
        elif name == _DRAFT:
            _read_draft(reading, value, (key,), values)
        elif name in known:
            values[name] = _read_field(reading, name, value, (key,))
            keys[name] = key
        else:
            _keep_unknown(reading, key, value, (), (*known, *table))
    _check_order(reading, values, keys)
    if authors := values.pop(_AUTHOR, ()):
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
    if kind in _RECORDS:
        records = _read_records(reading, _RECORDS[kind], value, path)
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


def _read_records(
    reading: Reading, record: type[_Record], value: Value, path: FieldPath
) -> tuple[_Record, ...]:
    if value is None or value == "":
        return ()
    if not isinstance(value, list):
        reading.findings.report(
            "KG102",
            f"{path[-1]} takes a list, but holds one {'mapping' if isinstance(value, dict) else 'text'}",
            path,
            hint="begin each entry with '- '",
        )
        return (_read_record(reading, record, value, path),)
    return tuple(
        _read_record(reading, record, one, (*path, index))
        for index, one in enumerate(value)
        if one is not None
    )


def _read_record(outer: Reading, record: type[_Record], value: Value, path: FieldPath) -> _Record:
    if isinstance(value, str):
        _check_text(outer, record, value, path)
        main: dict[str, Any] = {_MAIN_FIELD[record]: value.strip()}
        return record(path=path, **main)
    reading = Reading(outer.findings)
    if not isinstance(value, dict):
        reading.reject(
            "KG102", f"{path[0]} holds a list inside its list", path, value, "write one '- ' an entry"
        )
        return record(path=path, unmapped=tuple(reading.unmapped))
    known = readable_fields(record)
    table = _aliases(_ALIAS_TABLE[record])
    values: dict[str, Any] = {}
    for key, member in value.items():
        name = key if key in known else table.get(key, "")
        if name not in known:
            _keep_unknown(reading, key, member, path, (*known, *table))
        elif name != key and (value.get(name) or values.get(name)):
            reading.keep((*path, key), member)
        elif member or name not in values:
            values[name] = reading.coerce(known[name].metadata["kind"], member, (*path, key))
    return record(path=path, unmapped=tuple(reading.unmapped), **values)


def _check_text(reading: Reading, record: type[Any], text: str, path: FieldPath) -> None:
    """Report a record that YAML reads as one text, because its colons lack their spaces."""
    key = yaml_errors.key_without_space(text)
    if key in readable_fields(record) or key in _aliases(_ALIAS_TABLE[record]):
        reading.findings.report(
            "KG011",
            f"no space after the colon of {key!r}, so YAML reads the whole entry as one text",
            path,
            hint=f"write a space after each colon: {key}: …",
        )


def _read_authors(reading: Reading, value: Value, path: FieldPath) -> tuple[Contributor, ...]:
    names = [value] if isinstance(value, str | dict) else value or []
    people: list[Contributor] = []
    for index, one in enumerate(names):
        if one is None:
            continue
        person = _read_record(reading, Contributor, one, (*path, index))
        if person.user:
            people.append(replace(person, role=person.role or "author"))
        else:
            reading.keep((*path, index), one)
    return tuple(people)


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


def _keep_unknown(reading: Reading, key: str, value: Value, path: FieldPath, known: tuple[str, ...]) -> None:
    nearest = _nearest(str(key), known)
    code, message = "KG101", f"unknown key {str(key)!r}; its value is kept as kg:unmappedField"
    hint = f"did you mean {nearest!r}?" if nearest else "map it with aliases in kg.yaml, or delete it"
    if value is None and yaml_errors.key_without_space(key) in known:
        code, message = "KG011", f"no space after a colon in {key!r}, so YAML reads a key without value"
        hint = "write a space after each colon"
    reading.reject(code, message, (*path, key), value, hint)
    if not reading.unmapped or reading.unmapped[-1].path != (*path, key):
        reading.unmapped.append(Unmapped((*path, key), ""))


@lru_cache(maxsize=1024)
def _nearest(key: str, known: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(key.lower().replace("-", "_"), known, n=2, cutoff=0.7)
    # The key itself is among them where kg.yaml leads it to a field that does not exist.
    return next((one for one in close if one != key), "")


@cache
def _aliases(table: str) -> dict[str, str]:
    return _alias_tables().get(table, {})


@cache
def _alias_tables() -> dict[str, dict[str, str]]:
    text = resources.files(__package__).joinpath("data/aliases.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
