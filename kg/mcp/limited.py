"""SPARQL within limits, and answers that an agent can read; see :mod:`kg.processes.limited`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kg.graph.answers import QueryResult
from kg.mcp.records import Rows
from kg.processes.limited import Bounds
from kg.queries.asked import ask_output

MOST_CHARACTERS = 100_000
"""Of all values of an answer together, which an agent can hardly read more of."""

_MEMORY = 4 << 30


def ask(folder: Path, query: str, *, rows: int, seconds: float) -> Rows:
    """The answer to a query over an output, with at most so many rows, in at most so many seconds.

    Raises QueryError for a query that does not parse, fails or takes too
    long, and NotFoundError where the folder holds no graph.
    """
    return cut(ask_output(folder, query, Bounds(seconds, _MEMORY), most=rows + 1), rows)


def cut(found: QueryResult, most: int) -> Rows:
    """At most so many rows of an answer, and no more than can be read."""
    is_graph = found.kind == "graph"
    everything: Sequence[tuple[str | None, ...]] = found.triples if is_graph else found.rows
    rows: list[list[str | None]] = []
    length = 0
    for row in everything[:most]:
        length += sum(len(cell or "") for cell in row)
        if rows and length > MOST_CHARACTERS:
            break
        rows.append(list(row))
    return Rows(
        kind=found.kind,
        variables=["subject", "predicate", "object"] if is_graph else list(found.variables),
        rows=rows,
        answer=found.answer if found.kind == "ask" else None,
        is_cut=len(rows) < len(everything),
    )
