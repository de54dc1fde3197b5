"""Answers as data frames of pandas and polars, which are imported here alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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

_PANDAS = {
    "bool": "boolean",
    "datetime": "datetime64[us]",
    "float": "Float64",
    "int": "Int64",
    "moment": "datetime64[us, UTC]",
    "str": "string",
}
"""The type of a pandas column by the kind of its values; those of any other kind stay objects."""


@dataclass(frozen=True, slots=True)
class Column:
    """Values that are all of one kind: the name of their type, ``moment`` for a time with its zone."""

    kind: str
    values: Sequence[Value | None]


def to_pandas(result: QueryResult) -> pd.DataFrame:
    """The rows or triples as a pandas frame; see :meth:`kg.QueryResult.to_pandas`."""
    try:
        import pandas
    except ImportError as error:
        raise _missing("pandas") from error
    columns = _columns(result)
    data = {
        name: pandas.Series(list(column.values), dtype=_PANDAS.get(column.kind, "object"))
        for name, column in columns.items()
    }
    return pandas.DataFrame(data, columns=list(columns))


def to_polars(result: QueryResult) -> pl.DataFrame:
    """The rows or triples as a polars frame; see :meth:`kg.QueryResult.to_polars`."""
    try:
        import polars
    except ImportError as error:
        raise _missing("polars") from error
    return polars.DataFrame(
        {
            name: polars.Series(
                name, list(column.values), dtype=polars.String if column.kind == "str" else None
            )
            for name, column in _columns(result).items()
        }
    )


def _missing(name: str) -> NotFoundError:
    return NotFoundError(f"{name} is not installed; install the extra: pip install 'claimgraph[{name}]'")


def _columns(result: QueryResult) -> dict[str, Column]:
    if result.kind == "ask":
        raise QueryError("the answer of an ASK is yes or no, and no table; use bool(answer)")
    if result.kind == "graph":
        names = ("subject", "predicate", "object")
        return {
            name: Column("str", [one[place] for one in result.triples]) for place, name in enumerate(names)
        }
    return {
        name: _of_one_kind([row[place] for row in result.values], [row[place] for row in result.rows])
        for place, name in enumerate(result.variables)
    }


def _of_one_kind(values: Sequence[Value | None], texts: Sequence[str | None]) -> Column:
    """The values where a column of one type holds them all, else the texts; moments in UTC."""
    kinds = {_kind(value) for value in values if value is not None}
    kind = kinds.pop() if len(kinds) == 1 else ""
    if kind == "Decimal" and not _fit([value for value in values if isinstance(value, Decimal)]):
        kind = ""
    if kind == "moment":
        values = [value.astimezone(UTC) if isinstance(value, datetime) else value for value in values]
    return Column(kind, values) if kind else Column("str", texts)


def _fit(values: Sequence[Decimal]) -> bool:
    """Whether one column of decimals has digits enough for all, before the point and behind it."""
    before = max(value.adjusted() + 1 for value in values)
    behind = max(-int(value.as_tuple().exponent) for value in values)
    return max(before, 1) + max(behind, 0) <= _MOST_DIGITS


def _kind(value: Value) -> str:
    """The type that a column of such values has; empty where a column cannot hold the value."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return "moment"
    if type(value) is int and not -_LARGEST <= value < _LARGEST:
        return ""
    return type(value).__name__
