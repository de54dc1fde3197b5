"""The output that stands: what was kept of it, and its files, as far as both are still what they were."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from kg.cache.archive import Archive, DamagedError
from kg.cache.folder import CacheFolder
from kg.exporters.folder import MANIFEST, is_of_a_system
from kg.exporters.staged import Found, Mark, folders_of
from kg.exporters.verification import whole
from kg.pieces import Piece, sha256
from kg.standing.ahead import Ahead
from kg.standing.sections import Sections
from kg.standing.state import SIGHTS, STANDING, Sights, Standing

_Value = TypeVar("_Value")

LARGE = ("graph.nq", "graph.ttl", "graph.jsonld")
"""The files of the whole graph."""


class Kept:
    """What was kept of an output. Raises DamagedError, also later, where it is not as it was written.

    ``ahead`` reads, in its block, what else it takes to write the output anew.
    """

    def __init__(self, archive: Archive) -> None:
        self.standing: Standing = _believed(STANDING.decode, archive.section("standing"))
        self.documents = {one.file: one for one in self.standing.documents}
        self.ahead = Ahead(archive.section, [one for one in ("ntriples", "sights") if one in archive])

    @classmethod
    def load(cls, folder: CacheFolder, name: str) -> Kept | None:
        """What was kept under a name; None where there is nothing to be believed."""
        found = folder.read(name)
        if found is None:
            return None
        try:
            return cls(found)
        except DamagedError:
            return None

    @cached_property
    def ntriples(self) -> bytes:
        """The graph as N-Triples."""
        return self.ahead.take("ntriples")

    @cached_property
    def sights(self) -> Sights | None:
        """What the explorer showed of each node; None where there was none."""
        return None if self.raw_sights is None else _believed(SIGHTS.decode, self.raw_sights)

    @cached_property
    def raw_sights(self) -> bytes | None:
        """The same, encoded."""
        return self.ahead.take("sights") if "sights" in self.ahead else None

    def sections(self, nquads: bytes) -> Sections:
        """The quads of each document."""
        ordered = sorted(self.standing.documents, key=lambda one: one.graph)
        return Sections(nquads, [(one.slot, one.graph, one.quads) for one in ordered])


class OutputFiles:
    """The files of an output; ``kept`` are those that are still as a build wrote them.

    ``ahead`` reads, in its block, the files of the whole graph.
    """

    def __init__(self, folder: Path, outputs: Mapping[str, tuple[str, Mark]]) -> None:
        self._folder = folder
        self.hashes = {path: digest for path, (digest, _) in outputs.items()}
        try:
            found, self._folders = Found.below(folder)
        except OSError:
            found, self._folders = {}, set()
        self.kept = {path: mark for path, (_, mark) in outputs.items() if found.get(path) == mark}
        self.is_alone = bool(found) and all(path in outputs or is_of_a_system(path) for path in found)
        """Whether there is no other file."""
        is_there = MANIFEST in self.kept and self.kept.keys() >= set(LARGE)
        self.ahead = Ahead(self._as_written, LARGE if is_there else ())

    @property
    def is_whole(self) -> bool:
        """Whether all files are still as they were, and there is no other, nor another folder."""
        is_complete = self.is_alone and len(self.kept) == len(self.hashes)
        return is_complete and self._folders <= folders_of(self.hashes)

    def large(self) -> dict[str, bytes] | None:
        """The files of the whole graph; None where one is not as it was written."""
        try:
            return {name: self.ahead.take(name) for name in LARGE if name in self.ahead} or None
        except (OSError, DamagedError):
            return None

    def _as_written(self, name: str) -> bytes:
        data = whole(self._folder / name)
        if sha256(data) != self.hashes[name]:
            raise DamagedError
        return data


def _believed(decode: Callable[[bytes], _Value], data: Piece) -> _Value:
    try:
        return decode(bytes(data))
    except ValueError as error:
        raise DamagedError from error
