"""Publishers, institutions and venues of a source."""

from __future__ import annotations

from collections.abc import Iterator

from kg.identity.sources import DecidedSource
from kg.mappers.author import named
from kg.mappers.scope import Scope
from kg.terms import Triple, iri, literal
from kg.vocabulary import RDF, SCHEMA


def triples(source: DecidedSource, scope: Scope) -> Iterator[Triple]:
    """Who published and who produced a source, and where it appeared."""
    me = iri(source.iri)
    for publisher in source.publishers:
        yield me, SCHEMA.publisher, iri(publisher.iri)
        yield from named(publisher, scope)
    for organization in source.organizations:
        yield me, SCHEMA.sourceOrganization, iri(organization.iri)
        yield from named(organization, scope)
    for venue in source.venues:
        node = iri(venue.iri)
        yield me, SCHEMA.isPartOf, node
        yield node, RDF.type, SCHEMA.Periodical if venue.is_periodical else SCHEMA.CreativeWorkSeries
        yield node, SCHEMA.name, literal(scope.name(venue.iri))
        for address in scope.same_as(venue.iri):
            yield node, SCHEMA.sameAs, iri(address)
