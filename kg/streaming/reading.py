"""The first pass: files are read in batches, and all that is known of a document alone is put aside.

What a batch holds hangs on its files and on nothing else, so that it is used
again as long as they are what they were.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from kg.diagnostics import Diagnostic
from kg.documents.bibliography.entries import NO_BIBLIOGRAPHY, Bibliography
from kg.documents.contributors import NOBODY, Roster
from kg.documents.files import InputFile, read_bytes
from kg.documents.records import Document
from kg.engines.engine import digest_of
from kg.identity.candidates import Ruled, keys_of_mention
from kg.identity.directory import called
from kg.identity.mentions import Seen, SourceMention
from kg.identity.orcids import Borne
from kg.plan.plan import input_name
from kg.plan.steps import FileText, observe
from kg.settings import Settings
from kg.streaming.components import PackedTies, Ties
from kg.streaming.segments import DamagedError, Segment, read_segment, write_segments


class FileSeen(NamedTuple):
    """A file as it was when it was read; ``changed`` is its time of change in nanoseconds.

    ``beside`` are the digests of what its companions say, which are read with it, one a kind.
    """

    path: str
    shown: str
    name: str
    size: int
    changed: int
    dialect: str
    beside: tuple[bytes, ...] = ()

    @property
    def file(self) -> InputFile:
        """The file as one of the corpus."""
        return InputFile(self.path, self.shown, self.name, self.dialect)


class Listed(NamedTuple):
    """What of a document must be known beside all others; ``facts`` and ``mentions`` are numbers."""

    name: str
    file: str
    slug: str
    id: str
    facts: int
    mentions: int


class Header(NamedTuple):
    """A batch: its files, the SHA-256 of each that is an input, its documents and what was found."""

    files: list[FileSeen]
    inputs: list[tuple[str, str, str]]
    documents: list[Listed]
    found: list[Diagnostic]


class Put(NamedTuple):
    """A document that was put aside, and what identity sees of it."""

    document: Document
    seen: Seen


class Named(NamedTuple):
    """The folded names of organisations, and of authors, in the sources of a batch, and ORCID iDs in it."""

    bodies: frozenset[str]
    turned: frozenset[str]
    orcids: frozenset[Borne]


PUT = Segment(Put)
"""The documents, which count from 0."""
HEADER = Segment(Header, -1)
TIES = Segment(PackedTies, -2)
MENTIONS = Segment(list[list[bytes]], -3)
"""The mentions in each document, packed."""
OUTSIDE = Segment(list[Seen], -4)
"""What identity sees of the documents, but for their mentions."""
NAMED = Segment(Named, -5)
CALLED = Segment(list[tuple[str, ...]], -6)
"""What leads to the documents besides their paths."""
_MENTION = Segment(SourceMention)
_BESIDE: tuple[Segment[Any], ...] = (Segment(Roster), Segment(Bibliography))
NOTHING: tuple[Any, ...] = (NOBODY, NO_BIBLIOGRAPHY)
"""What companions of each kind say where there are none."""


def seen(file: InputFile, beside: tuple[bytes, ...] = ()) -> FileSeen:
    """The file as it is now; ``beside`` are the digests of what its companions say."""
    try:
        now = os.stat(file.path)
        size, changed = now.st_size, now.st_mtime_ns
    except OSError:
        size, changed = -1, -1
    return FileSeen(file.path, file.shown, file.name, size, changed, file.dialect, beside)


def batches(folder: Path, files: Sequence[FileSeen], size: int) -> list[tuple[Path, list[FileSeen]]]:
    """The files in batches: those of earlier batches whose files are as they were, then all others."""
    left = dict.fromkeys(files)
    found: list[tuple[Path, list[FileSeen]]] = []
    number = 0
    for path in sorted(folder.glob("*")):
        if path.suffix:
            path.unlink()
            continue
        held = header(path).files
        if all(one in left for one in held):
            found.append((path, held))
            for one in held:
                del left[one]
        else:
            path.unlink()
        number = max(number, int(path.name) + 1)
    rest = list(left)
    for start in range(0, len(rest), size):
        found.append((folder / f"{number:07}", rest[start : start + size]))
        number += 1
    return found


def read_batch(path: Path, files: Sequence[FileSeen], settings: Settings, ruled: Ruled, beside: Path) -> None:
    """Read the files of a batch into the file at ``path``; what companions say is in ``beside``."""
    inputs: list[tuple[str, str, str]] = []
    found: list[Diagnostic] = []
    put: list[Put] = []
    for one in files:
        note, document, seen = observe(
            FileText(one.file, read_bytes(one.file)), settings, *_said_beside(beside, one.beside)
        )
        found += note.diagnostics
        if note.sha256:
            inputs.append((input_name(one.file, frozenset()), one.shown, note.sha256))
        if document is not None and seen is not None:
            put.append(Put(document, seen))
    keys = [list(keys_of_mention(one, ruled)) for _, seen in put for one in seen.mentions]
    bodies = frozenset(name for _, seen in put for name in seen.bodies)
    turned = frozenset(name for _, seen in put for name in seen.turned)
    orcids = frozenset(borne for _, seen in put for borne in seen.orcids)
    write_segments(
        path,
        (
            HEADER.holding(Header(list(files), inputs, [_listed(*one) for one in put], found)),
            TIES.holding(PackedTies.of(Ties.of(keys, [1] * len(keys)))),
            MENTIONS.holding([[_MENTION.encoded(one) for one in seen.mentions] for _, seen in put]),
            OUTSIDE.holding([replace(seen, mentions=()) for _, seen in put]),
            NAMED.holding(Named(bodies, turned, orcids)),
            CALLED.holding([called(document) for document, _ in put]),
            *(PUT.at(number).holding(one) for number, one in enumerate(put)),
        ),
    )


def keep_beside(folder: Path, kind: int, value: object) -> bytes:
    """Write down what companions of a kind say, in a folder; the digest by which documents find it there."""
    number, data = _BESIDE[kind].holding(value)
    digest = digest_of(data)
    path = folder / digest.hex()
    if not path.exists():
        write_segments(path, [(number, data)])
    return digest


def _said_beside(folder: Path, digests: Sequence[bytes]) -> tuple[Any, ...]:
    return tuple(
        _one_beside(folder, kind, digest) if digest else NOTHING[kind] for kind, digest in enumerate(digests)
    )


@lru_cache(maxsize=8)
def _one_beside(folder: Path, kind: int, digest: bytes) -> Any:
    return read_segment(folder / digest.hex(), _BESIDE[kind])


def header(path: Path) -> Header:
    """The header of a batch."""
    return read_segment(path, HEADER)


def unpacked(packed: bytes) -> SourceMention:
    """A mention that was put aside. Raises DamagedError where it is none."""
    try:
        return _MENTION.decoded(packed)
    except ValueError as error:
        raise DamagedError("a mention that was put aside") from error


def _listed(document: Document, seen: Seen) -> Listed:
    facts = len(document.atomic_facts)
    return Listed(document.name, document.file, document.slug, document.id, facts, len(seen.mentions))


def orcids(paths: Sequence[Path]) -> frozenset[Borne]:
    """The names in all batches that bear an ORCID iD."""
    return frozenset(borne for path in paths for borne in read_segment(path, NAMED).orcids)


def bodies(paths: Sequence[Path]) -> frozenset[str]:
    """The folded names of the organisations that all batches name, but for those that an author bears."""
    found: set[str] = set()
    for path in paths:
        found |= read_segment(path, NAMED).bodies
    for path in paths:
        found -= read_segment(path, NAMED).turned
    return frozenset(found)
