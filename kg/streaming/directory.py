"""The documents of a corpus: their IRIs, their order in the output, and where each was put aside."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from kg.diagnostics import Diagnostic
from kg.documents.findings import located
from kg.documents.places import NO_PLACES, Places
from kg.identity.directory import Directory as Leading
from kg.identity.directory import keys, nearest
from kg.identity.documents import document_iris, repeated_document_ids
from kg.plan import graph_name
from kg.streaming.reading import CALLED, PUT, Listed, Put, header
from kg.streaming.segments import read_segment
from kg.streaming.settled import Known
from kg.streaming.work import Place

_SCHEMA = """
CREATE TABLE document (position INTEGER PRIMARY KEY, file BLOB, iri BLOB, batch INTEGER, number INTEGER);
CREATE TABLE by_file (file BLOB PRIMARY KEY, batch INTEGER, number INTEGER) WITHOUT ROWID;
CREATE TABLE by_name (name BLOB PRIMARY KEY, iri BLOB) WITHOUT ROWID;
CREATE TABLE by_id (id BLOB PRIMARY KEY, iri BLOB) WITHOUT ROWID;
CREATE TABLE nearest (key BLOB, folder BLOB, name BLOB, PRIMARY KEY (key, folder)) WITHOUT ROWID;
CREATE TABLE called (key BLOB, name BLOB, PRIMARY KEY (key, name)) WITHOUT ROWID;
"""
_INDEXES = """
DROP TABLE called;
CREATE INDEX document_batch ON document (batch, number);
"""
_FILE = "directory.sqlite"


class Documents(NamedTuple):
    """What was found about the names of documents, and how many documents and facts there are."""

    found: list[Diagnostic]
    documents: int
    facts: int


DIRECTORY = Known("directory", Documents)


class Entry(NamedTuple):
    """A document: its place in the order of the output, its file and IRI, and where it was put aside."""

    position: int
    file: str
    iri: str
    batch: int
    number: int


def make_directory(place: Place, batches: Sequence[Path], base: str) -> list[Diagnostic]:
    """Name every document and write down where it is; the findings about names."""
    listed: list[tuple[Listed, int, int]] = []
    for path in batches:
        listed += [(one, int(path.name), number) for number, one in enumerate(header(path).documents)]
    # As the files of a corpus are sorted.
    listed.sort(key=lambda one: (one[0].name, one[0].file))
    iris, found = document_iris([one for one, _, _ in listed], base)
    found += _repeated(place, listed)
    order = sorted(range(len(listed)), key=lambda index: graph_name(iris[index]))
    fresh = place.made / f"{_FILE}.part"
    fresh.unlink(missing_ok=True)
    with closing(sqlite3.connect(fresh)) as base_file:
        base_file.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_SCHEMA}")
        base_file.executemany(
            "INSERT INTO document VALUES (?, ?, ?, ?, ?)",
            (
                (position, _bytes(listed[index][0].file), _bytes(iris[index]), *listed[index][1:])
                for position, index in enumerate(order)
            ),
        )
        base_file.executemany(
            "INSERT INTO by_file VALUES (?, ?, ?)",
            sorted((_bytes(one.file), batch, number) for one, batch, number in listed),
        )
        # Of two files of one name, the first has the IRI that the name gives.
        base_file.executemany(
            "INSERT OR IGNORE INTO by_name VALUES (?, ?)",
            ((_bytes(one.name), _bytes(iri)) for (one, _, _), iri in zip(listed, iris, strict=True)),
        )
        taken = Counter(one.id for one, _, _ in listed if one.id)
        base_file.executemany(
            "INSERT INTO by_id VALUES (?, ?)",
            (
                (_bytes(one.id), _bytes(iri))
                for (one, _, _), iri in zip(listed, iris, strict=True)
                if taken[one.id] == 1
            ),
        )
        base_file.executemany("INSERT OR IGNORE INTO called VALUES (?, ?)", _keys(batches))
        base_file.executemany("INSERT INTO nearest VALUES (?, ?, ?)", _nearest(base_file))
        base_file.commit()
        base_file.executescript(_INDEXES)
        base_file.commit()
    fresh.replace(place.made / _FILE)
    return found


class _Called(NamedTuple):
    """A document, as far as others can lead to it."""

    name: str
    id: str
    called: Sequence[str]


def _keys(batches: Sequence[Path]) -> Iterator[tuple[bytes, bytes]]:
    """Every key that leads to a document, with its path name."""
    for path in batches:
        keyed: list[tuple[str, ...]] = read_segment(path, CALLED)
        for one, called in zip(header(path).documents, keyed, strict=True):
            for key in keys(_Called(one.name, one.id, called)):
                yield _bytes(key), _bytes(one.name)


def _nearest(base_file: sqlite3.Connection) -> Iterator[tuple[bytes, ...]]:
    """Where each key leads."""
    rows = base_file.execute("SELECT key, name FROM called ORDER BY key")
    for key, several in groupby(rows, lambda row: row[0]):
        for one in nearest([(_text(key), (_text(name) for _, name in several))]):
            yield tuple(map(_bytes, one))


def _repeated(place: Place, listed: Sequence[tuple[Listed, int, int]]) -> list[Diagnostic]:
    taken = Counter(one.id for one, _, _ in listed if one.id)
    repeated = {one.file: (one, batch, number) for one, batch, number in listed if taken[one.id] > 1}

    def places(file: str) -> Places:
        _, batch, number = repeated[file]
        return held_document(batch_path(place, batch), number).document.places

    return located(repeated_document_ids(one for one, _, _ in repeated.values()), places)


def batch_path(place: Place, batch: int) -> Path:
    """The file of a batch of documents."""
    return place.read / f"{batch:07}"


def held_document(path: Path, number: int) -> Put:
    """A document that was put aside, and what identity sees of it."""
    return read_segment(path, PUT.at(number))


class Directory:
    """The documents as :func:`make_directory` wrote them down; what leads from names to IRIs is on disk."""

    def __init__(self, place: Place) -> None:
        """The directory of a build."""
        self._place = place
        self._last = "", NO_PLACES
        self._file = sqlite3.connect(f"file:{place.made / _FILE}?mode=ro&immutable=1", uri=True)

    def __enter__(self) -> Directory:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __len__(self) -> int:
        return int(self._file.execute("SELECT count(*) FROM document").fetchone()[0])

    def leading(self) -> Leading:
        """What leads to the documents."""
        return Leading(
            _Column(self._file, "by_name", "name"), _Column(self._file, "by_id", "id"), _Nearest(self._file)
        )

    def between(self, start: int, end: int) -> Iterator[Entry]:
        """The documents from one place in the order of the output to before another."""
        rows = self._file.execute(
            "SELECT * FROM document WHERE position >= ? AND position < ? ORDER BY position", (start, end)
        )
        return map(_entry, rows)

    def of_batch(self, batch: int) -> Iterator[Entry]:
        """The documents of a batch, in the order in which it holds them."""
        rows = self._file.execute("SELECT * FROM document WHERE batch = ? ORDER BY number", (batch,))
        return map(_entry, rows)

    def document(self, entry: Entry) -> Put:
        """A document, and what identity sees of it."""
        return held_document(batch_path(self._place, entry.batch), entry.number)

    def places(self, file: str) -> Places:
        """Where each value of the document in a file stands."""
        # Findings about one document are located one after the other.
        if self._last[0] != file:
            where = "SELECT batch, number FROM by_file WHERE file = ?"
            batch, number = self._file.execute(where, (_bytes(file),)).fetchone()
            self._last = file, held_document(batch_path(self._place, batch), number).document.places
        return self._last[1]


class _Column(Mapping[str, str]):
    """One column of a table by another."""

    def __init__(self, file: sqlite3.Connection, table: str, key: str) -> None:
        self._file = file
        self._one = f"SELECT iri FROM {table} WHERE {key} = ?"  # noqa: S608 — names of our own
        self._all = f"SELECT {key} FROM {table} ORDER BY {key}"  # noqa: S608
        self._count = f"SELECT count(*) FROM {table}"  # noqa: S608

    def __getitem__(self, key: str) -> str:
        row = self._file.execute(self._one, (_bytes(key),)).fetchone()
        if row is None:
            raise KeyError(key)
        return _text(row[0])

    def __iter__(self) -> Iterator[str]:
        return (_text(row[0]) for row in self._file.execute(self._all))

    def __len__(self) -> int:
        return int(self._file.execute(self._count).fetchone()[0])


class _Nearest(Mapping[tuple[str, str], str]):
    """The path names to which keys lead from folders."""

    def __init__(self, file: sqlite3.Connection) -> None:
        self._file = file

    def __getitem__(self, asked: tuple[str, str]) -> str:
        row = self._file.execute(
            "SELECT name FROM nearest WHERE key = ? AND folder = ?", tuple(map(_bytes, asked))
        ).fetchone()
        if row is None:
            raise KeyError(asked)
        return _text(row[0])

    def __iter__(self) -> Iterator[tuple[str, str]]:
        rows = self._file.execute("SELECT key, folder FROM nearest ORDER BY key, folder")
        return ((_text(key), _text(folder)) for key, folder in rows)

    def __len__(self) -> int:
        return int(self._file.execute("SELECT count(*) FROM nearest").fetchone()[0])


def _entry(row: tuple[int, bytes, bytes, int, int]) -> Entry:
    position, file, iri, batch, number = row
    return Entry(position, _text(file), _text(iri), batch, number)


def _bytes(text: str) -> bytes:
    """A text for the table; ids may hold halves of characters, which no text of SQLite may."""
    return text.encode("utf-8", "surrogatepass")


def _text(held: bytes) -> str:
    return held.decode("utf-8", "surrogatepass")
