"""Traces on disk: one SQLite file, which any number of builds may use at a time.

Every row is true by itself, whoever wrote it: a key is a digest of a step and
what it was given, a value has the digest that leads to it, which is looked at
again whenever it is read. So a file that is cut off, damaged or of another
version costs time alone.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from threading import Lock

from kg.engines.engine import digest_of
from kg.engines.memo import cut

_FORM = 1
_AT_ONCE = 500
"""Keys of one query; SQLite takes a thousand at least."""
_PATIENCE = 5.0
"""Seconds to wait for another build that is writing."""
_WORTH_SWEEPING = 4
"""Rows are deleted that no build has used lately where there are so many times those that this one used."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS trace (key BLOB PRIMARY KEY, made BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS value (digest BLOB PRIMARY KEY, data BLOB NOT NULL);
"""


class TraceFile:
    """Traces and values in a file; ``trouble`` says why something could not be kept, if so.

    What is kept is written when the file is closed; what a forked process keeps, at once. Values
    can be read after that, too: a graph that was built reads them when it is asked for its
    triples, say. Processes that are forked meanwhile may read, each by a connection of its own
    (https://sqlite.org/howtocorrupt.html, 2.6).
    """

    def __init__(self, path: Path) -> None:
        self.trouble = ""
        self._path = path
        self._used: set[bytes] = set()
        self._traces: dict[bytes, bytes] = {}
        self._values: dict[bytes, bytes] = {}
        self._is_damaged = False
        self._is_closed = False
        self._lock = Lock()
        self._again = Lock()
        self._owner = self._process = os.getpid()
        self._inherited: list[sqlite3.Connection] = []
        self._connection = self._opened()

    def find(self, keys: Sequence[bytes]) -> Mapping[bytes, bytes]:
        """What is known of keys."""
        found = dict(self._rows("SELECT key, made FROM trace WHERE key IN", keys))
        self._used.update(keys)
        return found

    def read(self, digests: Sequence[bytes]) -> Mapping[bytes, bytes]:
        """The values with these digests, as far as they are there and as they were."""
        found = {one: self._values[one] for one in digests if one in self._values}
        left = [one for one in digests if one not in found]
        with self._open_again():
            rows = list(self._rows("SELECT digest, data FROM value WHERE digest IN", left))
        return found | {digest: data for digest, data in rows if digest_of(data) == digest}

    def keep(self, traces: Mapping[bytes, bytes], values: Mapping[bytes, bytes]) -> None:
        """Keep traces and values, when the file is closed or, in a forked process, now."""
        self._traces.update(traces)
        self._values.update(values)
        if os.getpid() != self._owner:
            with contextlib.suppress(sqlite3.Error), contextlib.closing(self._prepared()) as connection:
                _write(connection, traces, values)

    def forget(self) -> None:
        """Believe nothing of the file, which is made anew when it is closed."""
        self._is_damaged = True
        self._values.clear()
        self._traces.clear()

    def close(self) -> None:
        """Write what is to be kept, and delete what no build has used lately; never raises."""
        if self._is_damaged and self._connection is not None:
            self._connection.close()
            self._connection = self._anew()
        connection, self._connection = self._connection, None
        self._is_closed = True
        if connection is None:
            return
        try:
            with contextlib.closing(connection):
                _write(connection, self._traces, self._values)
                self._sweep(connection)
        except sqlite3.Error as error:
            self.trouble = str(error)

    @contextlib.contextmanager
    def _open_again(self) -> Iterator[None]:
        """Meanwhile, a file that was closed is open, if it is still there."""
        if not self._is_closed or not self._path.exists():
            yield
            return
        with self._again, contextlib.ExitStack() as closing:
            self._is_damaged, self._process = False, os.getpid()
            with contextlib.suppress(sqlite3.Error):
                self._connection = closing.enter_context(contextlib.closing(self._prepared()))
            try:
                yield
            finally:
                self._connection = None

    def _sweep(self, connection: sqlite3.Connection) -> None:
        (count,) = connection.execute("SELECT count(*) FROM trace").fetchone()
        if count <= _WORTH_SWEEPING * len(self._used) + _AT_ONCE:
            return
        with connection:
            connection.execute("CREATE TEMP TABLE used (key BLOB PRIMARY KEY)")
            connection.executemany("INSERT INTO used VALUES (?)", ((one,) for one in self._used))
            connection.execute("DELETE FROM trace WHERE key NOT IN (SELECT key FROM used)")
            left = {one for (made,) in connection.execute("SELECT made FROM trace") for one in cut(made)}
            gone = [(one,) for (one,) in connection.execute("SELECT digest FROM value") if one not in left]
            connection.executemany("DELETE FROM value WHERE digest = ?", gone)

    def _opened(self) -> sqlite3.Connection | None:
        """The file; made anew where it is damaged or of another form, None where it cannot be used."""
        try:
            return self._prepared()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                self.trouble = str(error)
                return None
        return self._anew()

    def _anew(self) -> sqlite3.Connection | None:
        try:
            for ending in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + ending).unlink(missing_ok=True)
            return self._prepared()
        except (OSError, sqlite3.Error) as error:
            self.trouble = str(error)
            return None

    def _prepared(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, timeout=_PATIENCE, isolation_level="IMMEDIATE", check_same_thread=False
        )
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            # A crash of the system may cost what was kept last; that is noticed.
            connection.execute("PRAGMA synchronous = OFF")
            (form,) = connection.execute("PRAGMA user_version").fetchone()
            if form not in (0, _FORM):
                raise sqlite3.DatabaseError("of another form")
            connection.executescript(_SCHEMA + f"PRAGMA user_version = {_FORM};")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _rows(self, query: str, keys: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
        for start in range(0, len(keys), _AT_ONCE):
            held = keys[start : start + _AT_ONCE]
            marks = ",".join("?" * len(held))
            for key, data in self._query(f"{query} ({marks})", held):
                if isinstance(key, bytes) and isinstance(data, bytes):
                    yield key, data

    def _query(self, query: str, given: Iterable[object]) -> list[tuple[object, ...]]:
        if self._connection is None or self._is_damaged:
            return []
        with self._lock:
            if self._process != os.getpid():
                # That of the other process is left alone: to close it here would undo its locks.
                self._inherited.append(self._connection)
                self._process, self._connection = os.getpid(), self._prepared()
            try:
                return self._connection.execute(query, tuple(given)).fetchall()
            except sqlite3.Error:
                self._is_damaged = True
                return []


def _write(
    connection: sqlite3.Connection, traces: Mapping[bytes, bytes], values: Mapping[bytes, bytes]
) -> None:
    """Add traces and the values that they lead to, together."""
    with connection:
        connection.executemany("INSERT OR REPLACE INTO value VALUES (?, ?)", values.items())
        connection.executemany("INSERT OR REPLACE INTO trace VALUES (?, ?)", traces.items())
