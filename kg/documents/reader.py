"""From the text of one file to a Document and the findings about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import yaml

from kg.diagnostics import Diagnostic, Location, diagnostic
from kg.documents import clean, front_matter, heads, notebooks, yaml_errors
from kg.documents.bibliography.entries import NO_BIBLIOGRAPHY, Bibliography
from kg.documents.body import read_body
from kg.documents.citations import definitions
from kg.documents.cited import citing, read_cited
from kg.documents.coerce import Reading
from kg.documents.contributors import NOBODY, Roster
from kg.documents.dialects.detection import shown_in
from kg.documents.dialects.dialect import PLAIN, Dialect
from kg.documents.dialects.registry import dialect_named
from kg.documents.fields import read_fields
from kg.documents.findings import Findings
from kg.documents.keys import KeyTable, key_table
from kg.documents.property_links import Taken, take_links
from kg.documents.records import Document, readable_fields
from kg.documents.titles import date_of_name, title_of_name

_SOMETHING_BEFORE = re.compile(r"([\s\ufeff\u200b]+)---[ \t]*\n")
_KEY = re.compile(r"([A-Za-z][\w-]*):(?=[ \t\n])")
_PLACEHOLDER = re.compile(
    r"^[ \t]*(?:-[ \t]+)?(?:[\w -]{1,60}:[ \t]+)?[\"']?(\{\{[^\s{}][^{}\n]{0,80}\}\}|<%[^%\n]{1,200}%>)",
    re.MULTILINE,
)
_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
_TEXTS = ("title", "subtitle", "short_title", "abstract")
_BEGIN = "begin it with a line ---, then 'title: …' and other fields, then a line ---"


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A document, or None where none could be made, and what was found on the way."""

    document: Document | None
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class _Beside:
    """What a document is read with: its dialect with the meaning of keys, and what lies beside it."""

    table: KeyTable
    dialect: Dialect
    roster: Roster
    bibliography: Bibliography


def read_document(
    text: str,
    *,
    file: str,
    name: str,
    aliases: Mapping[str, str] | None = None,
    date_order: str = "",
    dialect: str = PLAIN.name,
    roster: Roster = NOBODY,
    bibliography: Bibliography = NO_BIBLIOGRAPHY,
    needs_head: bool = False,
) -> ReadResult | None:
    """The document that ``text`` holds; None where it ``needs_head`` to be one and has none.

    ``file`` is the path that diagnostics show, ``name`` the path that the IRI
    is made of, ``aliases`` further keys of the document with the fields they
    stand for, ``date_order`` how dates are written that may be two, ``dialect`` that of its folder:
    where that is the plain one, the document may show another. ``roster`` says who the ids are that
    stand for people, ``bibliography`` holds the works that it may cite. ``text`` has no byte order mark
    and ``LF`` line ends. Of a notebook the Markdown is read.
    """
    head = _head(text, file)
    if isinstance(head, ReadResult):
        return head
    if head.form != "yaml":
        if needs_head:
            return None
        if misplaced := _misplaced(text, file):
            return ReadResult(None, (misplaced,))
    loaded = _loaded(head, file)
    if isinstance(loaded, ReadResult):
        return loaded
    value = loaded.value
    if isinstance(value, dict | None):
        found = shown_in(value or {}) if dialect == PLAIN.name else dialect_named(dialect)
        table = key_table(found, aliases or {})
        beside = _Beside(table, found, roster, bibliography)
        return _document(
            value or {}, loaded, head, file=file, name=name, beside=beside, date_order=date_order
        )
    if isinstance(value, str) and (mistake := yaml_errors.explain_text(head.text)):
        return _mistaken(mistake, file, head)
    return _failed(
        "KG014",
        "the front matter is not a list of 'key: value' lines",
        Location(file, head.line),
        "write each field as 'key: value' on a line of its own",
    )


def _head(text: str, file: str) -> heads.Head | ReadResult:
    if file.lower().endswith(notebooks.ENDING):
        try:
            text = notebooks.markdown_of(text)
        except ValueError as error:
            message = f"the file is not a notebook: {error}"
            return _failed("KG017", message, Location(file), "save it again with the program that made it")
    try:
        return heads.cut(text)
    except front_matter.UnclosedFrontMatterError:
        message = "the front matter that begins here is never closed"
        return _failed("KG004", message, Location(file), f"add a line {text[:3]} after the last field")


