"""SPARQL within limits: each query runs in a process of its own, which is killed when its time is over.

An engine that computes a product of everything with everything cannot be
asked to stop; a process can.
"""

from __future__ import annotations

import contextlib
import json
import math
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from kg.errors import NotFoundError, QueryError
from kg.mcp.records import Rows

MOST_CHARACTERS = 100_000
"""Of all values of an answer together, which an agent can hardly read more of."""

_MEMORY = 4 << 30


def ask(folder: Path, query: str, *, rows: int, seconds: float) -> Rows:
    """The answer to a query over an output, with at most so many rows, in at most so many seconds.

    Raises QueryError for a query that does not parse, fails or takes too
    long, and NotFoundError where the folder holds no graph.
    """
    command = (sys.executable, "-m", "kg.mcp.limited", str(folder), str(rows), str(math.ceil(seconds)))
    data = query.encode("utf-8", "replace")
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as error:
        raise QueryError(
            f"the query was stopped after {seconds:g} s; ask for less: fewer patterns, a LIMIT, a named node"
        ) from error
    if done.returncode:
        # An engine that gets no more memory ends its process without a word.
        raise QueryError("the query was stopped, because it needs too much memory or time; ask for less")
    told: dict[str, Any] = json.loads(done.stdout)
    if "error" in told:
        raise QueryError(told["error"])
    return cast("Rows", told)


def answer(folder: Path, query: str, most: int) -> Rows:
    """The same without limits of time and memory: what the process does."""
    from kg.queries.output_store import open_output

    found = open_output(folder).query(query, most=most + 1)
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


def _limit(seconds: int) -> None:
    """Limit this process itself, which holds even where whoever started it is gone."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        # Oxigraph computes on one core, so that this is no less than the time on a clock.
        resource.setrlimit(resource.RLIMIT_CPU, (seconds + 1, seconds + 1))


def main() -> None:
    """Read a query from standard input, and print the answer, or what is wrong with it, as JSON."""
    folder, most, seconds = sys.argv[1:]
    query = sys.stdin.buffer.read().decode("utf-8", "replace")
    _limit(int(seconds))
    try:
        told: object = answer(Path(folder), query, int(most))
    except (QueryError, NotFoundError) as error:
        told = {"error": str(error)}
    sys.stdout.buffer.write(json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"))


if __name__ == "__main__":
    main()
