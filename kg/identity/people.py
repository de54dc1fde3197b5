"""The second pass over people: which of the names in lists of authors are one person's.

A full name is one person wherever it stands. Beyond that a name joins another
only on evidence: a coauthor whom both have, and nobody else in the collection
whom it could mean as well. Initials alone join nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from kg.identity.authorities.names import NamedPeople
from kg.identity.likeness import Form, compatible, form, is_common, transliterated
from kg.identity.names import PersonName
from kg.identity.works import cliques

_TOO_MANY_FORMS = 60
"""A family name and initial that more forms share than this tells too little to join any."""

Byline = tuple[str, tuple[PersonName, ...]]
"""A work and the people in its list of authors."""


@dataclass(frozen=True, slots=True)
class NameJoin:
    """Two names of one person, the rule that says so, and the coauthors that bear it out."""

    one: str
    other: str
    rule: str
    coauthors: tuple[str, ...] = ()


@dataclass(slots=True)
class People:
    """Which key stands for each name.

    ``leads`` goes from the key of a full name to another that stands for it;
    ``short`` from a work and the key of a name that is not full to that of
    the person. ``at`` holds the full names that people at different bodies
    bear, and those bodies; ``shared`` all full names that several people bear.
    """

    leads: dict[str, str] = field(default_factory=dict)
    short: dict[tuple[str, str], str] = field(default_factory=dict)
    at: dict[str, frozenset[str]] = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)
    joins: list[NameJoin] = field(default_factory=list)

    def key(self, name: PersonName, scope: str) -> str:
        """What names the person: equal for two names of one; empty for one known in ``scope`` only."""
        if not name.is_full:
            return self.short.get((scope, name.key), "")
        if name.at and name.key in self.at:
            return f"{name.key} {name.at}"
        return self.standing_for(name.key)

    def standing_for(self, key: str) -> str:
        """The key that stands for that of a full name."""
        while key in self.leads:
            key = self.leads[key]
        return key

    def join(self, one: str, other: str, rule: str, coauthors: tuple[str, ...] = ()) -> None:
        """Let the key ``other`` stand for ``one``; neither is led elsewhere yet."""
        self.leads[one] = other
        self.joins.append(NameJoin(one, other, rule, coauthors))


@dataclass(slots=True)
class _Person:
    """A full name, and with whom its bearers have written: names, and their keys where they are full."""

    key: str
    form: Form
    coauthors: set[Form] = field(default_factory=set)
    beside: set[str] = field(default_factory=set)


def decide_people(bylines: Iterable[Byline], ruled: NamedPeople | None = None) -> People:
    """Which names are one person's, from the lists of authors of all works and what a person has ruled."""
    found = People()
    apart: set[frozenset[str]] = set()
    if ruled is not None:
        found.shared |= ruled.shared
        apart = ruled.apart
        for key in sorted(ruled.leads):
            found.join(key, ruled.leads[key], "authority")
    ordered = sorted(set(bylines), key=lambda one: (one[0], [_sortable(name) for name in one[1]]))
    names = sorted({name for _, people in ordered for name in people if name.is_full}, key=_sortable)
    found.at = _homonyms(names)
    found.shared |= set(found.at)
    _join_spellings(names, found, apart)
    people = _people(names, ordered, found)
    blocks: dict[tuple[str, str], list[_Person]] = defaultdict(list)
    for key in sorted(people):
        for block in people[key].form.blocks:
            blocks[block].append(people[key])
    for block in sorted(blocks):
        _join_block(blocks[block], found, apart)
    _join_short(ordered, blocks, found)
    return found


def coauthors(byline: Sequence[Form], index: int) -> set[Form]:
    """The names of a list beside the one at ``index``, but for those that may be that name once more."""
    return {one for one in byline if one != byline[index] and not compatible(one, byline[index])}


def shared_coauthors(one: Iterable[Form], other: Iterable[Form]) -> tuple[str, ...]:
    """The family names of coauthors that are on both sides, sorted.

    A coauthor is shared when the names can be of one person; one with a
    common family name only when both sides give it in full and alike.
    """
    theirs: dict[str, list[Form]] = defaultdict(list)
    for name in other:
        theirs[name.family].append(name)
    return tuple(
        sorted(
            {
                mine.family
                for mine in one
                for their in theirs.get(mine.family, ())
                if (_is_spelled_out(mine) and mine == their)
                or (not is_common(mine.family) and compatible(mine, their))
            }
        )
    )


def coauthors_needed(one: Form) -> int:
    """How many coauthors two names must share to be one person's: two where the family name is common."""
    return 2 if is_common(one.family) else 1


