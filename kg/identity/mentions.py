"""The first pass: what identity sees of each document.

A pure function of one document, so that documents can be seen in any order, in
any number of processes. What is not in :class:`Seen` cannot change a decision.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from kg.diagnostics import Diagnostic, diagnostic
from kg.documents.bylines import byline
from kg.documents.places import FieldPath
from kg.documents.records import Document, Fact, Source
from kg.identity import identifiers
from kg.identity.authors import NameKind, read_authors
from kg.identity.bodies import organization, read_institution
from kg.identity.citations import Citation, citation, lead, names_no_work, surnames
from kg.identity.documents import fact_fragments
from kg.identity.fields import IdentifierFields
from kg.identity.identifiers import Identifier
from kg.identity.listed import Listed
from kg.identity.orcids import Borne, orcids_in
from kg.identity.tables import is_nothing, words
from kg.identity.text import fold
from kg.identity.titles import Title, title
from kg.identity.wording import is_address, tokens
from kg.memoized import memoized


@dataclass(frozen=True)
class SourceMention:
    """A work as one record of one document describes it.

    The record stands in a list of sources (``is_listed``), or is a fact.
    ``title`` is empty where it gives none; ``fields`` say in which of its
    fields each of the ``identifiers`` stands. ``homepage`` is the key of
    a URL that is a bare homepage and so identifies nothing on its own. A fact
    that names a source of its document by ``source_ref`` has the path of that
    source as ``refers_to``, and identifies nothing itself. ``type`` is the
    word for what kind of work it is, ``url`` as it is written; ``year``,
    ``authors`` and ``institution`` are given by lists alone.
    """

    file: str
    path: FieldPath
    is_listed: bool
    title: str
    identifiers: tuple[Identifier, ...] = ()
    fields: tuple[str, ...] = ()
    homepage: str = ""
    refers_to: FieldPath = ()
    type: str = ""
    url: str = ""
    year: str = ""
    authors: tuple[str, ...] = ()
    institution: str = ""

    @cached_property
    def words(self) -> str:
        """The title without the number of the RFC that it is."""
        words = self.title
        for scheme, value in self.identifiers:
            if scheme == "rfc":
                words = re.sub(rf"\bRFC[\s-]*0*{value}\b\W*", "", words, flags=re.IGNORECASE)
        return words

    @cached_property
    def comparable(self) -> Title:
        """The title made comparable."""
        return title(self.words)

    @cached_property
    def has_title(self) -> bool:
        """Whether it says which work is meant, other than by identifiers, authors or a venue."""
        is_named = not is_address(self.words) if self.is_listed else not names_no_work(self.words)
        return bool(self.comparable.core) and is_named

    @property
    def citation(self) -> Citation:
        """The title made comparable as a citation string."""
        return citation(self.words)

    @property
    def originator(self) -> str:
        """The first author by surname and initial, else the institution; empty where nobody is named."""
        if not self.is_listed:
            return ""
        return _first_author(self.authors) or next(
            (body.key for body in read_institution(self.institution)), ""
        )

    @property
    def people(self) -> frozenset[str]:
        """The words of the names of all people among its authors."""
        return _surnames(self.authors)

    def is_by_others(self, people: Set[str]) -> bool:
        """Whether it is a citation that begins with an author who is not among the people."""
        if self.is_listed or not people:
            return False
        first = lead(self.title)
        return bool(first) and first not in people

    @property
    def credits(self) -> frozenset[str]:
        """The words of all its authors and its institution, and its year."""
        said = (*self.authors, self.institution, self.year)
        return frozenset(word for text in said for word in tokens(text))


@memoized
def _first_author(authors: tuple[str, ...]) -> str:
    """The first of the authors who is somebody, by surname and initial; empty where nobody is."""
    for author in read_authors(authors, frozenset()):
        if author.kind is NameKind.BODY:
            return organization(author.text).key
        if author.person is not None:
            return fold(f"{author.person.family} {author.person.given[:1]}")
    return ""


@memoized
def _surnames(authors: tuple[str, ...]) -> frozenset[str]:
    people = (one.person for one in read_authors(authors, frozenset()) if one.person is not None)
    return frozenset(word for person in people for word in surnames(person.shown))


@dataclass(frozen=True, slots=True)
class Seen:
    """All that identity sees of a document.

    ``evidence`` leads from the path of a fact to the path of the mention it
    rests on; a fact without source has no entry. ``facts`` are the fragments
    that name the facts, by their paths. ``bodies`` are the folded names of
    the organisations that its sources name, ``turned`` those of authors whose
    family name stands first, both sorted. The rest are names outside the lists
    of sources, as they are written.
    """

    file: str
    name: str
    id: str
    slug: str
    mentions: tuple[SourceMention, ...]
    evidence: tuple[tuple[FieldPath, FieldPath], ...]
    facts: tuple[tuple[FieldPath, str], ...]
    bodies: tuple[str, ...]
    turned: tuple[str, ...]
    reviewers: tuple[str, ...]
    contributors: tuple[str, ...]
    topics: tuple[str, ...]
    models: tuple[str, ...]
    things: tuple[str, ...]
    orcids: tuple[Borne, ...] = ()


def see(document: Document) -> tuple[Seen, tuple[Diagnostic, ...]]:
    """What identity sees of a document, and what is found on the way."""
    mentions, evidence, found = _mentions(document)
    fragments, repeated = fact_fragments(document)
    bodies, turned = named_in_sources(document.sources)
    contributors = tuple(byline(one, url=True) for one in document.contributors)
    cited = (author for source in document.sources for author in source.authors)
    seen = Seen(
        file=document.file,
        name=document.name,
        id=document.id,
        slug=document.slug,
        mentions=tuple(mentions),
        evidence=tuple(evidence.items()),
        facts=tuple(fragments.items()),
        bodies=tuple(sorted(bodies | _publishers(document))),
        turned=tuple(sorted(turned)),
        reviewers=document.verified_by,
        contributors=contributors,
        orcids=orcids_in((*cited, *contributors)),
        topics=tuple(one for one in (document.category, *document.tags) if one),
        models=document.ai_models,
        things=tuple(one.name for one in document.related_entities),
    )
    return seen, (*found, *repeated)


def _publishers(document: Document) -> frozenset[str]:
    """The folded names of those who published a document, as far as they are surely organisations."""
    named = (fold(one.user) for one in document.contributors if one.role == "publisher")
    return frozenset(one for one in named if one.rpartition(" ")[2] in words("words", "bodies.publishers"))


def named_in_sources(sources: Iterable[Source]) -> tuple[frozenset[str], frozenset[str]]:
    """The folded names of the organisations, and of the authors whose family name stands first."""
    institutions: set[str] = set()
    turned: set[str] = set()
    for source in sources:
        institutions.add(source.institution)
        turned.update(author for author in source.authors if author.count(",") == 1)
    people = (one.partition(",") for one in turned)
    bodies = (body for institution in institutions for body in read_institution(institution))
    return (
        frozenset(folded for body in bodies if not body.kind.is_venue and (folded := fold(body.name))),
        frozenset(fold(f"{given} {family}") for family, _, given in people),
    )


def _mentions(
    document: Document,
) -> tuple[list[SourceMention], dict[FieldPath, FieldPath], list[Diagnostic]]:
    """The works that a document mentions, which of them each fact rests on, and what was found."""
    diagnostics: list[Diagnostic] = []
    mentions = [_listed(document, source, diagnostics) for source in document.sources]
    evidence: dict[FieldPath, FieldPath] = {}
    listed = Listed(tuple(mentions))
    by_id = {
        source.id: mention
        for source, mention in reversed(list(zip(document.sources, mentions, strict=True)))
        if source.id
    }
    for fact in document.atomic_facts:
        mention = _beside_fact(document, fact, diagnostics)
        if target := _referenced(document, fact, by_id, diagnostics):
            if mention is not None:
                diagnostics += _contradictions(document, mention, target)
            mentions.append(_of_fact(document, fact, refers_to=target.path))
            evidence[fact.path] = fact.path
        elif mention is not None:
            cited = listed.cited_by(mention)
            if cited is None:
                mentions.append(mention)
            evidence[fact.path] = cited.path if cited else fact.path
    return mentions, evidence, diagnostics


def _listed(document: Document, source: Source, diagnostics: list[Diagnostic]) -> SourceMention:
    title = "" if is_nothing(source.title) else source.title
    fields = IdentifierFields(document, source.path)
    fields.read_doi("doi", source.doi)
    fields.read_isbn("isbn", source.isbn)
    fields.read_url("url", source.url)
    fields.read_title(title)
    diagnostics += fields.diagnostics
    return SourceMention(
        file=document.file,
        path=source.path,
        is_listed=True,
        title=title,
        identifiers=tuple(fields.names),
        fields=tuple(fields.names.values()),
        homepage=fields.homepage,
        type=source.type,
        url=source.url,
        year=source.year,
        authors=source.authors,
        institution=source.institution,
    )


def _of_fact(
    document: Document,
    fact: Fact,
    title: str = "",
    found: Mapping[Identifier, str] = MappingProxyType({}),
    homepage: str = "",
    *,
    refers_to: FieldPath = (),
) -> SourceMention:
    return SourceMention(
        file=document.file,
        path=fact.path,
        is_listed=False,
        title=title,
        identifiers=tuple(found),
        fields=tuple(found.values()),
        homepage=homepage,
        refers_to=refers_to,
        type=fact.source_type,
        url=fact.source_url,
    )


def _referenced(
    document: Document, fact: Fact, by_id: dict[str, SourceMention], diagnostics: list[Diagnostic]
) -> SourceMention | None:
    if not fact.source_ref:
        return None
    if fact.source_ref in by_id:
        return by_id[fact.source_ref]
    path = (*fact.path, "source_ref")
    diagnostics.append(
        diagnostic(
            "KG205",
            f"source_ref {fact.source_ref!r} is the id of no source of this document",
            document.location(path),
            hint="give a source that id, or correct the reference",
        )
    )
    return None


def _contradictions(
    document: Document, mention: SourceMention, target: SourceMention
) -> Iterator[Diagnostic]:
    """A finding where a fact names a source by its id, but gives another DOI than that source has."""
    held = dict(target.identifiers)
    for identifier in mention.identifiers:
        scheme, value = identifier
        if scheme in identifiers.SINGLE and held.get(scheme, value) != value:
            yield diagnostic(
                "KG203",
                f"the fact names {identifier}, but its source_ref leads to a source with "
                f"{Identifier(scheme, held[scheme])}; the source_ref is followed",
                document.location((*mention.path, "source_ref")),
                hint="correct one of the two",
                related=[document.location(target.path)],
            )


def _beside_fact(document: Document, fact: Fact, diagnostics: list[Diagnostic]) -> SourceMention | None:
    title = "" if is_nothing(fact.source_title) else fact.source_title
    fields = IdentifierFields(document, fact.path)
    fields.read_doi("source_doi", fact.source_doi)
    fields.read_url("source_url", fact.source_url)
    diagnostics += fields.diagnostics
    if not title and not fields:
        return None
    fields.read_title(title)
    return _of_fact(document, fact, title, fields.names, fields.homepage)
