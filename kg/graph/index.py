"""A graph of which only what is asked for is read, and how one differs from another."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from kg.graph.kinds import Node, kind
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


class Nodes(Mapping[Term, Node]):
    """The nodes of a graph by subject; ``about`` gives the triples of one."""

    def __init__(self, about: Callable[[Term], tuple[Triple, ...]], subjects: Mapping[Term, object]) -> None:
        self._about = about
        self._subjects = subjects
        self._known: dict[Term, Node] = {}

    def __getitem__(self, subject: Term) -> Node:
        found = self._known.get(subject)
        if found is None:
            if subject not in self._subjects:
                raise KeyError(subject)
            triples = self._about(subject)
            found = self._known[subject] = Node(subject, triples, kind(triples))
        return found

    def __contains__(self, subject: object) -> bool:
        return subject in self._subjects

    def __iter__(self) -> Iterator[Term]:
        return iter(self._subjects)

    def __len__(self) -> int:
        return len(self._subjects)


@dataclass(frozen=True, slots=True)
class Index:
    """The quads of each document by its slot, and the slots of the documents that name an IRI of ours."""

    sections: Mapping[int, Section]
    slots: Mapping[Term, tuple[int, ...]]

    def about(self, subject: Term) -> tuple[Triple, ...]:
        """The triples of a subject in all documents, each once and sorted."""
        found = {one for slot in self.slots.get(subject, ()) for one in self.sections[slot].about(subject)}
        return tuple(sorted(found))

    def leading_to(self, value: Term) -> set[Triple]:
        """The triples whose object is an IRI of ours."""
        return {one for slot in self.slots.get(value, ()) for one in self.sections[slot].leading_to(value)}

    @property
    def size(self) -> int:
        """How many names it has: those of all nodes, and of what they lead to."""
        return len(self.slots)

    def triples(self) -> Iterator[Triple]:
        """The triples of all documents, some more than once."""
        return (one for section in self.sections.values() for one in section.triples)

    def replaced(self, changed: Mapping[int, Section | None], base: str) -> Index:
        """The index where some documents have other quads, or are gone."""
        slots = dict(self.slots)
        for slot, section in changed.items():
            before = self.sections.get(slot)
            old = before.names(base) if before else set()
            new = section.names(base) if section else set()
            for name in old - new:
                left = tuple(one for one in slots[name] if one != slot)
                if left:
                    slots[name] = left
                else:
                    del slots[name]
            for name in new - old:
                slots[name] = (*slots.get(name, ()), slot)
        there = {slot: section or Section("", b"") for slot, section in changed.items()}
        return Index(_beside(there, self.sections), slots)


def _beside(others: dict[int, Section], sections: Mapping[int, Section]) -> Mapping[int, Section]:
    """The sections, where some are others now; what is read of them when it is asked for stays so."""
    if isinstance(sections, ChainMap):
        return ChainMap({**sections.maps[0], **others}, *sections.maps[1:])
    return ChainMap(others, cast(MutableMapping[int, Section], sections))


def index_of(sections: Mapping[int, Section], base: str) -> Index:
    """The index of documents by their slots."""
    found: dict[Term, list[int]] = {}
    for slot, section in sections.items():
        for name in section.names(base):
            found.setdefault(name, []).append(slot)
    return Index(sections, {name: tuple(slots) for name, slots in found.items()})


@dataclass(frozen=True, slots=True)
class Change:
    """How the union of all graphs has changed: the changed subjects, with their triples before and after."""

    before: Mapping[Term, tuple[Triple, ...]]
    after: Mapping[Term, tuple[Triple, ...]]

    def __bool__(self) -> bool:
        return bool(self.after)

    @property
    def gone(self) -> set[Triple]:
        """The triples that no document states any more."""
        return _all(self.before) - _all(self.after)

    @property
    def triples(self) -> set[Triple]:
        """The triples that are gone, and those that are new."""
        return _all(self.before) ^ _all(self.after)


def _all(triples: Mapping[Term, tuple[Triple, ...]]) -> set[Triple]:
    return {one for several in triples.values() for one in several}


def change(
    old: Index, new: Index, changed: Mapping[int, Section | None], about: Callable[[Term], tuple[Triple, ...]]
) -> Change:
    """What the changed documents change in the union; ``about`` gives the triples of a subject before."""
    subjects: set[Term] = set()
    for slot, section in changed.items():
        earlier = old.sections.get(slot)
        before = set(earlier.triples) if earlier else set()
        after = set(section.triples) if section else set()
        subjects.update(subject for subject, _, _ in before ^ after)
    found = {subject: (about(subject), new.about(subject)) for subject in sorted(subjects)}
    differ = {subject: both for subject, both in found.items() if both[0] != both[1]}
    return Change(
        {subject: before for subject, (before, _) in differ.items()},
        {subject: after for subject, (_, after) in differ.items()},
    )
