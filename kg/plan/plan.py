"""How the steps of a build follow, whichever engine runs them."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from kg.diagnostics import Diagnostic, Location
from kg.documents.files import InputFile
from kg.documents.findings import Place, Placed, at_places, location_at
from kg.documents.places import FieldPath
from kg.documents.records import Document
from kg.engines import Cell, Cells, Engine, Step
from kg.engines.engine import digest_of
from kg.graph.dataset import Dataset
from kg.identity.authorities.records import Authorities
from kg.identity.decisions import Decisions, Identity
from kg.identity.directory import Directory
from kg.identity.links import Links, resolve
from kg.identity.mentions import Seen
from kg.plan.identify import Identified, identify
from kg.plan.inputs import Beside, SourceFile
from kg.plan.steps import CompanionNote, Note, graph_name
from kg.plan.values import (
    AUTHORITIES,
    IDENTIFIED,
    LINKS,
    LOCATE,
    MAP,
    OBSERVE,
    PATHS,
    SETTINGS,
    Names,
    Shared,
)
from kg.settings import Settings
from kg.terms import Term, Triple

Progress = Callable[[str, int, int], None]
"""Told the name of a stage, how much of it is done, and how much there is."""


class Row(NamedTuple):
    """A document: what is noted of it, and its other values, which are read when somebody asks."""

    note: Note
    iri: str
    document: Cell[Document]
    seen: Cell[Seen]
    decisions: Cell[Decisions]
    links: Cell[Links]
    triples: Cell[tuple[Triple, ...]]

    @property
    def graph(self) -> Term:
        """The name of its graph."""
        return graph_name(self.iri)


@dataclass(frozen=True)
class Planned:
    """What a plan makes of files: a row for each document, in order, and what was found.

    ``others`` were found in files that hold no document, and by identity in no document.
    """

    rows: tuple[Row, ...]
    inputs: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...]
    settings: Settings
    authorities: Authorities
    names: Cell[Names]
    engine: Engine
    decided: Identified | None
    """Who is who, where it was decided in this run."""

    @cached_property
    def who(self) -> bytes:
        """A digest of who is who in the documents."""
        return digest_of(self.names.digest, *(row.decisions.digest for row in self.rows))

    @cached_property
    def said(self) -> bytes:
        """A digest of all that the files say: equal for two runs whose graphs and findings are."""
        rows = (
            part
            for row in self.rows
            for part in (row.note.file.encode("utf-8", "replace"), row.triples.digest)
        )
        inputs = repr((sorted(self.inputs.items()), self.diagnostics)).encode("utf-8", "replace")
        return digest_of(self.who, inputs, *rows)

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The records."""
        self.engine.fetch(row.document for row in self.rows)
        return tuple(row.document.value for row in self.rows)

    @cached_property
    def dataset(self) -> Dataset:
        """The triples of each document, and their union."""
        self.engine.fetch(row.triples for row in self.rows)
        return Dataset.of((row.graph, row.triples.value) for row in self.rows)

    def located(self, findings: Sequence[Placed]) -> list[Diagnostic]:
        """Findings at the lines of the documents, in their order."""
        return _located(findings, {row.note.file: row.document for row in self.rows}, self.engine)

    @cached_property
    def directory(self) -> Directory:
        """What leads to the documents."""
        return _directory([row.note for row in self.rows], [row.iri for row in self.rows])

    @cached_property
    def identity(self) -> Identity:
        """Who is who, with all that can be asked about it."""
        found = self.decided
        if found is None:
            self.engine.fetch(row.seen for row in self.rows)
            seen = [row.seen.value for row in self.rows]
            found = identify(seen, self.authorities, self.settings, self.engine)
        return found.identity(self._decisions(self.rows), self.directory)

    def about(self, files: Container[str]) -> tuple[tuple[Document, ...], Identity]:
        """The records of some files, and who is who in them: no clusters, and no names but theirs."""
        rows = [row for row in self.rows if row.note.file in files]
        self.engine.fetch(row.document for row in rows)
        decisions = self._decisions(rows)
        agents = (
            self.decided.agents
            if self.decided is not None
            else self.names.value.agents(self.authorities, self.settings.base)
        )
        identity = Identity(agents, self.directory, decisions, {}, {}, {}, None)
        return tuple(row.document.value for row in rows), identity

    def _decisions(self, rows: Sequence[Row]) -> dict[str, Decisions]:
        self.engine.fetch(row.decisions for row in rows)
        return {row.note.file: row.decisions.value for row in rows}


