"""Which dialect the documents of a folder are in, and what shows it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

from kg.disk import is_link, read_file
from kg.documents.dialects.dialect import PLAIN, Dialect, Mark
from kg.documents.dialects.registry import dialect_named, dialects
from kg.documents.front_matter import Value

_LONGEST = 1_000_000
"""Bytes of a file that is looked into, at most: settings of programs are shorter."""
_HIGHEST = 8
"""Steps upwards from a folder that was named to where the settings of its program may lie, at most."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The name of a dialect, and the path of what shows it, or ``kg.yaml``; empty where nothing does."""

    dialect: str = PLAIN.name
    by: str = ""


NOTHING = Shown()


class Detection:
    """The dialects of folders, each found once.

    ``start`` is the folder that was named: what lies above it counts as far as the repository that
    holds it. ``chosen`` leads from patterns of paths below ``start`` to the names of dialects.
    """

    def __init__(self, start: Path, chosen: Mapping[str, str]) -> None:
        self._start = os.path.abspath(start)
        self._chosen = {pattern: dialect_named(name).name for pattern, name in chosen.items()}
        self._marks = [(one, mark) for one in dialects().values() for mark in one.marks]
        self._found: dict[str, Shown] = {}

    def of(self, folder: str | os.PathLike[str]) -> Shown:
        """The dialect of a folder: that of the nearest folder that shows one, itself or above it."""
        path = os.path.abspath(folder)
        found = self._found.get(path)
        if found is None:
            found = self._found[path] = self._ruled(path) or self._nearest(path)
        return found

    def _ruled(self, path: str) -> Shown | None:
        below = os.path.relpath(path, self._start).replace(os.sep, "/")
        for pattern, name in self._chosen.items():
            if fnmatch(f"{below}/", pattern) or fnmatch(below, pattern) or pattern == "**":
                return Shown(name, "kg.yaml")
        return None

    def _nearest(self, path: str) -> Shown:
        if shown := self._at(path):
            return shown
        parent = os.path.dirname(path)
        if path == self._start or len(path) <= len(self._start):
            return self._above(path)
        return NOTHING if parent == path else self.of(parent)

    def _above(self, path: str) -> Shown:
        for _ in range(_HIGHEST):
            if os.path.exists(os.path.join(path, ".git")) or os.path.dirname(path) == path:
                break
            path = os.path.dirname(path)
            if shown := self._at(path):
                return shown
        return NOTHING

    def _at(self, path: str) -> Shown | None:
        try:
            names = frozenset(os.listdir(path))
        except OSError:
            return None
        for dialect, mark in self._marks:
            if mark.name.partition("/")[0] in names and _is_there(path, mark):
                return Shown(dialect.name, os.path.join(path, mark.name))
        return None


def _is_there(folder: str, mark: Mark) -> bool:
    path = os.path.join(folder, *mark.name.split("/"))
    if not mark.holds:
        return os.path.exists(path)
    try:
        if is_link(path) or os.path.getsize(path) > _LONGEST:
            return False
        return mark.holds.encode() in read_file(path)
    except OSError:
        return False


def shown_in(mapping: Mapping[str, Value]) -> Dialect:
    """The dialect that the keys of one document show; the plain one where they show none."""
    keys = mapping.keys()
    # Most documents have none of the keys of which signs consist.
    if not keys & _keys_of_signs():
        return PLAIN
    for dialect in dialects().values():
        if any(sign <= keys for sign in dialect.signs):
            return dialect
    return PLAIN


@cache
def _keys_of_signs() -> frozenset[str]:
    """One key of each sign: that which the fewest documents have, for it is the longest."""
    signs = (sign for dialect in dialects().values() for sign in dialect.signs)
    return frozenset(max(sign, key=lambda key: (len(key), key)) for sign in signs)
