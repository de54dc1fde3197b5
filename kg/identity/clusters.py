"""The second pass: which mentions speak of the same work.

Two mentions are joined only when they share an identifier and their titles
agree. Nothing here depends on the order of the mentions: they are grouped by
what they hold, and every choice is made on sorted values.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from kg.identity.identifiers import Identifier
from kg.identity.mentions import SourceMention
from kg.identity.text import fold
from kg.identity.titles import Title, agree, cite_the_same, cites

_TOO_MANY_TITLES = 64
"""An identifier under more titles than this names no work: only equal titles are joined."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Mentions of one work.

    ``owned`` are the identifiers that stand under no other title, ``claimed``
    those that other works claim too.
    """

    mentions: tuple[SourceMention, ...]
    owned: tuple[Identifier, ...]
    claimed: tuple[Identifier, ...]


@dataclass(frozen=True, slots=True)
class _Form:
    """A title as a list gives it, or as a citation string beside a fact does."""

    title: Title
    is_listed: bool


def _form(mention: SourceMention, identifier: Identifier) -> _Form | None:
    """The form of a mention's title; None where it gives no title, or only the identifier itself."""
    if not mention.title or _spells(mention.title, identifier):
        return None
    return _Form(mention.comparable, mention.is_listed)


def _spells(title: str, identifier: Identifier) -> bool:
    """Whether a title holds the identifier: "Nature (2024), doi:10.1038/…" names no other work."""
    return identifier.scheme in {"doi", "arxiv", "isbn"} and identifier.value in title.lower()


class _Sets:
    """Disjoint sets with path halving; the smallest member stands for its set."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def find(self, member: int) -> int:
        parent = self._parent
        while parent[member] != member:
            parent[member] = parent[parent[member]]
            member = parent[member]
        return member

    def join(self, one: int, other: int) -> None:
        one, other = self.find(one), self.find(other)
        self._parent[max(one, other)] = min(one, other)


def cluster(mentions: Iterable[SourceMention]) -> list[Cluster]:
    """The mentions, grouped by the work they speak of, in an order that is theirs alone."""
    ordered = sorted(mentions, key=lambda mention: (mention.file, _sortable(mention.path)))
    sets = _Sets(len(ordered))
    by_identifier: dict[Identifier, list[int]] = defaultdict(list)
    exact: dict[Hashable, list[int]] = defaultdict(list)
    for index, mention in enumerate(ordered):
        for identifier in mention.identifiers:
            by_identifier[identifier].append(index)
        if not mention.identifiers:
            exact[_key_without_identifier(mention)].append(index)
    for identifier in sorted(by_identifier):
        _join_agreeing(ordered, identifier, by_identifier[identifier], sets)
    for members in exact.values():
        for member in members[1:]:
            sets.join(members[0], member)
    return _clusters(ordered, by_identifier, sets)


def _sortable(path: Sequence[str | int]) -> tuple[tuple[str, int], ...]:
    return tuple((step, 0) if isinstance(step, str) else ("", step) for step in path)


def _key_without_identifier(mention: SourceMention) -> Hashable:
    """Equal for two mentions without identifier that are surely one work.

    On one homepage that is the title; elsewhere title, year and first author,
    and a mention that lacks all three stays alone.
    """
    if not mention.title:
        return (mention.homepage,) if mention.homepage else (mention.file, mention.path)
    key = mention.comparable.key
    if mention.homepage:
        return ("", mention.homepage, key)
    if not mention.is_listed:
        return ("citation", fold(mention.title))
    year = getattr(mention.record, "year", "")
    authors = getattr(mention.record, "authors", ())
    institution = getattr(mention.record, "institution", "")
    return (key, year, fold(authors[0] if authors else institution))


def _join_agreeing(
    ordered: list[SourceMention], identifier: Identifier, members: list[int], sets: _Sets
) -> None:
    """Join those of the members, which share an identifier, whose titles agree."""
    forms: dict[_Form, list[int]] = defaultdict(list)
    untitled: list[int] = []
    for member in members:
        form = _form(ordered[member], identifier)
        if form is None:
            untitled.append(member)
        else:
            forms[form].append(member)
    for same in forms.values():
        for member in same[1:]:
            sets.join(same[0], member)
    kinds = sorted(forms, key=lambda form: (not form.is_listed, form.title.key))
    if len(kinds) <= _TOO_MANY_TITLES:
        _join_forms(kinds, forms, sets)
    titled = [member for same in forms.values() for member in same]
    _join_untitled(ordered, titled, untitled, sets)


def _join_forms(kinds: list[_Form], forms: dict[_Form, list[int]], sets: _Sets) -> None:
    listed = [form for form in kinds if form.is_listed]
    cited = [form for form in kinds if not form.is_listed]
    for index, form in enumerate(listed):
        for other in listed[index + 1 :]:
            if agree(form.title, other.title):
                sets.join(forms[form][0], forms[other][0])
    for index, form in enumerate(cited):
        for other in listed:
            if cites(form.title, other.title):
                sets.join(forms[form][0], forms[other][0])
        for other in cited[index + 1 :]:
            if cite_the_same(form.title, other.title):
                sets.join(forms[form][0], forms[other][0])


def _join_untitled(ordered: list[SourceMention], titled: list[int], untitled: list[int], sets: _Sets) -> None:
    """A mention without title belongs to the only work there is, else to the one of its own document."""
    for member in untitled:
        at_home = [other for other in titled if ordered[other].file == ordered[member].file]
        for candidates in (titled, at_home):
            works = {sets.find(other) for other in candidates}
            if len(works) == 1:
                sets.join(works.pop(), member)
                break
    if not titled:
        for member in untitled[1:]:
            sets.join(untitled[0], member)


def _clusters(
    ordered: list[SourceMention], by_identifier: dict[Identifier, list[int]], sets: _Sets
) -> list[Cluster]:
    groups: dict[int, list[int]] = defaultdict(list)
    for index in range(len(ordered)):
        groups[sets.find(index)].append(index)
    conflicting = {
        identifier
        for identifier, members in by_identifier.items()
        if len({sets.find(member) for member in members}) > 1
    }
    found = []
    for root in sorted(groups):
        mentions = tuple(ordered[index] for index in groups[root])
        held = sorted({identifier for mention in mentions for identifier in mention.identifiers})
        found.append(
            Cluster(
                mentions,
                owned=tuple(one for one in held if one not in conflicting),
                claimed=tuple(one for one in held if one in conflicting),
            )
        )
    return found
