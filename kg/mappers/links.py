"""Links from one document to others and to the web."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.documents.keys import normal_key
from kg.documents.places import FieldPath
from kg.documents.records import Document, Unmapped
from kg.identity.identifiers import web_address
from kg.identity.targets import is_mail, is_web_link
from kg.mappers.kept import unmapped
from kg.mappers.scope import Scope
from kg.terms import Term, Triple, iri
from kg.vocabulary import KG, SCHEMA

_SHOWN = 20
_WRITE = "write the note, or correct the name"
_KEYS_OF = {
    "part": ("up", "parent", "parents", "part_of", "broader", "moc", "mocs", "belongs_to", "is_part_of"),
    "whole": ("down", "child", "children", "contains", "narrower", "has_part"),
    "basis": ("based_on", "is_based_on", "derived_from"),
    "related": ("related", "related_to", "see_also", "similar", "same", "next", "prev", "previous", "links"),
}
_RELATIONS = {
    **{key.replace("_", ""): relation for relation, keys in _KEYS_OF.items() for key in keys},
    "relatednotes": "related",
    "relatedarticles": "related",
    "connections": "related",
}
"""What a key says of the note that is linked to, by the key in its normal form."""


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
        wrong[decided.unwritten[0]] = "KG304", _unwritten(names), _WRITE
    found = sorted(wrong.items(), key=lambda one: links[one[0]].offset)
    places = document.body.positions(links[number] for number, _ in found)
    for (_, (code, message, hint)), (line, column) in zip(found, places, strict=True):
        scope.report_at(code, message, line, column, hint=hint)


def _unwritten(names: Sequence[str]) -> str:
    which = "a wikilink leads" if len(names) == 1 else f"{len(names)} wikilinks lead"
    rest = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{which} to no note: {', '.join(map(repr, names[:_SHOWN]))}{rest}"


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


def original(scope: Scope) -> Iterator[Triple]:
    """The document that this one translates, as the name of its file says."""
    _, found = scope.links.original
    if found:
        yield iri(scope.iri), SCHEMA.translationOfWork, iri(found)
        yield iri(found), SCHEMA.workTranslation, iri(scope.iri)


def property_links(document: Document, scope: Scope) -> Iterator[Triple]:
    """The documents that wikilinks in the front matter name, by what their keys mean.

    Of a key that means nothing more the link is a mention, and its value is kept.
    """
    me = iri(scope.iri)
    missing: dict[str, FieldPath] = {}
    for link, found in zip(document.property_links, scope.links.properties, strict=True):
        key = normal_key(str(link.path[0]))
        if not found:
            missing.setdefault(link.target, link.path)
        elif found != scope.iri:
            yield from _related(me, _RELATIONS.get(key, ""), iri(found))
        if not link.is_told and (not found or key not in _RELATIONS):
            yield from unmapped([Unmapped(link.path, f"[[{link.target}]]")], scope, scope.iri)
    if missing and not scope.links.unwritten:
        # Else the finding about the body says enough: there is one in a document.
        names = list(missing)
        scope.report("KG304", _unwritten(names), missing[names[0]], hint=_WRITE)


def _related(me: Term, relation: str, other: Term) -> Iterator[Triple]:
    if relation == "part":
        yield me, SCHEMA.isPartOf, other
    elif relation == "whole":
        yield other, SCHEMA.isPartOf, me
    elif relation == "basis":
        yield me, SCHEMA.isBasedOn, other
    elif relation == "related":
        yield me, KG.relatedDocument, other
    else:
        yield me, SCHEMA.mentions, other


def _unknown(written: str, path: FieldPath, scope: Scope) -> Iterator[Triple]:
    scope.report(
        "KG302",
        f"{written!r} names no document of this corpus",
        path,
        hint="write the path of a document relative to this one, or its id",
    )
    yield from unmapped([Unmapped(path, written)], scope, scope.iri)
