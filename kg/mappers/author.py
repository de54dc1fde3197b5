"""Authors and contributors: people and bodies, and the order of a list of authors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kg.documents.records import Contributor
from kg.identity.agents import Agent
from kg.identity.identifiers import web_address
from kg.identity.sources import DecidedSource
from kg.mappers.scope import Scope
from kg.terms import Term, Triple, iri, literal, typed
from kg.vocabulary import KG, RDF, SCHEMA, XSD


def triples(source: DecidedSource, scope: Scope) -> Iterator[Triple]:
    """The authors of a source.

    Their order is kept in an ``rdf:Seq`` with a name of its own (RDF Schema
    1.1 section 5.1.3), because RDF triples have none and a list would need
    blank nodes.
    """
    me = iri(source.iri)
    for author in source.authors:
        yield me, SCHEMA.author, iri(author.iri)
        yield from named(author, scope)
    if source.authors:
        yield from in_order(source.iri, [iri(author.iri) for author in source.authors])
    if source.authors_truncated:
        yield me, KG.authorsTruncated, typed("true", XSD.boolean)


def in_order(work: str, authors: Iterable[Term]) -> Iterator[Triple]:
    """The order of the authors of the work with that IRI."""
    sequence = iri(f"{work}#authors")
    yield iri(work), KG.authorSequence, sequence
    yield sequence, RDF.type, RDF.Seq
    for position, author in enumerate(authors, start=1):
        yield sequence, f"<{RDF.iri}_{position}>", author


def described(person: Contributor, agents: Sequence[Agent], scope: Scope) -> Iterator[Triple]:
    """What a document says of somebody whom it names; of several under one name, of nobody."""
    if len(agents) != 1:
        return
    (agent,) = agents
    me = iri(agent.iri)
    for predicate, written in (
        (SCHEMA.image, person.image),
        *((SCHEMA.sameAs, one) for one in person.same_as),
    ):
        if address := web_address(written):
            yield me, predicate, iri(address.url)
    if person.job_title and agent.is_person:
        yield me, SCHEMA.jobTitle, literal(person.job_title)
    if person.email and scope.settings.publish_email:
        yield me, SCHEMA.email, literal(person.email)


def named(agent: Agent, scope: Scope) -> Iterator[Triple]:
    """Type and name of a person or organisation, and its addresses in the authority file."""
    me = iri(agent.iri)
    yield me, RDF.type, SCHEMA.Person if agent.is_person else SCHEMA.Organization
    yield me, SCHEMA.name, literal(scope.name(agent.iri))
    for address in scope.same_as(agent.iri):
        yield me, SCHEMA.sameAs, iri(address)
    if agent.url:
        yield me, SCHEMA.url, iri(agent.url)
    if agent.orcid:
        yield me, SCHEMA.sameAs, iri(agent.orcid)
        yield me, SCHEMA.identifier, literal(agent.orcid)
    if agent.family:
        yield me, SCHEMA.familyName, literal(agent.family)
    for one in agent.affiliations:
        body = iri(one.iri)
        yield me, SCHEMA.affiliation, body
        yield body, RDF.type, SCHEMA.Organization
        yield body, SCHEMA.name, literal(scope.name(one.iri))
        if one.ror:
            yield body, SCHEMA.sameAs, iri(one.ror)
            yield body, SCHEMA.identifier, literal(one.ror)
