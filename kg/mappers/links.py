"""Links from one document to others and to the web."""

from __future__ import annotations

from collections.abc import Iterator

from kg.documents.places import FieldPath
from kg.documents.records import Document, Unmapped
from kg.identity.identifiers import web_address
from kg.identity.links import is_web_link
from kg.mappers.kept import unmapped
from kg.mappers.scope import Scope
from kg.terms import Triple, iri
from kg.vocabulary import KG, SCHEMA


def body_links(document: Document, scope: Scope) -> Iterator[Triple]:
    """The documents and pages that the body links to; a broken link is a finding."""
    links, decided = document.body.links, scope.links
    for link in links:
        target = link.target.strip()
        if is_web_link(target) and (address := web_address(target if "://" in target else f"https:{target}")):
            yield iri(f"{scope.iri}#page"), SCHEMA.relatedLink, iri(address.url)
    for _, found in decided.body:
        if found != scope.iri:
            yield iri(scope.iri), SCHEMA.mentions, iri(found)
    broken = sorted(decided.broken, key=lambda one: links[one[0]].offset)
    places = document.body.positions(links[number] for number, _ in broken)
    for (number, advice), (line, column) in zip(broken, places, strict=True):
        message = f"the link to {links[number].target.strip()!r} leads to no document or file"
        scope.report_at("KG301", message, line, column, hint=advice)


def related_documents(document: Document, scope: Scope) -> Iterator[Triple]:
    """The documents that the front matter names as related, or as translations of this one."""
    me, decided = iri(scope.iri), scope.links
    for index, (written, found) in enumerate(zip(document.related_articles, decided.related, strict=True)):
        if found:
            yield me, KG.relatedDocument, iri(found)
        else:
            yield from _unknown(written, ("related_articles", index), scope)
    for (tag, written), found in zip(document.translations, decided.translations, strict=True):
        if found:
            yield me, SCHEMA.workTranslation, iri(found)
        else:
            yield from _unknown(written, ("translations", tag), scope)


def _unknown(written: str, path: FieldPath, scope: Scope) -> Iterator[Triple]:
    scope.report(
        "KG302",
        f"{written!r} names no document of this corpus",
        path,
        hint="write the path of a document relative to this one, or its id",
    )
    yield from unmapped([Unmapped(path, written)], scope, scope.iri)