def _sortable(name: PersonName) -> tuple[str, str, str, str]:
    return (name.key, name.given, name.family, name.at)


def _is_spelled_out(one: Form) -> bool:
    return any(len(part) > 1 for part in one.given)


def _homonyms(names: Iterable[PersonName]) -> dict[str, frozenset[str]]:
    """The full names that stand with different bodies in brackets."""
    bodies: dict[str, set[str]] = defaultdict(set)
    for name in names:
        if name.at:
            bodies[name.key].add(name.at)
    return {key: frozenset(at) for key, at in bodies.items() if len(at) > 1}


def _join_spellings(names: Sequence[PersonName], found: People, apart: Set[frozenset[str]]) -> None:
    """Join full names that differ in how they are typed only: ``Le Cun``, ``Mueller``."""
    by_form: dict[Form, str] = {}
    for name in names:
        first = by_form.setdefault(form(name), name.key)
        if name.key not in found.leads and _is_free(name.key, found.standing_for(first), apart):
            found.join(name.key, found.standing_for(first), "spelling")
    for name in names:
        typed = transliterated(name)
        other = by_form.get(typed, "") if typed else ""
        mine = found.standing_for(name.key)
        if other and other not in found.leads and _is_free(other, mine, apart):
            found.join(other, mine, "spelling")


def _is_free(one: str, other: str, apart: Set[frozenset[str]]) -> bool:
    """Whether two keys are not one already, and nobody has ruled them apart."""
    return one != other and frozenset((one, other)) not in apart


def _people(names: Iterable[PersonName], bylines: Iterable[Byline], found: People) -> dict[str, _Person]:
    people: dict[str, _Person] = {}
    for name in names:
        if name.key not in found.leads and name.key not in found.shared:
            people.setdefault(name.key, _Person(name.key, form(name)))
    for _, listed in bylines:
        forms = [form(name) for name in listed]
        keys = [found.standing_for(name.key) for name in listed]
        for index, name in enumerate(listed):
            if name.is_full and (person := people.get(keys[index])):
                person.coauthors |= coauthors(forms, index)
                person.beside.update(keys[:index], keys[index + 1 :])
    return people


def _join_block(block: Sequence[_Person], found: People, apart: Set[frozenset[str]]) -> None:
    """Join full names that differ in middle names or short forms, where coauthors bear it out."""
    if not 1 < len(block) <= _TOO_MANY_FORMS:
        return

    def related(one: int, other: int) -> bool:
        mine, theirs = block[one], block[other]
        is_free = theirs.key not in mine.beside and _is_free(mine.key, theirs.key, apart)
        return is_free and compatible(mine.form, theirs.form)

    for numbers in cliques(len(block), related):
        group = [block[number] for number in numbers if block[number].key not in found.leads]
        best = max(group, key=lambda one: (len(one.form.given), len(one.key), one.key), default=None)
        for one in group:
            if best is None or one is best:
                continue
            shared = shared_coauthors(one.coauthors, best.coauthors)
            if len(shared) >= coauthors_needed(one.form):
                found.join(one.key, best.key, "coauthors", shared)


def _join_short(
    bylines: Iterable[Byline], blocks: Mapping[tuple[str, str], Sequence[_Person]], found: People
) -> None:
    """Join names given by initials to the only person they can mean, where coauthors bear it out."""
    for work, listed in bylines:
        forms = [form(name) for name in listed]
        named = {found.standing_for(name.key) for name in listed if name.is_full}
        for index, name in enumerate(listed):
            if name.is_full or not forms[index].given:
                continue
            meant = _meant(forms[index], blocks, found)
            target = min(meant, default="")
            if len(meant) != 1 or target in named:
                continue
            known = {one for person in meant[target] for one in person.coauthors}
            shared = shared_coauthors(coauthors(forms, index), known)
            if len(shared) >= coauthors_needed(forms[index]):
                found.short[work, name.key] = target
                found.joins.append(NameJoin(f"{name.key}, in {work}", target, "initials", shared))


def _meant(
    short: Form, blocks: Mapping[tuple[str, str], Sequence[_Person]], found: People
) -> dict[str, list[_Person]]:
    """The people whom a name given by initials can mean, each with the full names that are theirs."""
    meant: dict[str, list[_Person]] = defaultdict(list)
    for block in short.blocks:
        members = blocks.get(block, ())
        if len(members) > _TOO_MANY_FORMS:
            return {}
        for person in members:
            if compatible(short, person.form):
                meant[found.standing_for(person.key)].append(person)
    return meant
