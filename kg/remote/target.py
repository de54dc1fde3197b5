"""Where a graph is pushed to: what kind of address it is, and where the same server answers queries."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.errors import EndpointError
from kg.remote.endpoint import Endpoint
from kg.remote.http import Client, check_url

GRAPH_STORE, UPDATE = "graph-store", "update"
"""The protocols: https://www.w3.org/TR/sparql11-http-rdf-update/, https://www.w3.org/TR/sparql11-protocol/."""

# The end of an address, what it speaks, and what may stand in its place for queries.
_LAYOUTS = (
    (r"/sparql-graph-crud(?:-auth)?", GRAPH_STORE, ("/sparql",)),  # Virtuoso
    (r"/rdf-graphs/service", GRAPH_STORE, ("",)),  # RDF4J and GraphDB
    (r"/statements", UPDATE, ("",)),
    (r"/(?:store|data|rdf-graph-store)", GRAPH_STORE, ("/query", "/sparql")),  # Oxigraph, Fuseki
    (r"/update", UPDATE, ("/query", "/sparql")),
    (r"/sparql-auth", UPDATE, ("/sparql",)),
    (r"/sparql", UPDATE, ("/sparql",)),
)


@dataclass(frozen=True, slots=True)
class Target:
    """A server to push to: its address, the protocol there, and the endpoint that is asked to count."""

    url: str
    via: str
    endpoint: Endpoint


def find_target(url: str, client: Client, *, via: str = "", query_url: str = "") -> Target:
    """What an address is, by its end, where it is not told; its endpoint for queries is tried.

    Raises EndpointError where it cannot be known, or nothing answers.
    """
    check_url(url)
    url = url.rstrip("/")
    for ending, protocol, places in _LAYOUTS:
        if match := re.search(f"{ending}$", url):
            found = [url[: match.start()] + place for place in places]
            return Target(url, via or protocol, _answering([query_url] if query_url else found, client))
    if not via:
        raise EndpointError(
            f"what {url} speaks cannot be told from its name; say --via graph-store or update"
        )
    return Target(url, via, _answering([query_url or url], client))


def _answering(urls: list[str], client: Client) -> Endpoint:
    """The first that answers a question. Raises EndpointError where none does."""
    failed: EndpointError | None = None
    for url in urls:
        endpoint = Endpoint(url, client)
        try:
            endpoint.query("ASK { }")
        except EndpointError as error:
            failed = failed or error
        else:
            return endpoint
    raise EndpointError(
        f"no endpoint for queries answers, which counts what was pushed: {failed}; name it with --query",
        failed.status if failed else None,
    )
