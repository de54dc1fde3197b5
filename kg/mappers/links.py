"""Links from one document to others and to the web."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from kg.documents.body import Link
from kg.documents.places import FieldPath
from kg.documents.records import Document, Unmapped
from kg.identity.decide import Identities
from kg.identity.identifiers import web_address
from kg.mappers.kept import unmapped
from kg.mappers.scope import Scope
from kg.terms import Triple, iri
from kg.vocabulary import KG, SCHEMA

_ENDINGS = (".md", ".markdown", ".txt", ".html", ".htm", "/index", "/")


def body_links(document: Document, scope: Scope) -> Iterator[Triple]:
    """The documents and pages that the body links to; a broken link is a finding."""
    broken: list[Link] = []
    for link in document.body.links:
        target = link.target.strip()
        if target.startswith("//") or "://" in target[:12]:
            if address := web_address(target if "://" in target else f"https:{target}"):
                yield iri(f"{scope.iri}#page"), SCHEMA.relatedLink, iri(address.url)
            continue
        path = _path(target)
        if not path or _has_scheme(path):
            continue
        found = document_at(path, document, scope.identities)
        if found and found != scope.iri:
            yield iri(scope.iri), SCHEMA.mentions, iri(found)
        elif not found and not path.startswith("/") and not scope.has_file(document, path):
            broken.append(link)
    broken.sort(key=lambda link: link.offset)
    for link, (line, column) in zip(broken, document.body.positions(broken), strict=True):
        target = link.target.strip()
        scope.report_at(
            "KG301",
            f"the link to {target!r} leads to no document or file",
            line,
            column,
            hint=_advice(_path(target), scope),
        )


def _path(target: str) -> str:
    """The path in the target of a link, without query and fragment."""
    return unquote(target.split("#", 1)[0].split("?", 1)[0])


def related_documents(document: Document, scope: Scope) -> Iterator[Triple]:
    """The documents that the front matter names as related, or as translations of this one."""
    me = iri(scope.iri)
    for index, written in enumerate(document.related_articles):
        if found := _named(written, document, scope):
            yield me, KG.relatedDocument, iri(found)
        else:
            yield from _unknown(written, ("related_articles", index), scope)
    for tag, written in document.translations:
        if found := _named(written, document, scope):
            yield me, SCHEMA.workTranslation, iri(found)
        else:
            yield from _unknown(written, ("translations", tag), scope)


def _named(written: str, document: Document, scope: Scope) -> str:
    identities = scope.identities
    return (
        document_at(written, document, identities)
        or identities.by_name.get(_without_ending(written.strip("/")), "")
        or identities.by_id.get(written, "")
        or document_at(f"{written}.md", document, identities)
    )


def document_at(path: str, document: Document, identities: Identities) -> str:
    """The IRI of the document that a path relative to this one leads to; empty where there is none."""
    folder = "" if path.startswith("/") else posixpath.dirname(document.name)
    name = posixpath.normpath(posixpath.join(folder, path.lstrip("/")))
    by_name = identities.by_name
    return by_name.get(_without_ending(name)) or by_name.get(f"{name}/index", "")


def _without_ending(path: str) -> str:
    for ending in _ENDINGS:
        if path.endswith(ending):
            return path[: -len(ending)]
    return path


def _advice(path: str, scope: Scope) -> str:
    """Where a document of the same name is, if there is exactly one."""
    name = _without_ending(posixpath.basename(path))
    found = scope.identities.by_last_step.get(name, ())
    if len(found) != 1:
        return "correct the path (it is relative to this file), or delete the link"
    here = posixpath.dirname(scope.document.name) or "."
    return f"a document of that name is at {posixpath.relpath(found[0], here)}.md"


def _has_scheme(path: str) -> bool:
    scheme, colon, _ = path.partition(":")
    return bool(colon) and scheme.isalnum()


def _unknown(written: str, path: FieldPath, scope: Scope) -> Iterator[Triple]:
    scope.report(
        "KG302",
        f"{written!r} names no document of this corpus",
        path,
        hint="write the path of a document relative to this one, or its id",
    )
    yield from unmapped([Unmapped(path, written)], scope, scope.iri)
