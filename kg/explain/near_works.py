"""Works that are near each other, and what keeps them apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from kg.identity.clusters import Cluster
from kg.identity.identifiers import SINGLE
from kg.identity.titles import Title, agree
from kg.identity.wording import is_small

_NEAREST = 20


def near_works(iri: str, clusters: Mapping[str, Cluster]) -> list[str]:
    """The works that share an identifier with one, or whose titles agree with its own; at most twenty."""
    mine = clusters[iri]
    held = {*mine.owned, *mine.claimed}
    titles = own_titles(mine)
    found = []
    for other, group in clusters.items():
        if other == iri:
            continue
        shares = not held.isdisjoint((*group.owned, *group.claimed))
        if shares or any_agree(titles, own_titles(group)):
            found.append((not shares, other))
    return [other for _, other in sorted(found)[:_NEAREST]]


def apart(one: Cluster, other: Cluster) -> str:
    """Why two works that are near each other are two."""
    shared = sorted({*one.owned, *one.claimed} & {*other.owned, *other.claimed})
    mine, theirs = own_titles(one), own_titles(other)
    agreeing = any_agree(mine, theirs)
    if (one.authority is None) != (other.authority is None) and shared:
        return f"both stand under {_listed(shared)}, which the authority file gives to one of them"
    if shared and not agreeing:
        return f"both stand under {_listed(shared)}, but the titles do not agree{_differing(mine, theirs)}"
    rivals = list(_rivals(one, other))
    if rivals:
        return f"{_listed(rivals)}: a work has one identifier of each kind"
    if shared:
        return (
            f"both stand under {_listed(shared)}, but not all of their titles agree, or a ruling parts them"
        )
    reasons = [
        f"{what} ({' / '.join(sorted(mine_said | their_said))})"
        for what, mine_said, their_said in (
            ("the years differ", _years(one), _years(other)),
            ("the first authors differ", _originators(one), _originators(other)),
        )
        if mine_said and their_said and mine_said.isdisjoint(their_said)
    ]
    if reasons:
        return "the titles agree, but " + " and ".join(reasons)
    return "the titles agree, but no identifier is shared, and title, year and first author are not all given"


def own_titles(group: Cluster) -> list[Title]:
    """The titles of a work, each once, those of lists of sources first."""
    listed = [one.comparable for one in group.mentions if one.has_title and one.is_listed]
    return list(dict.fromkeys(listed or [one.comparable for one in group.mentions if one.has_title]))


def any_agree(mine: Iterable[Title], theirs: Iterable[Title]) -> bool:
    """Whether a title of one work agrees with one of the other."""
    return any(agree(one, other) for one, other in product(mine, theirs))


def _rivals(one: Cluster, other: Cluster) -> Iterator[str]:
    for scheme in sorted(SINGLE):
        mine = {each for each in (*one.owned, *one.claimed) if each.scheme == scheme}
        theirs = {each for each in (*other.owned, *other.claimed) if each.scheme == scheme}
        if mine and theirs and not mine & theirs:
            yield f"{min(mine)} and {min(theirs)}"


def _differing(mine: Iterable[Title], theirs: Iterable[Title]) -> str:
    """The words that only one of two titles has, where that says something."""
    one, other = next(iter(mine), None), next(iter(theirs), None)
    if one is None or other is None:
        return ""
    here = [word for word in one.core if word not in other.core and not is_small(word)]
    there = [word for word in other.core if word not in one.core and not is_small(word)]
    if not here and not there:
        return ""
    return f": {' '.join(here) or 'nothing'} / {' '.join(there) or 'nothing'}"


def _listed(items: Iterable[object]) -> str:
    return ", ".join(map(str, items))


def _years(group: Cluster) -> set[str]:
    return {one.year for one in group.mentions if one.year}


def _originators(group: Cluster) -> set[str]:
    return {one.originator for one in group.mentions if one.originator}
