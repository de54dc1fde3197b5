"""What the settings say of every document: licence, publisher, and the author of those that name none."""

from __future__ import annotations

from collections.abc import Iterator

from kg.identity.identifiers import web_address
from kg.mappers.edition import licensed
from kg.mappers.scope import Scope
from kg.terms import Triple, iri, literal
from kg.vocabulary import RDF, SCHEMA


def triples(scope: Scope, *, has_license: bool, has_author: bool, has_publisher: bool) -> Iterator[Triple]:
    """The licence, the publisher and the author of a document, unless it has its own."""
    me, settings = iri(scope.iri), scope.settings
    if settings.license and not has_license:
        yield me, SCHEMA.license, licensed(settings.license)
    publisher = scope.decisions.publisher
    if publisher and not has_publisher:
        node = iri(publisher.iri)
        yield me, SCHEMA.publisher, node
        yield node, RDF.type, SCHEMA.Organization
        yield node, SCHEMA.name, literal(publisher.name)
        yield from _addressed(node, settings.publisher_url, SCHEMA.url)
        yield from _addressed(node, settings.publisher_logo, SCHEMA.logo)
    if not has_author:
        for author in scope.decisions.author:
            node = iri(author.iri)
            yield me, SCHEMA.author, node
            yield node, RDF.type, SCHEMA.Person if author.is_person else SCHEMA.Organization
            yield node, SCHEMA.name, literal(author.name)
            yield from _addressed(node, settings.author_url, SCHEMA.url)


def _addressed(node: str, written: str, predicate: str) -> Iterator[Triple]:
    if address := web_address(written):
        yield node, predicate, iri(address.url)
