"""What a document says of itself as something published: further titles, identifiers, licence, picture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, urljoin

from kg.documents.records import Document, Unmapped
from kg.identity.identifiers import Identifier, from_doi, resolver_url, web_address
from kg.identity.identifiers import isbn as valid_isbn
from kg.identity.targets import is_web_link
from kg.identity.text import digest
from kg.identity.topics import thing_iri
from kg.mappers.kept import unmapped
from kg.mappers.literals import dated, identified
from kg.mappers.scope import Scope
from kg.terms import Term, Triple, iri, literal
from kg.vocabulary import KG, RDF, SCHEMA

# Short names that SPDX gives to licences (https://spdx.org/licenses/), as people write them.
_SPDX = re.compile(
    r"(?:CC0-1\.0|CC-BY(?:-NC)?(?:-SA|-ND)?-[1-4]\.\d|MIT|Apache-2\.0|BSD-[23]-Clause|ISC|MPL-2\.0|Unlicense"
    r"|(?:A|L)?GPL-[23]\.\d(?:-only|-or-later)?|GFDL-1\.[123](?:-only|-or-later)?|0BSD|WTFPL|ODbL-1\.0)",
    re.IGNORECASE,
)


def triples(document: Document, scope: Scope) -> Iterator[Triple]:
    """The further titles, version, series, licence, picture, identifiers and address of a document."""
    me = iri(scope.iri)
    if document.subtitle:
        yield me, SCHEMA.alternativeHeadline, literal(document.subtitle)
    if document.short_title and document.short_title != document.title:
        yield me, SCHEMA.alternateName, literal(document.short_title)
    if document.version:
        yield me, SCHEMA.version, literal(document.version)
    if document.license:
        yield me, SCHEMA.license, licensed(document.license)
    if document.image:
        yield me, SCHEMA.image, _picture(document.image, scope)
    yield from _subject(document, scope)
    address = web_address(document.canonical_url)
    yield me, SCHEMA.url, iri(address.url) if address else me
    yield from _identifiers(document, scope)
    if document.series:
        # By the name as it is written: a series of two spellings is rather two than one of two names.
        series = iri(f"{thing_iri(scope.base, document.series)}-{digest(document.series)}")
        yield me, SCHEMA.isPartOf, series
        yield series, RDF.type, SCHEMA.CreativeWorkSeries
        yield series, SCHEMA.name, literal(document.series)


def _subject(document: Document, scope: Scope) -> Iterator[Triple]:
    """What a document describes, what it was made from, and until when it holds."""
    me = iri(scope.iri)
    if document.additional_type:
        yield me, SCHEMA.additionalType, literal(document.additional_type)
    if document.resource:
        described = web_address(document.resource)
        yield me, KG.describes, iri(described.url) if described else literal(document.resource)
    if document.based_on and (page := web_address(document.based_on)):
        # Not isBasedOn, which leads to works that are described.
        yield iri(f"{scope.iri}#page"), SCHEMA.relatedLink, iri(page.url)
    elif document.based_on:
        yield from unmapped([Unmapped(("based_on",), document.based_on)], scope, scope.iri)
    if document.expires:
        yield me, SCHEMA.expires, dated(document.expires)


def _identifiers(document: Document, scope: Scope) -> Iterator[Triple]:
    me = iri(scope.iri)
    number = valid_isbn(document.isbn)
    book = Identifier("isbn", number) if number else None
    for written, found in ((document.doi, from_doi(document.doi)), (document.isbn, book)):
        if found:
            yield from identified(scope.iri, found)
            if page := resolver_url(found):
                yield me, SCHEMA.sameAs, iri(page)
        elif written:
            yield me, SCHEMA.identifier, literal(written)


def licensed(written: str) -> Term:
    """A licence as a node where it has an address or an identifier of SPDX, else as its author names it."""
    if address := web_address(written):
        return iri(address.url)
    short = re.sub(r"\s+", "-", written.strip())
    if _SPDX.fullmatch(short):
        return iri(f"https://spdx.org/licenses/{short}")
    return literal(written)


def _picture(written: str, scope: Scope) -> Term:
    """A picture by its address: one of the web, or a path below the base, as links in pages are read."""
    if is_web_link(written) and (address := web_address(written)):
        return iri(address.url)
    path = quote(written.replace("\\", "/"), safe="/%:@!$&'()*+,;=~-._")
    return iri(
        urljoin(scope.iri, path) if not path.startswith("/") else urljoin(scope.base, path.lstrip("/"))
    )
