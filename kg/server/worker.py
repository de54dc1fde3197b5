"""The process that asks the store: one job at a time, until its input ends.

A job and its answer are messages (see :mod:`kg.server.wire`) on standard input
and output, in the same order. The job ``open`` opens a store, and gives up the
right to open anything else. ``forget`` names a job, by its number, that somebody
else does; what is not begun yet is answered with ``forgot``. A process that has
taken much memory says ``last``.
"""

from __future__ import annotations

import contextlib
import os
import select
import sys
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from kg.errors import KgError, NotFoundError, QueryError
from kg.processes.confinement import address_space, confine, die_with_parent, release, unopened
from kg.server.answers import Answer, FormatError, LimitError, NotReadyError
from kg.server.wire import Header, Unpacker, packed

if TYPE_CHECKING:
    from kg.server.jobs import Opened

_STATUS: dict[type[KgError], tuple[int, str]] = {
    FormatError: (406, "Not acceptable"),
    LimitError: (422, "The answer is too large"),
    NotReadyError: (503, "Not ready"),
    NotFoundError: (404, "Not found"),
    QueryError: (400, "The request cannot be answered"),
}
_WORTH_A_LOOK = 0.05
"""Seconds after which a job may have taken memory worth a look."""

_DEFECT = "the question met a defect of the server; its log says more"
_READ_AT_ONCE = 1 << 15
_FORGOT = packed({"status": 200, "forgot": True})


class Worker:
    """Does jobs, with what is open."""

    def __init__(self) -> None:
        self._opened: Opened | None = None
        self._memory, self._store = 0, Path()
        self._in_use = 0

    def answer(self, told: Header) -> bytes:
        """The message that answers a job."""
        began = perf_counter()
        try:
            if told["do"] == "open":
                self._open(told)
                return packed({"status": 200})
            found = self._done(told)
        except KgError as error:
            status, title = next(known for kind, known in _STATUS.items() if isinstance(error, kind))
            return packed({"status": status, "title": title, "detail": str(error)})
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - one job must not end the worker
            print(f"a job failed: {error!r}", file=sys.stderr, flush=True)  # noqa: T201 - the front reads it
            return packed({"status": 500, "title": "A defect of the server", "detail": _DEFECT})
        header: Header = {"status": 200, "type": found.type, **found.told}
        if perf_counter() - began > _WORTH_A_LOOK and address_space() > self._in_use + self._memory // 2:
            header["last"] = True
        return packed(header, found.body)

    def _done(self, told: Header) -> Answer:
        from kg.server.jobs import do

        if self._opened is None:
            raise QueryError("no store is open")
        return do(self._opened, told)

    def _open(self, told: Header) -> None:
        import pyoxigraph

        # What explains mistakes must not want a file when there is one.
        import kg.graph.query_errors  # noqa: F401
        from kg.graph.store import Store
        from kg.server.jobs import Opened

        release()
        self._opened = None
        self._memory, self._store = told["memory"], Path(told["store"])
        store = Store(pyoxigraph.Store.read_only(told["store"]))
        self._opened = Opened(store, told, self._unconfined)
        store.check("SELECT * { ?s ?p ?o } LIMIT 1")
        self._confine()

    @contextlib.contextmanager
    def _unconfined(self) -> Iterator[None]:
        """Files can be opened meanwhile."""
        release()
        try:
            yield
        finally:
            self._confine()

    def _confine(self) -> None:
        confine(self._memory, unopened(self._store))
        self._in_use = address_space()


def main() -> None:
    """Answer each message of standard input, in order."""
    die_with_parent()
    # Whatever prints by mistake must not stand between messages.
    output = os.dup(1)
    os.dup2(2, 1)
    serve(0, output)


def serve(source: int, target: int) -> None:
    """Answer each message of the file ``source`` on the file ``target``, until it ends."""
    worker, inbox = Worker(), Inbox(source)
    while (job := inbox.next()) is not None:
        told, is_forgotten = job
        answer = _FORGOT if is_forgotten else worker.answer(told)
        while answer:
            answer = answer[os.write(target, answer) :]


class Inbox:
    """The jobs that have arrived, each with its number."""

    def __init__(self, source: int) -> None:
        self._source = source
        self._unpacker = Unpacker()
        self._jobs: deque[tuple[int, Header]] = deque()
        self._forgotten: set[int] = set()
        self._count = 0
        self._arrivals = select.poll() if hasattr(select, "poll") else None
        if self._arrivals:
            self._arrivals.register(source, select.POLLIN)

    def next(self) -> tuple[Header, bool] | None:
        """The next job, and whether it is to be forgotten; None where no more will come."""
        # What is forgotten must be known before the next job is begun.
        while not self._jobs or (self._arrivals and self._arrivals.poll(0)):
            if not self._receive():
                return None
        number, told = self._jobs.popleft()
        is_forgotten = number in self._forgotten
        self._forgotten.discard(number)
        return told, is_forgotten

    def _receive(self) -> bool:
        data = os.read(self._source, _READ_AT_ONCE)
        for told, _ in self._unpacker.feed(data):
            if told["do"] == "forget":
                self._forgotten.add(told["number"])
            else:
                self._count += 1
                self._jobs.append((self._count, told))
        return bool(data)


if __name__ == "__main__":
    main()
