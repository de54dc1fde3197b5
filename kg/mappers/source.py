"""Sources: the works that documents cite."""

from __future__ import annotations

from collections.abc import Iterator

from kg.documents.records import Source
from kg.identity.identifiers import web_address
from kg.identity.sources import DecidedSource
from kg.identity.tables import is_nothing
from kg.mappers import author, organization
from kg.mappers.kept import unmapped
from kg.mappers.literals import dated, identified
from kg.mappers.schema_types import source_class
from kg.mappers.scope import Scope
from kg.terms import Triple, iri, literal
from kg.vocabulary import KG, PROV, RDF, SCHEMA, SKOS


def triples(source: Source, scope: Scope) -> Iterator[Triple]:
    """A source as one document lists it: the citation, the decided work, and the document's own words."""
    decided = scope.identities.source_of[scope.document.file, source.path]
    me, document = iri(decided.iri), iri(scope.iri)
    yield document, SCHEMA.citation, me
    if source.is_primary:
        yield document, PROV.hadPrimarySource, me
    if source.title and source.title != decided.title and not is_nothing(source.title):
        yield me, SCHEMA.alternateName, literal(source.title)
    if source.chapter:
        yield me, KG.chapter, literal(source.chapter)
    if source.note:
        yield me, SKOS.note, literal(source.note)
    if source.url and not is_nothing(source.url) and web_address(source.url) is None:
        yield me, KG.claimedIdentifier, literal(source.url)
    _report_placeholders(source, scope)
    yield from work(decided, scope)
    yield from unmapped(source.unmapped, scope, decided.iri)


def work(source: DecidedSource, scope: Scope) -> Iterator[Triple]:
    """The decided description of a work, the same in every document that cites it."""
    me = iri(source.iri)
    kind = _class(source)
    yield me, RDF.type, kind
    if source.title:
        yield me, SCHEMA.name, literal(source.title)
    if source.year:
        yield me, SCHEMA.datePublished, dated(source.year)
    for url in source.urls:
        yield me, SCHEMA.url, iri(url)
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


def _class(source: DecidedSource) -> str:
    found = filter(None, map(source_class, source.type_words))
    return next(found, SCHEMA.CreativeWork)


def _report_placeholders(source: Source, scope: Scope) -> None:
    if source.type and not is_nothing(source.type) and source_class(source.type) is None:
        scope.report(
            "KG110",
            f"unknown source type {source.type!r}; the source becomes a CreativeWork",
            (*source.path, "type"),
            hint="write a type such as academic_paper, book, report or web_page",
        )
    for name in ("title", "institution", "url", "doi", "isbn", "type"):
        value = getattr(source, name)
        if value and is_nothing(value):
            scope.report(
                "KG109",
                f"{name} is the placeholder {value!r}; it becomes nothing",
                (*source.path, name),
                hint=f"write the {name}, or leave it out",
            )
    for index, name in enumerate(source.authors):
        if is_nothing(name):
            scope.report(
                "KG109",
                f"author {name!r} is a placeholder; it becomes nobody",
                (*source.path, "authors", index),
                hint="write the authors, or leave the field out",
            )
