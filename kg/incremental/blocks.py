"""The files of the whole graph, as one block a node: only the blocks of changed nodes are made again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.exporters import jsonld as json_ld
from kg.exporters import turtle as ttl
from kg.exporters.output import Writers
from kg.graph.kinds import KINDS, Node
from kg.incremental.section import parsed
from kg.incremental.state import Subject
from kg.terms import Term, Triple, to_ntriples
from kg.vocabulary import NAMESPACES


@dataclass(frozen=True, slots=True)
class Blocks:
    """What is said of each node in each form, by its subject, sorted; ``subjects`` has their sizes."""

    subjects: Mapping[Term, Subject]
    ntriples: Mapping[Term, bytes]
    turtle: Mapping[Term, bytes]
    jsonld: Mapping[Term, bytes]

    @classmethod
    def cut(cls, subjects: Mapping[Term, Subject], files: Mapping[str, bytes]) -> Blocks:
        """The blocks of the files of an earlier build; ``files`` has N-Triples under ``ntriples``."""
        sorted_out = _by_kind(subjects)
        described: list[tuple[Term, int]] = []
        for kind, terms in sorted_out.items():
            # The heading is a block of its own, which no subject has.
            described.append((kind, len(ttl.heading(kind).encode())))
            described += [(term, subjects[term].turtle) for term in terms]
        lines = [(term, subjects[term].jsonld) for terms in sorted_out.values() for term in terms]
        return cls(
            subjects,
            _cut(files["ntriples"], [(term, one.ntriples) for term, one in subjects.items()], 0, 0),
            _cut(files["graph.ttl"], described, len(ttl.BETWEEN), 0),
            _cut(files["graph.jsonld"], lines, len(json_ld.BETWEEN), len(json_ld.TAIL)),
        )

    @classmethod
    def of(cls, nodes: Iterable[Node], writers: Writers) -> Blocks:
        """The blocks of nodes, which are sorted."""
        made = cls({}, {}, {}, {})
        return made.changed({node.subject: node for node in nodes}, writers)

    def changed(self, nodes: Mapping[Term, Node | None], writers: Writers) -> Blocks:
        """The blocks where some nodes are others now, or none at all."""
        subjects, parts = dict(self.subjects), [dict(self.ntriples), dict(self.turtle), dict(self.jsonld)]
        for subject, node in nodes.items():
            subjects.pop(subject, None)
            for held in parts:
                held.pop(subject, None)
            if node is not None:
                made = (
                    to_ntriples(node.triples).encode(),
                    writers.turtle.block(node).encode(),
                    writers.jsonld.line(node).encode(),
                )
                for held, block in zip(parts, made, strict=True):
                    held[subject] = block
                subjects[subject] = Subject(node.kind, len(node.triples), *map(len, made))
        return Blocks({term: subjects[term] for term in sorted(subjects)}, *parts)

    def as_ntriples(self) -> bytes:
        """The graph as canonical N-Triples."""
        return b"".join([self.ntriples[term] for term in self.subjects])

    def as_turtle(self, writer: ttl.TurtleWriter, comment: str) -> bytes:
        """The graph as Turtle."""
        parts: list[bytes] = []
        for kind, terms in _by_kind(self.subjects).items():
            parts.append(ttl.heading(kind).encode())
            parts += [self.turtle[term] for term in terms]
        body = ttl.BETWEEN.encode().join(parts)
        used = [one.prefix for one in NAMESPACES if f"{one.prefix}:".encode() in body]
        return writer.head(used, comment).encode() + body

    def as_jsonld(self) -> bytes:
        """The graph as JSON-LD."""
        terms = [term for several in _by_kind(self.subjects).values() for term in several]
        body = json_ld.BETWEEN.encode().join([self.jsonld[term] for term in terms])
        used = [prefix for prefix in json_ld.PREFIXES if f'"{prefix}:'.encode() in body]
        return json_ld.head(used).encode() + body + json_ld.TAIL.encode()

    def about(self, subject: Term) -> tuple[Triple, ...]:
        """The triples of a subject."""
        return tuple(parsed(self.ntriples.get(subject, b"")))


def _by_kind(subjects: Mapping[Term, Subject]) -> dict[str, list[Term]]:
    """The subjects of each kind that has any."""
    found: dict[str, list[Term]] = {kind: [] for kind in KINDS}
    for term, one in subjects.items():
        found[one.kind].append(term)
    return {kind: terms for kind, terms in found.items() if terms}


def _cut(data: bytes, parts: Iterable[tuple[Term, int]], between: int, tail: int) -> dict[Term, bytes]:
    """The parts that a text ends with, by their names, when their lengths and what follows are known."""
    listed = list(parts)
    place = len(data) - tail - sum(size for _, size in listed) - between * (len(listed) - 1)
    found = {}
    for term, size in listed:
        found[term] = data[place : place + size]
        place += size + between
    return found
