"""Which documents the links of a document lead to."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import unquote

from kg.documents.records import Document

_ENDINGS = (".md", ".markdown", ".txt", ".html", ".htm", "/index", "/")


class Listed(Protocol):
    """A document, as far as others can lead to it."""

    @property
    def file(self) -> str:
        """Where it is."""

    @property
    def name(self) -> str:
        """Its path name."""

    @property
    def id(self) -> str:
        """The id that its front matter gives."""


@dataclass(frozen=True, slots=True)
class Directory:
    """What leads to a document: its file, its path name, its id where no other has it.

    All lead to its IRI; ``by_last_step`` leads from the last step of path
    names to those names.
    """

    by_file: Mapping[str, str]
    by_name: Mapping[str, str]
    by_id: Mapping[str, str]
    by_last_step: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, documents: Sequence[Listed], iris: Sequence[str]) -> Directory:
        """The directory of documents, which are in order, with their IRIs."""
        named = list(zip(documents, iris, strict=True))
        by_id: dict[str, list[str]] = defaultdict(list)
        by_last_step: dict[str, list[str]] = defaultdict(list)
        for one, iri in named:
            if one.id:
                by_id[one.id].append(iri)
            by_last_step[one.name.rpartition("/")[2]].append(one.name)
        return cls(
            by_file={one.file: iri for one, iri in named},
            # Of two files of one name, the first has the IRI that the name gives.
            by_name={one.name: iri for one, iri in reversed(named)},
            by_id={identifier: held[0] for identifier, held in by_id.items() if len(held) == 1},
            by_last_step=dict(by_last_step),
        )


@dataclass(frozen=True, slots=True)
class Pointers:
    """What may lead from a document to others.

    ``body`` are the paths of links in its text, by their number; the others
    stand in its front matter, in their order.
    """

    file: str
    name: str
    body: tuple[tuple[int, str], ...]
    related: tuple[str, ...]
    translations: tuple[str, ...]


def pointers_of(document: Document) -> Pointers:
    """What may lead from a document to others."""
    paths = ((number, _path(link.target)) for number, link in enumerate(document.body.links))
    return Pointers(
        document.file,
        document.name,
        tuple((number, path) for number, path in paths if path),
        document.related_articles,
        tuple(written for _, written in document.translations),
    )


@dataclass(frozen=True, slots=True)
class Links:
    """Where the pointers of a document lead: to the IRI of a document, or nowhere, which is empty.

    ``broken`` are links in its text that lead to no file either, by their number, with
    what may be meant.
    """

    body: tuple[tuple[int, str], ...] = ()
    broken: tuple[tuple[int, str], ...] = ()
    related: tuple[str, ...] = ()
    translations: tuple[str, ...] = ()


def resolve(pointers: Pointers, directory: Directory, is_there: Callable[[str, str, str], bool]) -> Links:
    """Where the pointers of a document lead.

    ``is_there`` says of a file, its name and a path relative to its folder whether that leads to something.
    """
    body: list[tuple[int, str]] = []
    broken: list[tuple[int, str]] = []
    asked: dict[str, bool] = {}
    name = pointers.name
    for number, path in pointers.body:
        if found := document_at(path, name, directory):
            body.append((number, found))
        elif not path.startswith("/"):
            if path not in asked:
                asked[path] = is_there(pointers.file, name, path)
            if not asked[path]:
                broken.append((number, _advice(path, name, directory)))
    return Links(
        tuple(body),
        tuple(broken),
        tuple(_named(one, name, directory) for one in pointers.related),
        tuple(_named(one, name, directory) for one in pointers.translations),
    )


def is_web_link(target: str) -> bool:
    """Whether the target of a link is the address of a page, with its scheme or without."""
    return target.startswith("//") or "://" in target[:12]


def _path(target: str) -> str:
    """The path that the target of a link names; empty where it leads to the web or into its own document."""
    target = target.strip()
    if is_web_link(target):
        return ""
    path = unquote(target.split("#", 1)[0].split("?", 1)[0])
    return "" if _has_scheme(path) else path


def document_at(path: str, name: str, directory: Directory) -> str:
    """The IRI of the document that a path leads to from the one of that name; empty where there is none."""
    folder = "" if path.startswith("/") else posixpath.dirname(name)
    wanted = posixpath.normpath(posixpath.join(folder, path.lstrip("/")))
    by_name = directory.by_name
    return by_name.get(_without_ending(wanted)) or by_name.get(f"{wanted}/index", "")


def _named(written: str, name: str, directory: Directory) -> str:
    return (
        document_at(written, name, directory)
        or directory.by_name.get(_without_ending(written.strip("/")), "")
        or directory.by_id.get(written, "")
        or document_at(f"{written}.md", name, directory)
    )


def _without_ending(path: str) -> str:
    for ending in _ENDINGS:
        if path.endswith(ending):
            return path[: -len(ending)]
    return path


def _advice(path: str, name: str, directory: Directory) -> str:
    """Where a document of the same name is, if there is exactly one."""
    found = directory.by_last_step.get(_without_ending(posixpath.basename(path)), ())
    if len(found) != 1:
        return "correct the path (it is relative to this file), or delete the link"
    here = posixpath.dirname(name) or "."
    return f"a document of that name is at {posixpath.relpath(found[0], here)}.md"


def _has_scheme(path: str) -> bool:
    scheme, colon, _ = path.partition(":")
    return bool(colon) and scheme.isalnum()
