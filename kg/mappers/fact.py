"""Atomic facts as claims, each with the evidence it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from kg.documents.records import Fact
from kg.mappers.kept import unmapped
from kg.mappers.literals import CONFIDENCE, dated
from kg.mappers.scope import Scope
from kg.mappers.source import work
from kg.terms import Triple, iri, literal
from kg.vocabulary import KG, PROV, RDF, SCHEMA, SKOS


def triples(fact: Fact, scope: Scope) -> Iterator[Triple]:
    """A claim, the document it appears in, and the source it rests on."""
    identities, file = scope.identities, scope.document.file
    name = identities.fact_iris[file, fact.path]
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
    source = identities.source_of.get((file, fact.path))
    if source is not None:
        evidence = iri(source.iri)
        yield me, SCHEMA.isBasedOn, evidence
        yield me, PROV.wasDerivedFrom, evidence
        yield document, SCHEMA.citation, evidence
        yield from work(source, scope)
    if fact.source_title:
        yield me, SCHEMA.creditText, literal(fact.source_title)
    if fact.source_page:
        yield me, KG.locator, literal(fact.source_page)
    if fact.last_verified:
        yield me, KG.lastVerified, dated(fact.last_verified)
    if fact.note:
        yield me, SKOS.note, literal(fact.note)
    yield from unmapped(fact.unmapped, scope, name)
