"""The quads of all documents, as they stand in ``graph.nq``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kg.graph.index import Section
from kg.pieces import Pieces
from kg.standing.spans import spliced
from kg.terms import Term


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

    def pieces(self, parts: Iterable[int | bytes]) -> Pieces:
        """A file of sections, each as its slot or as what it is now."""
        return spliced(
            self._data, (one if isinstance(one, bytes) else self._places[one][1:] for one in parts)
        )
