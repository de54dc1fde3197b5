"""Links from one document to others and to the web."""

from __future__ import annotations

from collections.abc import Iterator

from kg.documents.places import FieldPath
from kg.documents.records import Document, Unmapped
from kg.identity.identifiers import web_address
from kg.identity.targets import is_mail, is_web_link
from kg.mappers.kept import unmapped
from kg.mappers.scope import Scope
from kg.terms import Triple, iri
from kg.vocabulary import KG, SCHEMA

_SHOWN = 20


def body_links(document: Document, scope: Scope) -> Iterator[Triple]:
    """The documents and pages that the body links to; a link that leads nowhere is a finding."""
    for link in document.body.links:
        target = link.target.strip()
        if is_web_link(target) and (address := web_address(target if "://" in target else f"https:{target}")):
            yield iri(f"{scope.iri}#page"), SCHEMA.relatedLink, iri(address.url)
    for _, found in scope.links.body:
        if found != scope.iri:
            yield iri(scope.iri), SCHEMA.mentions, iri(found)
    _report_links(document, scope)


def _report_links(document: Document, scope: Scope) -> None:
    links, decided = document.body.links, scope.links
    wrong: dict[int, tuple[str, str, str]] = {}
    for number, advice in decided.broken:
        message = f"the link to {links[number].target.strip()!r} leads to no document or file"
        wrong[number] = "KG301", message, advice
    for number, path in decided.strayed:
        message = (
            f"the link to {links[number].target.strip()!r} leads to {path!r}, which is in other letter case"
        )
        wrong[number] = "KG303", message, f"write {path}"
    for number, link in enumerate(links):
        if "@" in link.target and is_mail(link.target.strip()):
            message = f"the link to {link.target.strip()!r} is a mail address without 'mailto:'"
            wrong[number] = "KG305", message, f"write mailto:{link.target.strip()}"
    if decided.unwritten:
        names = list(dict.fromkeys(links[number].target for number in decided.unwritten))
        shown = ", ".join(map(repr, names[:_SHOWN])) + (
            f" and {len(names) - _SHOWN} more" * (len(names) > _SHOWN)
        )
        which = "a wikilink leads" if len(names) == 1 else f"{len(names)} wikilinks lead"
        hint = "write the note, or correct the name"
        wrong[decided.unwritten[0]] = "KG304", f"{which} to no note: {shown}", hint
    found = sorted(wrong.items(), key=lambda one: links[one[0]].offset)
    places = document.body.positions(links[number] for number, _ in found)
    for (_, (code, message, hint)), (line, column) in zip(found, places, strict=True):
        scope.report_at(code, message, line, column, hint=hint)


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