def _loaded(head: heads.Head, file: str) -> front_matter.Loaded | ReadResult:
    try:
        return heads.load(head)
    except front_matter.AliasLimitError:
        return _failed(
            "KG113",
            "the aliases (*name) of the front matter expand to far more than the file holds",
            Location(file, head.line),
            "write the values out",
        )
    except heads.HeadError as error:
        return _failed(error.code, str(error), Location(file, error.line, error.column), error.hint)
    except yaml.YAMLError as error:
        if place := _PLACEHOLDER.search(head.text):
            line = head.line + head.text.count("\n", 0, place.start(1))
            message = f"the file is a template, in which {place[1]} is to be filled in; it is passed over"
            hint = "name its folder under exclude in kg.yaml, or quote the value"
            return ReadResult(None, (diagnostic("KG006", message, Location(file, line), hint=hint),))
        return _mistaken(yaml_errors.explain(head.text, error), file, head)


def _document(
    value: dict[str, front_matter.Value],
    loaded: front_matter.Loaded,
    head: heads.Head,
    *,
    file: str,
    name: str,
    beside: _Beside,
    date_order: str,
) -> ReadResult:
    is_yaml = head.form == "yaml"
    findings = Findings(file, head.text if is_yaml else "", loaded.places)
    reading = Reading(findings, date_order)
    for duplicate in loaded.duplicates:
        _report_duplicate(findings, duplicate)
        path = front_matter.path_to(head.text, duplicate.second) if is_yaml else (duplicate.key,)
        reading.keep(path, duplicate.dropped)
    table = beside.table
    taken = take_links(value, _fields_of(value, table)) if "[[" in head.text else Taken(value, ())
    values = read_fields(reading, taken.mapping, table, beside.roster)
    defined, text = definitions(head.body)
    cites = citing(text, values, beside.bibliography, beside.dialect, defined)
    is_mdx = table.dialect.name == "docusaurus" or file.lower().endswith(".mdx")
    body = read_body(text, head.body_line, cites, dialect=table.dialect.name, is_mdx=is_mdx)
    cited = read_cited(values, body, beside.bibliography, defined, findings, loaded.places, name)
    if cited.abstract != body.abstract:
        body = replace(body, abstract=cited.abstract)
    if body.tags:
        values["tags"] = tuple(dict.fromkeys((*values.get("tags", ()), *body.tags)))
    for key in _TEXTS:
        if written := values.get(key):
            values[key] = clean.text(written)
    values["title"] = values.get("title") or body.title or title_of_name(name)
    if table.dialect.dated_names and not (values.get("created") or values.get("published")):
        values["published"] = date_of_name(name)
    document = Document(
        file=file,
        name=name,
        front_matter=head.text,
        body=body,
        places=cited.places,
        unmapped=tuple(reading.unmapped),
        property_links=taken.links,
        cited_sources=cited.sources,
        citations=cited.citations,
        **values,
    )
    return ReadResult(document, tuple(findings.collected))


def _fields_of(mapping: Mapping[str, front_matter.Value], table: KeyTable) -> frozenset[str]:
    """The keys under which fields stand, but for those that name other documents."""
    return frozenset(key for key in mapping if table.field(key) not in {"", "related_articles"})


def _misplaced(text: str, file: str) -> Diagnostic | None:
    """Why a file has no front matter though it was to have one; None where nothing shows that."""
    if match := _SOMETHING_BEFORE.match(text):
        before = match[1]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = "front matter must begin on the first line of the file, with nothing before it"
        hint = "delete the blank lines, spaces or invisible characters before ---"
        return diagnostic("KG003", message, Location(file, line, column), hint=hint)
    first = _KEY.match(text)
    if not first or first[1] not in readable_fields(Document):
        return None
    fence = _FENCE.search(text)
    if fence and "\n\n" not in text[: fence.start()]:
        return diagnostic(
            "KG003",
            "the document does not begin with front matter; it is skipped",
            Location(file),
            hint=_BEGIN,
        )
    return None


def _failed(code: str, message: str, location: Location, hint: str) -> ReadResult:
    return ReadResult(None, (diagnostic(code, message, location, hint=hint),))


def _mistaken(mistake: yaml_errors.Mistake, file: str, head: heads.Head) -> ReadResult:
    location = Location(file, mistake.line + head.line - 1, mistake.column)
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
