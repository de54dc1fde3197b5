"""The web profile of JSON-LD: what search engines, reference managers and agents read in a page.

An array of nodes, each whole in itself: with a context of its own, in terms of
schema.org alone, and with type and name of whatever it leads to, because few
consumers put nodes together. Claims, identifiers and other parts of a node
stand inside it. A node that is not valid is left out, and so is all that leads
to it. Everything it says is in the Turtle of the graph as well: dates and
addresses are plain texts here, and typed by the context
(https://www.w3.org/TR/json-ld11/#typed-values).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from kg.graph.kinds import Node
from kg.terms import Term, Triple, is_iri, language_and_datatype, lexical
from kg.vocabulary import KG, RDF, SCHEMA, XSD
from kg.web.script import script_safe
from kg.web.validity import Validity

Json = str | int | bool | list["Json"] | dict[str, "Json"]

_SCHEMA = f"<{SCHEMA.iri}"
_NAME = re.compile(rf"<{re.escape(SCHEMA.iri)}([A-Za-z]\w*)>")
_INTEGER = re.compile(r"0|-?[1-9]\d{0,14}")
_ADDRESSES = frozenset({SCHEMA.digitalSourceType, SCHEMA.license, SCHEMA.logo, SCHEMA.relatedLink})
_ADDRESSES |= {SCHEMA.sameAs, SCHEMA.url}
"""Properties whose values are addresses: plain texts for those who read no context."""

_BACKWARDS = frozenset({SCHEMA.appearance, SCHEMA.mainEntity})
"""What only leads from a part back to its whole."""

_REPEATED = frozenset({SCHEMA.abstract})
"""What another property of the same node says in the same words."""

_LABELS = (SCHEMA.name, SCHEMA.headline)
_LONGEST_LABEL = 1000
"""Characters of a name that other pages say too, at most."""
_DATES = frozenset({XSD.date, XSD.dateTime, XSD.gYear, XSD.gYearMonth})
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class WebProfile:
    """Writes nodes of a graph for pages; ``nodes`` are all that the graph describes."""

    def __init__(self, nodes: Mapping[Term, Node]) -> None:
        self._nodes = nodes
        self._valid = Validity(nodes)
        self._stubs: dict[Term, Json] = {}
        self._texts: dict[tuple[Node, ...], tuple[str, tuple[Term, ...]]] = {}

    def page(self, main: Term, own: Mapping[Term, Node]) -> str:
        """The node ``main`` of ``own``, and the nodes of ``own`` that it leads to, as a JSON array.

        ``own`` is what the page's document says, a part of the graph. The
        array is empty where ``main`` is not valid; ``<`` is escaped.
        """
        lines: list[str] = []
        seen, waiting = {main}, [main] if main in self._valid else []
        for subject in waiting:
            text, linked = self._written(own[subject], own)
            lines.append(text)
            for target in linked:
                if target not in seen and target in own and self._says_more_than_a_stub(own[target]):
                    seen.add(target)
                    waiting.append(target)
        return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"

    def _written(self, node: Node, own: Mapping[Term, Node]) -> tuple[str, tuple[Term, ...]]:
        """A node with its context as text, and the nodes that it leads to."""
        # The parts of a node stand inside it, and documents may say different things of them.
        key = tuple(_said(node, own))
        found = self._texts.get(key)
        if found is None:
            writing = _Writing(self, own, node.subject)
            body = writing.node(node)
            context: dict[str, Json] = {"@vocab": SCHEMA.iri}
            context.update({name: {"@type": kind} for name, kind in sorted(writing.coerced.items()) if kind})
            text = script_safe(_encode({"@context": context, **body}))
            found = self._texts[key] = text, tuple(dict.fromkeys(writing.linked))
        return found

    def stub(self, subject: Term) -> Json:
        """A node by its name, with its type where it has both."""
        stub = self._stubs.get(subject)
        if stub is None:
            stub = self._stubs[subject] = self._new_stub(subject)
        return stub

    def allows(self, value: Term) -> bool:
        """Whether a node may lead to ``value``."""
        return self._valid.allows(value)

    def shown(self, subject: Term) -> tuple[bool, bool, Json]:
        """All that the pages of other documents hang on of a node: how it is valid, and its stub."""
        return self.allows(subject), subject in self._valid, self.stub(subject)

    def _new_stub(self, subject: Term) -> Json:
        reference: dict[str, Json] = {"@id": lexical(subject)}
        node = self._nodes.get(subject)
        label = _label(node) if node else None
        if node is None or label is None:
            return reference
        predicate, text = label
        return {"@type": _types(node), **reference, predicate: text}

    def _says_more_than_a_stub(self, node: Node) -> bool:
        return node.subject in self._valid and len(node.triples) > 2


class _Writing:
    """One node being turned into JSON, with what its context must say."""

    def __init__(self, profile: WebProfile, own: Mapping[Term, Node], owner: Term) -> None:
        self.coerced: dict[str, str] = {}
        self.linked: list[Term] = []
        self._profile = profile
        self._own = own
        self._parts = _parts_of(owner)

    def node(self, node: Node) -> dict[str, Json]:
        members: dict[str, list[Json]] = {}
        for _, predicate, value in self._in_order(node):
            if not predicate.startswith(_SCHEMA) or predicate in _BACKWARDS or predicate in _REPEATED:
                continue
            if self._profile.allows(value):
                name = predicate[len(_SCHEMA) : -1]
                members.setdefault(name, []).append(self._value(name, predicate, value))
        written: dict[str, Json] = {"@type": _types(node), "@id": lexical(node.subject)}
        for name, values in members.items():
            written[name] = values if len(values) > 1 else values[0]
        return written

    def _in_order(self, node: Node) -> Iterable[Triple]:
        """The triples of a node, its authors as their sequence says."""
        for sequence in _values(node, KG.authorSequence):
            if sequence in self._own:
                places = {value: one for _, one, value in self._own[sequence].triples}
                return sorted(node.triples, key=lambda one: _position(places.get(one[2], "")))
        return node.triples

    def _value(self, name: str, predicate: Term, value: Term) -> Json:
        if is_iri(value):
            if predicate in _ADDRESSES:
                address = lexical(value)
                return address if self._is_coerced(name, "@id") else {"@id": address}
            if value.startswith(self._parts) and value in self._own:
                return self.node(self._own[value])
            self.linked.append(value)
            return self._profile.stub(value)
        text = lexical(value)
        language, datatype = language_and_datatype(value)
        if language:
            return {"@value": text, "@language": language}
        kind = f"<{datatype}>" if datatype else ""
        if kind in _DATES or not kind:
            if self._is_coerced(name, datatype):
                return text
        elif kind == XSD.integer and _INTEGER.fullmatch(text) and self._is_coerced(name, ""):
            return int(text)
        return {"@value": text, "@type": datatype} if datatype else {"@value": text}

    def _is_coerced(self, name: str, kind: str) -> bool:
        """Whether plain values of ``name`` mean what ``kind`` says; the first of its values decides."""
        return self.coerced.setdefault(name, kind) == kind


def _parts_of(owner: Term) -> str:
    """How the names of the parts of a node begin: a#b hangs on a, a#b-1 on a#b."""
    return f"{owner[:-1]}{'-' if '#' in owner else '#'}"


