"""What is said of each work once its mentions are known: one title, one year, one list of authors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kg.documents.findings import Place
from kg.identity import identifiers
from kg.identity.agents import Agent, Agents, Venue
from kg.identity.authors import AuthorName
from kg.identity.bodies import Body, BodyKind
from kg.identity.clusters import Cluster
from kg.identity.identifiers import Identifier
from kg.identity.mentions import SourceMention
from kg.identity.names import PersonName
from kg.identity.spellings import Spelled
from kg.identity.tables import is_nothing
from kg.identity.text import digest, iri_path, slug
from kg.identity.titles import title
from kg.identity.wording import readable, tokens, weight

_SLUG_WORDS = 8
_MOST_SAID = 200
"""Authors, identifiers, pages and bodies of a work that every document which cites it repeats."""


@dataclass(frozen=True, slots=True)
class DecidedSource:
    """A work: its IRI and what the graph says of it, whoever cites it.

    ``title`` is empty where nobody gave one. ``identifiers`` are sure,
    ``claimed`` stand under other titles too. ``type_words`` are sorted, the
    most frequent first. ``same_as`` are pages that are surely about it.
    ``described_in`` is the one document that says all of this, where that is
    too much for each that cites it; else empty.
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
    described_in: str = ""


@dataclass(frozen=True, slots=True)
class Byline:
    """The authors of a work in order, and whether it is said that there are more."""

    authors: tuple[AuthorName, ...]
    is_cut: bool

    @property
    def people(self) -> tuple[PersonName, ...]:
        """The people among them."""
        return tuple(author.person for author in self.authors if author.person is not None)


@dataclass(frozen=True, slots=True)
class Work:
    """A work before it is known which works have names like its own, and who its authors are.

    ``described`` has no IRI and no authors yet, and ``name`` is what its IRI
    is to be made of. ``spelled`` are the names of bodies that it uses, and
    ``mentioned`` the places where it is mentioned.
    """

    described: DecidedSource
    byline: Byline
    name: str
    spelled: tuple[Spelled, ...]
    mentioned: tuple[Place, ...]


def source_names(names: Sequence[str], clusters: Sequence[Cluster]) -> list[str]:
    """The name of each work, in the order of their clusters; no two are equal.

    ``names`` are those that they want. Where several want one, each is named
    by what its mentions say as well, and where that is equal too, by where it is mentioned first.
    """
    for more in (fingerprint, first_place):
        taken = Counter(names)
        names = [
            name if taken[name] == 1 else longer(name, more(cluster))
            for name, cluster in zip(names, clusters, strict=True)
        ]
    return list(names)


def longer(name: str, more: str) -> str:
    """The name of a work with what tells it from another of that name."""
    return name if name.endswith(more) else f"{name}-{more}"


def source_iri(base: str, name: str) -> str:
    """The IRI of the work of that name."""
    return f"{base}source/{name}"


def decided_work(cluster: Cluster, agents: Agents) -> Work:
    """What is known of a work before it has an IRI and the people of the corpus are told apart."""
    line = byline(cluster, agents)
    institutions = _institutions([one for one in cluster.mentions if one.is_listed], agents)
    return Work(
        _described(cluster, line, institutions, agents),
        line,
        _name(cluster),
        tuple((agents.body_iri(body), body.name) for body in institutions),
        tuple((one.file, one.path) for one in cluster.mentions),
    )


def with_authors(work: Work, iri: str, agents: Agents) -> DecidedSource:
    """The description of a work with its IRI, and with its authors once it is known who they are."""
    authors = tuple(agents.agent(author, iri) for author in work.byline.authors)
    return replace(work.described, iri=iri, authors=authors)


def _described(
    cluster: Cluster, byline: Byline, institutions: Sequence[Body], agents: Agents
) -> DecidedSource:
    ruled = cluster.authority.same_as if cluster.authority else ()
    resolved = filter(None, map(identifiers.resolver_url, cluster.owned))
    described = DecidedSource(
        iri="",
        title=cluster.authority.title if cluster.authority else _title(cluster),
        is_listed=any(one.is_listed for one in cluster.mentions),
        type_words=_type_words(cluster),
        year=_most_frequent(one.year for one in cluster.mentions),
        authors=(),
        authors_truncated=byline.is_cut,
        publishers=_publishers(institutions, (BodyKind.PUBLISHER, BodyKind.REPOSITORY), agents),
        organizations=_publishers(institutions, (BodyKind.ORGANIZATION,), agents),
        venues=tuple(
            Venue(agents.venue_iri(body), body.name, body.kind is BodyKind.PERIODICAL)
            for body in institutions
            if body.kind.is_venue
        ),
        identifiers=cluster.owned,
        claimed=cluster.claimed,
        urls=_urls(cluster),
        same_as=tuple(dict.fromkeys((*resolved, *ruled))),
    )
    is_long = len(byline.authors) + _said_of(described) > _MOST_SAID
    return replace(described, described_in=cluster.mentions[0].file) if is_long else described


