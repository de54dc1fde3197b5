"""``/sparql``: queries by the SPARQL 1.1 Protocol, and the description of the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from kg.server.kept import is_lasting
from kg.server.media import GRAPHS, HTML, chosen, named
from kg.server.problems import Problem
from kg.server.protocol import Operation, operation
from kg.server.requests import check_token, root_of
from kg.server.wire import Header

if TYPE_CHECKING:
    from kg.server.service import Service

_LONGEST_KEPT = 4096
"""Characters of a query whose answer may be kept."""

_WITH_PAGE = (*GRAPHS, HTML)
VARY = {"vary": "Accept"}


async def sparql(service: Service, request: Request) -> Response:
    """The answer to a request of the protocol. Raises Problem."""
    asked = await operation(request, service.limits)
    if asked.text is None:
        return _about(service, request, asked)
    if asked.is_update:
        return await update(service, request, asked)
    header, body = await _answer(service, request, asked, asked.text)
    return Response(body, headers={"content-type": header["type"], **VARY})


async def _answer(service: Service, request: Request, asked: Operation, text: str) -> tuple[Header, bytes]:
    """The answer to a query: the one that was given before, where that is known to be the same."""
    accept = request.headers.get("accept", "")
    key = None
    if len(text) <= _LONGEST_KEPT and is_lasting(text):
        graphs = tuple(tuple(one) if one is not None else None for one in (asked.default, asked.named))
        key = (service.served.identity, text, accept, asked.format, graphs)
        if (found := service.kept.get(key)) is not None:
            service.metrics.kept()
            return found
    told: Header = {"do": "query", "query": text, "accept": accept, "format": asked.format}
    if asked.default is not None:
        told |= {"default": asked.default, "named": asked.named}
    answer = await service.ask(told, request)
    if key is not None:
        service.kept.put(key, answer)
    return answer


async def update(service: Service, request: Request, asked: Operation) -> Response:
    """The outcome of an update. Raises Problem."""
    check_token(request, service.token)
    if asked.default is not None:
        raise Problem(400, "Bad request", "name graphs by USING in the update, not in the address")
    status = await service.change({"do": "update"}, (asked.text or "").encode("utf-8"), request)
    return Response(status_code=status)


def _about(service: Service, request: Request, asked: Operation) -> Response:
    """The description of the service (SPARQL 1.1 Protocol, 2.1.4); for browsers the query page."""
    from kg.server.description import described

    accept = request.headers.get("accept", "")
    form = named(asked.format, _WITH_PAGE) or chosen(accept, _WITH_PAGE)
    if form is None:
        types = ", ".join(one.type for one in _WITH_PAGE)
        raise Problem(406, "Not acceptable", f"the service is described as {types}")
    if form is HTML:
        return Response(status_code=303, headers={"location": f"{root_of(request)}/query", **VARY})
    here = str(request.url.replace(query="", fragment=""))
    return Response(described(service, here, form), headers={"content-type": form.content_type, **VARY})
