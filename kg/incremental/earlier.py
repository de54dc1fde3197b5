"""The build before: what was kept of it, and its output, as far as both are still what they were."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import msgspec

from kg.cache.archive import Archive, DamagedError
from kg.cache.folder import CacheFolder
from kg.documents.records import Document
from kg.exporters.folder import MANIFEST, is_of_a_system
from kg.exporters.staged import Found, Mark, folders_of
from kg.incremental import state
from kg.incremental.ahead import Ahead
from kg.incremental.section import Sections
from kg.incremental.state import Decided, DocumentEntry, Sights, State
from kg.pieces import Piece, sha256

_Value = TypeVar("_Value")

LARGE = ("graph.nq", "graph.ttl", "graph.jsonld")
"""The files of the whole graph."""


class Earlier:
    """What was kept of a build. Raises DamagedError, also later, where it is not as it was written.

    ``ahead`` reads, in its block, all that it takes to rebuild.
    """

    def __init__(self, archive: Archive) -> None:
        self.state: State = _believed(state.state, archive.section("state"))
        self.documents = {one.file: one for one in self.state.documents}
        self.ahead = Ahead(
            archive.section, [one for one in ("records", "ntriples", "decided", "sights") if one in archive]
        )

    @classmethod
    def load(cls, folder: CacheFolder, name: str) -> Earlier | None:
        """What was kept under a name; None where there is nothing to be believed."""
        found = folder.read(name)
        if found is None:
            return None
        try:
            return cls(found)
        except DamagedError:
            return None

    def record(self, file: str) -> Document:
        """The record of a document."""
        return _believed(state.record, self.raw_record(file))

    def raw_record(self, file: str) -> memoryview:
        """The record of a document, encoded."""
        start, end = self._record_places[file]
        return self._records[start:end]

    def decided(self, file: str) -> Decided:
        """What identity decided about a document."""
        return _believed(state.decided, self.raw_decided(file))

    def raw_decided(self, file: str) -> memoryview:
        """What identity decided about a document, encoded."""
        start, end = self._decided_places[file]
        return self._decided[start:end]

    @cached_property
    def ntriples(self) -> bytes:
        """The graph as N-Triples."""
        return self.ahead.take("ntriples")

    @cached_property
    def sights(self) -> Sights | None:
        """What the explorer showed of each node; None where there was none."""
        return None if self.raw_sights is None else _believed(state.sights, self.raw_sights)

    @cached_property
    def raw_sights(self) -> bytes | None:
        """The same, encoded."""
        return self.ahead.take("sights") if "sights" in self.ahead else None

    def sections(self, nquads: bytes) -> Sections:
        """The quads of each document."""
        ordered = sorted(self.state.documents, key=lambda one: one.graph)
        return Sections(nquads, [(one.slot, one.graph, one.quads) for one in ordered])

    @cached_property
    def _records(self) -> memoryview:
        return memoryview(self.ahead.take("records"))

    @cached_property
    def _decided(self) -> memoryview:
        return memoryview(self.ahead.take("decided"))

    @cached_property
    def _record_places(self) -> dict[str, tuple[int, int]]:
        return _places(self.documents, {one.file: one.record for one in self.documents.values()})

    @cached_property
    def _decided_places(self) -> dict[str, tuple[int, int]]:
        return _places(self.documents, {one.file: one.decided for one in self.documents.values()})


class EarlierOutput:
    """The output that an earlier build wrote; ``kept`` are those of its files that are still as they were.

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
        data = (self._folder / name).read_bytes()
        if sha256(data) != self.hashes[name]:
            raise DamagedError
        return data


def _believed(decode: Callable[[Piece], _Value], data: Piece) -> _Value:
    try:
        return decode(data)
    except msgspec.MsgspecError as error:
        raise DamagedError from error


def _places(documents: Mapping[str, DocumentEntry], sizes: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    found, end = {}, 0
    for file in documents:
        start, end = end, end + sizes[file]
        found[file] = start, end
    return found
