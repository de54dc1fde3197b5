"""``/search`` and ``/queries``: the graph for those who do not write SPARQL."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response

from kg.queries.index import KINDS
from kg.queries.named import NamedQuery, library
from kg.server.media import HTML, Format, chosen, named
from kg.server.pages import json_response, page, read_only
from kg.server.problems import Problem
from kg.server.requests import one_of, parameters, path_of, root_of
from kg.server.sparql import VARY

if TYPE_CHECKING:
    from kg.server.service import Service

JSON = Format("json", "application/json", ())

_CONFIDENCES = ("low", "medium", "high")
_MOST_HITS = 200
_HITS = 20
_LONGEST = 500


async def search(service: Service, request: Request) -> Response:
    """What has the words that are asked for, the best first; as a page or as JSON."""
    read_only(request)
    found = parameters(request.scope["query_string"].decode("latin-1"))
    words = (one_of(found, "q") or "").strip()
    if len(words) > _LONGEST:
        raise Problem(400, "Bad request", f"ask for at most {_LONGEST} characters")
    filters = {
        "kind": _one_of_these(found, "type", KINDS),
        "confidence": _one_of_these(found, "confidence", _CONFIDENCES),
        "topic": one_of(found, "topic") or "",
        "language": one_of(found, "language") or "",
    }
    form = _form(request, found)
    hits: list[dict[str, Any]] = []
    if words:
        told = {"do": "search", "words": words, "filters": filters, "limit": _limit(found)}
        hits = json.loads((await service.ask(told, request))[1])
    elif form is JSON:
        raise Problem(400, "Bad request", "say what to search for: /search?q=words")
    if form is JSON:
        return json_response({"words": words, "hits": hits}, headers=VARY)
    base, way = service.served.base, f"{root_of(request)}/"
    for hit in hits:
        hit["pieces"] = _pieces(hit["excerpt"], hit["highlights"])
        hit["href"] = way + hit["iri"].removeprefix(base) if hit["iri"].startswith(base) else hit["iri"]
    response = page(
        service,
        request,
        "search",
        "Search",
        words=words,
        hits=hits,
        kinds=KINDS,
        kind=filters["kind"],
        limit=_limit(found),
    )
    response.headers["vary"] = "Accept"
    return response


async def queries(service: Service, request: Request) -> Response:
    """The named queries, with what each asks for; as a page or as JSON."""
    read_only(request)
    found = parameters(request.scope["query_string"].decode("latin-1"))
    told = [_described(one) for one in library().values()]
    if _form(request, found) is JSON:
        return json_response({"queries": told}, headers=VARY)
    response = page(service, request, "queries", "Named queries", queries=told)
    response.headers["vary"] = "Accept"
    return response


async def named_query(service: Service, request: Request) -> Response:
    """The answer to a named query, its parameters those of the address; ``NAME.rq`` is its SPARQL."""
    read_only(request)
    path = path_of(request).rpartition("/")[2]
    name = path.removesuffix(".rq")
    found = parameters(request.scope["query_string"].decode("latin-1"))
    query = library().get(name)
    if query is None:
        raise Problem(
            404, "Not found", f"there is no query called {name!r}; /queries lists those that there are"
        )
    known = {one.name for one in query.parameters}
    form = "" if "format" in known else one_of(found, "format") or ""
    values = {key: one_of(found, key) for key in found if key in known or key != "format"}
    told = {
        "do": "named",
        "name": name,
        "values": {key: value for key, value in values.items() if value},
        "only_text": name != path,
        "accept": request.headers.get("accept", ""),
        "format": form,
    }
    header, body = await service.ask(told, request)
    return Response(body, headers={"content-type": header["type"], **VARY})


def _described(query: NamedQuery) -> dict[str, Any]:
    return {
        "name": query.name,
        "summary": query.summary,
        "parameters": [
            {"name": one.name, "kind": one.kind, "about": one.about, "default": one.default}
            for one in query.parameters
        ],
    }


def _form(request: Request, found: dict[str, list[str]]) -> Format:
    offered = (JSON, HTML)
    form = named(one_of(found, "format") or "", offered) or chosen(request.headers.get("accept", ""), offered)
    if form is None:
        raise Problem(406, "Not acceptable", "this is given as application/json and text/html")
    return form


def _one_of_these(found: dict[str, list[str]], name: str, allowed: tuple[str, ...]) -> str:
    value = one_of(found, name) or ""
    if value and value not in allowed:
        raise Problem(400, "Bad request", f"{name} is {value!r}; it is one of {', '.join(allowed)}")
    return value


def _limit(found: dict[str, list[str]]) -> int:
    text = one_of(found, "limit") or str(_HITS)
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= _MOST_HITS):
        raise Problem(400, "Bad request", f"limit is {text!r}; it is a number from 1 to {_MOST_HITS}")
    return int(text)


def _pieces(text: str, marks: list[list[int]]) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it is marked."""
    pieces, end = [], 0
    for start, stop in marks:
        pieces += [(text[end:start], False), (text[start:stop], True)]
        end = stop
    return [one for one in [*pieces, (text[end:], False)] if one[0]]
