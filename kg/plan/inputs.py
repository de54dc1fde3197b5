"""Files as values between steps: each is read when a step asks for it, by whoever runs that step."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from kg.diagnostics import Diagnostic
from kg.documents import roster
from kg.documents.bibliography.finding import Bibliographies
from kg.documents.bibliography.reading import MOST_BYTES
from kg.documents.companions import Companions, read_companion
from kg.documents.files import InputFile, read_bytes
from kg.engines import Cell, Cells, Engine, Step
from kg.engines.engine import digest_of
from kg.plan.steps import CompanionNote, FileText
from kg.plan.values import BIBLIOGRAPHY, NARROW, ROSTER


class SourceFile(Cell[FileText]):
    """A file, which is read when its text or its digest is asked for.

    ``texts`` are those that an editor has open, by absolute path; all others are read by ``read``.
    """

    def __init__(
        self,
        file: InputFile,
        texts: Mapping[str, str],
        read: Callable[[InputFile], bytes | Diagnostic] | None = None,
    ) -> None:
        super().__init__(None)
        self._file = file
        self._texts = texts
        self._read_file = read or read_bytes

    @property
    def file(self) -> InputFile:
        """Which file it is."""
        return self._file

    @property
    def value(self) -> FileText:
        """The file with its bytes."""
        return FileText(self._file, self._content)

    @property
    def digest(self) -> bytes:
        """The digest of its names and bytes, or of why it has none."""
        content = self._content
        said = content if isinstance(content, bytes) else repr(content).encode("utf-8", "surrogatepass")
        names = f"{self._file.shown}\0{self._file.name}\0{self._file.dialect}\0".encode(
            "utf-8", "surrogatepass"
        )
        return digest_of(names, said)

    @property
    def content(self) -> bytes | Diagnostic:
        """The bytes of the file, or why it has none."""
        return self._content

    @property
    def is_at_hand(self) -> bool:
        """It can always be read."""
        return True

    @cached_property
    def _content(self) -> bytes | Diagnostic:
        text = self._texts.get(os.path.abspath(self._file.path)) if self._texts else None
        return self._read_file(self._file) if text is None else text.encode("utf-8", "replace")


Finder = Callable[[SourceFile], Iterable[InputFile]]
"""Gives the companions of a document."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of companions: those of a document become one value, with which the document is read.

    The ``step`` makes it, and a :class:`~kg.plan.steps.CompanionNote`, of the files that a
    ``finder`` gives, of which one is made for each build. A file may have ``most`` bytes. Where a
    document needs only a part of the value, ``narrowing`` makes that of the document and the value.
    """

    step: Step
    finder: Callable[[Companions], Finder]
    most: int
    narrowing: Step | None = None


def _rosters(companions: Companions) -> Finder:
    return lambda source: companions.of(source.file, roster.PLACES)


def _bibliographies(companions: Companions) -> Finder:
    found = Bibliographies(companions)

    def of(source: SourceFile) -> Iterable[InputFile]:
        content = source.content
        return found.of(source.file, content) if isinstance(content, bytes) else ()

    return of


KINDS = (
    Kind(ROSTER, _rosters, roster.MOST_BYTES),
    Kind(BIBLIOGRAPHY, _bibliographies, MOST_BYTES, narrowing=NARROW),
)
"""The companions of documents, in the order in which :func:`kg.plan.steps.observe` takes their values."""


class Beside:
    """The companions of the documents of one build."""

    def __init__(self, engine: Engine, texts: Mapping[str, str]) -> None:
        self._engine = engine
        self._texts = texts
        companions = Companions()
        self._finders = [kind.finder(companions) for kind in KINDS]
        self._made: list[dict[tuple[InputFile, ...], Cells]] = [{} for _ in KINDS]

    def of(self, sources: Sequence[SourceFile]) -> Iterator[Cells]:
        """For each document the values of its companions, one a kind; each is made once."""
        columns: list[list[Cell[Any]]] = []
        for kind, finder, made in zip(KINDS, self._finders, self._made, strict=True):
            found = [tuple(finder(one)) for one in sources]
            missing = [files for files in dict.fromkeys(found) if files not in made]
            read = partial(read_companion, most=kind.most)
            rows = [tuple(SourceFile(file, self._texts, read) for file in files) for files in missing]
            made.update(zip(missing, self._engine.map(kind.step, rows), strict=True))
            cells = [made[files][0] for files in found]
            if kind.narrowing is not None:
                has_some = [number for number, files in enumerate(found) if files]
                rows_of_some = [(sources[number], cells[number]) for number in has_some]
                for number, (part,) in zip(
                    has_some, self._engine.map(kind.narrowing, rows_of_some), strict=True
                ):
                    cells[number] = part
            columns.append(cells)
        return zip(*columns, strict=True)

    @property
    def notes(self) -> list[CompanionNote]:
        """What is noted of all companions that were read, each once."""
        cells = [note for made in self._made for _, note in made.values()]
        self._engine.fetch(cells)
        return [one.value for one in cells]
