"""Answers to queries: rows of texts and of Python values, and data frames of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from kg.graph.values import Value, python_value

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyoxigraph


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The answer to a query.

    ``kind`` is ``select``, ``ask`` or ``graph`` (CONSTRUCT and DESCRIBE).
    ``variables`` and ``rows`` hold a SELECT's columns and rows, each value as
    its text, None where unbound; ``values`` the same rows as Python values
    (see :func:`kg.graph.values.python_value`). ``answer`` is that of an ASK;
    ``triples`` are those of a graph, in N-Triples form, sorted.
    """

    kind: str
    variables: tuple[str, ...] = ()
    rows: tuple[tuple[str | None, ...], ...] = ()
    answer: bool = False
    triples: tuple[tuple[str, str, str], ...] = ()
    values: tuple[tuple[Value | None, ...], ...] = ()

    def __iter__(self) -> Iterator[dict[str, Value | None]]:
        """The rows of a SELECT as mappings from variable to Python value."""
        for row in self.values:
            yield dict(zip(self.variables, row, strict=True))

    def __len__(self) -> int:
        return len(self.rows) if self.kind == "select" else len(self.triples)

    def __bool__(self) -> bool:
        return self.answer if self.kind == "ask" else len(self) > 0

    def to_pandas(self) -> pd.DataFrame:
        """The rows of a SELECT as a pandas frame, or the triples of a graph, a column each.

        A column whose values are all of one kind has it: ``Int64``,
        ``Float64``, ``boolean``, ``datetime64[us, UTC]``; dates and decimals
        are objects of Python. Any other is text. Raises NotFoundError where pandas is not installed, and
        QueryError for the answer of an ASK, which is no table.
        """
        from kg.graph.frames import to_pandas

        return to_pandas(self)

    def to_polars(self) -> pl.DataFrame:
        """The same as a polars frame. Raises as :meth:`to_pandas` does."""
        from kg.graph.frames import to_polars

        return to_polars(self)


def read_answer(
    answer: pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples,
    most: int | None = None,
) -> QueryResult:
    """The whole of an answer of Oxigraph, or its first rows or triples, ``most`` of them.

    Raises what Oxigraph raises while it computes: OSError, RuntimeError or ValueError.
    """
    import pyoxigraph

    if isinstance(answer, pyoxigraph.QueryBoolean):
        return QueryResult("ask", answer=bool(answer))
    if isinstance(answer, pyoxigraph.QueryTriples):
        triples = sorted((str(t.subject), str(t.predicate), str(t.object)) for t in islice(answer, most))
        return QueryResult("graph", triples=tuple(triples))
    variables = tuple(variable.value for variable in answer.variables)
    rows, values = [], []
    for solution in islice(answer, most):
        terms = tuple(solution)
        rows.append(tuple(None if term is None else _text(term) for term in terms))
        values.append(tuple(None if term is None else python_value(term) for term in terms))
    return QueryResult("select", variables=variables, rows=tuple(rows), values=tuple(values))


def _text(term: object) -> str:
    return str(getattr(term, "value", term))
