"""Puts the JSON-LD of documents into the pages of a site that something else has built."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.diagnostics import Diagnostic, Location, diagnostic, in_order
from kg.disk import read_file, write_file
from kg.errors import InputError, NotFoundError, OutputError
from kg.web.html import Head, is_wide, read_head, with_script
from kg.web.pages import Match, match

PROFILES = {"web": "web", "full": "documents"}
"""The folder of an output that holds what is embedded, by the name of the profile."""

_JSON_LD = ".jsonld"
_MOST_BYTES = 256 << 20
_PAGES = (".html", ".htm", ".xhtml")


@dataclass(frozen=True, slots=True)
class Embedding:
    """What came of embedding: how many pages were changed (or would be), how many were right already."""

    changed: int
    unchanged: int
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class _Document:
    path: str
    json_text: str


@dataclass(frozen=True, slots=True)
class _Page:
    data: bytes
    head: Head


def embed(
    site: Path, output: Path, *, profile: str = "web", mapping: Path | None = None, check: bool = False
) -> Embedding:
    """Put the JSON-LD that ``kg build`` has written to ``output`` into the pages below ``site``.

    A page gets it once, in its head, in place of what was put there before; a
    page that no document has any more loses it. ``profile`` is one of
    :data:`PROFILES`. ``mapping`` is a YAML file that leads from the path or
    IRI of a document to the path of its page. With ``check`` nothing is
    written, and each page that would be changed is a finding.

    Raises NotFoundError where there is no site or output, InputError for a
    mapping that cannot be followed.
    """
    folder = output / PROFILES[profile]
    documents = _documents(folder)
    pages, found = _pages(site)
    named = _mapping(mapping, documents, pages) if mapping else {}
    canonicals = {name: page.head.canonical for name, page in pages.items()}
    paths = {iri: document.path for iri, document in documents.items()}
    wanted: dict[str, str] = {}
    for iri, matched in match(paths, canonicals, named).items():
        if not matched.pages:
            found.append(_without_page(documents[iri].path, folder, matched))
        for name in matched.pages:
            if name in wanted:
                found.append(_shared(name, iri, site))
            wanted.setdefault(name, documents[iri].json_text)
    changed = unchanged = 0
    for name, page in pages.items():
        text = wanted.get(name, "")
        if not text and not page.head.ours:
            continue
        problem, is_changed = _embed(site / name, page, text, check=check)
        found += problem
        changed += is_changed
        unchanged += not is_changed and not problem
    return Embedding(changed, unchanged, tuple(in_order(found)))


def _embed(path: Path, page: _Page, text: str, *, check: bool) -> tuple[list[Diagnostic], bool]:
    """Put a text into one page; gives the findings, and whether the page is changed or would be."""
    place = Location(str(path))
    try:
        new = with_script(page.data, page.head, text)
        if new == page.data:
            return [], False
        if check:
            said = "is not that of its document" if text else "is of no document any more"
            hint = "run kg embed without --check"
            return [diagnostic("KG603", f"the JSON-LD in the page {said}", place, hint=hint)], True
        write_file(path, new)
    except ValueError:
        hint = "let the page have a <head> with a <title>"
        return [diagnostic("KG604", "the page has no head to put JSON-LD into", place, hint=hint)], False
    except OutputError as error:
        return [diagnostic("KG605", f"the page is not written: {error}", place)], False
    except OSError as error:
        return [diagnostic("KG605", f"the page cannot be written: {error.strerror}", place)], False
    return [], True


def _documents(folder: Path) -> dict[str, _Document]:
    """The documents of an output that have JSON-LD, by IRI."""
    if not folder.is_dir():
        raise NotFoundError(
            f"there is no graph in {folder.parent}; run kg build first, or name its output with -g"
        )
    found: dict[str, _Document] = {}
    for path in sorted(_files(folder, (_JSON_LD,))):
        try:
            # A link is nothing that kg build wrote, and may lead to what is not to be published.
            text = read_file(folder / path, most=_MOST_BYTES, follow=False).decode("utf-8")
            nodes = json.loads(text)
            if nodes:
                found[nodes[0]["@id"]] = _Document(path.removesuffix(_JSON_LD), text)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise NotFoundError(f"{folder / path} is damaged ({error}); run kg build again") from error
    return found


def _pages(site: Path) -> tuple[dict[str, _Page], list[Diagnostic]]:
    if not site.is_dir():
        raise NotFoundError(f"there is no folder {site}; name the folder that your site was built into")
    pages: dict[str, _Page] = {}
    found: list[Diagnostic] = []
    for name in sorted(_files(site, _PAGES)):
        place = Location(str(site / name))
        try:
            data = read_file(site / name, most=_MOST_BYTES, follow=False)
        except OSError as error:
            found.append(diagnostic("KG605", f"the page cannot be read: {error.strerror or error}", place))
            continue
        if is_wide(data):
            hint = "let the site be written in UTF-8"
            found.append(diagnostic("KG605", "the page is in UTF-16; it is left as it is", place, hint=hint))
            continue
        pages[name] = _Page(data, read_head(data))
    return pages, found


def _files(folder: Path, endings: tuple[str, ...]) -> Iterator[str]:
    """The paths below a folder, with ``/`` between their steps, of the files with such an ending."""
    for parent, _, names in os.walk(folder):
        for name in names:
            if name.lower().endswith(endings):
                yield Path(parent, name).relative_to(folder).as_posix()


def _mapping(path: Path, documents: Mapping[str, _Document], pages: Mapping[str, _Page]) -> dict[str, str]:
    import yaml

    try:
        held = yaml.load(read_file(path).decode("utf-8-sig"), yaml.CBaseLoader) or {}  # noqa: S506
    except (OSError, UnicodeDecodeError, RecursionError, yaml.YAMLError) as error:
        raise InputError(f"{path} cannot be read: {' '.join(str(error).split())}") from error
    if not isinstance(held, dict) or not all(isinstance(page, str) for page in held.values()):
        raise InputError(f"{path} must lead from documents to pages, e.g. 'guide/rdf: rdf/index.html'")
    known = {name for iri, document in documents.items() for name in (iri, document.path)}
    for document, page in held.items():
        if document not in known:
            raise InputError(f"{path} names the document {document!r}, which the graph does not have")
        if page not in pages:
            raise InputError(f"{path} names the page {page!r}, which the site does not have")
    return {str(document): str(page) for document, page in held.items()}


def _without_page(path: str, folder: Path, matched: Match) -> Diagnostic:
    place = Location(str(folder / path) + _JSON_LD)
    hint = "name it in a mapping (--map), or let the page name the document's IRI as canonical"
    if not matched.rivals:
        return diagnostic("KG601", f"no page is known to be that of {path}", place, hint=hint)
    shown = ", ".join(sorted(matched.rivals)[:3])
    return diagnostic("KG602", f"more than one page or document fits {path}: {shown}", place, hint=hint)


def _shared(page: str, iri: str, site: Path) -> Diagnostic:
    message = f"the page is also that of {iri}, which is left out"
    hint = "name the page of one of the two in a mapping (--map)"
    return diagnostic("KG602", message, Location(str(site / page)), hint=hint)