def as_said_in(work: DecidedSource, file: str) -> DecidedSource:
    """The work as a document says what it is: without what is too long, unless that is said there."""
    if work.described_in in {"", file}:
        return work
    return replace(
        work,
        authors=(),
        authors_truncated=False,
        publishers=(),
        organizations=(),
        venues=(),
        identifiers=(),
        claimed=(),
        urls=(),
        same_as=(),
    )


def _said_of(work: DecidedSource) -> int:
    """How much is said of a work besides its authors."""
    bodies = (work.publishers, work.organizations, work.venues)
    return sum(map(len, (*bodies, work.identifiers, work.claimed, work.urls, work.same_as)))


def _name(cluster: Cluster) -> str:
    """What names a work, unless another has the same name."""
    if cluster.owned:
        return _identifier_path(cluster.owned[0])
    words = _words(_title(cluster)) or "untitled"
    if cluster.claimed:
        return f"{_identifier_path(cluster.claimed[0])}/~{words}"
    homepages = sorted({mention.homepage for mention in cluster.mentions if mention.homepage})
    if homepages:
        return f"web/{iri_path(homepages[0])}/~{words}"
    return f"title/{words}-{fingerprint(cluster)}"


def _words(text: str) -> str:
    """The first words of a title as a slug."""
    found = ""
    core = title(text).core
    for index, word in enumerate(core[: 2 * _SLUG_WORDS + 1]):
        if weight(core[: index + 1]) > _SLUG_WORDS:
            break
        is_cjk = weight([word]) < 1 and index and weight([core[index - 1]]) < 1
        found += word if is_cjk else f" {word}"
    return slug(found) if found else ""


def _identifier_path(identifier: Identifier) -> str:
    return f"{identifier.scheme}/{iri_path(identifier.value)}"


def fingerprint(cluster: Cluster) -> str:
    """What tells works of one name apart: title, year and first author."""
    return digest(repr(sorted({_description(mention) for mention in cluster.mentions})))


def _description(mention: SourceMention) -> tuple[str, str, str]:
    return (" ".join(tokens(readable(mention.title))) or mention.title, mention.year, mention.originator)


def first_place(cluster: Cluster) -> str:
    """What tells works apart that are described alike: where the first of them is cited."""
    first = cluster.mentions[0]
    return digest(f"{first.file} {first.path}")


def _title(cluster: Cluster) -> str:
    """The title that most lists give, without a note in brackets if anybody gives it so."""
    listed = [mention for mention in cluster.mentions if mention.is_listed and mention.has_title]
    titled = listed or [mention for mention in cluster.mentions if mention.has_title] or cluster.mentions
    keys = Counter(mention.comparable.key for mention in titled if mention.title)
    if not keys:
        return ""
    key = min(keys, key=lambda one: (-keys[one], -len(one), one))
    written = Counter(mention.title for mention in titled if mention.title and mention.comparable.key == key)
    return min(
        written,
        key=lambda text: (text.rstrip().endswith((")", "）")), text.isupper(), -written[text], text),
    )


def _type_words(cluster: Cluster) -> tuple[str, ...]:
    words: Counter[str] = Counter()
    for mention in cluster.mentions:
        if mention.type and not is_nothing(mention.type):
            words[mention.type] += 1
    return tuple(sorted(words, key=lambda word: (-words[word], word)))


def _most_frequent(values: Iterable[str]) -> str:
    counts = Counter(value for value in values if value)
    return min(counts, key=lambda value: (-counts[value], value), default="")


def byline(cluster: Cluster, agents: Agents) -> Byline:
    """The list that names most authors of a work in full."""
    lists = {one.authors for one in cluster.mentions if one.is_listed}
    read = [Byline(tuple(named), is_cut) for named, is_cut in map(agents.named, sorted(lists))]
    return max(
        read,
        key=lambda one: (
            sum(author.person is None or author.person.is_full for author in one.authors),
            len(one.authors),
            not one.is_cut,
        ),
        default=Byline((), is_cut=False),
    )


def _institutions(listed: Sequence[SourceMention], agents: Agents) -> list[Body]:
    found = {body for source in listed for body in agents.institutions(source.institution)}
    return sorted(found, key=lambda body: (body.kind.value, body.key, body.name))


def _publishers(bodies: Sequence[Body], kinds: tuple[BodyKind, ...], agents: Agents) -> tuple[Agent, ...]:
    found = {
        agents.organization_iri(body): Agent(agents.organization_iri(body), body.name, is_person=False)
        for body in reversed(bodies)
        if body.kind in kinds
    }
    return tuple(found[iri] for iri in sorted(found))


def _urls(cluster: Cluster) -> tuple[str, ...]:
    found: dict[str, Counter[str]] = {}
    for mention in cluster.mentions:
        written = mention.url
        address = identifiers.web_address(identifiers.canonical_url(written)) if written else None
        if address is not None:
            found.setdefault(address.key, Counter())[address.url] += 1
    return tuple(
        min(spellings, key=lambda url: (not url.startswith("https"), -spellings[url], url))
        for _, spellings in sorted(found.items())
    )
