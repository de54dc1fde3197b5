"""Companions of a document: files that it cannot be read without, such as one of authors.

A companion is found by its place below a folder, ``_data/authors.yml`` or
``authors/*/_index.md``: of the folder of the document and all above it, up to
the root, the nearest that has any counts. It is an input of the build as the
document is: its path is shown in findings, and no link out of the root is followed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache, partial
from itertools import islice

from kg.diagnostics import Diagnostic
from kg.disk import is_below, is_link, leads_out
from kg.documents.files import InputFile, as_text, led_out, read_bytes, root_of

_MOST = 2000
"""Files that one place with a ``*`` stands for: more are no authors."""


class Companions:
    """Finds the companions of documents: each folder is listed once, however many documents are below it."""

    def __init__(self) -> None:
        self._listed: dict[str, dict[str, None]] = {}
        self._nearest: dict[tuple[str, int, tuple[str, ...]], tuple[InputFile, ...]] = {}

    def of(self, file: InputFile, places: tuple[str, ...]) -> tuple[InputFile, ...]:
        """The files at the ``places``, which are relative to a folder, in the nearest folder that has any.

        A part of a place may be a pattern such as ``*.yml``, which no hidden file matches. The
        order is that of the places, and of the names. Empty where no folder up to the root has one.
        """
        # The name of a document is relative to the root: as many folders are between them as it has steps.
        return self._from(
            os.path.dirname(file.shown), os.path.dirname(file.path), file.name.count("/"), places
        )

    def _from(self, shown: str, folder: str, depth: int, places: tuple[str, ...]) -> tuple[InputFile, ...]:
        key = (folder, depth, places)
        if key not in self._nearest:
            found = tuple(self._in(shown, folder, depth, places))
            if not found and depth:
                found = self._from(_above(shown), _above(folder), depth - 1, places)
            self._nearest[key] = found
        return self._nearest[key]

    def _in(self, shown: str, folder: str, depth: int, places: tuple[str, ...]) -> Iterator[InputFile]:
        root = os.path.abspath(folder)
        for _ in range(depth):
            root = os.path.dirname(root)
        names = self._names(folder)
        for first, steps in _steps(places):
            # Most folders have none: they are looked at no further.
            if first and first not in names:
                continue
            for path in self._matching(folder, steps, root):
                file = os.path.join(folder, path)
                whole = os.path.abspath(file)
                if is_below(whole, root) and (os.path.isfile(file) or is_link(file)):
                    name = os.path.splitext(os.path.relpath(whole, root).replace(os.sep, "/"))[0]
                    yield InputFile(file, as_text(f"{shown}/{path}" if shown else path), as_text(name))

    def _matching(self, folder: str, steps: Sequence[str], root: str) -> list[str]:
        """The paths below a folder that a place leads to, sorted; one that leaves the root ends there."""
        if is_link(folder) and leads_out(folder, root):
            return ["."]
        first, *rest = steps
        if first == "..":
            named = [first]
        else:
            names = self._names(folder)
            is_meant = partial(_matches, pattern=first)
            named = list(islice(filter(is_meant, names), _MOST)) if "*" in first else [first]
            named = [one for one in named if one in names]
        if not rest:
            return named
        below = ((one, os.path.join(folder, one)) for one in named)
        found = [f"{one}/{path}" for one, inside in below for path in self._matching(inside, rest, root)]
        return [one.removesuffix("/.") for one in found][:_MOST]

    def _names(self, folder: str) -> dict[str, None]:
        """The names in a folder, sorted; none where it is no folder, or one that cannot be read."""
        if folder not in self._listed:
            try:
                self._listed[folder] = dict.fromkeys(sorted(os.listdir(folder or ".")))
            except OSError:
                self._listed[folder] = {}
        return self._listed[folder]


def read_companion(file: InputFile, most: int) -> bytes | Diagnostic:
    """The bytes of a companion, of which it may have so many; a diagnostic where it cannot be read."""
    if leads_out(file.path, root_of(file.path, file.name)):
        return led_out(file)
    return read_bytes(file, most)


@lru_cache(maxsize=256)
def _steps(places: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The steps of each place, and before them the first, where that is a name in the folder."""
    parts = [tuple(place.split("/")) for place in places]
    return tuple(("" if "*" in steps[0] or steps[0] == ".." else steps[0], steps) for steps in parts)


def _matches(name: str, pattern: str) -> bool:
    return not name.startswith(".") and fnmatchcase(name, pattern)


def _above(folder: str) -> str:
    """The folder above one, as it is written: the root may be named from below it."""
    if os.path.basename(folder) not in {"", ".", ".."}:
        return os.path.dirname(folder)
    return os.path.join(folder, os.pardir)
