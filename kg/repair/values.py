"""Values that are understood otherwise than they were meant, or not at all, in their usual form."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

import yaml

from kg.documents import front_matter
from kg.documents.coerce import Reading
from kg.documents.dates import read_date
from kg.documents.findings import Findings
from kg.documents.places import FieldPath
from kg.documents.records import Document, Fact, Kind, Source, readable_fields
from kg.identity.tables import is_nothing, is_placeholder_dispute
from kg.mappers.schema_types import canonical_source_type, document_class, source_class
from kg.repair import forms
from kg.repair.edits import (
    Edit,
    Places,
    apply_each,
    as_text,
    replaced,
    with_member,
    without_entries,
    without_pair,
)
from kg.repair.expectations import names_of, telling

_NORMAL_FORM = "KG115"


@dataclass(frozen=True, slots=True)
class Found:
    """A value that is amiss: the code, what was done or why nothing was, and where, lines from 0."""

    code: str
    message: str
    line: int
    column: int
    edit: Edit | None = None


@dataclass(slots=True)
class Mended:
    """A front matter with its values mended, what was mended, and what was not."""

    text: str
    fixed: list[Found] = field(default_factory=list)
    left: list[Found] = field(default_factory=list)


def mend_values(text: str, aliases: Mapping[str, str], date_order: str = "") -> Mended:
    """The front matter, which YAML reads as a mapping, with each value in its usual form."""
    result = Mended(text)
    for look in (partial(_forms, date_order=date_order), _surplus, _missing_ids):
        found = list(look(result.text, aliases))
        edits = dict.fromkeys(one.edit for one in found if one.edit is not None)
        result.text, done = apply_each(result.text, edits)
        is_done = set(done)
        made = [one for one in found if one.edit in is_done]
        result.fixed += sorted(made, key=lambda one: (one.line, one.column))
        result.left += [one for one in found if one.edit is None]
    return result


def _forms(text: str, aliases: Mapping[str, str], *, date_order: str = "") -> Iterator[Found]:
    """Dates, years, type words, identifiers, and texts that YAML takes for mappings."""
    places, top = Places(text), _top(text)
    for name, key, value in _members(top, Document, aliases):
        path: FieldPath = (key.value,)
        kind = readable_fields(Document)[name].metadata["kind"]
        if kind in {Kind.FACTS, Kind.SOURCES} and isinstance(value, yaml.SequenceNode):
            record = Fact if kind is Kind.FACTS else Source
            for number, one in enumerate(value.value):
                if isinstance(one, yaml.MappingNode):
                    for inner, inner_key, inner_value in _members(one, record, {}):
                        inner_path = (*path, number, inner_key.value)
                        yield from _field(places, record, inner, inner_value, inner_path, date_order)
        else:
            yield from _field(places, Document, name, value, path, date_order)


def _field(
    places: Places,
    record: type[Document | Fact | Source],
    name: str,
    node: yaml.Node,
    path: FieldPath,
    date_order: str,
) -> Iterator[Found]:
    kind = readable_fields(record)[name].metadata["kind"]
    if kind in {Kind.TEXTS, Kind.AUTHORS} and isinstance(node, yaml.SequenceNode):
        for number, one in enumerate(node.value):
            yield from _text(places, one, (*path, number))
    elif isinstance(node, yaml.MappingNode) and kind is Kind.TEXT:
        yield from _text(places, node, path)
    elif isinstance(node, yaml.ScalarNode) and node.value.strip() and not is_nothing(node.value):
        yield from _scalar(places, kind, name, node, path, date_order)


def _text(places: Places, node: yaml.Node, path: FieldPath) -> Iterator[Found]:
    """A text with a colon that YAML takes for a mapping."""
    if not isinstance(node, yaml.MappingNode) or any(key.value in telling() for key, _ in node.value):
        return
    found = as_text(places, node, path)
    if found:
        yield _at(node, "KG102", "quotes around a text with a colon", found[0])


def _scalar(
    places: Places, kind: Kind, name: str, node: yaml.ScalarNode, path: FieldPath, date_order: str
) -> Iterator[Found]:
    text = node.value.strip()
    code, wanted = _NORMAL_FORM, ""
    if kind in {Kind.DATE, Kind.YEAR}:
        findings = Findings("", "")
        Reading(findings, date_order).coerce(kind, text, path)
        if findings.collected:
            why = read_date(text).problem if kind is Kind.DATE else "it names no single year"
            yield _at(node, findings.collected[0].code, f"{name} is {_short(text)}, and {why}", None)
            return
        wanted = forms.date(text, date_order)[0] if kind is Kind.DATE else forms.year(text)
    elif name in _FORMS:
        code, wanted = _FORMS[name](text)
    if not wanted or wanted == text:
        return
    edit = replaced(places, node, path, wanted)
    if edit is not None:
        yield _at(node, code, f"{name} {_short(text)} as {_short(wanted)}", edit)


def _document_type(text: str) -> tuple[str, str]:
    return (_NORMAL_FORM if document_class(text) else "KG111"), forms.document_type(text)


def _source_type(text: str) -> tuple[str, str]:
    return (_NORMAL_FORM if source_class(text) else "KG110"), canonical_source_type(text)


_FORMS: dict[str, Callable[[str], tuple[str, str]]] = {
    "schema_type": _document_type,
    "type": _source_type,
    "source_type": _source_type,
    "doi": lambda text: (_NORMAL_FORM, forms.bare_doi(text)),
    "source_doi": lambda text: (_NORMAL_FORM, forms.bare_doi(text)),
    "url": lambda text: (_NORMAL_FORM, forms.plain_url(text)),
    "source_url": lambda text: (_NORMAL_FORM, forms.plain_url(text)),
}


def _missing_ids(text: str, aliases: Mapping[str, str]) -> Iterator[Found]:
    """Facts without id: each gets the one that its IRI has anyway, as long as no other fact bears it."""
    places, top = Places(text), _top(text)
    for name, key, value in _members(top, Document, aliases):
        if name != "atomic_facts" or not isinstance(value, yaml.SequenceNode):
            continue
        facts = [(number, one) for number, one in enumerate(value.value) if not _is_null(one)]
        taken = {str(held.value) for _, one in facts for inner, held in _pairs(one) if inner == "id"}
        for position, (number, one) in enumerate(facts, start=1):
            id_ = f"fact-{position}"
            if not isinstance(one, yaml.MappingNode) or id_ in taken:
                continue
            if any(inner == "id" for inner, _ in _pairs(one)):
                continue
            edit = with_member(places, one, (key.value, number), "id", id_)
            yield _at(one, "KG116", f"the id {id_!r}, which its IRI ends with", edit)


def _surplus(text: str, aliases: Mapping[str, str]) -> Iterator[Found]:
    """Placeholders among disputes and authors, and keys that stand twice."""
    places, top = Places(text), _top(text)
    yield from _duplicates(places, top)
    for name, key, value in _members(top, Document, aliases):
        if not isinstance(value, yaml.SequenceNode):
            continue
        path: FieldPath = (key.value,)
        if name == "disputed_statements":
            yield from _placeholders(places, value, path, name, _is_no_dispute)
        elif name in {"primary_sources", "secondary_sources"}:
            for number, one in enumerate(value.value):
                if isinstance(one, yaml.MappingNode):
                    for inner, inner_key, held in _members(one, Source, {}):
                        if inner == "authors" and isinstance(held, yaml.SequenceNode):
                            inner_path = (*path, number, inner_key.value)
                            yield from _placeholders(places, held, inner_path, inner, _is_no_author)


def _placeholders(
    places: Places,
    node: yaml.SequenceNode,
    path: FieldPath,
    name: str,
    is_placeholder: Callable[[yaml.Node], bool],
) -> Iterator[Found]:
    surplus = [number for number, one in enumerate(node.value) if is_placeholder(one)]
    edits = without_entries(places, node, path, surplus)
    for number, edit in edits.items():
        yield _at(node.value[number], "KG109", f"the placeholder under {name} removed", edit)


def _is_no_dispute(node: yaml.Node) -> bool:
    match _pairs(node):
        case [("statement" | "text", held)]:
            return _is_no_dispute(held)
    return (
        isinstance(node, yaml.ScalarNode) and bool(node.value) and is_placeholder_dispute(node.value.strip())
    )


def _is_no_author(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and bool(node.value.strip()) and is_nothing(node.value.strip())


def _duplicates(places: Places, node: yaml.Node) -> Iterator[Found]:
    if isinstance(node, yaml.SequenceNode):
        for one in node.value:
            yield from _duplicates(places, one)
    if not isinstance(node, yaml.MappingNode):
        return
    first: dict[str, yaml.Node] = {}
    for number, (key, value) in enumerate(node.value):
        if key.value in first:
            same = _meaning(first[key.value]) == _meaning(value)
            edit = without_pair(places, node, number) if same else None
            why = "the second, which says the same, removed" if edit else "the two values differ"
            if same and edit is None:
                why = "delete one of the two"
            yield _at(key, "KG015", f"{key.value!r} stands twice: {why}", edit)
        else:
            yield from _duplicates(places, value)
        first[key.value] = value


def _meaning(node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return [(_meaning(key), _meaning(value)) for key, value in node.value]
    if isinstance(node, yaml.SequenceNode):
        return [_meaning(one) for one in node.value]
    return (node.value, _is_null(node))


def _is_null(node: yaml.Node) -> bool:
    return bool(node.tag.endswith(":null"))


def _top(text: str) -> yaml.MappingNode:
    node = front_matter.compose(text)
    return node if isinstance(node, yaml.MappingNode) else yaml.MappingNode("", [])


def _members(
    node: yaml.MappingNode, record: type[Document | Fact | Source], aliases: Mapping[str, str]
) -> Iterator[tuple[str, yaml.ScalarNode, yaml.Node]]:
    """The pairs of a mapping whose keys are fields or stand for one: the field, the key, the value."""
    names = {**names_of(record), **aliases}
    known = readable_fields(record)
    counts: dict[str, int] = {}
    for key, _ in node.value:
        counts[key.value] = counts.get(key.value, 0) + 1
    for key, value in node.value:
        name = key.value if key.value in known else names.get(key.value, "")
        if name in known and counts[key.value] == 1:
            yield name, key, value


def _pairs(node: yaml.Node) -> list[tuple[str, yaml.Node]]:
    return [(key.value, value) for key, value in node.value] if isinstance(node, yaml.MappingNode) else []


def _at(node: yaml.Node, code: str, message: str, edit: Edit | None) -> Found:
    return Found(code, message, node.start_mark.line, node.start_mark.column, edit)


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:59] + "…")
