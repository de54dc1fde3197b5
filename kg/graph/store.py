"""SPARQL over the graph, by Oxigraph: in memory, or on disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.disk import remove
from kg.errors import NotFoundError, QueryError
from kg.graph.answers import QueryResult, read_answer
from kg.graph.nesting import is_too_deep
from kg.graph.query_errors import explained, refusal
from kg.terms import Triple
from kg.vocabulary import PREFIXES

if TYPE_CHECKING:
    import pyoxigraph

    _Answer = pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples

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

    def ask(
        self,
        query: str,
        *,
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
    ) -> _Answer:
        """The answer to a query as Oxigraph gives it: read while it is computed.

        Where graphs are given, by their IRIs, they are the data set of the
        query in place of the one that it names (SPARQL 1.1 Protocol, 2.1.4).
        Raises QueryError where it does not parse; reading may raise what
        Oxigraph raises.
        """
        if default_graphs is None and named_graphs is None:
            return self._ask(query)
        try:
            default, named = (
                [self._node(one) for one in given or ()] for given in (default_graphs, named_graphs)
            )
        except NotFoundError as error:
            raise QueryError(f"the name of a graph must be an IRI: {error}") from error
        return self._ask(query, default_graph=default, named_graphs=named)

    def graph(self, name: str | None) -> Iterator[pyoxigraph.Triple]:
        """The triples of a named graph, or of the default graph where ``name`` is None.

        Raises NotFoundError where there is no such graph.
        """
        graph = self._node(name) if name is not None else self._ox.DefaultGraph()
        if name is not None and not self._store.contains_named_graph(graph):
            raise NotFoundError(f"there is no graph <{name}>")
        for quad in self._store.quads_for_pattern(None, None, None, graph):
            yield quad.triple

    def triples_of(self, subject: str) -> list[Triple]:
        """What the default graph says of an IRI: its triples in N-Triples form, sorted."""
        return self._triples(subject=self._node(subject))

    def triples_to(self, value: str, most: int) -> list[Triple]:
        """Triples of the default graph that lead to an IRI, at most so many, sorted."""
        return self._triples(value=self._node(value), most=most)

    def _triples(
        self,
        subject: pyoxigraph.NamedNode | None = None,
        value: pyoxigraph.NamedNode | None = None,
        most: int | None = None,
    ) -> list[Triple]:
        found = self._store.quads_for_pattern(subject, None, value, self._ox.DefaultGraph())
        return sorted((str(q.subject), str(q.predicate), str(q.object)) for q in islice(found, most))

    def _node(self, name: str) -> pyoxigraph.NamedNode:
        try:
            return self._ox.NamedNode(name)
        except ValueError as error:
            raise NotFoundError(f"{name!r} is not an IRI") from error

    def copy_to(self, folder: Path) -> None:
        """Put a copy into a folder that is not there yet; of a store on disk, by links.

        Raises OSError where it cannot be written.
        """
        try:
            self._store.backup(str(folder))
        except (OSError, RuntimeError):
            # What is in memory has no files that could be linked.
            remove(folder)
            fresh = self._ox.Store(str(folder))
            fresh.bulk_extend(self._store)
            fresh.optimize()

    def _write_triples(self, triples: pyoxigraph.QueryTriples, format: str) -> str:
        # Sorted, so that the same answer is always the same text.
        if format == "nt":
            return "".join(sorted({f"{triple} .\n" for triple in triples}))
        ordered = sorted(set(triples), key=str)
        written = self._ox.serialize(ordered, format=self._ox.RdfFormat.TURTLE, prefixes=PREFIXES)
        return (written or b"").decode("utf-8")

    def _ask(self, query: str, **dataset: Any) -> _Answer:
        """Ask, with the data set as Oxigraph takes it."""
        if refused := refusal(query):
            raise refused
        # Each prefix that is given is parsed each time.
        prefixes = {name: start for name, start in PREFIXES.items() if f"{name}:" in query}
        try:
            return self._store.query(query, prefixes=prefixes, **dataset)
        except SyntaxError as error:
            raise explained(query, str(error)) from error
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryError(f"the query failed: {error}") from error


def load(store: pyoxigraph.Store, triples: str | bytes, quads: str | bytes, triples_format: str) -> None:
    """Put triples (``nt`` or ``turtle``) into the default graph of a store, and N-Quads into named ones.

    Raises SyntaxError where they do not parse.
    """
    import pyoxigraph

    for data in (triples, quads):
        # Texts are written here, and hold no such terms; bytes are read from files, which may be anybody's.
        if isinstance(data, bytes) and is_too_deep(data, "turtle"):
            raise SyntaxError("triples are nested too deeply")

    kinds = {"nt": pyoxigraph.RdfFormat.N_TRIPLES, "turtle": pyoxigraph.RdfFormat.TURTLE}
    store.bulk_load(triples, kinds[triples_format])
    store.bulk_load(quads, pyoxigraph.RdfFormat.N_QUADS)
