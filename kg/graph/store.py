"""SPARQL over the graph, by Oxigraph in memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import NotFoundError, QueryError
from kg.vocabulary import PREFIXES

if TYPE_CHECKING:
    import pyoxigraph

_UPDATE = re.compile(
    r"\s*(?:(?:PREFIX\s+\S+|BASE)\s+<[^>]*>\s*)*(INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD)\b",
    re.IGNORECASE,
)
_EXPECTED = re.compile(r"""\"(?:[^"\\]|\\.)*"|\b[A-Z]{2,}(?: [A-Z]{2,})*\b""")
_CHARACTERS = re.compile(r"\[[^\]]*\]")
_MOST_EXPECTED = 12
_PLACE = re.compile(r"error at (\d+):(\d+)(?:-\d+:\d+)?:\s*(.*)", re.DOTALL)

SELECT_FORMATS = ("csv", "json", "tsv", "xml")
"""Formats in which the rows of a SELECT, or the answer of an ASK, can be written."""

GRAPH_FORMATS = ("nt", "turtle")
"""Formats in which the triples of a CONSTRUCT or DESCRIBE can be written."""


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The answer to a query.

    ``kind`` is ``select``, ``ask`` or ``graph`` (CONSTRUCT and DESCRIBE).
    ``variables`` and ``rows`` hold a SELECT's columns and rows, each value as
    its text, None where unbound; ``answer`` that of an ASK; ``triples`` those
    of a graph, in N-Triples form.
    """

    kind: str
    variables: tuple[str, ...] = ()
    rows: tuple[tuple[str | None, ...], ...] = ()
    answer: bool = False
    triples: tuple[tuple[str, str, str], ...] = ()

    def __iter__(self) -> Iterator[dict[str, str | None]]:
        """The rows of a SELECT as mappings from variable to text."""
        for row in self.rows:
            yield dict(zip(self.variables, row, strict=True))

    def __len__(self) -> int:
        return len(self.rows) if self.kind == "select" else len(self.triples)

    def __bool__(self) -> bool:
        return self.answer if self.kind == "ask" else len(self) > 0


class Store:
    """An Oxigraph store: the union of all documents as default graph, and each document's named graph."""

    def __init__(self, triples: str | bytes, quads: str | bytes, *, triples_format: str = "nt") -> None:
        """Load ``triples`` (N-Triples or Turtle) as default graph, ``quads`` (N-Quads) as named ones."""
        import pyoxigraph

        self._ox = pyoxigraph
        self._store = pyoxigraph.Store()
        kinds = {"nt": pyoxigraph.RdfFormat.N_TRIPLES, "turtle": pyoxigraph.RdfFormat.TURTLE}
        self._store.bulk_load(triples, kinds[triples_format])
        self._store.bulk_load(quads, pyoxigraph.RdfFormat.N_QUADS)

    def query(self, query: str) -> QueryResult:
        """The answer to a SPARQL 1.1 query; our prefixes are known without being declared.

        Raises QueryError, with line and column where Oxigraph knows them.
        """
        answer = self._ask(query)
        try:
            if isinstance(answer, self._ox.QueryBoolean):
                return QueryResult("ask", answer=bool(answer))
            if isinstance(answer, self._ox.QueryTriples):
                triples = sorted((str(t.subject), str(t.predicate), str(t.object)) for t in answer)
                return QueryResult("graph", triples=tuple(triples))
            variables = tuple(variable.value for variable in answer.variables)
            rows = tuple(
                tuple(None if value is None else _text(value) for value in solution) for solution in answer
            )
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryError(f"the query failed while it ran: {error}") from error
        return QueryResult("select", variables=variables, rows=rows)

    def serialize(self, query: str, format: str) -> str:
        """The answer in a standard format: csv, tsv, json or xml; turtle or nt for a graph.

        Raises QueryError as :meth:`query` does, and NotFoundError for a format
        that does not fit the query.
        """
        answer = self._ask(query)
        is_graph = isinstance(answer, self._ox.QueryTriples)
        allowed = GRAPH_FORMATS if is_graph else SELECT_FORMATS
        if format not in allowed:
            kind = "CONSTRUCT and DESCRIBE" if is_graph else "SELECT and ASK"
            raise NotFoundError(f"{kind} can be written as {', '.join(allowed)}, not as {format}")
        try:
            if isinstance(answer, self._ox.QueryTriples):
                return self._write_triples(answer, format)
            formats = self._ox.QueryResultsFormat
            kinds = {"csv": formats.CSV, "json": formats.JSON, "tsv": formats.TSV, "xml": formats.XML}
            return (answer.serialize(format=kinds[format]) or b"").decode("utf-8")
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryError(f"the query failed while it ran: {error}") from error

    def _write_triples(self, triples: pyoxigraph.QueryTriples, format: str) -> str:
        # Sorted, so that the same answer is always the same text.
        if format == "nt":
            return "".join(sorted({f"{triple} .\n" for triple in triples}))
        ordered = sorted(set(triples), key=str)
        written = self._ox.serialize(ordered, format=self._ox.RdfFormat.TURTLE, prefixes=PREFIXES)
        return (written or b"").decode("utf-8")

    def _ask(
        self, query: str
    ) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples:
        try:
            return self._store.query(query, prefixes=PREFIXES)
        except SyntaxError as error:
            raise QueryError(_explained(query, str(error))) from error
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryError(f"the query failed: {error}") from error


def open_output(folder: Path) -> Store:
    """The store of a graph that ``kg build`` has written.

    Raises NotFoundError when the folder holds none.
    """
    try:
        triples, quads = ((folder / name).read_bytes() for name in ("graph.ttl", "graph.nq"))
        return Store(triples, quads, triples_format="turtle")
    except OSError as error:
        raise NotFoundError(
            f"there is no graph in {folder}: {error.strerror or error}; "
            "run kg build first, or name its output with -g"
        ) from error
    except SyntaxError as error:
        raise NotFoundError(f"the graph in {folder} is damaged ({error}); run kg build again") from error


def _explained(query: str, message: str) -> str:
    if match := _UPDATE.match(query):
        return (
            f"{match[1].upper()} changes a graph, and a query only asks one; change the documents and build"
        )
    match = _PLACE.search(message)
    if not match:
        return f"the query does not parse: {message}"
    line, column, reason = int(match[1]), int(match[2]), match[3].strip()
    lines = query.split("\n")
    shown = lines[line - 1] if 0 < line <= len(lines) else ""
    caret = f"\n  {shown}\n  {' ' * (column - 1)}^" if shown else ""
    return f"the query does not parse at line {line}, column {column}: {_readable(reason)}{caret}"


def _readable(reason: str) -> str:
    """What Oxigraph's grammar expects, without the classes of characters that names are made of."""
    if "Prefix not found" in reason:
        return f"the prefix is not declared; without PREFIX only {', '.join(PREFIXES)} are known"
    if not reason.startswith("expected"):
        return reason
    expected = _EXPECTED.findall(_CHARACTERS.sub("", reason))
    if not expected or (len(expected) == 1 and expected[0].isalpha()):
        # One keyword of many that could stand here would mislead.
        return "this cannot stand here, or something is missing"
    shown = expected if len(expected) <= _MOST_EXPECTED else [*expected[:_MOST_EXPECTED], "…"]
    return f"expected {'one of ' if len(expected) > 1 else ''}{', '.join(shown)}"


def _text(term: object) -> str:
    return str(getattr(term, "value", term))
