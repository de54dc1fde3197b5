"""``/store``: the SPARQL 1.1 Graph Store HTTP Protocol (https://www.w3.org/TR/sparql11-http-rdf-update/)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from kg.server.media import GRAPHS
from kg.server.problems import Problem
from kg.server.requests import body, check_token, content_type, one_of, parameters
from kg.server.sparql import VARY

if TYPE_CHECKING:
    from kg.server.service import Service

_TYPES = {kind: one.type for one in GRAPHS for kind in (one.type, *one.others) if kind != "text/plain"}


async def graph_store(service: Service, request: Request) -> Response:
    """A graph, or the outcome of a change to one. Raises Problem."""
    found = parameters(request.scope["query_string"].decode("latin-1"))
    graph = _graph(found)
    if request.method in {"GET", "HEAD"}:
        told = {"do": "graph", "graph": graph, "accept": request.headers.get("accept", "")}
        header, data = await service.ask({**told, "format": one_of(found, "format") or ""}, request)
        return Response(data, headers={"content-type": header["type"], **VARY})
    if request.method not in {"PUT", "POST", "DELETE"}:
        allowed = {"allow": "GET, HEAD, PUT, POST, DELETE, OPTIONS"}
        raise Problem(405, "Method not allowed", "a graph is read, put, added to or deleted", headers=allowed)
    check_token(request, service.token)
    told = {"do": request.method.lower(), "graph": graph, "base": service.served.base}
    data = b""
    if request.method != "DELETE":
        kind, encoding = content_type(request)
        if kind not in _TYPES or encoding not in {"", "utf-8", "utf8"}:
            types = ", ".join(one.type for one in GRAPHS)
            raise Problem(415, "Unsupported media type", f"send a graph as {types}, in UTF-8")
        told["type"] = _TYPES["text/turtle" if kind == "text/n3" else kind]
        limits = service.limits
        data = await body(request, limits.upload, limits.body_wait, limits.upload_wait)
    status = await service.change(told, data, request)
    return Response(status_code=status)


def _graph(found: dict[str, list[str]]) -> str | None:
    """The name of the graph that is meant; None for the default graph."""
    graph, default = one_of(found, "graph"), "default" in found
    if (graph is None) != default:
        raise Problem(400, "Bad request", "say which graph: ?default, or ?graph= and its IRI")
    return graph
