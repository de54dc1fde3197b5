"""From the path that a link names to the document that it leads to: by look-ups alone, never at the disk.

Each function gives the path name of the document, and an empty text where there is none.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from kg.identity.directory import (
    INDEXES,
    SITE,
    Directory,
    fold,
    of_address,
    of_file,
    of_folder,
    of_label,
    of_name,
    of_path,
    of_slug,
    of_title,
    slugged,
)
from kg.identity.targets import Way, is_source

_ENDINGS = (".md", ".markdown", ".txt", ".html", ".htm", ".mdx", ".qmd", ".ipynb", "/index", "/")
# Folders below which site generators look for what a path from the root of a site names.
_CONTENT = (
    *("content", "docs", "src", "source", "pages", "site", "website", "src/content", "src/pages"),
    *("src/content/docs", "website/docs", "website/content", "site/content", "docs/content"),
)
_CONTENT_STEPS = frozenset(one.rpartition("/")[2] for one in _CONTENT)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_](?:[A-Za-z]{4}|[A-Za-z]{2}))?", re.ASCII)
DEEPEST = 8
"""So many folders above a document may be roots of sites: a path is no program."""


def document_by(way: Way, path: str, other: str, name: str, directory: Directory) -> str:
    """The document that a link of the one called ``name`` leads to; ``other`` is what follows its ``|``."""
    if way is Way.NOTE:
        return note(path, name, directory) or (other and _file(_bare(other), name, directory))
    if way is Way.LABEL:
        found = directory.named(of_label(path))
        return "" if found == name else found
    if way is Way.PAGE:
        return (
            at_path(path, name, directory) or _on_site(path, name, directory) or _file(path, name, directory)
        )
    return at_path(path, name, directory)


def at_path(path: str, name: str, directory: Directory) -> str:
    """The document that a path leads to from the one of that name, or from the root of a site."""
    if path.startswith("/"):
        return _exactly(path.lstrip("/"), directory) or _on_site(path, name, directory)
    folder, _, last = name.rpartition("/")
    if found := _exactly(posixpath.join(folder, path), directory):
        return found
    if path.isdigit():
        return directory.named(of_title(path))
    if is_source(path) or last.lower() in INDEXES:
        return ""
    # As browsers do it where the page of a document is a folder: ../b/ leads beside it.
    found = _exactly(posixpath.join(name, path), directory)
    if not found and not path.startswith(".") and directory.named(SITE):
        # As a generator may: by what it does with links when it writes pages.
        found = _on_site(path, name, directory)
    return found


def _exactly(path: str, directory: Directory) -> str:
    """The document at a path from the root; in other letter case, where none is there."""
    wanted = posixpath.normpath(path)
    if wanted == ".":
        wanted = ""
    plain = without_ending(wanted)
    if plain in directory.by_name:
        return plain
    if (index := f"{wanted}/index") in directory.by_name:
        return index
    folded = fold(plain)
    above, _, last = folded.rpartition("/")
    return (
        directory.named(of_path(folded))
        or directory.named(of_folder(folded))
        or (directory.named(of_folder(above)) if last in INDEXES else "")
    )


def without_ending(path: str) -> str:
    """A path without the ending of a file, or of an address."""
    for ending in _ENDINGS:
        if path.endswith(ending):
            return path[: -len(ending)]
    return path


def _on_site(path: str, name: str, directory: Directory) -> str:
    """The document that an address on the site of a document leads to, whichever generator makes it."""
    for wanted in _without_prefixes(path.strip("/")):
        if found := directory.named(of_address(wanted)):
            return found
        for root in roots(name):
            if found := _exactly(posixpath.join(root, wanted), directory):
                return found
        if found := _exactly(f"_{wanted}", directory):  # a collection of Jekyll
            return found
    return ""


def _without_prefixes(address: str) -> Iterator[str]:
    """An address as it is, and without the language that it begins with."""
    yield address
    first, _, rest = address.partition("/")
    if rest and _LANGUAGE.fullmatch(first):
        yield rest
        if rest.startswith("docs/"):
            yield rest.removeprefix("docs/")


def roots(name: str) -> list[str]:
    """The folders that may be the root of the site of a document, likeliest first; ``""`` holds all."""
    steps = name.split("/")[:-1][:DEEPEST]
    above = ["/".join(steps[:end]) for end in range(1, len(steps) + 1)]
    likely = [one for number, one in enumerate(above) if number == 0 or _may_be_root(steps[number])]
    return list(dict.fromkeys(("", *likely, *_CONTENT)))


def _may_be_root(step: str) -> bool:
    return step in _CONTENT_STEPS or _LANGUAGE.fullmatch(step) is not None


def note(path: str, name: str, directory: Directory) -> str:
    """The note that a wikilink names: by its path, the name of its file, its title, alias or id."""
    bare = _bare(path)
    folder = name.rpartition("/")[0]
    if bare.startswith(("./", "../")):
        return _exactly(posixpath.join(folder, bare), directory)
    bare = bare.strip("/")
    if not bare:
        return ""
    return (
        _file(bare, name, directory)
        or directory.named(of_title(bare), folder)
        or directory.named(of_folder(fold(bare)))
    )


def _bare(path: str) -> str:
    return path.partition("#")[0].strip().removesuffix(".md")


def _file(path: str, name: str, directory: Directory) -> str:
    """The document whose file has a name, or whose path ends so, as Obsidian chooses among several."""
    if path in directory.by_name:
        return path
    folded, folder = fold(path), name.rpartition("/")[0]
    if "/" in folded:
        return _ending_so(folded, name, directory)
    slug = slugged(folded)
    return (
        directory.named(of_path(folded))
        or directory.named(of_name(path), folder)
        or directory.named(of_file(folded), folder)
        or (directory.named(of_file(slug), folder) if slug != folded else "")
        or directory.named(of_slug(slug), folder)
    )


def _ending_so(folded: str, name: str, directory: Directory) -> str:
    """The document whose path ends with several steps."""
    if found := directory.named(of_path(folded)):
        return found
    steps = name.split("/")[:-1][:DEEPEST]
    for end in range(len(steps), 0, -1):
        if found := directory.named(of_path(fold("/".join((*steps[:end], folded))))):
            return found
    last = "/".join(folded.rsplit("/", 2)[-2:])
    found = directory.named(of_file(last), name.rpartition("/")[0])
    return found if fold(found).endswith(f"/{folded}") else ""
