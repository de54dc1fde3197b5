"""JSON-LD 1.1 (https://www.w3.org/TR/json-ld11/): a whole graph, and nodes to embed in pages.

The context is always inline and its vocabulary ``https://schema.org/``: the
remote context of schema.org expands to ``http`` and types dates its own way,
so that the same page would hold other triples than the Turtle.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from kg.graph.kinds import Node, by_kind
from kg.terms import Term, is_iri, language_and_datatype, lexical
from kg.vocabulary import NAMESPACES, RDF, SCHEMA, XSD
from kg.web.script import script_safe

Json = str | int | bool | list["Json"] | dict[str, "Json"]

_NAME = re.compile(r"[A-Za-z_][\w-]*")
_CANONICAL_INTEGER = re.compile(r"0|-?[1-9]\d{0,14}")
_PREFIXED = {one.prefix: one.iri for one in NAMESPACES if one is not SCHEMA}
_encode = json.JSONEncoder(ensure_ascii=False, separators=(", ", ": ")).encode


PREFIXES = tuple(_PREFIXED)
"""The prefixes that names in JSON-LD may have."""

BETWEEN, TAIL = ",\n", "\n]}\n"
"""What stands between two lines of a graph, and below all of them."""


class JsonLdWriter:
    """Writes one graph as JSON-LD; remembers its nodes, and what it has turned into JSON."""

    def __init__(self) -> None:
        self._values: dict[Term, Json] = {}
        self._names: dict[Term, str] = {}
        self._lines: dict[Node, str] = {}
        self._contexts: dict[Node, str] = {}

    def graph(self, nodes: Iterable[Node]) -> str:
        """The nodes as one object with ``@context`` and ``@graph``, a node a line."""
        lines = BETWEEN.join(map(self.line, _in_order(nodes)))
        return head(_prefixes_in(lines)) + lines + TAIL

    def page(self, nodes: Iterable[Node]) -> str:
        """The nodes as an array, each with its own ``@context``: to embed in a page.

        ``<`` is escaped, so that the text can stand inside ``<script>``.
        """
        return "[\n" + ",\n".join(map(self._with_context, _in_order(nodes))) + "\n]\n"

    def line(self, node: Node) -> str:
        """One node as JSON, as it stands in a graph."""
        text = self._lines.get(node)
        if text is None:
            text = self._lines[node] = script_safe(_encode(self._node(node)))
        return text

    def _with_context(self, node: Node) -> str:
        text = self.line(node)
        context = self._contexts.get(node)
        if context is None:
            context = self._contexts[node] = _context_for(text)
        return f'{{"@context": {context}, {text[1:]}'

    def _node(self, node: Node) -> dict[str, Json]:
        types: list[Json] = []
        members: dict[str, list[Json]] = {}
        for _, predicate, value in node.triples:
            if predicate == RDF.type:
                types.append(self._name(value))
            else:
                members.setdefault(self._name(predicate), []).append(self._value(value))
        found: dict[str, Json] = {"@id": lexical(node.subject)}
        if types:
            found["@type"] = _alone(types)
        for name in sorted(members):
            found[name] = _alone(members[name])
        return found

    def _name(self, term: Term) -> str:
        name = self._names.get(term)
        if name is None:
            name = self._names[term] = _compacted(lexical(term))
        return name

    def _value(self, term: Term) -> Json:
        value = self._values.get(term)
        if value is None:
            value = self._values[term] = {"@id": lexical(term)} if is_iri(term) else _literal(term)
        return value


def _alone(values: list[Json]) -> Json:
    """The value of a list of one, or else the list."""
    match values:
        case [value]:
            return value
    return values


def _in_order(nodes: Iterable[Node]) -> list[Node]:
    return [node for members in by_kind(nodes).values() for node in members]


def _context(prefixes: Mapping[str, str]) -> dict[str, Json]:
    return {"@vocab": SCHEMA.iri, **prefixes}


def head(prefixes: Iterable[str]) -> str:
    """What stands above the lines of a graph that use these prefixes."""
    return f'{{"@context": {_encoded_context(tuple(prefixes))},\n"@graph": [\n'


def _context_for(text: str) -> str:
    """The context of one node: a prefix is declared where its name may stand in the node's JSON."""
    return _encoded_context(_prefixes_in(text))


def _prefixes_in(text: str) -> tuple[str, ...]:
    return tuple(prefix for prefix in PREFIXES if f'"{prefix}:' in text)


@lru_cache(maxsize=128)
def _encoded_context(prefixes: tuple[str, ...]) -> str:
    return _encode(_context({prefix: _PREFIXED[prefix] for prefix in prefixes}))


def _compacted(iri: str) -> str:
    if iri.startswith(SCHEMA.iri) and _NAME.fullmatch(iri, len(SCHEMA.iri)):
        return iri[len(SCHEMA.iri) :]
    for prefix, namespace in _PREFIXED.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def _literal(term: Term) -> Json:
    text = lexical(term)
    language, datatype = language_and_datatype(term)
    if language:
        return {"@value": text, "@language": language}
    if not datatype:
        return text
    kind = f"<{datatype}>"
    if kind == XSD.boolean and text in {"true", "false"}:
        return text == "true"
    if kind == XSD.integer and _CANONICAL_INTEGER.fullmatch(text):
        return int(text)
    return {"@value": text, "@type": _compacted(datatype)}
