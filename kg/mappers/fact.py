"""Atomic facts as claims, each with the evidence it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from kg.documents.records import Fact, Unmapped
from kg.identity.identifiers import from_doi, from_url
from kg.identity.sources import DecidedSource
from kg.mappers.kept import unmapped
from kg.mappers.literals import CONFIDENCE, dated
from kg.mappers.scope import Scope
from kg.mappers.source import malformed, unknown_type, work
from kg.terms import Triple, iri, literal
from kg.vocabulary import KG, PROV, RDF, SCHEMA, SKOS


def triples(fact: Fact, scope: Scope) -> Iterator[Triple]:
    """A claim, the document it appears in, and the source it rests on."""
    name = scope.fact(fact.path)
    me, document = iri(name), iri(scope.iri)
    yield document, SCHEMA.hasPart, me
    yield me, RDF.type, SCHEMA.Claim
    yield me, SCHEMA.appearance, document
    if fact.statement:
        yield me, SCHEMA.text, literal(fact.statement)
    if fact.id:
        yield me, SCHEMA.identifier, literal(fact.id)
    if scope.language:
        yield me, SCHEMA.inLanguage, literal(scope.language)
    if fact.confidence:
        yield me, KG.confidence, CONFIDENCE[fact.confidence]
    yield from _evidence(fact, name, scope)
    if fact.source_title:
        yield me, SCHEMA.creditText, literal(fact.source_title)
    if fact.source_page:
        yield me, KG.locator, literal(fact.source_page)
    if fact.last_verified:
        yield me, KG.lastVerified, dated(fact.last_verified)
    if fact.note:
        yield me, SKOS.note, literal(fact.note)
    yield from unmapped(fact.unmapped, scope, name)


def _evidence(fact: Fact, name: str, scope: Scope) -> Iterator[Triple]:
    """The source that a claim rests on, and whatever the fact says of it that leads nowhere."""
    source = scope.work(fact.path)
    if source is not None:
        claim, document, evidence = iri(name), iri(scope.iri), iri(source.iri)
        yield claim, SCHEMA.isBasedOn, evidence
        yield claim, PROV.wasDerivedFrom, evidence
        yield document, SCHEMA.citation, evidence
        for text in malformed(fact.source_doi, fact.source_url):
            yield evidence, KG.claimedIdentifier, literal(text)
        yield from work(source, scope)
    yield from unmapped(_beside_the_source(fact, source, scope), scope, name)
    yield from unknown_type(fact.source_type, (*fact.path, "source_type"), scope, name)


def _beside_the_source(fact: Fact, source: DecidedSource | None, scope: Scope) -> Iterator[Unmapped]:
    """Identifiers that a fact gives although its source, which source_ref names, has others."""
    if not fact.source_ref:
        return
    held = scope.identifiers(source) if source else frozenset()
    for name, identifier, text in (
        ("source_doi", from_doi(fact.source_doi), fact.source_doi),
        ("source_url", from_url(fact.source_url), fact.source_url),
    ):
        if identifier is not None and identifier not in held:
            yield Unmapped((*fact.path, name), text)
