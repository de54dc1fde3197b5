"""What the data set holds, for those who collect data sets: VoID, DCAT and schema.org, with true counts.

https://www.w3.org/TR/void/, https://www.w3.org/TR/vocab-dcat-3/.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kg.exporters.jsonld import JsonLdWriter
from kg.exporters.turtle import TurtleWriter
from kg.graph.kinds import nodes
from kg.identity.identifiers import web_address
from kg.site.site import Site
from kg.terms import Term, Triple, iri, literal, typed
from kg.vocabulary import DCAT, DCTERMS, RDF, SCHEMA, VOID, XSD
from kg.web.profile import WebProfile

_DUMPS = (
    ("graph.ttl", "text/turtle", "Turtle"),
    ("graph.nq", "application/n-quads", "N-Quads"),
    ("graph.jsonld", "application/ld+json", "JSON-LD"),
)


def description(site: Site) -> tuple[str, str, str]:
    """The description as Turtle, as JSON-LD, and as JSON-LD for the first page of the site."""
    found = sorted(set(_triples(site)))
    described = nodes(found)
    page = WebProfile(described).page(iri(site.base), described)
    return (
        TurtleWriter(site.base).write(described.values(), comment=site.title),
        JsonLdWriter().graph(described.values()),
        page,
    )


def _triples(site: Site) -> Iterator[Triple]:
    home, data_set = iri(site.base), iri(f"{site.base}void#dataset")
    yield home, RDF.type, SCHEMA.WebSite
    yield home, SCHEMA.name, literal(site.title)
    yield home, SCHEMA.url, home
    yield home, SCHEMA.about, data_set
    for kind in (SCHEMA.Dataset, DCAT.Dataset, VOID.Dataset):
        yield data_set, RDF.type, kind
    for predicate in (SCHEMA.name, DCTERMS.title):
        yield data_set, predicate, literal(site.title)
    for predicate in (SCHEMA.description, DCTERMS.description):
        yield data_set, predicate, literal(f"{site.summary()}, each claim with the source it rests on.")
    yield data_set, SCHEMA.url, home
    yield data_set, DCAT.landingPage, home
    yield data_set, VOID.uriSpace, literal(site.base)
    changed = max((site.updated(one) for one in site.of_kind("document")), default="")
    if len(changed) == 10:
        yield data_set, DCTERMS.modified, typed(changed, XSD.date)
        yield data_set, SCHEMA.dateModified, typed(changed, XSD.date)
    if address := web_address(site.settings.license):
        for predicate in (SCHEMA.license, DCTERMS.license):
            yield data_set, predicate, iri(address.url)
    if site.identity.publisher is not None:
        publisher = iri(site.identity.publisher.iri)
        for predicate in (SCHEMA.publisher, SCHEMA.creator, DCTERMS.publisher):
            yield data_set, predicate, publisher
        yield publisher, RDF.type, SCHEMA.Organization
        yield publisher, SCHEMA.name, literal(site.settings.publisher)
    yield from _statistics(site, data_set)
    yield from _distributions(site, data_set)


def _statistics(site: Site, me: Term) -> Iterator[Triple]:
    triples = site.dataset.triples
    classes = Counter(value for _, predicate, value in triples if predicate == RDF.type)
    predicates = Counter(predicate for _, predicate, _ in triples)
    for name, count in (
        (VOID.triples, len(triples)),
        (VOID.entities, len(site.dataset.nodes)),
        (VOID.distinctSubjects, len(site.dataset.nodes)),
        (VOID.distinctObjects, len({value for _, _, value in triples})),
        (VOID.classes, len(classes)),
        (VOID.properties, len(predicates)),
        (VOID.documents, len(site.dataset.graphs)),
    ):
        yield me, name, typed(str(count), XSD.integer)
    for number, (one, count) in enumerate(sorted(classes.items()), start=1):
        part = iri(f"{me[1:-1]}-class-{number}")
        yield me, VOID.classPartition, part
        yield part, VOID["class"], one
        yield part, VOID.entities, typed(str(count), XSD.integer)
    for number, (one, count) in enumerate(sorted(predicates.items()), start=1):
        part = iri(f"{me[1:-1]}-property-{number}")
        yield me, VOID.propertyPartition, part
        yield part, VOID.property, one
        yield part, VOID.triples, typed(str(count), XSD.integer)
    for vocabulary in sorted({_namespace(one) for one in (*classes, *predicates)}):
        yield me, VOID.vocabulary, iri(vocabulary)


def _distributions(site: Site, me: Term) -> Iterator[Triple]:
    for file, media_type, name in _DUMPS:
        part, address = iri(f"{me[1:-1]}-{file}"), iri(f"{site.base}{file}")
        yield me, VOID.dataDump, address
        yield me, DCAT.distribution, part
        yield me, SCHEMA.distribution, part
        yield part, RDF.type, DCAT.Distribution
        yield part, RDF.type, SCHEMA.DataDownload
        yield part, DCAT.downloadURL, address
        yield part, DCAT.mediaType, iri(f"https://www.iana.org/assignments/media-types/{media_type}")
        yield part, SCHEMA.contentUrl, address
        yield part, SCHEMA.encodingFormat, literal(media_type)
        for predicate in (SCHEMA.name, DCTERMS.title):
            yield part, predicate, literal(name)


def _namespace(term: Term) -> str:
    text = term[1:-1]
    return text[: max(text.rfind("#"), text.rfind("/")) + 1]
