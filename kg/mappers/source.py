"""Sources: the works that documents cite."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.documents.cited import CITED
from kg.documents.coerce import shortened
from kg.documents.places import FieldPath
from kg.documents.records import Source, Unmapped
from kg.identity.identifiers import arxiv, from_doi, from_url, web_address
from kg.identity.identifiers import isbn as valid_isbn
from kg.identity.sources import DecidedSource
from kg.identity.tables import is_nothing
from kg.mappers import author, organization
from kg.mappers.kept import unmapped
from kg.mappers.literals import dated, identified
from kg.mappers.placeholders import report_placeholders
from kg.mappers.schema_types import source_class
from kg.mappers.scope import Scope
from kg.terms import Triple, iri, literal
from kg.vocabulary import KG, PROV, RDF, SCHEMA, SKOS


def triples(source: Source, scope: Scope) -> Iterator[Triple]:
    """A source as one document lists it: the citation, the decided work, and the document's own words."""
    decided = scope.work(source.path)
    if decided is None:
        raise KeyError(source.path)
    me, document = iri(decided.iri), iri(scope.iri)
    yield document, SCHEMA.citation, me
    for path, written in scope.decisions.unclear:
        if path == source.path:
            scope.report(
                "KG120",
                f"authors names nobody for sure: {shortened(written, 80)}",
                (*path, "authors"),
                hint="write each name as an entry of a list of its own",
            )
            yield from unmapped((Unmapped((*path, "authors"), written),), scope, me[1:-1])
    if source.is_primary:
        yield document, PROV.hadPrimarySource, me
        yield document, SCHEMA.isBasedOn, me
    if source.title and source.title != decided.title and not is_nothing(source.title):
        yield me, SCHEMA.alternateName, literal(source.title)
    if source.chapter:
        yield me, KG.chapter, literal(source.chapter)
    if source.note:
        yield me, SKOS.note, literal(source.note)
    if source.path[0] == CITED and not decided.title:
        # A text that cites by an identifier has no title to give.
        yield from ((me, SCHEMA.name, literal(one)) for one in _called(decided))
    for text in malformed(source.doi, source.url, source.isbn):
        yield me, KG.claimedIdentifier, literal(text)
    report_placeholders(source, scope)
    yield from unknown_type(source.type, (*source.path, "type"), scope, decided.iri)
    yield from work(decided, scope)
    yield from unmapped(source.unmapped, scope, decided.iri)


def _called(source: DecidedSource) -> Sequence[str]:
    """What a work without title is called: its identifier, or its address."""
    names = (*map(str, source.identifiers), *source.urls)
    return names[:1]


def work(source: DecidedSource, scope: Scope) -> Iterator[Triple]:
    """The decided description of a work, once in every document that cites it.

    What is too long to be repeated is in one document only; the others say its
    type, title and year.
    """
    if source.iri in scope.described:
        return
    scope.described.add(source.iri)
    me = iri(source.iri)
    kind = _class(source)
    yield me, RDF.type, kind
    if source.title:
        yield me, SCHEMA.name, literal(source.title)
    if source.year:
        yield me, SCHEMA.datePublished, dated(source.year)
    yield from _pages(source)
    for page in source.same_as:
        yield me, SCHEMA.sameAs, iri(page)
    for identifier in source.identifiers:
        if identifier.scheme != "web":
            yield from identified(source.iri, identifier)
        if identifier.scheme == "isbn" and kind == SCHEMA.Book:
            yield me, SCHEMA.isbn, literal(identifier.value)
    for identifier in source.claimed:
        if identifier.scheme != "web":
            yield me, KG.claimedIdentifier, literal(str(identifier))
    yield from author.triples(source, scope)
    yield from organization.triples(source, scope)


def _pages(source: DecidedSource) -> Iterator[Triple]:
    me, claimed = iri(source.iri), frozenset(source.claimed)
    for url in source.urls:
        identifier = from_url(url)
        if identifier is not None and identifier.scheme != "web" and identifier in claimed:
            # The page of the work that the identifier names, which may be another work.
            yield me, KG.claimedIdentifier, literal(url)
        else:
            yield me, SCHEMA.url, iri(url)


def malformed(doi: str, url: str, isbn: str = "") -> Iterator[str]:
    """Those of the identifiers that are given but identify nothing; they are kept as they are written."""
    if doi and not is_nothing(doi) and from_doi(doi) is None and not arxiv(doi):
        yield doi
    if url and not is_nothing(url) and web_address(url) is None and from_doi(url) is None:
        yield url
    if isbn and not is_nothing(isbn) and not valid_isbn(isbn):
        yield isbn


def unknown_type(word: str, path: FieldPath, scope: Scope, owner: str) -> Iterator[Triple]:
    """Report the type word of a source that no table holds, and keep it."""
    if word and not is_nothing(word) and source_class(word) is None:
        scope.report(
            "KG110",
            f"unknown source type {word!r}; the source becomes a CreativeWork",
            path,
            hint="write a type such as academic_paper, book, report or web_page",
        )
        yield from unmapped([Unmapped(path, word)], scope, owner)


def _class(source: DecidedSource) -> str:
    found = filter(None, map(source_class, source.type_words))
    return next(found, SCHEMA.CreativeWork)
