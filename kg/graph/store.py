"""SPARQL over the graph, by Oxigraph: in memory, or on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.errors import NotFoundError, QueryError
from kg.graph.answers import QueryResult, read_answer
from kg.graph.query_errors import explained, refusal
from kg.vocabulary import PREFIXES

if TYPE_CHECKING:
    import pyoxigraph

SELECT_FORMATS = ("csv", "json", "tsv", "xml")
"""Formats in which the rows of a SELECT, or the answer of an ASK, can be written."""

GRAPH_FORMATS = ("nt", "turtle")
"""Formats in which the triples of a CONSTRUCT or DESCRIBE can be written."""


class Store:
    """An Oxigraph store: the union of all documents as default graph, and each document's named graph."""

    def __init__(self, store: pyoxigraph.Store) -> None:
        """Ask this store of Oxigraph."""
        import pyoxigraph

        self._ox = pyoxigraph
        self._store = store

    @classmethod
    def of(cls, triples: str | bytes, quads: str | bytes, *, triples_format: str = "nt") -> Store:
        """A store in memory: ``triples`` (N-Triples or Turtle) as default graph, ``quads`` as named ones.

        Raises SyntaxError where they do not parse.
        """
        import pyoxigraph

        store = pyoxigraph.Store()
        load(store, triples, quads, triples_format)
        return cls(store)

    def query(self, query: str, *, most: int | None = None) -> QueryResult:
        """The answer to a SPARQL 1.1 query; our prefixes are known without being declared.

        With ``most``, no more rows or triples than that are computed.

        Raises QueryError, with line and column where Oxigraph knows them.
        """
        answer = self._ask(query)
        try:
            return read_answer(answer, most)
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryError(f"the query failed while it ran: {error}") from error

    @property
    def oxigraph(self) -> pyoxigraph.Store:
        """The store of Oxigraph itself."""
        return self._store

    def check(self, query: str) -> None:
        """Raise QueryError where a query does not parse; nothing of its answer is read."""
        self._ask(query)

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
        if refused := refusal(query):
            raise refused
        try:
            return self._store.query(query, prefixes=PREFIXES)
        except SyntaxError as error:
            raise explained(query, str(error)) from error
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryError(f"the query failed: {error}") from error


def load(store: pyoxigraph.Store, triples: str | bytes, quads: str | bytes, triples_format: str) -> None:
    """Put triples (``nt`` or ``turtle``) into the default graph of a store, and N-Quads into named ones."""
    import pyoxigraph

    kinds = {"nt": pyoxigraph.RdfFormat.N_TRIPLES, "turtle": pyoxigraph.RdfFormat.TURTLE}
    store.bulk_load(triples, kinds[triples_format])
    store.bulk_load(quads, pyoxigraph.RdfFormat.N_QUADS)
