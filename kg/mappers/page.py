"""The page of a document: who reviewed it, the site that it is part of, and the way to it."""

from __future__ import annotations

from collections.abc import Iterator

from kg.documents.records import Document
from kg.identity.tables import is_nothing
from kg.identity.topics import topic_iri, topic_path
from kg.mappers.author import named
from kg.mappers.literals import dated
from kg.mappers.scope import Scope
from kg.mappers.topic import topic_name
from kg.terms import Triple, iri, literal, typed
from kg.vocabulary import RDF, SCHEMA, XSD

_FEWEST_STEPS = 2


def triples(document: Document, scope: Scope) -> Iterator[Triple]:
    """The ``schema:WebPage`` of a document, and what stands on it beside the document."""
    me, page = iri(scope.iri), iri(f"{scope.iri}#page")
    yield me, SCHEMA.mainEntityOfPage, page
    yield page, RDF.type, SCHEMA.WebPage
    yield page, SCHEMA.mainEntity, me
    if document.title:
        yield page, SCHEMA.name, literal(document.title)
    if document.last_verified:
        yield page, SCHEMA.lastReviewed, dated(document.last_verified)
    for agent in scope.decisions.reviewers:
        yield page, SCHEMA.reviewedBy, iri(agent.iri)
        yield from named(agent, scope)
    if scope.settings.title:
        site = iri(scope.settings.base)
        yield page, SCHEMA.isPartOf, site
        yield site, RDF.type, SCHEMA.WebSite
        yield site, SCHEMA.name, literal(scope.settings.title)
    if document.category and not is_nothing(document.category):
        yield from _breadcrumb(document.category, page, scope)


def _breadcrumb(category: str, page: str, scope: Scope) -> Iterator[Triple]:
    """The way to the category, from the site if it has a name: one list for all documents of the category.

    One step is no way: search engines want two.
    """
    steps = topic_path(category)
    topics = [topic_iri(scope.base, "/".join(steps[:depth])) for depth in range(1, len(steps) + 1)]
    stations = [(scope.settings.base, scope.settings.title)] if scope.settings.title else []
    stations += [(topic, topic_name(topic, scope)) for topic in topics]
    if len(stations) < _FEWEST_STEPS:
        return
    trail = iri(f"{topics[-1]}#breadcrumb")
    yield page, SCHEMA.breadcrumb, trail
    yield trail, RDF.type, SCHEMA.BreadcrumbList
    for position, (target, name) in enumerate(stations, start=1):
        station = iri(f"{topics[-1]}#breadcrumb-{position}")
        yield trail, SCHEMA.itemListElement, station
        yield station, RDF.type, SCHEMA.ListItem
        yield station, SCHEMA.position, typed(str(position), XSD.integer)
        yield station, SCHEMA.name, literal(name)
        yield station, SCHEMA.item, iri(target)
