"""The page of whatever has an IRI: its record, its parts, and what leads to it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from kg.server.rendering import environment
from kg.site.words import direction, kind_name
from kg.terms import Term, is_iri, language_and_datatype, lexical
from kg.vocabulary import NAMESPACES, RDF, SCHEMA

if TYPE_CHECKING:
    from kg.graph.kinds import Node
    from kg.server.things import Thing

_LABELS = (SCHEMA.headline, SCHEMA.name, SCHEMA.text)
_LONGEST_LABEL = 160
_MOST_SHOWN = 100
_SAFE = "/?:@!$&'()*+,;=~-._%#"


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a property: its text, where it leads (empty for nowhere), and its language."""

    text: str
    href: str = ""
    language: str = ""
    is_outward: bool = False

    @property
    def direction(self) -> str:
        """In which direction its text is written."""
        return direction(self.language)


@dataclass(frozen=True, slots=True)
class Row:
    """A property, or the inverse of one, with values; ``more`` are not shown."""

    name: str
    iri: str
    values: list[Value]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """What hangs on a node by a fragment."""

    id: str
    kind: str
    title: str
    rows: list[Row]


class ThingPages:
    """Makes the pages of one graph."""

    def __init__(self, site: dict[str, str]) -> None:
        self._base, self._title = site["base"], site["title"]

    def page(self, thing: Thing, json_ld: str, way: str, stem: str) -> str:
        """The page as HTML; ``stem`` is its address without ending."""
        me = f"<{thing.me}>"
        node = thing.own.get(me)
        known = {**thing.others, **thing.own}
        parts = [
            Part(one[len(me) :][:-1], _kind(part), _label(one, known), self._rows(part, known, way))
            for one, part in sorted(thing.own.items())
            if one != me and part.kind == "claim"
        ]
        shown: dict[str, Any] = {
            "title": _label(me, known),
            "kind": _kind(node) if node else "Named, and not described",
            "me": thing.me,
            "rows": self._rows(node, known, way) if node else [],
            "parts": parts,
            "leading": self._leading(thing, known, way),
            "forms": [("Turtle", "ttl"), ("JSON-LD", "jsonld"), ("N-Triples", "nt")],
            "stem": stem,
        }
        head = {"title": shown["title"], "site": self._title, "way": way, "json_ld": json_ld.strip()}
        return environment().get_template("thing.html.j2").render(view=shown, head=head)

    def _rows(self, node: Node, known: dict[Term, Node], way: str) -> list[Row]:
        values: dict[Term, list[Value]] = {}
        for _, predicate, value in node.triples:
            if predicate != RDF.type:
                values.setdefault(predicate, []).append(self._value(value, known, way))
        return [_row(name, found) for name, found in values.items()]

    def _leading(self, thing: Thing, known: dict[Term, Node], way: str) -> list[Row]:
        found: dict[Term, list[Value]] = {}
        for subject, predicate, _ in thing.leading:
            if subject not in thing.own:
                found.setdefault(predicate, []).append(self._value(subject, known, way))
        return [_row(name, values) for name, values in sorted(found.items())]

    def _value(self, term: Term, known: dict[Term, Node], way: str) -> Value:
        text = lexical(term)
        if not is_iri(term):
            return Value(text, language=language_and_datatype(term)[0])
        label = _label(term, known) if term in known else _short(text)
        # Two slashes would name another host.
        if text.startswith(self._base) and not text.startswith("/", len(self._base)):
            return Value(label, quote(way + text[len(self._base) :], safe=_SAFE))
        is_web = text.startswith(("http://", "https://"))
        return Value(label, text if is_web else "", is_outward=is_web)


def _row(predicate: Term, values: list[Value]) -> Row:
    name = lexical(predicate)
    return Row(_property_name(name), name, values[:_MOST_SHOWN], max(0, len(values) - _MOST_SHOWN))


def _property_name(iri: str) -> str:
    """``Date modified`` for ``schema:dateModified``."""
    local = re.split(r"[/#]", iri)[-1] or iri
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local).capitalize()


def _kind(node: Node) -> str:
    classes = [lexical(value) for _, predicate, value in node.triples if predicate == RDF.type]
    ours: Iterable[str] = (one.removeprefix(SCHEMA.iri) for one in classes if one.startswith(SCHEMA.iri))
    return kind_name(next(iter(ours), "Thing"))


def _label(term: Term, known: dict[Term, Node]) -> str:
    node = known.get(term)
    for label in _LABELS if node else ():
        for _, predicate, value in node.triples if node else ():
            if predicate == label:
                text = lexical(value)
                return text if len(text) <= _LONGEST_LABEL else f"{text[: _LONGEST_LABEL - 1]}…"
    return _short(lexical(term))


def _short(iri: str) -> str:
    for one in NAMESPACES:
        if iri.startswith(one.iri):
            return f"{one.prefix}:{iri[len(one.iri) :]}"
    return iri
