"""The graph before and after an edit, of which only what is asked for is read."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from typing import cast

from kg.graph.kinds import Node, kind
from kg.standing.sections import Section
from kg.terms import Term, Triple


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
        # No slot leads to a document that is gone.
        there = {slot: section for slot, section in changed.items() if section is not None}
        return Index(ChainMap(there, cast(MutableMapping[int, Section], self.sections)), slots)


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
