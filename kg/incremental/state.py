"""What is kept of a build for the next one, and its form on disk.

The form is MessagePack, read into these types and checked against them while it
is read (msgspec): nothing in a file of the cache is ever run.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from kg.diagnostics import Diagnostic
from kg.documents.findings import Placed
from kg.documents.places import FieldPath
from kg.documents.records import Document
from kg.exporters.staged import Mark
from kg.identity.agents import Agent
from kg.identity.sources import DecidedSource
from kg.pieces import Piece
from kg.terms import Term
from kg.validation.engine import ShapeResult
from kg.visualization.scene import Sight


@dataclass(slots=True)
class FileEntry:
    """A file, its hash, and what was found while it was read."""

    shown: str
    name: str
    sha256: str
    found: tuple[Diagnostic, ...]
    is_input: bool
    is_document: bool


@dataclass(slots=True)
class DocumentEntry:
    """A document: its names, what it is to identity, and what was found in it.

    ``graph`` names its graph, ``slot`` is its number in the index of the
    graph, ``path`` where its files are. ``view`` is a hash of what identity
    sees of it. ``own`` was found in its records, ``mapped`` while mapping;
    ``asked`` are the paths that were looked for meanwhile. ``leads`` says
    whether it refers to documents. The last three are lengths in bytes: of its
    quads, of its record, and of what identity decided.
    """

    file: str
    name: str
    id: str
    iri: str
    graph: Term
    slot: int
    path: str
    facts: int
    view: bytes
    own: tuple[Diagnostic, ...]
    mapped: tuple[Diagnostic, ...]
    asked: dict[str, bool]
    leads: bool
    quads: int
    record: int
    decided: int


@dataclass(slots=True)
class Decided:
    """What identity decided about a document: its IRI, its works, and its contributors."""

    iri: str
    works: list[DecidedSource]
    work_of: list[tuple[FieldPath, int]]
    contributors: list[Agent]


@dataclass(slots=True)
class Names:
    """What identity decided about all documents."""

    bodies: tuple[str, ...] = ()
    leads: dict[str, str] = field(default_factory=dict)
    short: tuple[tuple[str, str, str], ...] = ()
    at: dict[str, tuple[str, ...]] = field(default_factory=dict)
    shared: tuple[str, ...] = ()
    works: tuple[tuple[FieldPath, tuple[str, ...]], ...] = ()
    chosen: dict[str, str] = field(default_factory=dict)
    same_as: dict[str, tuple[str, ...]] = field(default_factory=dict)
    author: tuple[Agent, ...] = ()
    """Whom the settings name as the author of documents that name none."""


@dataclass(slots=True)
class Located:
    """A finding that names its places, and the diagnostic that it was."""

    placed: Placed
    diagnostic: Diagnostic


@dataclass(slots=True)
class Subject:
    """A node of the graph: its kind, its triples, and the length of what each file says of it in bytes."""

    kind: str
    triples: int
    ntriples: int
    turtle: int
    jsonld: int


@dataclass(slots=True)
class State:
    """What is kept of a build.

    ``reading`` and ``config`` are hashes of all that reading, and building,
    hang on beside the documents. ``slots`` leads from each IRI of ours to the
    documents whose triples name it. ``reach`` and ``leading`` say what the
    shapes see, as :func:`kg.incremental.judging.sight` gives it. ``outputs``
    has the hash of each file and its mark.
    """

    reading: str
    config: str
    files: list[FileEntry]
    documents: list[DocumentEntry]
    names: Names
    identity: list[Located]
    others: tuple[Diagnostic, ...]
    subjects: dict[Term, Subject]
    slots: dict[Term, tuple[int, ...]]
    results: list[tuple[ShapeResult, Located]]
    reach: int | None
    leading: tuple[Term, ...]
    outputs: dict[str, tuple[str, Mark]]
    versions: dict[str, str]


Sights = dict[Term, Sight]
"""What the explorer shows of each node that it shows, by its subject, sorted."""

_encoder = msgspec.msgpack.Encoder()
_state = msgspec.msgpack.Decoder(State)
_record = msgspec.msgpack.Decoder(Document)
_decided = msgspec.msgpack.Decoder(Decided)
_sights = msgspec.msgpack.Decoder(Sights)


def encoded(value: object) -> bytes:
    """The value in the form that the cache keeps.

    Raises UnicodeEncodeError where a text holds half a character.
    """
    return _encoder.encode(value)


def state(data: Piece) -> State:
    """The state that was encoded. Raises msgspec.DecodeError where the data are of another form."""
    return _state.decode(data)


def record(data: Piece) -> Document:
    """The document that was encoded. Raises as :func:`state` does."""
    return _record.decode(data)


def decided(data: Piece) -> Decided:
    """The decisions that were encoded. Raises as :func:`state` does."""
    return _decided.decode(data)


def sights(data: Piece) -> Sights:
    """The sights that were encoded. Raises as :func:`state` does."""
    return _sights.decode(data)
