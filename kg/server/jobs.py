"""What a worker does: each job takes what the front tells, and gives an answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.graph.store import Store
from kg.server.answers import Answer, Bounded, NotReadyError, Wish, answered, fitting, write_triples
from kg.server.complexity import check_complexity
from kg.server.media import GRAPHS

if TYPE_CHECKING:
    import sqlite3

    from kg.queries.named import NamedQuery
    from kg.server.things import Things

Told = dict[str, Any]

_JSON = "application/json"


class Opened:
    """What a worker asks: the store, at once; the index for search and the pages of things, once wanted.

    What is read from files only when it is wanted is read by ``unconfined``,
    for a worker cannot open files while it answers.
    """

    def __init__(
        self, store: Store, told: Told, unconfined: Callable[[], AbstractContextManager[None]]
    ) -> None:
        """``told`` is what the front said when it had the store opened."""
        self.store, self.rows, self.size = store, told["rows"], told["size"]
        self._told, self._unconfined = told, unconfined

    @cached_property
    def index(self) -> sqlite3.Connection:
        """The index for search. Raises NotReadyError while it is being made."""
        path = Path(self._told["index"])
        if not path.exists():
            raise NotReadyError("the index for search is being made; come again in a moment")
        with self._unconfined():
            import sqlite3

            import kg.queries.search  # noqa: F401

            connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
            # Sorting must not want a file.
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute("SELECT count(*) FROM words").fetchone()
        return connection

    @cached_property
    def things(self) -> Things:
        """The pages of what the graph names."""
        with self._unconfined():
            from kg.server.things import Things

            found = Things(self.store, self._told["site"])
            found.warm()
        return found

    @cached_property
    def library(self) -> Mapping[str, NamedQuery]:
        """The named queries."""
        with self._unconfined():
            import kg.queries.nodes  # noqa: F401
            from kg.queries.named import library

            return library()


def do(opened: Opened, told: Told) -> Answer:
    """The answer to what the front tells. Raises what the job raises, all of it KgError."""
    return _JOBS[told["do"]](opened, told)


def _query(opened: Opened, told: Told) -> Answer:
    check_complexity(told["query"])
    asked = opened.store.ask(
        told["query"], default_graphs=told.get("default"), named_graphs=told.get("named")
    )
    return answered(asked, _wish(opened, told))


def _named(opened: Opened, told: Told) -> Answer:
    """The answer to a named query; only its text, where ``only_text`` is told."""
    text = opened.library[told["name"]].fill(opened.store, told["values"])
    if told["only_text"]:
        return Answer("application/sparql-query", text.encode("utf-8"))
    return answered(opened.store.ask(text), _wish(opened, told))


def _search(opened: Opened, told: Told) -> Answer:
    index = opened.index
    from kg.queries.search import Filters, find

    hits = find(index, told["words"], Filters(**told["filters"]), limit=told["limit"])
    return Answer(_JSON, json.dumps([asdict(one) for one in hits], ensure_ascii=False).encode("utf-8"))


def _thing(opened: Opened, told: Told) -> Answer:
    return opened.things.at(told["path"], told["accept"], told["way"])


def _graph(opened: Opened, told: Told) -> Answer:
    """A graph as it is: the default graph, or a named one."""
    wish = _wish(opened, told)
    form, target = fitting(wish, GRAPHS), Bounded(wish.size)
    write_triples(opened.store.graph(told["graph"]), form, target)
    return Answer(form.content_type, target.getvalue())


def _wish(opened: Opened, told: Told) -> Wish:
    return Wish(told["accept"], told["format"], opened.rows, opened.size)


_JOBS: dict[str, Callable[[Opened, Told], Answer]] = {
    "graph": _graph,
    "named": _named,
    "query": _query,
    "search": _search,
    "thing": _thing,
}
