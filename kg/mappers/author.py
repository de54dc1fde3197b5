"""Authors and contributors: people and bodies, and the order of a list of authors."""

from __future__ import annotations

from collections.abc import Iterator

from kg.identity.agents import Agent
from kg.identity.sources import DecidedSource
from kg.mappers.scope import Scope
from kg.terms import Triple, iri, literal, typed
from kg.vocabulary import KG, RDF, SCHEMA, XSD


def triples(source: DecidedSource, scope: Scope) -> Iterator[Triple]:
    """The authors of a source.

    Their order is kept in an ``rdf:Seq`` with a name of its own (RDF Schema
    1.1 section 5.1.3), because RDF triples have none and a list would need
    blank nodes.
    """
    me = iri(source.iri)
    sequence = iri(f"{source.iri}#authors")
    for position, author in enumerate(source.authors, start=1):
        agent = iri(author.iri)
        yield me, SCHEMA.author, agent
        yield sequence, f"<{RDF.iri}_{position}>", agent
        yield from named(author, scope)
    if source.authors:
        yield me, KG.authorSequence, sequence
        yield sequence, RDF.type, RDF.Seq
    if source.authors_truncated:
        yield me, KG.authorsTruncated, typed("true", XSD.boolean)


def named(agent: Agent, scope: Scope) -> Iterator[Triple]:
    """Type and name of a person or organisation, and its addresses in the authority file."""
    me = iri(agent.iri)
    yield me, RDF.type, SCHEMA.Person if agent.is_person else SCHEMA.Organization
    yield me, SCHEMA.name, literal(scope.name(agent.iri))
    for address in scope.same_as(agent.iri):
        yield me, SCHEMA.sameAs, iri(address)
