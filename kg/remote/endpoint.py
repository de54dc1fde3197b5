"""A SPARQL endpoint, asked as our own store is (SPARQL 1.1 Protocol, https://www.w3.org/TR/sparql11-protocol/)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from urllib.parse import urlencode

import pyoxigraph as ox

from kg.errors import EndpointError
from kg.graph.answers import QueryResult
from kg.graph.nesting import is_too_deep
from kg.graph.sparql import declared_prefixes, tokens
from kg.graph.store import Store
from kg.remote.http import Client, shown
from kg.vocabulary import PREFIXES

# One kind at a time: some servers answer a CONSTRUCT with rows where they may.
_ROWS = "application/sparql-results+json"
_TRIPLES = "application/n-triples, text/turtle;q=0.9"
_FORMS = {"SELECT": _ROWS, "ASK": _ROWS, "CONSTRUCT": _TRIPLES, "DESCRIBE": _TRIPLES}
_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_BAD_QUERY = 400


class Endpoint(Store):
    """An endpoint that answers queries. What it holds, and what it lets a query do, it decides itself."""

    def __init__(self, url: str, client: Client | None = None) -> None:
        """Ask the endpoint at this URL."""
        super().__init__(ox.Store())
        self.url = url
        self._client = client or Client()

    def query(self, query: str, *, most: int | None = None) -> QueryResult:
        """The answer, as that of a store of ours. Raises EndpointError where it is none."""
        with self._reading():
            return super().query(query, most=most)

    def serialize(self, query: str, format: str) -> str:
        """The answer in a standard format. Raises EndpointError where it is none."""
        with self._reading():
            return super().serialize(query, format)

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        """Say of what does not parse, rows being read one by one, whose answer it is."""
        try:
            yield
        except (ArithmeticError, SyntaxError) as error:
            raise EndpointError(f"{self.url} answers what cannot be read: {shown(str(error))}") from error

    def _ask(self, query: str, **options: object) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        body = urlencode({"query": with_prefixes(query)}).encode("ascii")
        words = (one.text.upper() for one in tokens(query) if one.kind == "word")
        accept = next((_FORMS[word] for word in words if word in _FORMS), _ROWS)
        headers = {"Accept": accept, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            data = self._client.send("POST", self.url, body, headers)
        except EndpointError as error:
            if error.status == _BAD_QUERY:
                # Our own words show the place; an extension of SPARQL is for the endpoint to judge.
                super()._ask(query)
            raise
        return _read(self.url, data, accept)


def with_prefixes(query: str) -> str:
    """The query with a declaration, in its first line, of each prefix of ours that it uses undeclared."""
    declared = declared_prefixes(query)
    used = {
        one.text.partition(":")[0] for one in tokens(query) if one.kind in {"name", "namespace"}
    } - declared
    head = "".join(f"PREFIX {prefix}: <{iri}> " for prefix, iri in PREFIXES.items() if prefix in used)
    return head + query


def _read(url: str, data: bytes, accept: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """An answer in JSON (https://www.w3.org/TR/sparql11-results-json/), or triples. Raises EndpointError."""
    is_json = data.lstrip().startswith(b"{")
    if is_too_deep(data, "json" if is_json else "turtle"):
        raise EndpointError(f"{url} answers what is nested too deeply to be read")
    try:
        if is_json:
            return ox.parse_query_results(data, ox.QueryResultsFormat.JSON)
        held = ox.Store()
        held.load(data, ox.RdfFormat.TURTLE)
    except (SyntaxError, ValueError) as error:
        reason = shown(str(error))
        raise EndpointError(f"{url} answers what is neither JSON of SPARQL nor Turtle: {reason}") from error
    if accept == _ROWS:
        raise EndpointError(f"{url} was asked for rows, and answers triples, or nothing")
    triples = held.query(_ALL)
    assert isinstance(triples, ox.QueryTriples)  # noqa: S101
    return triples
