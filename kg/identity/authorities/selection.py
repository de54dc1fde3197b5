"""Which mentions of works the entries and rulings of an authority file are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.identity.authorities.records import Authorities, Work, WorkReference
from kg.identity.citations import match
from kg.identity.identifiers import Identifier
from kg.identity.mentions import SourceMention
from kg.identity.titles import MOST_TITLES, Title, agree, title

Side = tuple[int, int]
"""A ruling that two things are not the same, by number, and one of its sides."""


@dataclass(slots=True)
class Selection:
    """Mentions by position: what is ``same``, on which ``sides`` of a ruling each stands, what is ``ruled``.

    ``work_of`` leads from a mention to the entry it is of, ``owner`` from an
    identifier to the entry that it belongs to.
    """

    same: list[list[int]] = field(default_factory=list)
    sides: dict[int, frozenset[Side]] = field(default_factory=dict)
    work_of: dict[int, Work] = field(default_factory=dict)
    owner: dict[Identifier, Work] = field(default_factory=dict)
    unused: list[tuple[str | int, ...]] = field(default_factory=list)
    """The places in the file of entries and rulings that are about no mention."""


def select(
    ordered: Sequence[SourceMention],
    by_identifier: Mapping[Identifier, Sequence[int]],
    authorities: Authorities,
) -> Selection:
    """What the authorities say about the mentions."""
    found = Selection()
    if not (authorities.works or authorities.same.works or authorities.not_same.works):
        return found
    by_key: dict[str, list[int]] = defaultdict(list)
    for index, mention in enumerate(ordered):
        if mention.has_title:
            by_key[mention.comparable.key].append(index)
    sides: dict[int, set[Side]] = defaultdict(set)

    def meant(reference: WorkReference) -> set[int]:
        return _meant(reference, by_identifier, by_key, ordered)

    for number, work in enumerate(authorities.works):
        of_it, others = _of_work(work, ordered, by_identifier, by_key)
        found.owner.update(dict.fromkeys(work.identifiers, work))
        found.work_of.update(dict.fromkeys(of_it, work))
        _note(found, of_it, work.path)
        _part([of_it, others], -1 - number, sides)
    for ruling in authorities.same.works:
        _note(found, sorted({member for one in ruling.works for member in meant(one)}), ruling.path)
    for number, ruling in enumerate(authorities.not_same.works):
        groups = [meant(one) for one in ruling.works]
        _part(groups, number, sides)
        if not any(groups):
            found.unused.append(ruling.path)
    found.sides = {member: frozenset(held) for member, held in sides.items()}
    return found


def conflict(sides: Iterable[frozenset[Side]]) -> bool:
    """Whether a ruling parts what stands on these sides."""
    side_of: dict[int, int] = {}
    return any(side_of.setdefault(ruling, side) != side for held in sides for ruling, side in held)


def _note(found: Selection, members: Sequence[int], path: tuple[str | int, ...]) -> None:
    if members:
        found.same.append(list(members))
    else:
        found.unused.append(path)


def _part(groups: Sequence[Iterable[int]], ruling: int, sides: dict[int, set[Side]]) -> None:
    """Put the groups on sides of a ruling; a mention in two of them could be either, and stays free."""
    held: dict[int, list[int]] = defaultdict(list)
    for side, group in enumerate(groups):
        for member in group:
            held[member].append(side)
    for member, of in held.items():
        if len(of) == 1:
            sides[member].add((ruling, of[0]))


def _of_work(
    work: Work,
    ordered: Sequence[SourceMention],
    by_identifier: Mapping[Identifier, Sequence[int]],
    by_key: Mapping[str, Sequence[int]],
) -> tuple[list[int], list[int]]:
    """The mentions of a work, and those that stand under an identifier of it with another title.

    A work without identifier is known by its titles.
    """
    titles = [title(text) for text in work.titles]
    holders = {member for one in work.identifiers for member in by_identifier.get(one, ())}
    of_it = _titled(holders, titles, ordered)
    if not work.identifiers:
        of_it |= {member for one in titles for member in by_key.get(one.key, ())}
    return sorted(of_it), sorted(holders - of_it)


def _titled(members: Iterable[int], titles: Sequence[Title], ordered: Sequence[SourceMention]) -> set[int]:
    """Those of the members of which one of the titles can be the title."""
    # Of a work or identifier with too many titles, only equal ones are its own.
    forms: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for member in members:
        forms[ordered[member].words, ordered[member].is_listed].append(member)
    if max(len(forms), len(titles)) > MOST_TITLES:
        keys = {one.key for one in titles}
        meant = [
            same
            for same in forms.values()
            if not ordered[same[0]].has_title or ordered[same[0]].comparable.key in keys
        ]
    else:
        meant = [same for same in forms.values() if _is_titled(ordered[same[0]], titles)]
    return {member for same in meant for member in same}


def _is_titled(mention: SourceMention, titles: Sequence[Title]) -> bool:
    if not mention.has_title:
        return True
    if any(agree(mention.comparable, one) for one in titles):
        return True
    return not mention.is_listed and any(match(mention.citation, one) for one in titles)


def _meant(
    reference: WorkReference,
    by_identifier: Mapping[Identifier, Sequence[int]],
    by_key: Mapping[str, Sequence[int]],
    ordered: Sequence[SourceMention],
) -> set[int]:
    if reference.identifier is None:
        return set(by_key.get(title(reference.title).key, ()))
    held = by_identifier.get(reference.identifier, ())
    if not reference.title:
        return set(held)
    return _titled(held, [title(reference.title)], ordered)
