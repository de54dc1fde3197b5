"""Mentions gathered into works, and what keeps two works apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations

from kg.identity.identifiers import SINGLE
from kg.identity.mentions import SourceMention
from kg.identity.titles import Title, agree

_Values = Mapping[str, frozenset[str]]


class Works:
    """Disjoint sets of mentions, by their position; the smallest member stands for its set.

    A set knows the titles that lists of sources give it, and its identifiers
    of the schemes in which a work has only one.
    """

    def __init__(self, mentions: Sequence[SourceMention]) -> None:
        self._parent = list(range(len(mentions)))
        self._titles: list[Mapping[str, Title]] = [_titles(mention) for mention in mentions]
        self._single: list[_Values] = [_single(mention) for mention in mentions]

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

    def join(self, members: Iterable[int]) -> None:
        """Make one work of the works of the members."""
        roots = self.roots(members)
        for root in roots[1:]:
            self._parent[root] = roots[0]
            self._titles[roots[0]] = _united(self._titles[roots[0]], self._titles[root])
            self._single[roots[0]] = _merged(self._single[roots[0]], self._single[root])

    def join_equal(self, members: Iterable[int], key: str, *, is_sure: bool) -> None:
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
        self.join(plain)
        self.join_all(roots, is_sure=is_sure)

    def join_all(self, members: Iterable[int], *, is_sure: bool) -> bool:
        """Join the works of the members, unless anything speaks against it; whether they are one now."""
        roots = self.roots(members)
        if len(roots) < 2:
            return True
        titles: dict[str, Title] = {}
        for root in roots:
            titles.update(self._titles[root])
        if not all(agree(one, other) for one, other in combinations(titles.values(), 2)):
            return False
        if not is_sure and self._contradict(roots):
            return False
        self.join(roots)
        return True

    def contradict(self, one: int, other: int) -> bool:
        """Whether the works of two members have different identifiers of one scheme."""
        return self._contradict([self.find(one), self.find(other)])

    def _contradict(self, roots: Sequence[int]) -> bool:
        held = {tuple(sorted(self._single[root].items())) for root in roots if self._single[root]}
        return any(
            not one_values & dict(other)[scheme]
            for one, other in combinations(held, 2)
            for scheme, one_values in one
            if scheme in dict(other)
        )


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
        if any(other not in neighbours[another] for other, another in combinations(neighbours[one], 2))
    }
    groups: list[list[int]] = []
    seen: set[int] = set()
    for one in range(size):
        if one not in seen:
            group = [one] if one in between else sorted({one} | neighbours[one] - between)
            seen.update(group)
            groups.append(group)
    return groups


def _titles(mention: SourceMention) -> Mapping[str, Title]:
    if not mention.is_listed or not mention.has_title:
        return {}
    return {mention.comparable.key: mention.comparable}


def _single(mention: SourceMention) -> _Values:
    found: dict[str, frozenset[str]] = {}
    for scheme, value in mention.identifiers:
        if scheme in SINGLE:
            found[scheme] = found.get(scheme, frozenset()) | {value}
    return found


def _united(one: Mapping[str, Title], other: Mapping[str, Title]) -> Mapping[str, Title]:
    return one if other.keys() <= one.keys() else {**one, **other}


def _merged(one: _Values, other: _Values) -> _Values:
    if not other or one == other:
        return one
    return {
        scheme: one.get(scheme, frozenset()) | other.get(scheme, frozenset())
        for scheme in one.keys() | other.keys()
    }
