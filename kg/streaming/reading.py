"""The first pass: files are read in batches, and all that is known of a document alone is put aside.

What a batch holds hangs on its files and on nothing else, so that it is used
again as long as they are what they were.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from kg.diagnostics import Diagnostic
from kg.documents.body import Body
from kg.documents.files import InputFile
from kg.documents.records import Document, Fact, Source
from kg.identity.candidates import Ruled, keys_of_mentions
from kg.identity.mentions import Mentions, SourceMention, collect
from kg.identity.sources import named_in_sources
from kg.pipeline import input_name, read_one
from kg.streaming.components import Ties
from kg.streaming.segments import read_segment, write_segments

HEADER, TIES, MENTIONS, SIGHTED, NAMED = -1, -2, -3, -4, -5
"""The numbers of what a batch holds besides its documents, which count from 0."""


class FileSeen(NamedTuple):
    """A file as it was when it was read; ``changed`` is its time of change in nanoseconds."""

    path: str
    shown: str
    name: str
    size: int
    changed: int

    @property
    def file(self) -> InputFile:
        """The file as one of the corpus."""
        return InputFile(self.path, self.shown, self.name)


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


def seen(file: InputFile) -> FileSeen:
    """The file as it is now."""
    try:
        now = os.stat(file.path)
        size, changed = now.st_size, now.st_mtime_ns
    except OSError:
        size, changed = -1, -1
    return FileSeen(file.path, file.shown, file.name, size, changed)


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


def read_batch(path: Path, files: Sequence[FileSeen], aliases: Mapping[str, str], ruled: Ruled) -> None:
    """Read the files of a batch into the file at ``path``."""
    inputs: list[tuple[str, str, str]] = []
    found: list[Diagnostic] = []
    documents: list[Document] = []
    for one in files:
        read = read_one(one.file, aliases, {})
        found += read.diagnostics
        if read.sha256:
            inputs.append((input_name(one.file, frozenset()), one.shown, read.sha256))
        if read.document is not None:
            documents.append(read.document)
    mentions = [collect(document) for document in documents]
    for held in mentions:
        found += held.diagnostics
    keys = [key for held in mentions for key in keys_of_mentions(held.sources, ruled)]
    write_segments(
        path,
        {
            HEADER: Header(list(files), inputs, list(map(_listed, documents, mentions)), found),
            TIES: Ties.of(keys, [1] * len(keys)),
            MENTIONS: [[_packed(one) for one in held.sources] for held in mentions],
            SIGHTED: [_sighted(document) for document in documents],
            NAMED: named_in_sources(source for document in documents for source in document.sources),
            **{
                number: (document, held.evidence)
                for number, (document, held) in enumerate(zip(documents, mentions, strict=True))
            },
        },
    )


def header(path: Path) -> Header:
    """The header of a batch."""
    found: Header = read_segment(path, HEADER)
    return found


def unpacked(file: str, packed: bytes) -> SourceMention:
    """A mention in a document that was put aside."""
    return SourceMention(file, *pickle.loads(packed))  # noqa: S301 — a file of our own


def _packed(mention: SourceMention) -> bytes:
    """What identity sees of a mention, without what the document alone needs of its record."""
    record = mention.record
    if isinstance(record, Source):
        bare: Source | Fact = replace(record, note="", chapter="", unmapped=())
    else:
        bare = replace(record, statement="", note="", source_page="", unmapped=())
    parts = (mention.path, bare, mention.title, mention.identifiers, mention.homepage, mention.refers_to)
    return pickle.dumps(parts, pickle.HIGHEST_PROTOCOL)


def _listed(document: Document, mentions: Mentions) -> Listed:
    facts, held = len(document.atomic_facts), len(mentions.sources)
    return Listed(document.name, document.file, document.slug, document.id, facts, held)


def _sighted(document: Document) -> Document:
    """The names that a document uses outside its lists of sources."""
    return Document(
        file=document.file,
        name=document.name,
        front_matter="",
        body=Body(),
        category=document.category,
        tags=document.tags,
        verified_by=document.verified_by,
        contributors=document.contributors,
        ai_models=document.ai_models,
        related_entities=document.related_entities,
    )


def bodies(paths: Sequence[Path]) -> frozenset[str]:
    """The folded names of the organisations that all batches name, but for those that an author bears."""
    found: set[str] = set()
    for path in paths:
        found |= read_segment(path, NAMED)[0]
    for path in paths:
        found -= read_segment(path, NAMED)[1]
    return frozenset(found)
