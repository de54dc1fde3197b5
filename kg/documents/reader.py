"""From the text of one file to a Document and the findings about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from kg.diagnostics import Diagnostic, Location, diagnostic
from kg.documents import front_matter, yaml_errors
from kg.documents.body import read_body
from kg.documents.coerce import Reading
from kg.documents.fields import read_fields
from kg.documents.findings import Findings
from kg.documents.records import Document

_SOMETHING_BEFORE = re.compile(r"([\s\ufeff\u200b]+)---[ \t]*\n")
_BEGIN = "begin it with a line ---, then 'title: …' and other fields, then a line ---"


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
        value, places, duplicates = front_matter.load(parts.yaml)
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
    findings = Findings(file, parts.yaml, places)
    reading = Reading(findings)
    for duplicate in duplicates:
        _report_duplicate(findings, duplicate)
        reading.keep(front_matter.path_to(parts.yaml, duplicate.second), duplicate.dropped)
    values = read_fields(reading, value, aliases or {})
    document = Document(
        file=file,
        name=name,
        front_matter=parts.yaml,
        body=read_body(parts.body, parts.body_line),
        places=places,
        unmapped=tuple(reading.unmapped),
        **values,
    )
    return ReadResult(document, tuple(findings.collected))


def no_front_matter(text: str, file: str) -> Diagnostic:
    """Why a file that must hold a document holds none."""
    message, hint = "the document does not begin with front matter; it is skipped", _BEGIN
    line, column = 1, 1
    if match := _SOMETHING_BEFORE.match(text):
        before = match[1]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = "front matter must begin on the first line of the file, with nothing before it"
        hint = "delete the blank lines, spaces or invisible characters before ---"
    elif text.startswith("+++\n"):
        hint = "front matter between lines +++ is TOML, which is not read: write it as YAML between lines ---"
    return diagnostic("KG003", message, Location(file, line, column), hint=hint)


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
