"""Which page of a site is that of which document: by a mapping, by its canonical address, or by its path."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

_ENDINGS = (".html", ".htm", ".xhtml", "/")
_FOLDER_PAGES = ("index", "readme")


@dataclass(frozen=True, slots=True)
class Match:
    """The pages of a document, and the pages among which no choice could be made."""

    pages: tuple[str, ...]
    rivals: tuple[str, ...] = ()


def match(
    documents: Mapping[str, str], canonicals: Mapping[str, str], mapping: Mapping[str, str]
) -> dict[str, Match]:
    """The pages of each document, by its IRI.

    ``documents`` leads from IRI to path, ``canonicals`` from the path of each
    page to the address that it calls its own, and ``mapping`` from the IRI or
    path of a document to the path of its page. A mapping counts most, then
    canonical addresses, then equal paths, then paths of which one ends with
    the other, if there is but one.
    """
    named = _named(documents, mapping)
    by_address: dict[str, list[str]] = defaultdict(list)
    by_path: dict[str, list[str]] = defaultdict(list)
    for page, canonical in canonicals.items():
        if canonical:
            by_address[_address(canonical)].append(page)
        by_path[_path(page)].append(page)
    found = {
        iri: named.get(iri) or tuple(by_address.get(_address(iri), ()) or by_path.get(_path(path), ()))
        for iri, path in documents.items()
    }
    taken = {page for pages in found.values() for page in pages}
    endings = _Endings({path: [one for one in pages if one not in taken] for path, pages in by_path.items()})
    guesses = {iri: endings.fitting(_path(path)) for iri, path in documents.items() if not found[iri]}
    wanted: dict[str, int] = defaultdict(int)
    for pages in guesses.values():
        for page in pages:
            wanted[page] += 1
    sure = {iri for iri, pages in guesses.items() if len(pages) == 1 and wanted[pages[0]] == 1}
    return {
        iri: Match(guesses[iri]) if iri in sure else Match(pages, guesses.get(iri, ()))
        for iri, pages in found.items()
    }


def _named(documents: Mapping[str, str], mapping: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    by_path = {path: iri for iri, path in documents.items()}
    return {by_path.get(name, name): (page,) for name, page in mapping.items()}


class _Endings:
    """Pages by how their paths end."""

    def __init__(self, by_path: Mapping[str, Sequence[str]]) -> None:
        self._by_path = by_path
        # Read backwards, step by step, all that end alike stand together.
        self._backwards = sorted((_backwards(path), path) for path in by_path)

    def fitting(self, path: str) -> tuple[str, ...]:
        """The pages whose path ends with ``path``, or with which it ends."""
        if not path:
            return ()
        steps = _backwards(path)
        paths = []
        at = bisect_left(self._backwards, (steps, ""))
        while at < len(self._backwards) and self._backwards[at][0][: len(steps)] == steps:
            paths.append(self._backwards[at][1])
            at += 1
        paths += ["/".join(reversed(steps[:count])) for count in range(1, len(steps))]
        return tuple(page for one in paths for page in self._by_path.get(one, ()))


def _backwards(path: str) -> list[str]:
    return path.split("/")[::-1]


def _path(path: str) -> str:
    """``guide/rdf`` for ``guide/rdf.html``, ``guide/rdf/index.html`` and ``guide/rdf/``."""
    for ending in _ENDINGS:
        path = path.removesuffix(ending)
    folder, slash, last = path.rpartition("/")
    return folder if last.lower() in _FOLDER_PAGES and (slash or not folder) else path


def _address(url: str) -> str:
    """What two addresses of one page have in common: no scheme, no ending, no query."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return f"{parts.netloc.lower()}/{_path(unquote(parts.path).lstrip('/'))}"
