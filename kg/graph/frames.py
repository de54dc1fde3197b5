"""Answers as data frames of pandas and polars, which are imported here alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.errors import NotFoundError, QueryError
from kg.graph.values import Value

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from kg.graph.answers import QueryResult

_LARGEST = 2**63
_MOST_DIGITS = 38
"""Of a decimal in polars and Arrow."""

Column = Sequence[Value | None]


def to_pandas(result: QueryResult) -> pd.DataFrame:
    """The rows or triples as a pandas frame; see :meth:`kg.QueryResult.to_pandas`."""
    try:
        import pandas
    except ImportError as error:
        raise _missing("pandas") from error
    columns = _columns(result)
    data = {name: pandas.Series(list(column), dtype="object") for name, column in columns.items()}
    return pandas.DataFrame(data, columns=list(columns)).convert_dtypes()


def to_polars(result: QueryResult) -> pl.DataFrame:
    """The rows or triples as a polars frame; see :meth:`kg.QueryResult.to_polars`."""
    try:
        import polars
    except ImportError as error:
        raise _missing("polars") from error
    # A column without any value would have no type at all.
    return polars.DataFrame(
        {
            name: polars.Series(
                name, list(column), dtype=polars.String if all(one is None for one in column) else None
            )
            for name, column in _columns(result).items()
        }
    )


def _missing(name: str) -> NotFoundError:
    return NotFoundError(f"{name} is not installed; install the extra: pip install 'kg-builder[{name}]'")


def _columns(result: QueryResult) -> dict[str, Column]:
    if result.kind == "ask":
        raise QueryError("the answer of an ASK is yes or no, and no table; use bool(answer)")
    if result.kind == "graph":
        names = ("subject", "predicate", "object")
        return {name: [one[place] for one in result.triples] for place, name in enumerate(names)}
    return {
        name: _of_one_kind([row[place] for row in result.values], [row[place] for row in result.rows])
        for place, name in enumerate(result.variables)
    }


def _of_one_kind(values: Column, texts: Column) -> Column:
    """The values where a column of one type holds them all, else the texts; moments in UTC."""
    kinds = {_kind(value) for value in values if value is not None}
    if len(kinds) != 1 or "" in kinds:
        return texts
    if kinds == {"moment"}:
        return [value.astimezone(UTC) if isinstance(value, datetime) else value for value in values]
    return values


def _kind(value: Value) -> str:
    """The type that a column of such values has; empty where a column cannot hold the value."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return "moment"
    if type(value) is int and not -_LARGEST <= value < _LARGEST:
        return ""
    if isinstance(value, Decimal) and len(value.as_tuple().digits) > _MOST_DIGITS:
        return ""
    return type(value).__name__
