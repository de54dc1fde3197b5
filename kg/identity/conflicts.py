"""Findings about identifiers that cannot be trusted: which works claim them, and where."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kg.documents.findings import Place, Placed
from kg.identity.authorities.records import Work
from kg.identity.clusters import Cluster, rank
from kg.identity.identifiers import Identifier
from kg.identity.mentions import SourceMention

_SHOWN_TITLES = 3
_TITLE_LENGTH = 70
_SHOWN_IDENTIFIERS = 10


def conflicts(clusters: Sequence[Cluster], owner: Mapping[Identifier, Work]) -> Iterator[Placed]:
    """One finding for each identifier that several works claim, or that is one too many for its work.

    It stands at the first mention of the identifier and names all others.
    ``owner`` holds the works to which the authority file gives identifiers.
    """
    claims: dict[Identifier, list[tuple[Cluster, list[SourceMention]]]] = defaultdict(list)
    for group in clusters:
        held: dict[Identifier, list[SourceMention]] = defaultdict(list)
        for one in group.mentions if group.claimed else ():
            for identifier in dict.fromkeys(one.identifiers):
                held[identifier].append(one)
        for identifier in group.claimed:
            claims[identifier].append((group, held[identifier]))
    rivals = {id(group): _Rivals.of(group) for group in clusters if group.claimed}
    for identifier, works in sorted(claims.items(), key=lambda item: rank(item[0])):
        places = tuple(_place(one, identifier) for _, mentions in works for one in mentions)
        if identifier in owner:
            yield _owned(identifier, owner[identifier], [mentions for _, mentions in works], places)
        elif len(works) > 1:
            yield _shared(identifier, [mentions for _, mentions in works], places)
        else:
            yield _superfluous(identifier, rivals[id(works[0][0])], places)


def _shared(
    identifier: Identifier, works: Sequence[Sequence[SourceMention]], places: tuple[Place, ...]
) -> Placed:
    titles = _titles(works)
    is_page = identifier.scheme == "web"
    many = (
        f"{len(titles)} titles that do not agree: {_listed(titles)}"
        if len(titles) > 1
        else f"{len(works)} works called {_listed(titles)}"
    )
    return Placed(
        "KG206" if is_page else "KG203",
        f"{identifier} stands under {many}; they are kept apart",
        places,
        hint="give one page one title, or link to the part of it that is meant"
        if is_page
        else "at most one of them is right: look the identifier up and correct the others",
    )


def _owned(
    identifier: Identifier,
    work: Work,
    works: Sequence[Sequence[SourceMention]],
    places: tuple[Place, ...],
) -> Placed:
    return Placed(
        "KG206" if identifier.scheme == "web" else "KG203",
        f"{identifier} belongs to {work.title[:_TITLE_LENGTH]!r}, as the authority file says, but stands "
        f"under {_listed(_titles(works))}; they are kept apart",
        places,
        hint="look up which identifier the other work has",
    )


def _titles(works: Sequence[Sequence[SourceMention]]) -> list[str]:
    return list(dict.fromkeys(mentions[0].title or "(no title)" for mentions in works))


def _listed(titles: Sequence[str]) -> str:
    more = len(titles) - _SHOWN_TITLES
    shown = "; ".join(f"{title[:_TITLE_LENGTH]!r}" for title in titles[:_SHOWN_TITLES])
    return f"{shown} and {more} more" if more > 0 else shown


class _Rivals(NamedTuple):
    """The title of a work, and by scheme the first of the identifiers that it claims and their count."""

    title: str
    first: Mapping[str, Sequence[Identifier]]
    counts: Mapping[str, int]

    @classmethod
    def of(cls, group: Cluster) -> _Rivals:
        first: dict[str, list[Identifier]] = defaultdict(list)
        for one in group.claimed:
            if len(first[one.scheme]) <= _SHOWN_IDENTIFIERS:
                first[one.scheme].append(one)
        title = next((one.title for one in group.mentions if one.title), "(no title)")
        return cls(title, first, Counter(one.scheme for one in group.claimed))


def _superfluous(identifier: Identifier, group: _Rivals, places: tuple[Place, ...]) -> Placed:
    rivals = [one for one in group.first[identifier.scheme] if one != identifier][:_SHOWN_IDENTIFIERS]
    more = group.counts[identifier.scheme] - 1 - len(rivals)
    listed = ", ".join(map(str, rivals)) + (f" and {more} more" if more else "")
    return Placed(
        "KG203",
        f"{identifier} and {listed} stand under one title, {group.title[:_TITLE_LENGTH]!r}; "
        "neither is taken for its identifier",
        places,
        hint="a work has one: look them up and keep the right one",
    )


def _place(mention: SourceMention, identifier: Identifier) -> Place:
    """The field of the record that holds the identifier."""
    return mention.file, (*mention.path, mention.fields[mention.identifiers.index(identifier)])
