"""What the process of ``kg query`` does: it asks, and writes the answer as text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from kg.cli.table import sheet, shown
from kg.processes.limited import Begin, Told

if TYPE_CHECKING:
    from kg.graph.store import Store


def answer(told: Told, begin: Begin) -> Iterator[dict[str, Any]]:
    """The answer as text, hints where it is an empty table, and the seconds that opening and asking took."""
    began = perf_counter()
    store = _opened(told["folder"], told["endpoint"])
    opened = perf_counter()
    begin()
    query = _filled(store, told)
    text, hints = _asked(store, query, told)
    yield {"text": text, "hints": hints, "opening": opened - began, "asking": perf_counter() - opened}


def _opened(folder: str, endpoint: str | None) -> Store:
    """What is asked: an endpoint where one is named, else the graph of an output."""
    if endpoint is not None:
        from kg.remote.endpoint import Endpoint

        return Endpoint(endpoint)
    from kg.queries.output_store import open_output

    return open_output(Path(folder))


def _filled(store: Store, told: Told) -> str:
    """The SPARQL that is meant, with its parameters filled in."""
    if not told["is_template"]:
        return str(told["query"])
    from kg.queries.named import named, parse

    found = named(told["given"]) if told["query"] is None else parse(told["given"], told["query"])
    return found.fill(store, told["values"])


def _asked(store: Store, query: str, told: Told) -> tuple[str, list[str]]:
    if told["explain"]:
        from kg.queries.plan import plan

        return plan(store, query), []
    if told["form"] == "sheet":
        return sheet(store.query(query)), []
    if told["form"] != "table":
        text = store.serialize(query, told["form"])
        return (text if text.endswith("\n") else f"{text}\n"), []
    result = store.query(query)
    text = shown(result, told["width"])
    if result:
        return text, []
    from kg.queries.hints import empty_default_graph, unknown_names

    # Of a store that may be anybody's, nothing is asked that goes through all of it.
    hints = unknown_names(store, query) if told["endpoint"] is None else empty_default_graph(store)
    return text, hints
