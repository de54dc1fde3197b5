"""The build before: what was kept of it, and its output, as far as both are still what they were."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import msgspec

from kg.cache.archive import Archive, DamagedError
from kg.cache.folder import CacheFolder
from kg.documents.records import Document
from kg.exporters.folder import MANIFEST, is_of_a_system
from kg.exporters.staged import Mark, marks_below
from kg.incremental import state
from kg.incremental.section import Sections
from kg.incremental.state import Decided, DocumentEntry, Sights, State

_Value = TypeVar("_Value")

LARGE = ("graph.nq", "graph.ttl", "graph.jsonld")
"""The files of the whole graph."""


class Earlier:
    """What was kept of a build. Raises DamagedError where it is not as it was written."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.state: State = _believed(state.state, archive.section("state"))
        self.documents = {one.file: one for one in self.state.documents}

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

    def raw_record(self, file: str) -> bytes:
        """The record of a document, encoded."""
        start, end = self._record_places[file]
        return self._records[start:end]

    def decided(self, file: str) -> Decided:
        """What identity decided about a document."""
        return _believed(state.decided, self.raw_decided(file))

    def raw_decided(self, file: str) -> bytes:
        """What identity decided about a document, encoded."""
        start, end = self._decided_places[file]
        return self._decided[start:end]

    @cached_property
    def ntriples(self) -> bytes:
        """The graph as N-Triples."""
        return self._archive.section("ntriples")

    @cached_property
    def sights(self) -> Sights | None:
        """What the explorer showed of each node; None where there was none."""
        return None if self.raw_sights is None else _believed(state.sights, self.raw_sights)

    @cached_property
    def raw_sights(self) -> bytes | None:
        """The same, encoded."""
        return self._archive.section("sights") if "sights" in self._archive else None

    def sections(self, nquads: bytes) -> Sections:
        """The quads of each document."""
        ordered = sorted(self.state.documents, key=lambda one: one.graph)
        return Sections(nquads, [(one.slot, one.graph, one.quads) for one in ordered])

    @cached_property
    def _records(self) -> bytes:
        return self._archive.section("records")

    @cached_property
    def _decided(self) -> bytes:
        return self._archive.section("decided")

    @cached_property
    def _record_places(self) -> dict[str, tuple[int, int]]:
        return _places(self.documents, {one.file: one.record for one in self.documents.values()})

    @cached_property
    def _decided_places(self) -> dict[str, tuple[int, int]]:
        return _places(self.documents, {one.file: one.decided for one in self.documents.values()})


class EarlierOutput:
    """The output that an earlier build wrote; ``kept`` are those of its files that are still as they were."""

    def __init__(self, folder: Path, outputs: Mapping[str, tuple[str, Mark]]) -> None:
        self._folder = folder
        self.hashes = {path: digest for path, (digest, _) in outputs.items()}
        try:
            found = marks_below(folder)
        except OSError:
            found = {}
        self.kept = {path: mark for path, (_, mark) in outputs.items() if found.get(path) == mark}
        self.is_whole = len(self.kept) == len(outputs) and not any(
            path not in outputs and not is_of_a_system(path) for path in found
        )
        """Whether all files are still as they were, and there is no other."""

    @contextmanager
    def large(self) -> Iterator[Future[dict[str, bytes] | None]]:
        """The files of the whole graph, read meanwhile; None where one is not as it was written.

        They are there, and the threads that read them are not, when the block has ended.
        """
        is_there = MANIFEST in self.kept and self.kept.keys() >= set(LARGE)
        found: Future[dict[str, bytes] | None] = Future()
        with ThreadPoolExecutor(len(LARGE), thread_name_prefix="large") as executor:
            # Reading and hashing leave the interpreter to others.
            reading = executor.map(self._as_written, LARGE if is_there else ())
            yield found
            read = {name: data for name, data in zip(LARGE, reading, strict=False) if data is not None}
        found.set_result(read if len(read) == len(LARGE) else None)

    def _as_written(self, name: str) -> bytes | None:
        try:
            data = (self._folder / name).read_bytes()
        except OSError:
            return None
        return data if hashlib.sha256(data).hexdigest() == self.hashes[name] else None


def _believed(decode: Callable[[bytes], _Value], data: bytes) -> _Value:
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
