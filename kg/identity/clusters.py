"""The second pass: which mentions speak of the same work.

Two mentions are joined only when they share an identifier and their titles
agree. Nothing here depends on the order of the mentions: they are sorted,
grouped by what they hold, and joined all or not at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.identity.citations import cite_the_same, match, says_only
from kg.identity.identifiers import SCHEMES, SINGLE, Identifier
from kg.identity.mentions import SourceMention
from kg.identity.titles import Title, agree
from kg.identity.unidentified import join_unidentified
from kg.identity.untitled import join_untitled
from kg.identity.works import Works, cliques

_TOO_MANY_TITLES = 100
"""An identifier under more titles than this names no work: only equal titles are joined."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Mentions of one work.

    ``owned`` are the identifiers that are surely its own, ``claimed`` those
    that other works claim too, or of which it has several where a work has
    one.
    """

    mentions: tuple[SourceMention, ...]
    owned: tuple[Identifier, ...]
    claimed: tuple[Identifier, ...]


def cluster(mentions: Iterable[SourceMention]) -> list[Cluster]:
    """The mentions, grouped by the work they speak of, in an order that is theirs alone."""
    by_place = {(mention.file, mention.path): mention for mention in mentions}
    ordered = [by_place[place] for place in sorted(by_place, key=_sortable)]
    works = Works(ordered)
    by_identifier: dict[Identifier, list[int]] = defaultdict(list)
    for index, mention in enumerate(ordered):
        for identifier in mention.identifiers:
            by_identifier[identifier].append(index)
    for identifier in sorted(by_identifier, key=rank):
        titled = [member for member in by_identifier[identifier] if ordered[member].has_title]
        if len(titled) > 1:
            _join_agreeing(ordered, titled, works, is_sure=identifier.scheme in SINGLE)
    join_untitled(ordered, by_identifier, works)
    join_unidentified(ordered, works)
    places = {(mention.file, mention.path): index for index, mention in enumerate(ordered)}
    for index, mention in enumerate(ordered):
        if mention.refers_to and (target := places.get((mention.file, mention.refers_to))) is not None:
            works.join((index, target))
    return _clusters(ordered, by_identifier, works)


def rank(identifier: Identifier) -> tuple[int, Identifier]:
    """Sorts identifiers, the most telling first."""
    return (SCHEMES.index(identifier.scheme), identifier)


def _sortable(place: tuple[str, Sequence[str | int]]) -> tuple[str, tuple[tuple[str, int], ...]]:
    file, path = place
    return file, tuple((step, 0) if isinstance(step, str) else ("", step) for step in path)


def _join_agreeing(
    ordered: Sequence[SourceMention], members: Iterable[int], works: Works, *, is_sure: bool
) -> None:
    """Join those of the members, which share an identifier, whose titles agree."""
    forms: dict[str, list[int]] = defaultdict(list)
    for member in members:
        forms[ordered[member].comparable.key].append(member)
    for key, same in forms.items():
        works.join_equal(same, key, is_sure=is_sure)
    if 1 < len(forms) <= _TOO_MANY_TITLES:
        _join_forms(ordered, [forms[key] for key in sorted(forms)], works, is_sure=is_sure)


def _join_forms(
    ordered: Sequence[SourceMention], forms: Sequence[list[int]], works: Works, *, is_sure: bool
) -> None:
    """Join forms of a title: those in lists that agree, then each citation to the one work it means."""
    listed = [form for form in forms if any(ordered[member].is_listed for member in form)]
    cited = [form for form in forms if not any(ordered[member].is_listed for member in form)]
    titles = [ordered[form[0]].comparable for form in listed]
    groups = [
        [member for number in group for member in listed[number]]
        for group in cliques(len(listed), lambda one, other: agree(titles[one], titles[other]))
    ]
    for group in groups:
        works.join_all(group, is_sure=is_sure)
    free = []
    grouped = [{ordered[member].comparable for member in group} for group in groups]
    for form in cited:
        meant = _meant(ordered, form, groups, grouped)
        if len(meant) == 1:
            works.join_all([*form, *meant[0]], is_sure=is_sure)
        elif not meant:
            free.append(form)
    citations = [ordered[form[0]].citation for form in free]
    for numbers in cliques(len(free), lambda one, other: cite_the_same(citations[one], citations[other])):
        works.join_all([member for number in numbers for member in free[number]], is_sure=is_sure)


def _meant(
    ordered: Sequence[SourceMention],
    form: Sequence[int],
    groups: Sequence[list[int]],
    titles: Sequence[set[Title]],
) -> list[list[int]]:
    """The groups that a citation means as surely as each other; none where it means none."""
    mention = ordered[form[0]]
    people = [frozenset().union(*(ordered[member].people for member in group)) for group in groups]
    scores = [
        0 if mention.is_by_others(by) else max(match(mention.citation, title) for title in group_titles)
        for by, group_titles in zip(people, titles, strict=True)
    ]
    best = max(scores, default=0)
    if best:
        return [group for group, score in zip(groups, scores, strict=True) if score == best]
    return [
        group
        for group in groups
        if says_only(mention.title, frozenset().union(*(ordered[member].credits for member in group)))
    ]


def _clusters(
    ordered: Sequence[SourceMention], by_identifier: dict[Identifier, list[int]], works: Works
) -> list[Cluster]:
    groups: dict[int, list[int]] = defaultdict(list)
    for index in range(len(ordered)):
        groups[works.find(index)].append(index)
    shared = {identifier for identifier, members in by_identifier.items() if len(works.roots(members)) > 1}
    found = []
    for root in sorted(groups):
        mentions = tuple(ordered[index] for index in groups[root])
        held = sorted({identifier for mention in mentions for identifier in mention.identifiers}, key=rank)
        schemes = [identifier.scheme for identifier in held]
        unsure = {
            one for one in held if one in shared or (one.scheme in SINGLE and schemes.count(one.scheme) > 1)
        }
        found.append(
            Cluster(
                mentions,
                owned=tuple(one for one in held if one not in unsure),
                claimed=tuple(one for one in held if one in unsure),
            )
        )
    return found
