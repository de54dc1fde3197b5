"""Mentions gathered into works, what keeps two works apart, and why any two were joined."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from kg.identity.authorities.selection import Side, conflict
from kg.identity.identifiers import SINGLE
from kg.identity.mentions import SourceMention
from kg.identity.titles import MOST_TITLES, Title, agree

_Values = dict[str, set[str]]

_MOST_WORDS = 3000
"""Of titles that have more words in all, only equal ones are joined."""
_MOST_SETS = 100
"""So many sets of identifiers are compared two by two; more, none of them in all, contradict each other."""


class Why(NamedTuple):
    """The rule that joined two works, and the key that both have."""

    rule: str
    key: str = ""


class Works:
    """Disjoint sets of mentions, by their position; the smallest member stands for its set.

    A set knows the titles that lists of sources give it, its identifiers of
    the schemes in which a work has only one, and on which sides of rulings it
    stands. ``joins`` holds each two works that became one, and why. Of a set
    in ``_agreed`` all titles are known to agree.
    """

    def __init__(
        self, mentions: Sequence[SourceMention], sides: Mapping[int, frozenset[Side]] | None = None
    ) -> None:
        self._parent = list(range(len(mentions)))
        self._titles: list[Mapping[str, Title]] = [_titles(mention) for mention in mentions]
        self._single: list[_Values] = [_single(mention) for mention in mentions]
        self._sides = dict(sides or {})
        self._ruled: set[int] = set()
        self._agreed: set[int] = set()
        self.joins: list[tuple[int, int, Why]] = []

    def find(self, member: int) -> int:
        """The mention that stands for the work of ``member``."""
        parent = self._parent
        while parent[member] != member:
            parent[member] = parent[parent[member]]
            member = parent[member]
        return member

    def roots(self, members: Iterable[int]) -> list[int]:
        """The mentions that stand for the works of ``members``, sorted."""
        return sorted({self.find(member) for member in members})

    def join(self, members: Iterable[int], why: Why) -> None:
        """Make one work of the works of the members; of those that a ruling parts, one for each side."""
        roots = self.roots(members)
        for group in [roots] if not self._are_parted(roots) else self._by_side(roots):
            for root in group[1:]:
                self._unite(group[0], root, why)

    def rule(self, members: Iterable[int], why: Why) -> None:
        """Make one work of the works of the members because a person says so, whatever their titles are."""
        roots = self.roots(members)
        self.join(roots, why)
        self._ruled.update(self.roots(roots))

    def is_ruled(self, member: int) -> bool:
        """Whether a person has said what is of the work of ``member``."""
        return self.find(member) in self._ruled

    def _unite(self, one: int, other: int, why: Why) -> None:
        self._parent[other] = one
        self._titles[one] = _united(self._titles[one], self._titles[other])
        _merge(self._single[one], self._single[other])
        if held := self._sides.pop(other, None):
            self._sides[one] = self._sides.get(one, frozenset()) | held
        if other in self._ruled:
            self._ruled.add(one)
        self.joins.append((one, other, why))

    def _are_parted(self, roots: Sequence[int]) -> bool:
        return bool(self._sides) and conflict(self._sides[root] for root in roots if root in self._sides)

    def _by_side(self, roots: Sequence[int]) -> list[list[int]]:
        groups: dict[frozenset[Side], list[int]] = {}
        for root in roots:
            groups.setdefault(self._sides.get(root, frozenset()), []).append(root)
        return list(groups.values())

    def join_equal(self, members: Iterable[int], key: str, why: Why, *, is_sure: bool) -> None:
        """Join members under one identifier and one title, whose key is given.

        Where their works hold further titles, they are joined only if all of
        these agree. Unless the identifier is sure, other identifiers that
        contradict each other keep them apart.
        """
        roots = self.roots(members)
        if len(roots) < 2:
            return
        plain = [root for root in roots if self._titles[root].keys() <= {key}]
        if not is_sure and self._contradict(plain):
            plain = [root for root in plain if not self._single[root]]
        self.join(plain, why)
        self.join_all(roots, why, is_sure=is_sure)

    def join_all(self, members: Iterable[int], why: Why, *, is_sure: bool) -> bool:
        """Join the works of the members, unless anything speaks against it; whether they are one now."""
        roots = self.roots(members)
        if len(roots) < 2:
            return True
        if self._are_parted(roots) or not self._agree(roots) or (not is_sure and self._contradict(roots)):
            return False
        self.join(roots, why)
        if self._ruled.isdisjoint(roots):
            self._agreed.add(roots[0])
        return True

    def _agree(self, roots: Sequence[int]) -> bool:
        """Whether all titles agree; of a work whose titles a person has joined, one has to."""
        ruled = [list(self._titles[root].values()) for root in roots if root in self._ruled]
        if not ruled:
            return self._agree_in_all(roots)
        titles: dict[str, Title] = {}
        for root in roots:
            if root not in self._ruled:
                titles.update(self._titles[root])
        groups = [[title] for title in titles.values()] + [held for held in ruled if held]
        return (
            is_comparable([title for group in groups for title in group])
            and all(agree(one, other) for one, other in combinations(titles.values(), 2))
            and all(
                any(agree(one, other) for one in mine for other in theirs)
                for mine, theirs in combinations(groups, 2)
            )
        )

    def _agree_in_all(self, roots: Sequence[int]) -> bool:
        """Whether every title of the works agrees with every other; those known to agree are not asked."""
        titles: dict[str, Title] = {}
        for root in roots:
            mine = self._titles[root]
            more = [title for key, title in mine.items() if key not in titles]
            if more and not is_comparable([*titles.values(), *more]):
                return False
            if not all(agree(one, other) for one in titles.values() for other in more):
                return False
            if root not in self._agreed and not all(
                agree(one, other) for one, other in combinations(mine.values(), 2)
            ):
                return False
            titles.update(mine)
        return True

    def contradict(self, one: int, other: int) -> bool:
        """Whether the works of two members have different identifiers of one scheme."""
        return self._contradict([self.find(one), self.find(other)])

    def _contradict(self, roots: Sequence[int]) -> bool:
        held: dict[str, list[set[str]]] = {}
        for root in roots:
            for scheme, values in self._single[root].items():
                held.setdefault(scheme, []).append(values)
        return any(map(_are_disjoint, held.values()))


def cliques(size: int, related: Callable[[int, int], bool]) -> list[list[int]]:
    """Groups of the numbers below ``size`` in which every two are related.

    A number that is related to two that are not related to each other could
    belong to either, and so stands alone.
    """
    neighbours: list[set[int]] = [set() for _ in range(size)]
    for one, other in combinations(range(size), 2):
        if related(one, other):
            neighbours[one].add(other)
            neighbours[other].add(one)
    between = {
        one
        for one in range(size)
        # None is its own neighbour, so that one is left over where all others are.
        if any(len(neighbours[one] - neighbours[other]) > 1 for other in neighbours[one])
    }
    groups: list[list[int]] = []
    seen: set[int] = set()
    for one in range(size):
        if one not in seen:
            group = [one] if one in between else sorted({one} | neighbours[one] - between)
            seen.update(group)
            groups.append(group)
    return groups


def is_comparable(titles: Sequence[Title]) -> bool:
    """Whether titles are so few, and of so few words, that every two can be compared."""
    return len(titles) <= MOST_TITLES and sum(len(title.core) for title in titles) <= _MOST_WORDS


def _are_disjoint(sets: Sequence[set[str]]) -> bool:
    """Whether two of the sets have nothing in common."""
    smallest = min(sets, key=len)
    common = set(smallest)
    for one in sets:
        common = {value for value in common if value in one}
    if common:
        return False
    return len(sets) > _MOST_SETS or any(one.isdisjoint(other) for one, other in combinations(sets, 2))


def _titles(mention: SourceMention) -> Mapping[str, Title]:
    if not mention.is_listed or not mention.has_title:
        return {}
    return {mention.comparable.key: mention.comparable}


def _single(mention: SourceMention) -> _Values:
    found: _Values = {}
    for scheme, value in mention.identifiers:
        if scheme in SINGLE:
            found.setdefault(scheme, set()).add(value)
    return found


def _united(one: Mapping[str, Title], other: Mapping[str, Title]) -> Mapping[str, Title]:
    return one if other.keys() <= one.keys() else {**one, **other}


def _merge(one: _Values, other: _Values) -> None:
    """Add the values of the other, which is used no more; the smaller set goes into the larger."""
    for scheme, values in other.items():
        smaller, larger = sorted((one.get(scheme, set()), values), key=len)
        larger |= smaller
        one[scheme] = larger