def run(
    engine: Engine,
    files: Sequence[InputFile],
    authorities: Authorities,
    settings: Settings,
    *,
    texts: Mapping[str, str],
    is_there: Callable[[str, str, str], bool],
    tell: Progress,
) -> Planned:
    """Read files, decide who is who in them, and map them.

    ``texts`` are those that an editor has open, by absolute path. ``is_there`` says of a file,
    its name and a path relative to its folder whether that leads to something.
    """
    of_reading = _settings(settings, OF_READING)
    sources = [SourceFile(file, texts) for file in files]
    beside = Beside(engine, texts)
    given_to: list[Cells] = [
        (one, of_reading, *others) for one, others in zip(sources, beside.of(sources), strict=True)
    ]
    observed = list(_told(engine.map(OBSERVE, given_to), "read", len(files), tell))
    engine.fetch(note for note, *_ in observed)
    notes: list[Note] = [note.value for note, *_ in observed]
    read = [cells for note, cells in zip(notes, observed, strict=True) if note.pointers is not None]

    tell("identify", 0, 1)
    seen = [cells[2] for cells in read]
    given: Cells = (Cell(AUTHORITIES, authorities), _settings(settings, _OF_IDENTITY), *seen)
    identifying = _Identifying(authorities, settings, engine)
    shared, names, *decisions = next(engine.map(Step("identify", identifying, IDENTIFIED), [given]))
    decided: Shared = shared.value
    told = [cells[0].value for cells in read]
    directory = _directory(told, decided.iris)
    links = [Cell(LINKS, resolve(one.pointers, directory, is_there)) for one in told]
    tell("identify", 1, 1)

    whole = _settings(settings, _OF_MAPPING)
    rows = [(cells[1], by, to, whole) for cells, by, to in zip(read, decisions, links, strict=True)]
    mapped = list(_told(engine.map(MAP, rows), "map", len(rows), tell))
    engine.fetch(found for _, found in mapped)
    made = zip(told, decided.iris, read, decisions, links, mapped, strict=True)
    table = tuple(
        Row(note, iri, cells[1], cells[2], by, to, triples) for note, iri, cells, by, to, (triples, _) in made
    )
    return Planned(
        rows=table,
        inputs={
            **companion_inputs(beside.notes),
            **inputs_of(files, notes),
            **({authorities.file: authorities.digest} if authorities.file else {}),
        },
        diagnostics=(
            *(found for note in beside.notes for found in note.diagnostics),
            *(found for note in notes for found in note.diagnostics),
            *decided.others,
            *_located(decided.placed, {row.note.file: row.document for row in table}, engine),
            *(one for _, found in mapped for one in found.value),
        ),
        settings=settings,
        authorities=authorities,
        names=names,
        engine=engine,
        decided=identifying.identified,
    )


class _Identifying:
    """The step that decides who is who in all documents, which remembers what else it found."""

    def __init__(self, authorities: Authorities, settings: Settings, engine: Engine) -> None:
        self.identified: Identified | None = None
        self._authorities = authorities
        self._settings = settings
        self._engine = engine

    def __call__(self, _authorities: Authorities, _settings: Settings, *seen: Seen) -> Sequence[object]:
        found = identify(seen, self._authorities, self._settings, self._engine)
        self.identified = found
        iris = tuple(found.common.iris[one.file] for one in seen)
        shared = Shared(iris, found.placed, found.others)
        return shared, Names.of(found.agents), *map(found.decisions, seen)


OF_READING = ("aliases", "date_order")
_OF_IDENTITY = ("base", "author", "publisher")
_OF_MAPPING = (
    *_OF_IDENTITY,
    "claims",
    "title",
    "language",
    "license",
    "author_url",
    "publish_email",
    "publisher_url",
    "publisher_logo",
)


def _settings(settings: Settings, names: Iterable[str]) -> Cell[Settings]:
    """The settings that a step asks for, and the defaults of all others."""
    return Cell(SETTINGS, Settings(**{name: getattr(settings, name) for name in names}))


def _directory(notes: Sequence[Note], iris: Sequence[str]) -> Directory:
    return Directory.of(notes, iris)


def _located(
    findings: Sequence[Placed], documents: Mapping[str, Cell[Document]], engine: Engine
) -> list[Diagnostic]:
    wanted: dict[str, dict[FieldPath, None]] = {}
    for one in findings:
        for file, path in one.places:
            wanted.setdefault(file, {})[path] = None
    rows = [(documents[file], Cell(PATHS, tuple(paths))) for file, paths in wanted.items()]
    found: dict[Place, Location] = {}
    located = [places for (places,) in engine.map(LOCATE, rows)]
    engine.fetch(located)
    for (file, paths), places in zip(wanted.items(), located, strict=True):
        for path, position in zip(paths, places.value, strict=True):
            found[file, path] = location_at(file, position)
    return [at_places(one, found) for one in findings]


def inputs_of(files: Iterable[InputFile], notes: Iterable[Note]) -> dict[str, str]:
    """The SHA-256 of each input by its name."""
    found: dict[str, str] = {}
    for file, note in zip(files, notes, strict=True):
        if note.sha256:
            found[input_name(file, found)] = note.sha256
    return found


def companion_inputs(notes: Iterable[CompanionNote]) -> dict[str, str]:
    """The SHA-256 of each companion by its name."""
    return {name: sha256 for note in notes for name, sha256 in note.inputs}


def input_name(file: InputFile, taken: Container[str]) -> str:
    """The path of an input below its folder; as given, where two folders hold the same path."""
    name = file.name + os.path.splitext(file.path)[1]
    return file.shown if name in taken else name


def _told(results: Iterator[Cells], stage: str, total: int, tell: Progress) -> Iterator[Cells]:
    """The results, of each of which is told when it is there."""
    for number, one in enumerate(results, start=1):
        tell(stage, number, total)
        yield one