def _said(node: Node, own: Mapping[Term, Node]) -> Iterator[Node]:
    """A node, and its parts."""
    yield node
    parts = _parts_of(node.subject)
    waiting, seen = [node], {node.subject}
    for one in waiting:
        for _, _, value in one.triples:
            if value.startswith(parts) and value in own and value not in seen:
                seen.add(value)
                waiting.append(own[value])
                yield own[value]


def _position(membership: Term) -> int:
    """The place in a sequence that ``rdf:_3`` and the like give; 0 for everything else."""
    number = membership.removeprefix(f"<{RDF.iri}_")[:-1]
    return int(number) if number.isdecimal() else 0


def _types(node: Node) -> Json:
    types: list[Json] = [match[1] for one in _values(node, RDF.type) if (match := _NAME.fullmatch(one))]
    return types if len(types) != 1 else types[0]


def _label(node: Node) -> tuple[str, str] | None:
    for predicate in _LABELS:
        for value in _values(node, predicate):
            if language_and_datatype(value) == ("", "") and len(value) <= _LONGEST_LABEL + 2:
                return predicate[len(_SCHEMA) : -1], lexical(value)
    return None


def _values(node: Node, wanted: Term) -> Iterator[Term]:
    return (value for _, predicate, value in node.triples if predicate == wanted)
