"""Findings about identifiers that cannot be trusted: which works claim them, and where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg.diagnostics import Diagnostic, Location, diagnostic
from kg.documents.findings import location_in
from kg.documents.front_matter import FieldPath
from kg.documents.records import Document
from kg.identity import identifiers
from kg.identity.authorities.records import Work
from kg.identity.clusters import Cluster, rank
from kg.identity.identifiers import Identifier
from kg.identity.mentions import SourceMention

_SHOWN_TITLES = 3
_TITLE_LENGTH = 70

_Place = tuple[str, FieldPath]


def conflicts(
    clusters: Sequence[Cluster], documents: Mapping[str, Document], owner: Mapping[Identifier, Work]
) -> Iterator[Diagnostic]:
    """One finding for each identifier that several works claim, or that is one too many for its work.

    It stands at the first mention of the identifier and names all others.
    ``owner`` holds the works to which the authority file gives identifiers.
    """
    claims: dict[Identifier, list[tuple[Cluster, list[SourceMention]]]] = defaultdict(list)
    for group in clusters:
        for identifier in group.claimed:
            claims[identifier].append(
                (group, [one for one in group.mentions if identifier in one.identifiers])
            )
    places = {
        identifier: [_place(one, identifier) for _, mentions in works for one in mentions]
        for identifier, works in claims.items()
    }
    found = _locations({place for several in places.values() for place in several}, documents)
    for identifier, works in sorted(claims.items(), key=lambda item: rank(item[0])):
        first, *others = dict.fromkeys(found[place] for place in places[identifier])
        if identifier in owner:
            yield _owned(identifier, owner[identifier], [mentions for _, mentions in works], first, others)
        elif len(works) > 1:
            yield _shared(identifier, [mentions for _, mentions in works], first, others)
        else:
            yield _superfluous(identifier, works[0][0], first, others)


def _shared(
    identifier: Identifier, works: Sequence[Sequence[SourceMention]], first: Location, others: list[Location]
) -> Diagnostic:
    titles = _titles(works)
    is_page = identifier.scheme == "web"
    return diagnostic(
        "KG206" if is_page else "KG203",
        f"{identifier} stands under {len(titles)} titles that do not agree: {_listed(titles)}; "
        "they are kept apart",
        first,
        hint="give one page one title, or link to the part of it that is meant"
        if is_page
        else "at most one of them is right: look the identifier up and correct the others",
        related=others,
    )


def _owned(
    identifier: Identifier,
    work: Work,
    works: Sequence[Sequence[SourceMention]],
    first: Location,
    others: list[Location],
) -> Diagnostic:
    return diagnostic(
        "KG206" if identifier.scheme == "web" else "KG203",
        f"{identifier} belongs to {work.title[:_TITLE_LENGTH]!r}, as the authority file says, but stands "
        f"under {_listed(_titles(works))}; they are kept apart",
        first,
        hint="look up which identifier the other work has",
        related=others,
    )


def _titles(works: Sequence[Sequence[SourceMention]]) -> list[str]:
    return list(dict.fromkeys(mentions[0].title or "(no title)" for mentions in works))


def _listed(titles: Sequence[str]) -> str:
    more = len(titles) - _SHOWN_TITLES
    shown = "; ".join(f"{title[:_TITLE_LENGTH]!r}" for title in titles[:_SHOWN_TITLES])
    return f"{shown} and {more} more" if more > 0 else shown


def _superfluous(
    identifier: Identifier, group: Cluster, first: Location, others: list[Location]
) -> Diagnostic:
    rivals = [one for one in group.claimed if one.scheme == identifier.scheme and one != identifier]
    title = next((one.title for one in group.mentions if one.title), "(no title)")
    return diagnostic(
        "KG203",
        f"{identifier} and {', '.join(map(str, rivals))} stand under one title, {title[:_TITLE_LENGTH]!r}; "
        "neither is taken for its identifier",
        first,
        hint="a work has one: look them up and keep the right one",
        related=others,
    )


def _locations(places: Iterable[_Place], documents: Mapping[str, Document]) -> dict[_Place, Location]:
    """Where each place is; those of one document together, for its front matter is parsed to find them."""
    found: dict[_Place, Location] = {}
    for file, path in sorted(places, key=lambda place: place[0]):
        found[file, path] = location_in(file, documents[file].front_matter, path)
    return found


def _place(mention: SourceMention, identifier: Identifier) -> _Place:
    """The field of the record that holds the identifier."""
    record = mention.record
    fields = ("doi", "isbn", "url") if mention.is_listed else ("source_doi", "source_url")
    name = next((name for name in fields if _holds(getattr(record, name), identifier)), "title")
    return mention.file, (*mention.path, name)


def _holds(written: str, identifier: Identifier) -> bool:
    if identifier.scheme == "isbn":
        return identifiers.isbn(written) == identifier.value
    return bool(written) and identifier in {identifiers.from_text(written), identifiers.from_url(written)}
