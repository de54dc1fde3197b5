"""The first pass: files are read in batches, and all that is known of a document alone is put aside.

What a batch holds hangs on its files and on nothing else, so that it is used
again as long as they are what they were.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from kg.diagnostics import Diagnostic
from kg.documents.body import Body
from kg.documents.files import InputFile
from kg.documents.places import FieldPath
from kg.documents.records import Contributor, Document, Entity, Fact, Source
from kg.identity.candidates import Ruled, keys_of_mentions
from kg.identity.identifiers import Identifier
from kg.identity.mentions import Mentions, SourceMention, collect
from kg.identity.sources import named_in_sources
from kg.pipeline import input_name, read_one
from kg.streaming.components import PackedTies, Ties
from kg.streaming.segments import DamagedError, Segment, read_segment, write_segments


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


class Put(NamedTuple):
    """A document that was put aside, and the mention that each of its facts rests on."""

    document: Document
    evidence: dict[FieldPath, FieldPath]


class Named(NamedTuple):
    """The folded names of organisations, and of authors, in the sources of a batch."""

    bodies: frozenset[str]
    people: frozenset[str]


class Sighted(NamedTuple):
    """The names that a document uses outside its lists of sources."""

    file: str
    name: str
    category: str
    tags: tuple[str, ...]
    verified_by: tuple[str, ...]
    contributors: tuple[Contributor, ...]
    ai_models: tuple[str, ...]
    related_entities: tuple[Entity, ...]

    def document(self) -> Document:
        """A document that says this alone."""
        return Document(front_matter="", body=Body(), **self._asdict())


@dataclass(frozen=True, slots=True)
class _Mention:
    """What identity sees of a mention, without what the document alone needs of its record."""

    path: FieldPath
    source: Source | None
    fact: Fact | None
    title: str
    identifiers: tuple[Identifier, ...]
    homepage: str
    refers_to: FieldPath


PUT = Segment(Put)
"""The documents, which count from 0."""
HEADER = Segment(Header, -1)
TIES = Segment(PackedTies, -2)
MENTIONS = Segment(list[list[bytes]], -3)
"""The mentions in each document, packed."""
SIGHTED = Segment(list[Sighted], -4)
NAMED = Segment(Named, -5)
_MENTION = Segment(_Mention)


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
    listed = list(map(_listed, documents, mentions))
    named = named_in_sources(source for document in documents for source in document.sources)
    write_segments(
        path,
        (
            HEADER.holding(Header(list(files), inputs, listed, found)),
            TIES.holding(PackedTies.of(Ties.of(keys, [1] * len(keys)))),
            MENTIONS.holding([[_packed(one) for one in held.sources] for held in mentions]),
            SIGHTED.holding(list(map(_sighted, documents))),
            NAMED.holding(Named(*named)),
            *(
                PUT.at(number).holding(Put(document, held.evidence))
                for number, (document, held) in enumerate(zip(documents, mentions, strict=True))
            ),
        ),
    )


def header(path: Path) -> Header:
    """The header of a batch."""
    return read_segment(path, HEADER)


def unpacked(file: str, packed: bytes) -> SourceMention:
    """A mention in a document that was put aside. Raises DamagedError where it is none."""
    try:
        held = _MENTION.decoded(packed)
    except ValueError as error:
        raise DamagedError(f"what was read of {file}") from error
    record = held.source or held.fact
    if record is None:
        raise DamagedError(f"what was read of {file}")
    return SourceMention(file, held.path, record, held.title, held.identifiers, held.homepage, held.refers_to)


def _packed(mention: SourceMention) -> bytes:
    record = mention.record
    source = fact = None
    if isinstance(record, Source):
        source = replace(record, note="", chapter="", unmapped=())
    else:
        fact = replace(record, statement="", note="", source_page="", unmapped=())
    said = mention.title, mention.identifiers, mention.homepage, mention.refers_to
    return _MENTION.encoded(_Mention(mention.path, source, fact, *said))


def _listed(document: Document, mentions: Mentions) -> Listed:
    facts, held = len(document.atomic_facts), len(mentions.sources)
    return Listed(document.name, document.file, document.slug, document.id, facts, held)


def _sighted(document: Document) -> Sighted:
    return Sighted(**{name: getattr(document, name) for name in Sighted._fields})


def bodies(paths: Sequence[Path]) -> frozenset[str]:
    """The folded names of the organisations that all batches name, but for those that an author bears."""
    found: set[str] = set()
    for path in paths:
        found |= read_segment(path, NAMED).bodies
    for path in paths:
        found -= read_segment(path, NAMED).people
    return frozenset(found)
