"""What a worker does: each job takes what the front tells, and gives an answer."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from kg.graph.store import Store
from kg.server.answers import Answer, Bounded, Wish, answered, fitting, write_triples
from kg.server.media import GRAPHS
from kg.server.things import Things

Told = dict[str, Any]

_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Opened:
    """What a worker asks: the store, the index for search, the pages of things; and what an answer may have."""

    store: Store
    index: sqlite3.Connection | None
    things: Things
    rows: int
    size: int


def do(opened: Opened, told: Told) -> Answer:
    """The answer to what the front tells. Raises what the job raises, all of it KgError."""
    return _JOBS[told["do"]](opened, told)


def _query(opened: Opened, told: Told) -> Answer:
    asked = opened.store.ask(told["query"], default_graphs=told.get("default"), named_graphs=told.get("named"))
    return answered(asked, _wish(opened, told))


def _named(opened: Opened, told: Told) -> Answer:
    """The answer to a named query; only its text, where ``only_text`` is told."""
    from kg.queries.named import named

    text = named(told["name"]).fill(opened.store, told["values"])
    if told["only_text"]:
        return Answer("application/sparql-query", text.encode("utf-8"))
    return answered(opened.store.ask(text), _wish(opened, told))


def _search(opened: Opened, told: Told) -> Answer:
    from kg.queries.search import Filters, find

    if opened.index is None:
        return Answer(_JSON, b"[]")
    hits = find(opened.index, told["words"], Filters(**told["filters"]), limit=told["limit"])
    return Answer(_JSON, json.dumps([asdict(one) for one in hits], ensure_ascii=False).encode("utf-8"))


def _thing(opened: Opened, told: Told) -> Answer:
    return opened.things.at(told["path"], told["accept"], told["way"])


def _graph(opened: Opened, told: Told) -> Answer:
    """A graph as it is: the default graph, or a named one."""
    wish = _wish(opened, told)
    format, target = fitting(wish, GRAPHS), Bounded(wish.size)
    write_triples(opened.store.graph(told["graph"]), format, target)
    return Answer(format.content_type, bytes(target.data))


def _wish(opened: Opened, told: Told) -> Wish:
    return Wish(told["accept"], told["format"], opened.rows, opened.size)


_JOBS: dict[str, Callable[[Opened, Told], Answer]] = {
    "graph": _graph,
    "named": _named,
    "query": _query,
    "search": _search,
    "thing": _thing,
}
