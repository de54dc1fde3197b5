"""Why names are one person's, and why others are not."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from kg.explain.corpus import Corpus
from kg.explain.records import Answer, Join, Miss, Seen
from kg.identity.authorities.contradictions import name_key
from kg.identity.authors import AuthorName
from kg.identity.likeness import Form, compatible, form, is_common
from kg.identity.mentions import SourceMention
from kg.identity.names import PersonName, person_name
from kg.identity.people import Coauthors, coauthors, coauthors_needed, shared_coauthors
from kg.identity.sources import DecidedSource

_RULES = {
    "authority": "the authority file says so",
    "spelling": "two ways to type one name",
    "coauthors": "names that can be one person's, and shared coauthors",
    "initials": "initials that fit nobody else, and shared coauthors",
}


@dataclass(slots=True)
class Person:
    """A person of the graph: the names in lists of authors that were taken for theirs."""

    iri: str
    appearances: list[tuple[str, SourceMention, int, str]] = field(default_factory=list)
    names: set[PersonName] = field(default_factory=set)
    listed: list[tuple[Sequence[Form], int]] = field(default_factory=list)
    works: set[str] = field(default_factory=set)

    @property
    def is_full(self) -> bool:
        """Whether a name of theirs is given in full."""
        return any(name.is_full for name in self.names)

    @property
    def coauthors(self) -> Coauthors:
        """With whom they have written, as the rules see it."""
        return Coauthors(one for forms, index in self.listed for one in coauthors(forms, index))

    @property
    def best(self) -> PersonName:
        """The fullest of the names."""
        return max(self.names, key=lambda name: (name.is_full, len(name.key), name.key))


class Persons:
    """The people in lists of authors, to be explained."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    @cached_property
    def all(self) -> dict[str, Person]:
        """Every person by IRI."""
        found: dict[str, Person] = {}
        listed: dict[str, dict[str, Form]] = defaultdict(dict)
        decided = self._corpus.identity.works
        for work, mention, index, written, author in self._corpus.authors():
            iri = self._node(author, decided[work])
            if author.person is None or not iri:
                continue
            person = found.setdefault(iri, Person(iri))
            person.appearances.append((work, mention, index, written))
            person.names.add(author.person)
            person.works.add(work)
            listed[work][iri] = form(author.person)
        for people in listed.values():
            forms = list(people.values())
            for index, iri in enumerate(people):
                found[iri].listed.append((forms, index))
        return found

    def _node(self, author: AuthorName, work: DecidedSource) -> str:
        """The author of a work whom a name in one of its lists means; empty where it means nobody surely."""
        iri = self._corpus.identity.agents.author_iri(author, work.iri)
        people = [agent for agent in work.authors if agent.is_person]
        if author.person is None or any(agent.iri == iri for agent in people):
            return iri
        mine = form(author.person)
        names = [(agent.iri, person_name(agent.name)) for agent in people]
        meant = {one for one, name in names if name is not None and compatible(mine, form(name))}
        return meant.pop() if len(meant) == 1 else ""

    @property
    def iris(self) -> set[str]:
        """The IRIs of all people in lists of authors."""
        return set(self.all)

    def named(self, written: str) -> Iterator[str]:
        """The people who bear a name."""
        key = name_key(written)
        for iri, person in self.all.items():
            if any(name.key == key for name in person.names):
                yield iri

    def nearest(self, written: str) -> list[str]:
        """The names most like the text."""
        names = sorted({name.shown for person in self.all.values() for name in person.names})
        return difflib.get_close_matches(written, names, n=3, cutoff=0.75)

    def answer(self, iri: str) -> Answer:
        """What was decided about a person."""
        person = self.all[iri]
        place = self._corpus.place
        keys = {name.key for name in person.names}
        people = self._corpus.identity.agents.people
        joins = [
            join
            for join in people.joins
            if join.one.partition(", in ")[0] in keys
            and people.standing_for(join.other) in self._keys(person)
        ]
        return Answer(
            "person",
            iri,
            self._corpus.identity.names[iri],
            facts=tuple(self._facts(person)),
            mentions=tuple(
                Seen(place(mention.file, (*mention.path, "authors", index)), written, (work,))
                for work, mention, index, written in person.appearances
            ),
            joins=tuple(
                Join(one.one, one.other, _RULES[one.rule], ", ".join(one.coauthors)) for one in joins
            ),
            misses=tuple(self._misses(person)),
        )

    def near(self, person: Person) -> Iterator[Person]:
        """The people whose names can be theirs too."""
        mine = form(person.best)
        for other in self.all.values():
            if other is not person and any(
                compatible(mine, form(name)) or (name.key == person.best.key) for name in other.names
            ):
                yield other

    def _keys(self, person: Person) -> set[str]:
        people = self._corpus.identity.agents.people
        return {people.standing_for(name.key) for name in person.names if name.is_full}

    def _facts(self, person: Person) -> Iterator[str]:
        addresses = self._corpus.identity.same_as.get(person.iri)
        if addresses is not None:
            yield "an entry of the authority file" + (": " if addresses else "") + ", ".join(addresses)
        if not person.is_full and person.iri.startswith(tuple(person.works)):
            yield "no full name: known in this work only"
        yield "names: " + ", ".join(sorted({name.shown for name in person.names}))

    def _misses(self, person: Person) -> Iterator[Miss]:
        for other in sorted(self.near(person), key=lambda one: one.iri):
            name = self._corpus.identity.names[other.iri]
            yield Miss(other.iri, name, apart(person, other, list(self.near(other))))


def apart(one: Person, other: Person, near_other: list[Person]) -> str:
    """Why two people whose names can be one person's are two."""
    if one.works & other.works:
        return "both stand in one list of authors"
    mine, theirs = form(one.best), form(other.best)
    if not mine.given or not theirs.given:
        return "a family name alone identifies nobody"
    if not one.is_full and not other.is_full:
        return "initials join nobody to initials"
    if any(name.at for name in (*one.names, *other.names)) and one.best.key == other.best.key:
        return "the bodies in brackets tell them apart"
    rivals = [each for each in near_other if each is not one and each.is_full and each is not other]
    if rivals:
        return f"{other.best.shown} could also be {rivals[0].best.shown}"
    shared = shared_coauthors(one.coauthors.names, other.coauthors)
    needed = max(coauthors_needed(mine), coauthors_needed(theirs))
    if len(shared) >= needed:
        return "a ruling, or a third name that fits only one of them, keeps them apart"
    if shared:
        return f"only one coauthor is shared ({shared[0]}), and many people are called {one.best.family}"
    many = f", and many people are called {one.best.family}" if is_common(mine.family) else ""
    return f"no coauthor is shared{many}"
