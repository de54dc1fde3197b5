"""The files of the whole graph, as one block a node: only the blocks of changed nodes are made again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from kg.exporters import jsonld as json_ld
from kg.exporters import turtle as ttl
from kg.exporters.output import Writers
from kg.graph.kinds import KINDS, Node
from kg.pieces import Piece, Pieces
from kg.standing.spans import Spans
from kg.standing.state import Subject
from kg.terms import Term, Triple, of_ntriples, to_ntriples
from kg.vocabulary import NAMESPACES

_HEADINGS = {kind: ttl.heading(kind).encode() for kind in KINDS}
_BETWEEN, _BETWEEN_LINES, _TAIL = (one.encode() for one in (ttl.BETWEEN, json_ld.BETWEEN, json_ld.TAIL))


@dataclass(frozen=True)
class Blocks:
    """What is said of each node in each form, by its subject, sorted; ``subjects`` has their sizes.

    In Turtle the heading of each kind is a block of its own, which no subject has.
    """

    subjects: Mapping[Term, Subject]
    ntriples: Spans
    turtle: Spans
    jsonld: Spans

    @classmethod
    def cut(cls, subjects: Mapping[Term, Subject], files: Mapping[str, Piece]) -> Blocks:
        """The blocks of the files of an earlier build; ``files`` has N-Triples under ``ntriples``."""
        turtle: dict[Term, int] = {}
        jsonld: dict[Term, int] = {}
        for kind, terms in _by_kind(subjects).items():
            turtle[kind] = len(_HEADINGS[kind])
            for term in terms:
                one = subjects[term]
                turtle[term], jsonld[term] = one.turtle, one.jsonld
        return cls(
            subjects,
            Spans.cut(files["ntriples"], {term: one.ntriples for term, one in subjects.items()}),
            Spans.cut(files["graph.ttl"], turtle, between=len(_BETWEEN)),
            Spans.cut(files["graph.jsonld"], jsonld, between=len(_BETWEEN_LINES), tail=len(_TAIL)),
        )

    @classmethod
    def of(cls, nodes: Iterable[Node], writers: Writers) -> Blocks:
        """The blocks of nodes, which are sorted."""
        made = cls({}, *(Spans.cut(b"", {}) for _ in range(3)))
        return made.changed({node.subject: node for node in nodes}, writers)

    def changed(self, nodes: Mapping[Term, Node | None], writers: Writers) -> Blocks:
        """The blocks where some nodes are others now, or none at all."""
        subjects = dict(self.subjects)
        parts: tuple[dict[Term, bytes | None], ...] = ({}, {}, {})
        for subject, node in nodes.items():
            subjects.pop(subject, None)
            made: tuple[bytes | None, ...] = (None, None, None)
            if node is not None:
                texts = (
                    to_ntriples(node.triples).encode(),
                    writers.turtle.block(node).encode(),
                    writers.jsonld.line(node).encode(),
                )
                subjects[subject] = Subject(node.kind, len(node.triples), *map(len, texts))
                made = texts
            for held, text in zip(parts, made, strict=True):
                held[subject] = text
        spans = (self.ntriples, self.turtle, self.jsonld)
        return Blocks(
            {term: subjects[term] for term in sorted(subjects)},
            *(one.changed(others) for one, others in zip(spans, parts, strict=True)),
        )

    def as_ntriples(self) -> Pieces:
        """The graph as canonical N-Triples."""
        return self.ntriples.pieces(self.subjects)

    def as_turtle(self, writer: ttl.TurtleWriter, comment: str) -> Pieces:
        """The graph as Turtle."""
        names = [name for kind, terms in self._by_kind.items() for name in (kind, *terms)]
        spans = self.turtle.changed({kind: _HEADINGS[kind] for kind in self._by_kind})
        used = [
            one.prefix
            for one in NAMESPACES
            if spans.uses(
                f"{one.prefix}:".encode(),
                names,
                _BETWEEN,
                is_old=f"@prefix {one.prefix}:".encode() in spans.above,
            )
        ]
        return [writer.head(used, comment).encode(), *spans.pieces(names, _BETWEEN)]

    def as_jsonld(self) -> Pieces:
        """The graph as JSON-LD."""
        names = [term for terms in self._by_kind.values() for term in terms]
        used = [
            prefix
            for prefix in json_ld.PREFIXES
            if self.jsonld.uses(
                f'"{prefix}:'.encode(),
                names,
                _BETWEEN_LINES,
                is_old=f'"{prefix}": '.encode() in self.jsonld.above,
            )
        ]
        return [json_ld.head(used).encode(), *self.jsonld.pieces(names, _BETWEEN_LINES), _TAIL]

    def about(self, subject: Term) -> tuple[Triple, ...]:
        """The triples of a subject."""
        if subject not in self.subjects:
            return ()
        return tuple(of_ntriples(self.ntriples[subject].decode()))

    @property
    def size(self) -> int:
        """How many nodes there are."""
        return len(self.subjects)

    def triples(self) -> Iterator[Triple]:
        """All triples, sorted."""
        return (one for term in self.subjects for one in self.about(term))

    @cached_property
    def _by_kind(self) -> dict[str, list[Term]]:
        return _by_kind(self.subjects)


def _by_kind(subjects: Mapping[Term, Subject]) -> dict[str, list[Term]]:
    """The subjects of each kind that has any."""
    found: dict[str, list[Term]] = {kind: [] for kind in KINDS}
    for term, one in subjects.items():
        found[one.kind].append(term)
    return {kind: terms for kind, terms in found.items() if terms}
