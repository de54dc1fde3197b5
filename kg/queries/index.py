"""The full-text index of an output: SQLite's FTS5 over names, titles, abstracts and statements.

It is made at the first search and kept as stores are; see :mod:`kg.queries.cache`.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from pathlib import Path

from kg.disk import kept_folder
from kg.graph.store import Store
from kg.queries.cache import Entry, Files
from kg.queries.output_store import open_output
from kg.queries.words import folded, indexed

KINDS = ("claim", "document", "source", "person", "organization", "venue", "topic")
"""What can be found."""

_FORM = "3"
_FILE = "index.sqlite"
_CLASSES = {
    "Claim": "claim",
    "CreativeWorkSeries": "venue",
    "DefinedTerm": "topic",
    "Organization": "organization",
    "Periodical": "venue",
    "Person": "person",
}
_TABLES = """
CREATE TABLE item (
  id INTEGER PRIMARY KEY, iri TEXT, kind TEXT, name TEXT, text TEXT, confidence TEXT, language TEXT,
  document TEXT
);
CREATE UNIQUE INDEX item_of ON item (iri);
CREATE TABLE about (document TEXT, topic TEXT, PRIMARY KEY (document, topic)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(name, text, content='', tokenize='unicode61 remove_diacritics 0');
"""


def open_index(folder: Path) -> sqlite3.Connection:
    """The index of a graph that ``kg build`` has written.

    Raises NotFoundError when the folder holds none.
    """
    files, cache = Files.of(folder, "graph.ttl", "graph.nq"), kept_folder()
    if files is None or cache is None:
        return _in_memory(folder)
    entry = Entry(cache, "index", _FORM, files)
    if entry.is_there():
        try:
            return _opened(entry)
        except sqlite3.Error:
            entry.remove()
    try:
        store = open_output(folder)
        with entry.making() as fresh:
            # The folder is nobody else's yet: a journal would be for nothing.
            connection = sqlite3.connect(fresh / _FILE)
            _fill(connection, store)
            connection.close()
        return _opened(entry)
    except (OSError, sqlite3.Error):
        return _in_memory(folder)


def _opened(entry: Entry) -> sqlite3.Connection:
    place = (entry.folder / _FILE).absolute().as_uri()
    connection = sqlite3.connect(f"{place}?mode=ro&immutable=1", uri=True)
    connection.execute("SELECT 1 FROM words LIMIT 1")
    return connection


def _in_memory(folder: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    _fill(connection, open_output(folder))
    return connection


def _fill(connection: sqlite3.Connection, store: Store) -> None:
    connection.executescript(_TABLES)
    graph = _Graph(store)
    kinds = graph.kinds()
    for number, (iri, kind) in enumerate(sorted(kinds.items()), start=1):
        shown, *others = graph.names[iri] or [""]
        text = next(iter(graph.texts[iri]), "")
        document = next(iter(graph.appearance[iri]), "")
        level = next(iter(graph.confidence[iri]), "").rpartition("#")[2]
        language = next(iter(graph.language[iri]), "")
        connection.execute(
            "INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (number, iri, kind, shown, text, level, language, document),
        )
        connection.execute(
            "INSERT INTO words (rowid, name, text) VALUES (?, ?, ?)",
            (number, indexed(shown), indexed("\n".join([text, *others]))),
        )
    # Once for each document: its claims are about what it is about.
    for document in sorted(graph.about):
        topics = sorted(graph.topics_of(document))
        connection.executemany("INSERT INTO about VALUES (?, ?)", ((document, one) for one in topics))
    connection.execute("INSERT INTO words (words) VALUES ('optimize')")
    connection.commit()


class _Graph:
    """What of a graph is searched, each property by subject: joined here, for it is read as a whole."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.names = self._values("schema:headline", "schema:name", "schema:alternateName")
        self.texts = self._values("schema:text", "schema:abstract")
        self.confidence = self._values("kg:confidence")
        self.language = self._values("schema:inLanguage")
        self.appearance = self._values("schema:appearance")
        self.about = self._values("schema:about")
        self._broader = self._values("skos:broader")
        self._codes = self._values("schema:termCode")

    def kinds(self) -> dict[str, str]:
        """The kind of each node that can be found."""
        found = {
            cited: "source"
            for sources in self._values("schema:citation").values()
            for cited in sources
            if cited in self.names
        }
        for name, kind in _CLASSES.items():
            for (iri,) in self._store.query(f"SELECT ?node {{ ?node a schema:{name} }}").rows:
                found[str(iri)] = kind
        found |= dict.fromkeys(self._values("schema:mainEntityOfPage"), "document")
        return found

    def topics_of(self, iri: str) -> set[str]:
        """The names, codes and IRIs of what a document is about, and of all that is broader, folded."""
        reached: set[str] = set()
        waiting = list(self.about[iri])
        while waiting:
            topic = waiting.pop()
            if topic not in reached:
                reached.add(topic)
                waiting += self._broader[topic]
        return {folded(one) for topic in reached for one in (topic, *self.names[topic], *self._codes[topic])}

    def _values(self, *properties: str) -> defaultdict[str, list[str]]:
        """The values of properties by subject, those of the first property first, sorted."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for one in properties:
            for subject, value in sorted(self._store.query(f"SELECT ?s ?o {{ ?s {one} ?o }}").rows):
                found[str(subject)][str(value)] = None
        return defaultdict(list, {subject: list(values) for subject, values in found.items()})
