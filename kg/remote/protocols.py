"""How graphs are replaced on a server: by the Graph Store Protocol, or by SPARQL Update."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote

from kg.errors import EndpointError
from kg.remote.http import Client
from kg.remote.target import UPDATE, Target
from kg.terms import Term, Triple, to_ntriples

DEFAULT: Term = ""
"""Stands for the default graph where the name of a graph stands."""

_NOT_THERE = (404, 410)


@dataclass(frozen=True, slots=True)
class Part:
    """Triples of a graph: the first part replaces what it held, each further one is added."""

    graph: Term
    triples: Sequence[Triple]
    is_first: bool
    is_last: bool


class Writer(Protocol):
    """Changes graphs on a server. Doing the same twice is the same as doing it once."""

    def write(self, parts: Sequence[Part]) -> None:
        """Write parts, in order. Raises EndpointError."""

    def remove(self, graphs: Sequence[Term]) -> None:
        """Remove graphs; one that is not there is no error. Raises EndpointError."""


def writer(target: Target, client: Client) -> Writer:
    """What speaks the protocol of a target."""
    return _Update(target.url, client) if target.via == UPDATE else _GraphStore(target.url, client)


def batches(graphs: Mapping[Term, Sequence[Triple]], size: int) -> Iterator[list[Part]]:
    """The graphs in order, in batches of at most ``size`` triples; a larger graph is several parts."""
    batch: list[Part] = []
    held = 0
    for graph, triples in graphs.items():
        starts = range(0, max(len(triples), 1), size)
        for start in starts:
            some = triples[start : start + size]
            if batch and held + len(some) > size:
                yield batch
                batch, held = [], 0
            batch.append(Part(graph, some, start == 0, start == starts[-1]))
            held += len(some)
    if batch:
        yield batch


class _GraphStore:
    """https://www.w3.org/TR/sparql11-http-rdf-update/: a request for each part."""

    def __init__(self, url: str, client: Client) -> None:
        self._url = url
        self._client = client

    def write(self, parts: Sequence[Part]) -> None:
        for part in parts:
            body = to_ntriples(part.triples).encode("utf-8")
            # Every N-Triples document is Turtle, which more servers read.
            self._send("PUT" if part.is_first else "POST", part.graph, body, {"Content-Type": "text/turtle"})

    def remove(self, graphs: Sequence[Term]) -> None:
        for graph in graphs:
            try:
                self._send("DELETE", graph)
            except EndpointError as error:
                if error.status not in _NOT_THERE:
                    raise

    def _send(
        self, method: str, graph: Term, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        asked = f"graph={quote(graph[1:-1], safe='')}" if graph != DEFAULT else "default"
        joint = "&" if "?" in self._url else "?"
        self._client.send(method, f"{self._url}{joint}{asked}", body, headers)


class _Update:
    """https://www.w3.org/TR/sparql11-update/: a request for each batch, which most stores do whole or not."""

    def __init__(self, url: str, client: Client) -> None:
        self._url = url
        self._client = client

    def write(self, parts: Sequence[Part]) -> None:
        operations = []
        for part in parts:
            named = f"GRAPH {part.graph}" if part.graph != DEFAULT else "DEFAULT"
            if part.is_first:
                operations.append(f"CLEAR SILENT {named}")
            if part.triples:
                data = to_ntriples(part.triples)
                inside = f"{named} {{\n{data}}}" if part.graph != DEFAULT else data
                operations.append(f"INSERT DATA {{ {inside} }}")
        self._send(operations)

    def remove(self, graphs: Sequence[Term]) -> None:
        if graphs:
            self._send([f"DROP SILENT GRAPH {graph}" for graph in graphs])

    def _send(self, operations: Sequence[str]) -> None:
        body = " ;\n".join(operations).encode("utf-8")
        self._client.send("POST", self._url, body, {"Content-Type": "application/sparql-update"})
