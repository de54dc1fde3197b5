"""The second pass: which mentions speak of the same work.

Two mentions are joined only when they share an identifier and their titles
agree. Nothing here depends on the order of the mentions: they are sorted,
grouped by what they hold, and joined all or not at all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kg.identity.authorities.records import NONE, Authorities, Work
from kg.identity.authorities.selection import Selection, select
from kg.identity.citations import cite_the_same, match, says_only
from kg.identity.identifiers import SCHEMES, SINGLE, Identifier
from kg.identity.mentions import SourceMention
from kg.identity.titles import Title, agree
from kg.identity.unidentified import join_unidentified
from kg.identity.untitled import join_untitled
from kg.identity.works import Why, Works, cliques, is_comparable


@dataclass(frozen=True, slots=True)
class Cluster:
    """Mentions of one work.

    ``owned`` are the identifiers that are surely its own, ``claimed`` those
    that other works claim too, or of which it has several where a work has
    one. ``joins`` say which of the mentions, by position, were made one and
    why; ``authority`` is the entry of the authority file about the work.
    """

    mentions: tuple[SourceMention, ...]
    owned: tuple[Identifier, ...]
    claimed: tuple[Identifier, ...]
    joins: tuple[tuple[int, int, Why], ...] = ()
    authority: Work | None = None


def cluster(mentions: Iterable[SourceMention], authorities: Authorities = NONE) -> list[Cluster]:
    """The mentions, grouped by the work they speak of, in an order that is theirs alone."""
    return cluster_ruled(mentions, authorities)[0]


def cluster_ruled(
    mentions: Iterable[SourceMention], authorities: Authorities
) -> tuple[list[Cluster], Selection]:
    """As :func:`cluster`, with what the authorities say about the mentions."""
    by_place = {(mention.file, mention.path): mention for mention in mentions}
    ordered = [by_place[place] for place in sorted(by_place, key=_sortable)]
    by_identifier: dict[Identifier, list[int]] = defaultdict(list)
    for index, mention in enumerate(ordered):
        for identifier in mention.identifiers:
            by_identifier[identifier].append(index)
    selection = select(ordered, by_identifier, authorities)
    works = Works(ordered, selection.sides)
    for members in selection.same:
        works.rule(members, Why("authority"))
    for identifier in sorted(by_identifier, key=rank):
        titled = [member for member in by_identifier[identifier] if ordered[member].has_title]
        if len(titled) > 1:
            _join_agreeing(ordered, titled, works, identifier)
    join_untitled(ordered, by_identifier, works)
    join_unidentified(ordered, works)
    places = {(mention.file, mention.path): index for index, mention in enumerate(ordered)}
    for index, mention in enumerate(ordered):
        if mention.refers_to and (target := places.get((mention.file, mention.refers_to))) is not None:
            works.join((index, target), Why("source_ref"))
    return _clusters(ordered, by_identifier, works, selection), selection


def rank(identifier: Identifier) -> tuple[int, Identifier]:
    """Sorts identifiers, the most telling first."""
    return (SCHEMES.index(identifier.scheme), identifier)


def _sortable(place: tuple[str, Sequence[str | int]]) -> tuple[str, tuple[tuple[str, int], ...]]:
    file, path = place
    return file, tuple((step, 0) if isinstance(step, str) else ("", step) for step in path)


def _join_agreeing(
    ordered: Sequence[SourceMention], members: Iterable[int], works: Works, identifier: Identifier
) -> None:
    """Join those of the members, which share the identifier, whose titles agree."""
    is_sure = identifier.scheme in SINGLE
    forms: dict[str, list[int]] = defaultdict(list)
    for member in members:
        forms[ordered[member].comparable.key].append(member)
    for key, same in forms.items():
        works.join_equal(same, key, Why("equal titles", str(identifier)), is_sure=is_sure)
    if len(forms) > 1 and is_comparable([ordered[same[0]].comparable for same in forms.values()]):
        _join_forms(ordered, [forms[key] for key in sorted(forms)], works, identifier)


def _join_forms(
    ordered: Sequence[SourceMention], forms: Sequence[list[int]], works: Works, identifier: Identifier
) -> None:
    """Join forms of a title: those in lists that agree, then each citation to the one work it means."""
    is_sure, key = identifier.scheme in SINGLE, str(identifier)
    listed = [form for form in forms if any(ordered[member].is_listed for member in form)]
    cited = [form for form in forms if not any(ordered[member].is_listed for member in form)]
    titles = [ordered[form[0]].comparable for form in listed]
    groups = [
        [member for number in group for member in listed[number]]
        for group in cliques(len(listed), lambda one, other: agree(titles[one], titles[other]))
    ]
    for group in groups:
        works.join_all(group, Why("titles agree", key), is_sure=is_sure)
    free = []
    candidates = [_Candidate.of(group, [ordered[member] for member in group]) for group in groups]
    for form in cited:
        meant = _meant(ordered[form[0]], candidates)
        if len(meant) == 1:
            works.join_all([*form, *meant[0]], Why("citation", key), is_sure=is_sure)
        elif not meant:
            free.append(form)
    citations = [ordered[form[0]].citation for form in free]
    for numbers in cliques(len(free), lambda one, other: cite_the_same(citations[one], citations[other])):
        cited_alike = [member for number in numbers for member in free[number]]
        works.join_all(cited_alike, Why("citations agree", key), is_sure=is_sure)


class _Candidate(NamedTuple):
    """Listed mentions of one work that citations may mean: its titles, people, and all who are credited."""

    members: list[int]
    titles: frozenset[Title]
    people: frozenset[str]
    credits: frozenset[str]

    @classmethod
    def of(cls, members: list[int], mentions: Sequence[SourceMention]) -> _Candidate:
        return cls(
            members,
            frozenset(one.comparable for one in mentions),
            frozenset().union(*(one.people for one in mentions)),
            frozenset().union(*(one.credits for one in mentions)),
        )


def _meant(mention: SourceMention, candidates: Sequence[_Candidate]) -> list[list[int]]:
    """The groups that a citation means as surely as each other; none where it means none."""
    scores = [
        0 if mention.is_by_others(one.people) else max(match(mention.citation, title) for title in one.titles)
        for one in candidates
    ]
    best = max(scores, default=0)
    if best:
        return [one.members for one, score in zip(candidates, scores, strict=True) if score == best]
    return [one.members for one in candidates if says_only(mention.title, one.credits)]


def _clusters(
    ordered: Sequence[SourceMention],
    by_identifier: dict[Identifier, list[int]],
    works: Works,
    selection: Selection,
) -> list[Cluster]:
    groups: dict[int, list[int]] = defaultdict(list)
    for index in range(len(ordered)):
        groups[works.find(index)].append(index)
    joins: dict[int, list[tuple[int, int, Why]]] = defaultdict(list)
    for one, other, why in works.joins:
        joins[works.find(one)].append((one, other, why))
    shared = {identifier for identifier, members in by_identifier.items() if len(works.roots(members)) > 1}
    found = []
    for root in sorted(groups):
        members = groups[root]
        authority = next((selection.work_of[index] for index in members if index in selection.work_of), None)
        held = sorted(
            {identifier for index in members for identifier in ordered[index].identifiers}, key=rank
        )
        schemes = Counter(identifier.scheme for identifier in held)
        owned: dict[Identifier, None] = {}
        for identifier in held:
            if identifier in selection.owner:
                is_owned = selection.owner[identifier] is authority
            else:
                is_several = identifier.scheme in SINGLE and schemes[identifier.scheme] > 1
                is_owned = identifier not in shared and (not is_several or works.is_ruled(root))
            if is_owned:
                owned[identifier] = None
        place = {member: position for position, member in enumerate(members)}
        found.append(
            Cluster(
                tuple(ordered[index] for index in members),
                owned=tuple(owned),
                claimed=tuple(one for one in held if one not in owned),
                joins=tuple((place[first], place[second], why) for first, second, why in joins[root]),
                authority=authority,
            )
        )
    return found
