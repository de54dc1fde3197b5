"""Which documents the links of a document lead to."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from kg.documents.body import LinkKind
from kg.documents.records import Document
from kg.identity.directory import INDEXES, SITE, Directory, fold
from kg.identity.following import DEEPEST, at_path, document_by, note, roots, without_ending
from kg.identity.targets import Way, is_source, target_of

# Folders from which site generators copy what is no document to the root of a site.
_STATIC = ("", "static", "public", "assets", "source", "docs/public", "src/assets")
# The languages that sites are written in most (ISO 639-1), with a country or script.
_TRANSLATED = re.compile(
    r"(?:ar|bg|bn|ca|cs|da|de|el|en|es|et|eu|fa|fi|fr|ga|gl|he|hi|hr|hu|hy|id|it|ja|ka|kk|ko|lt|lv|mk|mn|ms|nl|no"
    r"|pl|pt|ro|ru|sk|sl|sq|sr|sv|sw|ta|te|th|tr|uk|ur|uz|vi|zh)(?:-[A-Za-z]{2,4})?"
)
_ATTACHMENT = re.compile(
    r"\.(?:png|jpe?g|gif|svg|webp|bmp|avif|heic|pdf|mp[34]|m4a|mov|mkv|webm|wav|flac|ogg|canvas|base|excalidraw"
    r"|csv|tsv|xlsx?|docx?|pptx?|zip|gz|json|ya?ml|css|html?|js|epub|drawio|ics|bib)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Pointer:
    """A link in a text by its number, as far as it may lead to a document.

    ``other`` is what a wikilink has after its ``|``, which some dialects take for the target.
    """

    number: int
    way: Way
    path: str
    other: str = ""


@dataclass(frozen=True, slots=True)
class Pointers:
    """What may lead from a document to others: links in its text, and what its front matter names."""

    file: str
    name: str
    body: tuple[Pointer, ...]
    related: tuple[str, ...]
    translations: tuple[str, ...]
    properties: tuple[str, ...] = ()


def pointers_of(document: Document) -> Pointers:
    """What may lead from a document to others."""
    return Pointers(
        document.file,
        document.name,
        tuple(_pointers(document)),
        document.related_articles,
        tuple(written for _, written in document.translations),
        tuple(one.target for one in document.property_links),
    )


def _pointers(document: Document) -> Iterator[Pointer]:
    for number, link in enumerate(document.body.links):
        if target := target_of(link):
            yield Pointer(number, target.way, target.path, link.text if link.kind is LinkKind.WIKI else "")


@dataclass(frozen=True, slots=True)
class Links:
    """Where the pointers of a document lead: to the IRI of a document, or nowhere, which is empty.

    Of the links in its text, by their number: ``broken`` lead to no file either, with
    what may be meant; ``strayed`` lead to a document whose path differs in letter case, which is given;
    ``unwritten`` are wikilinks that lead to no note. ``original`` is the language that the name of the
    file tells, and the document that this one is a translation of.
    """

    body: tuple[tuple[int, str], ...] = ()
    broken: tuple[tuple[int, str], ...] = ()
    strayed: tuple[tuple[int, str], ...] = ()
    unwritten: tuple[int, ...] = ()
    related: tuple[str, ...] = ()
    translations: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()
    original: tuple[str, str] = ("", "")


IsThere = Callable[[str, str, str], bool]
"""Whether from a file and its name a path relative to its folder leads to something."""


def resolve(pointers: Pointers, directory: Directory, is_there: IsThere) -> Links:
    """Where the pointers of a document lead."""
    return _Resolving(pointers, directory, is_there).links()


def document_at(path: str, name: str, directory: Directory) -> str:
    """The IRI of the document that a path leads to from the one of that name; empty where there is none."""
    return _iri(at_path(path, name, directory), directory)


def _iri(name: str, directory: Directory) -> str:
    return directory.by_name.get(name, "") if name else ""


@dataclass(slots=True)
class _Resolving:
    """The links of one document, followed one after the other; what is found once is remembered."""

    pointers: Pointers
    directory: Directory
    is_there: IsThere
    _found: dict[tuple[Way, str, str], str] = field(default_factory=dict)
    _dead: dict[str, bool] = field(default_factory=dict)
    _copied: list[str] | None = None

    def links(self) -> Links:
        body: list[tuple[int, str]] = []
        broken: list[tuple[int, str]] = []
        strayed: list[tuple[int, str]] = []
        unwritten: list[int] = []
        name, directory = self.pointers.name, self.directory
        for one in self.pointers.body:
            if found := self._document(one):
                body.append((one.number, directory.by_name[found]))
                if one.way is Way.PATH and _misleads(one.path, name, found):
                    strayed.append((one.number, _from(name, found)))
            elif one.way is Way.NOTE:
                if not _ATTACHMENT.search(one.path):
                    unwritten.append(one.number)
            elif one.way is not Way.LABEL and self._is_dead(one):
                broken.append((one.number, _advice(one.path, name, directory)))
        return Links(
            tuple(body),
            tuple(broken),
            tuple(strayed),
            tuple(unwritten),
            tuple(_named(one, name, directory) for one in self.pointers.related),
            tuple(_named(one, name, directory) for one in self.pointers.translations),
            tuple(_iri(note(one, name, directory), directory) for one in self.pointers.properties),
            _original(name, directory),
        )

    def _document(self, pointer: Pointer) -> str:
        """The path name of the document that a link leads to."""
        key = pointer.way, pointer.path, pointer.other
        if key not in self._found:
            self._found[key] = document_by(*key, self.pointers.name, self.directory)
        return self._found[key]

    def _is_dead(self, pointer: Pointer) -> bool:
        """Whether a link that leads to no document leads to no file, and to no page of a site, either."""
        path = pointer.path
        if pointer.way is Way.PAGE:
            return True
        if path not in self._dead:
            self._dead[path] = (
                self._is_dead_on_site(path) if path.startswith("/") else self._is_dead_here(path)
            )
        return self._dead[path]

    def _is_dead_here(self, path: str) -> bool:
        if self._is_there(path):
            return False
        if "/" not in path and self._is_in_vault():
            # Obsidian finds a file by its name wherever it is.
            return False
        if not self._is_site:
            return True
        if "/" not in path and "." not in path:
            # A word, for a generator to look up.
            return False
        # Where the page of a document is a folder, ../a.png lies beside it.
        return not (path.startswith("../") and self._is_there(path[3:]))

    def _is_dead_on_site(self, path: str) -> bool:
        """Whether it is sure that a path from the root of a site leads nowhere.

        A generator makes pages of which no document tells. So where there is one, only
        what must be a file, or what is missing in a folder that is there, is.
        """
        wanted = posixpath.normpath(path.lstrip("/"))
        if self._copied is None:
            # The disk is asked once for each folder: of a hundred that may be there, few are.
            asked = (posixpath.join(root, static) for root in roots(self.pointers.name) for static in _STATIC)
            self._copied = [one for one in dict.fromkeys(asked) if not one or self._is_at_root(one)]
        if any(self._is_at_root(posixpath.join(folder, wanted)) for folder in self._copied):
            return False
        if is_source(path) or not self._is_site:
            return True
        above = posixpath.dirname(wanted)
        return bool(above) and any(self._is_at_root(posixpath.join(folder, above)) for folder in self._copied)

    def _is_in_vault(self) -> bool:
        """Whether a folder above the document is a vault of Obsidian."""
        above = self.pointers.name.split("/")[:-1]
        folders = ("/".join(above[:end]) for end in range(min(len(above), DEEPEST), -1, -1))
        return any(self._is_at_root(posixpath.join(folder, ".obsidian")) for folder in folders)

    @property
    def _is_site(self) -> bool:
        return bool(self.directory.named(SITE))

    def _is_at_root(self, path: str) -> bool:
        here = posixpath.dirname(self.pointers.name) or "."
        return self._is_there(posixpath.relpath(path, here))

    def _is_there(self, path: str) -> bool:
        return self.is_there(self.pointers.file, self.pointers.name, path)


def _original(name: str, directory: Directory) -> tuple[str, str]:
    """The language and the original of a document such as ``index.es``, beside which ``index`` is."""
    base, dot, tag = name.rpartition(".")
    if dot and _TRANSLATED.fullmatch(tag) and (found := _iri(base, directory)):
        return tag, found
    return "", ""


def _named(written: str, name: str, directory: Directory) -> str:
    """The IRI of the document that the front matter of the one of that name names."""
    return (
        document_at(written, name, directory)
        or directory.by_name.get(without_ending(written.strip("/")), "")
        or directory.by_id.get(written, "")
        or document_at(f"{written}.md", name, directory)
        or _iri(note(written, name, directory), directory)
    )


def _misleads(path: str, name: str, found: str) -> bool:
    """Whether a path and that of the document that it leads to are the same but for letter case.

    Addresses of pages are written in other letters than files by many generators.
    """
    if path.startswith("/") and not is_source(path):
        return False
    folder = "" if path.startswith("/") else posixpath.dirname(name)
    wanted = _plain(posixpath.normpath(posixpath.join(folder, path.lstrip("/"))))
    there = _plain(found)
    return wanted != there and fold(wanted) == fold(there)


def _plain(path: str) -> str:
    path = unicodedata.normalize("NFC", without_ending(path))
    above, _, last = path.rpartition("/")
    return above if last.lower() in INDEXES else path


def _from(name: str, found: str) -> str:
    return f"{posixpath.relpath(found, posixpath.dirname(name) or '.')}.md"


def _advice(path: str, name: str, directory: Directory) -> str:
    """Where a document of the same name is, if there is exactly one."""
    found = directory.only(posixpath.basename(without_ending(path)))
    if not found:
        return "correct the path (it is relative to this file), or delete the link"
    return f"a document of that name is at {_from(name, found)}"
