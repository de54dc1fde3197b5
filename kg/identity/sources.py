"""What is said of each work once its mentions are known: one title, one year, one list of authors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from kg.documents.records import Source
from kg.identity import identifiers
from kg.identity.agents import (
    Agent,
    Spellings,
    Venue,
    author_iri,
    author_spelling,
    named_authors,
    organization_iri,
    venue_iri,
)
from kg.identity.bodies import Body, BodyKind, read_institution
from kg.identity.clusters import Cluster
from kg.identity.identifiers import SCHEMES, Identifier
from kg.identity.names import AuthorName
from kg.identity.tables import is_nothing
from kg.identity.text import digest, fold, iri_path, slug
from kg.identity.titles import title

_SLUG_WORDS = 8


@dataclass(frozen=True, slots=True)
class DecidedSource:
    """A work: its IRI and what the graph says of it, whoever cites it.

    ``title`` is empty where nobody gave one. ``identifiers`` are sure,
    ``claimed`` stand under other titles too. ``type_words`` are sorted, the
    most frequent first. ``same_as`` are pages that are surely about it.
    """

    iri: str
    title: str
    is_listed: bool
    type_words: tuple[str, ...]
    year: str
    authors: tuple[Agent, ...]
    authors_truncated: bool
    publishers: tuple[Agent, ...]
    organizations: tuple[Agent, ...]
    venues: tuple[Venue, ...]
    identifiers: tuple[Identifier, ...]
    claimed: tuple[Identifier, ...]
    urls: tuple[str, ...]
    same_as: tuple[str, ...]


def known_bodies(sources: Iterable[Source]) -> frozenset[str]:
    """The folded names of the organisations that the corpus names as institutions."""
    return frozenset(
        fold(body.name)
        for institution in {source.institution for source in sources}
        for body in read_institution(institution)
        if not body.kind.is_venue
    )


def source_iris(clusters: Sequence[Cluster], base: str) -> list[str]:
    """The IRI of each cluster, in the same order; no two are equal.

    A work with an identifier of its own is named by it. Where the identifier
    is claimed by several works, each is named by identifier and title.
    """
    names = [_name(cluster) for cluster in clusters]
    taken = Counter(names)
    return [
        f"{base}source/{name if taken[name] == 1 else f'{name}-{_fingerprint(cluster)}'}"
        for name, cluster in zip(names, clusters, strict=True)
    ]


def decide_source(
    cluster: Cluster, iri: str, base: str, bodies: Container[str], names: Spellings
) -> DecidedSource:
    """The decided description of a work; counts the spellings it uses in ``names``."""
    listed = [mention.record for mention in cluster.mentions if isinstance(mention.record, Source)]
    authors, truncated = _authors([source.authors for source in listed], bodies)
    institutions = _institutions(listed)
    urls = _urls(cluster)
    for author in authors:
        names.see(author_iri(base, author, iri), author_spelling(author))
    for body in institutions:
        place = venue_iri if body.kind.is_venue else organization_iri
        names.see(place(base, body), body.name)
    return DecidedSource(
        iri=iri,
        title=_title(cluster),
        is_listed=bool(listed),
        type_words=_type_words(cluster),
        year=_most_frequent(source.year for source in listed),
        authors=tuple(
            Agent(author_iri(base, author, iri), author_spelling(author), author.person is not None)
            for author in authors
        ),
        authors_truncated=truncated,
        publishers=_agents(institutions, (BodyKind.PUBLISHER, BodyKind.REPOSITORY), base),
        organizations=_agents(institutions, (BodyKind.ORGANIZATION,), base),
        venues=tuple(
            Venue(venue_iri(base, body), body.name, body.kind is BodyKind.PERIODICAL)
            for body in institutions
            if body.kind.is_venue
        ),
        identifiers=cluster.owned,
        claimed=cluster.claimed,
        urls=urls,
        same_as=tuple(filter(None, map(identifiers.resolver_url, cluster.owned))),
    )


def _name(cluster: Cluster) -> str:
    ranked = sorted(cluster.owned, key=_rank)
    if ranked:
        return _identifier_path(ranked[0])
    words = slug(" ".join(title(_title(cluster)).core[:_SLUG_WORDS]))
    claimed = sorted(cluster.claimed, key=_rank)
    if claimed:
        return f"{_identifier_path(claimed[0])}/~{words}"
    homepages = sorted({mention.homepage for mention in cluster.mentions if mention.homepage})
    if homepages:
        return f"web/{iri_path(homepages[0])}/~{words}"
    return f"title/{words}-{_fingerprint(cluster)}"


def _rank(identifier: Identifier) -> tuple[int, Identifier]:
    return (SCHEMES.index(identifier.scheme), identifier)


def _identifier_path(identifier: Identifier) -> str:
    return f"{identifier.scheme}/{iri_path(identifier.value)}"


def _fingerprint(cluster: Cluster) -> str:
    parts = sorted({(mention.title, getattr(mention.record, "year", "")) for mention in cluster.mentions})
    place = "" if parts != [("", "")] else f"{cluster.mentions[0].file}{cluster.mentions[0].path}"
    return digest(repr(parts) + place)


def _title(cluster: Cluster) -> str:
    """The title that most lists give, without a note in brackets if anybody gives it so."""
    listed = [mention.title for mention in cluster.mentions if mention.is_listed and mention.title]
    written = Counter(listed or [mention.title for mention in cluster.mentions if mention.title])
    if not written:
        return ""
    keys: Counter[str] = Counter()
    for text, count in written.items():
        keys[title(text).key] += count
    key = min(keys, key=lambda one: (-keys[one], -len(one), one))
    return min(
        (text for text in written if title(text).key == key),
        key=lambda text: (text.rstrip().endswith((")", "）")), -written[text], text),
    )


def _type_words(cluster: Cluster) -> tuple[str, ...]:
    words: Counter[str] = Counter()
    for mention in cluster.mentions:
        record = mention.record
        word = record.type if isinstance(record, Source) else record.source_type
        if word and not is_nothing(word):
            words[word] += 1
    return tuple(sorted(words, key=lambda word: (-words[word], word)))


def _most_frequent(values: Iterable[str]) -> str:
    counts = Counter(value for value in values if value)
    return min(counts, key=lambda value: (-counts[value], value), default="")


def _authors(lists: Iterable[tuple[str, ...]], bodies: Container[str]) -> tuple[list[AuthorName], bool]:
    """The list that names most authors in full, and whether it is cut."""
    read = [named_authors(written, bodies) for written in sorted(set(lists))]
    return max(
        read,
        key=lambda one: (
            sum(author.person is None or author.person.is_full for author in one[0]),
            len(one[0]),
            not one[1],
        ),
        default=([], False),
    )


def _institutions(listed: Sequence[Source]) -> list[Body]:
    found = {body for source in listed for body in read_institution(source.institution)}
    return sorted(found, key=lambda body: (body.kind.value, body.key, body.name))


def _agents(bodies: Sequence[Body], kinds: tuple[BodyKind, ...], base: str) -> tuple[Agent, ...]:
    found = {
        organization_iri(base, body): Agent(organization_iri(base, body), body.name, is_person=False)
        for body in reversed(bodies)
        if body.kind in kinds
    }
    return tuple(found[iri] for iri in sorted(found))


def _urls(cluster: Cluster) -> tuple[str, ...]:
    found: dict[str, Counter[str]] = {}
    for mention in cluster.mentions:
        record = mention.record
        written = record.url if isinstance(record, Source) else record.source_url
        address = identifiers.web_address(identifiers.canonical_url(written)) if written else None
        if address is not None:
            found.setdefault(address.key, Counter())[address.url] += 1
    return tuple(
        min(spellings, key=lambda url: (not url.startswith("https"), -spellings[url], url))
        for _, spellings in sorted(found.items())
    )
