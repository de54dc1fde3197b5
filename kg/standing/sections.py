"""The quads of one document, as they stand in ``graph.nq``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from kg.pieces import Pieces
from kg.standing.spans import spliced
from kg.terms import Term, Triple, is_iri


class Section:
    """The lines of one named graph, sorted; literals have no line ends (N-Quads section 2)."""

    def __init__(self, graph: Term, data: bytes) -> None:
        self.graph = graph
        self.data = data

    @classmethod
    def of_triples(cls, graph: Term, triples: tuple[Triple, ...]) -> Section:
        """The section of a graph whose sorted triples are given."""
        found = cls(graph, "".join([f"{s} {p} {o} {graph} .\n" for s, p, o in triples]).encode())
        found.triples = triples
        return found

    @cached_property
    def triples(self) -> tuple[Triple, ...]:
        """All triples."""
        return tuple(self._parsed(self.data))

    def about(self, subject: Term) -> list[Triple]:
        """The triples of a subject."""
        needle = f"{subject} ".encode()
        start = 0 if self.data.startswith(needle) else self.data.find(b"\n" + needle) + 1
        if not start and not self.data.startswith(needle):
            return []
        end = start
        while self.data.startswith(needle, end):
            end = self.data.index(b"\n", end) + 1
        return list(self._parsed(self.data[start:end]))

    def leading_to(self, value: Term) -> Iterator[Triple]:
        """The triples whose object is the IRI."""
        needle = f" {value} {self.graph} .\n".encode()
        found = self.data.find(needle)
        while found >= 0:
            start = self.data.rfind(b"\n", 0, found) + 1
            subject, predicate = self.data[start:found].decode().split(" ", 1)
            yield subject, predicate, value
            found = self.data.find(needle, found + 1)

    def names(self, base: str) -> set[Term]:
        """The IRIs under the base that are subjects or objects."""
        ours = f"<{base}"
        found = {subject for subject, _, _ in self.triples}
        found.update(value for _, _, value in self.triples if is_iri(value) and value.startswith(ours))
        return found

    def _parsed(self, data: bytes) -> Iterator[Triple]:
        ending = len(f" {self.graph} .")
        for line in data.decode().split("\n")[:-1]:
            subject, predicate, rest = line.split(" ", 2)
            yield subject, predicate, rest[:-ending]


class Sections(Mapping[int, Section]):
    """The sections of a whole file by slot; ``documents`` gives slot, graph and length of each, in order."""

    def __init__(self, data: bytes, documents: Iterable[tuple[int, Term, int]]) -> None:
        self._data = data
        self._places: dict[int, tuple[Term, int, int]] = {}
        self._known: dict[int, Section] = {}
        end = 0
        for slot, graph, size in documents:
            start, end = end, end + size
            self._places[slot] = graph, start, end

    def __getitem__(self, slot: int) -> Section:
        if slot not in self._known:
            graph, start, end = self._places[slot]
            self._known[slot] = Section(graph, self._data[start:end])
        return self._known[slot]

    def __iter__(self) -> Iterator[int]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def raw(self, slot: int) -> memoryview:
        """The bytes of a section, not copied."""
        _, start, end = self._places[slot]
        return memoryview(self._data)[start:end]

    def pieces(self, parts: Iterable[int | bytes]) -> Pieces:
        """A file of sections, each as its slot or as what it is now."""
        return spliced(
            self._data, (one if isinstance(one, bytes) else self._places[one][1:] for one in parts)
        )


def parsed(ntriples: bytes) -> Iterator[Triple]:
    """The triples of canonical N-Triples."""
    for line in ntriples.decode().split("\n")[:-1]:
        subject, predicate, rest = line.split(" ", 2)
        yield subject, predicate, rest[:-2]
