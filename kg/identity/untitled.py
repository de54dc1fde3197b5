"""Mentions that give identifiers but no title: the work they can only mean, if there is one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set

from kg.identity.identifiers import SINGLE, Identifier
from kg.identity.mentions import SourceMention
from kg.identity.works import Why, Works

_MEANT = Why("no title")
_TOO_MANY = 100
"""Of an identifier of more works than these, only those in the document of a mention can be meant."""


def join_untitled(
    ordered: Sequence[SourceMention], by_identifier: Mapping[Identifier, Sequence[int]], works: Works
) -> None:
    """Join each mention without title to the only work that its identifiers can mean.

    Where they lead to several works, that of its own document counts. A
    mention never makes one work of two that have titles: its DOI may be wrong,
    and nobody knows.
    """
    untitled = [index for index, one in enumerate(ordered) if one.identifiers and not one.has_title]
    if not untitled:
        return
    meant = _meant(ordered, by_identifier, untitled, works)
    for linked in _linked(by_identifier, ordered, untitled):
        all_meant = {work for member in linked for work in meant[member]}
        if len(all_meant) < 2 and works.join_all([*linked, *all_meant], _MEANT, is_sure=False):
            continue
        left = [
            member
            for member in linked
            if len(meant[member]) != 1 or not works.join_all([member, *meant[member]], _MEANT, is_sure=False)
        ]
        alike: dict[tuple[Identifier, ...], list[int]] = defaultdict(list)
        for member in left:
            alike[tuple(sorted(ordered[member].identifiers))].append(member)
        for same in alike.values():
            works.join(same, Why("equal identifiers"))


def _meant(
    ordered: Sequence[SourceMention],
    by_identifier: Mapping[Identifier, Sequence[int]],
    untitled: Sequence[int],
    works: Works,
) -> dict[int, set[int]]:
    """The works that each mention without title can mean."""
    people: dict[int, set[str]] = defaultdict(set)
    everywhere: dict[Identifier, set[int]] = defaultdict(set)
    at_home: dict[tuple[Identifier, str], set[int]] = defaultdict(set)
    for identifier in {one for member in untitled for one in ordered[member].identifiers}:
        for member in by_identifier[identifier]:
            if ordered[member].has_title:
                work = works.find(member)
                people[work] |= ordered[member].people
                everywhere[identifier].add(work)
                at_home[identifier, ordered[member].file].add(work)
    # Of too many, any two say that it is not known which is meant.
    some = {
        one: held if len(held) <= _TOO_MANY else set(sorted(held)[:2]) for one, held in everywhere.items()
    }
    few_at_home = {where: held for where, held in at_home.items() if len(held) <= _TOO_MANY}
    found: dict[int, set[int]] = {}
    for member in untitled:
        mention = ordered[member]
        at_hand: dict[Identifier, Set[int]] = {
            one: few_at_home.get((one, mention.file), frozenset()) for one in mention.identifiers
        }
        meant = {
            work
            for identifier in mention.identifiers
            for work in some.get(identifier, frozenset()) | at_hand[identifier]
            if identifier.scheme in SINGLE or not works.contradict(member, work)
        }
        meant = {work for work in meant if not mention.is_by_others(people[work])}
        here = meant & frozenset().union(*at_hand.values())
        found[member] = here if len(here) == 1 else meant
    return found


def _linked(
    by_identifier: Mapping[Identifier, Sequence[int]],
    ordered: Sequence[SourceMention],
    untitled: Sequence[int],
) -> list[list[int]]:
    """The mentions without title, those together that share an identifier under which no title stands."""
    group_of = {member: [member] for member in untitled}
    for identifier in sorted({one for member in untitled for one in ordered[member].identifiers}):
        members = by_identifier[identifier]
        if any(ordered[member].has_title for member in members):
            continue
        for member in members[1:]:
            one, other = group_of[members[0]], group_of[member]
            if one is not other:
                smaller, larger = sorted((one, other), key=len)
                larger += smaller
                for moved in smaller:
                    group_of[moved] = larger
    return [sorted(group) for group in {id(group): group for group in group_of.values()}.values()]
