"""Queries that are asked in a process of their own, within limits; see :mod:`kg.processes.limited`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import QueryError
from kg.graph.answers import QueryResult
from kg.processes.limited import Begin, Bounds, Told, one, within

if TYPE_CHECKING:
    from kg.graph.dataset import Dataset

_HERE = "kg.queries.asked"


def ask_output(folder: Path, query: str, bounds: Bounds, *, most: int | None = None) -> QueryResult:
    """The answer to a query over an output of ``kg build``, without values of Python.

    With ``most``, no more rows or triples than that are computed. Raises
    QueryError, also for a query that is over a limit, and NotFoundError where
    the folder holds no graph.
    """
    told = {"folder": str(folder), "query": query, "most": most}
    return _result(one(bounds, f"{_HERE}:answer", told))


class Answers:
    """The answers to some queries over a graph in memory, asked together when the first is wanted."""

    def __init__(self, dataset: Dataset, queries: Sequence[str], bounds: Bounds) -> None:
        """The limits hold for each query."""
        self._dataset, self._queries, self._bounds = dataset, list(dict.fromkeys(queries)), bounds

    def query(self, query: str) -> QueryResult:
        """The answer to one of the queries, without values of Python. Raises QueryError."""
        found = self._answers[query]
        if isinstance(found, QueryError):
            raise found
        return found

    @cached_property
    def _answers(self) -> dict[str, QueryResult | QueryError]:
        answers: list[QueryResult | QueryError] = []
        while len(answers) < len(self._queries):
            told = {
                "triples": self._dataset.ntriples,
                "quads": self._dataset.nquads,
                "queries": self._queries[len(answers) :],
            }
            outcome = within(self._bounds, f"{_HERE}:answers", told)
            answers += [
                QueryError(value["error"], tuple(value["place"])) if "error" in value else _result(value)
                for value in outcome.values
            ]
            if outcome.stopped is not None:
                # What broke off is the query after the last that was answered; the rest is asked again.
                answers.append(QueryError(str(outcome.stopped)))
        return dict(zip(self._queries, answers, strict=True))


def answer(told: Told, begin: Begin) -> Iterator[Mapping[str, Any]]:
    """What the process of :func:`ask_output` does."""
    from kg.queries.output_store import open_output

    store = open_output(Path(told["folder"]))
    begin()
    yield _mapping(store.query(told["query"], most=told["most"]))


def answers(told: Told, begin: Begin) -> Iterator[Mapping[str, Any]]:
    """What the process of :class:`Answers` does."""
    from kg.graph.store import Store

    store = Store.of(told["triples"], told["quads"])
    for query in told["queries"]:
        begin()
        try:
            yield _mapping(store.query(query))
        except QueryError as error:
            yield {"error": str(error), "place": error.place}


def _mapping(found: QueryResult) -> Mapping[str, Any]:
    return {
        "kind": found.kind,
        "variables": found.variables,
        "rows": found.rows,
        "answer": found.answer,
        "triples": found.triples,
    }


def _result(told: Mapping[str, Any]) -> QueryResult:
    return QueryResult(
        told["kind"],
        variables=tuple(told["variables"]),
        rows=tuple(map(tuple, told["rows"])),
        answer=told["answer"],
        triples=tuple((s, p, o) for s, p, o in told["triples"]),
    )
