"""The second pass over people: which of the names in lists of authors are one person's.

A full name is one person wherever it stands. Beyond that a name joins another
only on evidence: a coauthor whom both have, and nobody else in the collection
whom it could mean as well. Initials alone join nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property

from kg.identity.authorities.names import Apart, NamedPeople, ends
from kg.identity.likeness import Form, compatible, form, is_common, transliterated
from kg.identity.names import PersonName
from kg.identity.works import cliques

_TOO_MANY_FORMS = 60
"""A family name and initial that more forms share than this tells too little to join any."""

_LONG_LIST = 200
"""In a longer list of authors, those near a name are taken for its coauthors, not all."""
_NEAR = 50
"""How many before and after a name are near it."""

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

    def about(self, keys: Set[str]) -> People:
        """What is decided about the names with these keys, and what a person has ruled."""
        ruled = {one.one for one in self.joins if one.rule == "authority"}
        return People(
            {key: other for key, other in self.leads.items() if key in keys or key in ruled},
            {place: other for place, other in self.short.items() if place[1] in keys},
            {key: bodies for key, bodies in self.at.items() if key in keys},
            self.shared,
            [one for one in self.joins if one.one.partition(", in ")[0] in keys or one.rule == "authority"],
        )

    @classmethod
    def union(cls, ruled: NamedPeople, parts: Iterable[People]) -> People:
        """What is decided in all parts of a corpus, and what a person has ruled."""
        found = decide_people((), ruled)
        joins = dict.fromkeys(found.joins)
        for part in parts:
            found.leads.update(part.leads)
            found.short.update(part.short)
            found.at.update(part.at)
            joins.update(dict.fromkeys(part.joins))
        found.shared |= set(found.at)
        found.joins = list(joins)
        return found

    def join(self, one: str, other: str, rule: str, coauthors: tuple[str, ...] = ()) -> None:
        """Let the key ``other`` stand for ``one``; neither is led elsewhere yet."""
        self.leads[one] = other
        self.joins.append(NameJoin(one, other, rule, coauthors))


class Coauthors:
    """The names with which the bearers of a name have written, found by family name."""

    __slots__ = ("_families", "names")

    def __init__(self, names: Iterable[Form]) -> None:
        self.names = frozenset(names)
        self._families: dict[str, list[Form]] = defaultdict(list)
        for name in self.names:
            self._families[name.family].append(name)

    def has(self, name: Form) -> bool:
        """Whether the name, or one that can be of the same person, is among them.

        A common family name counts only where both give the name in full and alike, and so
        does one with which too many have written.
        """
        if name in self.names and _is_spelled_out(name):
            return True
        family = self._families.get(name.family, ())
        if is_common(name.family) or len(family) > _TOO_MANY_FORMS:
            return False
        return any(compatible(name, other) for other in family)


@dataclass
class _Person:
    """A full name, and where it stands: lists of authors as forms, and its place in each.

    ``lists`` are the numbers of the lists in which it stands.
    """

    key: str
    form: Form
    listed: list[tuple[Sequence[Form], int]] = field(default_factory=list)
    lists: set[int] = field(default_factory=set)

    @cached_property
    def coauthors(self) -> Coauthors:
        """With whom its bearers have written."""
        return Coauthors(one for forms, index in self.listed for one in coauthors(forms, index))


def decide_people(bylines: Iterable[Byline], ruled: NamedPeople | None = None) -> People:
    """Which names are one person's, from the lists of authors of all works and what a person has ruled."""
    found = People()
    apart: Apart = {}
    if ruled is not None:
        found.shared |= ruled.shared
        apart = ruled.apart
        for key in sorted(ruled.leads):
            found.join(key, ruled.leads[key], "authority")
        found.leads = ends(ruled.leads)
    ordered = sorted(set(bylines), key=lambda one: (one[0], [_sortable(name) for name in one[1]]))
    names = sorted({name for _, people in ordered for name in people if name.is_full}, key=_sortable)
    found.at = _homonyms(names)
    found.shared |= set(found.at)
    _join_spellings(names, found, apart)
    people, beside = _people(names, ordered, found)
    blocks: dict[tuple[str, str], list[_Person]] = defaultdict(list)
    for key in sorted(people):
        for block in people[key].form.blocks:
            blocks[block].append(people[key])
    for block in sorted(blocks):
        _join_block(blocks[block], beside, found, apart)
    _join_short(ordered, blocks, found)
    return found


def coauthors(byline: Sequence[Form], index: int) -> set[Form]:
    """The names of a list beside the one at ``index``, but for those that may be that name once more.

    Of a list so long that its authors need not know each other, those near the name.
    """
    near = byline if len(byline) <= _LONG_LIST else byline[max(0, index - _NEAR) : index + _NEAR + 1]
    return {one for one in near if one != byline[index] and not compatible(one, byline[index])}


def shared_coauthors(one: Iterable[Form], other: Coauthors) -> tuple[str, ...]:
    """The family names of coauthors that are on both sides, sorted."""
    return tuple(sorted({mine.family for mine in one if other.has(mine)}))


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


def _join_spellings(names: Sequence[PersonName], found: People, apart: Apart) -> None:
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


def _is_free(one: str, other: str, apart: Apart) -> bool:
    """Whether two keys are not one already, and nobody has ruled them apart."""
    return one != other and apart.get(one, frozenset()).isdisjoint(apart.get(other, frozenset()))


def _people(
    names: Iterable[PersonName], bylines: Iterable[Byline], found: People
) -> tuple[dict[str, _Person], Mapping[str, set[int]]]:
    """The people by key, and the numbers of the lists in which each key stands, in full or not."""
    people: dict[str, _Person] = {}
    beside: dict[str, set[int]] = defaultdict(set)
    for name in names:
        if name.key not in found.leads and name.key not in found.shared:
            people.setdefault(name.key, _Person(name.key, form(name)))
    for number, (_, listed) in enumerate(bylines):
        forms = [form(name) for name in listed]
        for index, name in enumerate(listed):
            key = found.standing_for(name.key)
            beside[key].add(number)
            if name.is_full and (person := people.get(key)):
                person.listed.append((forms, index))
                person.lists.add(number)
    return people, beside


def _join_block(
    block: Sequence[_Person], beside: Mapping[str, set[int]], found: People, apart: Apart
) -> None:
    """Join full names that differ in middle names or short forms, where coauthors bear it out."""
    if not 1 < len(block) <= _TOO_MANY_FORMS:
        return

    def related(one: int, other: int) -> bool:
        mine, theirs = block[one], block[other]
        return (
            compatible(mine.form, theirs.form)
            and mine.lists.isdisjoint(beside[theirs.key])
            and _is_free(mine.key, theirs.key, apart)
        )

    for numbers in cliques(len(block), related):
        group = [block[number] for number in numbers if block[number].key not in found.leads]
        best = max(group, key=lambda one: (len(one.form.given), len(one.key), one.key), default=None)
        for one in group:
            if best is None or one is best:
                continue
            shared = shared_coauthors(one.coauthors.names, best.coauthors)
            if len(shared) >= coauthors_needed(one.form):
                found.join(one.key, best.key, "coauthors", shared)


def _join_short(
    bylines: Iterable[Byline], blocks: Mapping[tuple[str, str], Sequence[_Person]], found: People
) -> None:
    """Join names given by initials to the only person they can mean, where coauthors bear it out."""
    known: dict[str, Coauthors] = {}
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
            together = " / ".join(person.key for person in meant[target])
            if together not in known:
                known[together] = Coauthors(one for person in meant[target] for one in person.coauthors.names)
            shared = shared_coauthors(coauthors(forms, index), known[together])
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
