"""The application: what is at which address, and what every answer has (ASGI 3)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from kg.server import pages, search
from kg.server.graphs import graph_store
from kg.server.limits import MEBIBYTE
from kg.server.origins import Origins
from kg.server.problems import MEDIA_TYPE, Problem, busy
from kg.server.requests import client_of, path_of
from kg.server.sparql import sparql

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from kg.server.service import Service

_log = logging.getLogger("kg.server")

Handler = Callable[["Service", Request], Awaitable[Response]]

ROUTES: dict[str, tuple[str, Handler]] = {
    "/": ("page", pages.home),
    "/health": ("health", pages.health),
    "/metrics": ("metrics", pages.metrics),
    "/openapi.json": ("about", pages.openapi),
    "/queries": ("queries", search.queries),
    "/query": ("page", pages.query_page),
    "/search": ("search", search.search),
    "/sparql": ("sparql", sparql),
    "/store": ("store", graph_store),
}
"""What is at each address, and the kind under which it is counted."""

_BELOW: dict[str, tuple[str, Handler]] = {
    "/assets/": ("asset", pages.asset),
    "/queries/": ("queries", search.named_query),
}
"""The same for whatever begins with an address."""

_ANYTHING: tuple[str, Handler] = ("thing", pages.thing)
_PIECE = 64 * 1024
_SECONDS_A_MEBIBYTE = 8
"""What an answer may take beyond the time for a piece; a slower client has less than a megabit a second."""

_PART = 4
"""The part of all answers under way that one client may have."""

_ALWAYS = [(b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"same-origin")]
_OWN = [*_ALWAYS, (b"cross-origin-resource-policy", b"same-origin")]
_OPEN = [
    *_ALWAYS,
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, Location, Retry-After"),
]
_PREFLIGHT = {
    "access-control-allow-headers": "Accept, Authorization, Content-Type, If-None-Match",
    "access-control-max-age": "86400",
}


class App:
    """Answers every request; whatever goes wrong is a Problem, and is said as one."""

    def __init__(self, service: Service, origins: Origins) -> None:
        """Answer from ``service`` those that may ask by ``origins``."""
        self._service, self._origins = service, origins
        self._headers = _OPEN if origins.is_open else _OWN
        self._held: dict[str, int] = {}
        self._held_in_all = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        began = perf_counter()
        request = Request(scope, receive)
        kind, handler = _route(path_of(request))
        response = await self._answered(handler, request)
        try:
            await self._deliver(response, client_of(request), send)
        finally:
            self._service.metrics.answered(kind, response.status_code, perf_counter() - began)

    async def _answered(self, handler: Handler, request: Request) -> Response:
        service = self._service
        try:
            self._origins.check(request, service.build.base if service.build else "")
            if request.method == "OPTIONS":
                return _preflight(service, is_open=self._origins.is_open)
            response = await handler(service, request)
            size, limit = len(response.body), service.limits.held
            own = self._held.get(client_of(request), 0)
            if self._held_in_all + size > limit or (own and own + size > limit // _PART):
                raise busy("too many answers are on their way to their clients")
        except Problem as problem:
            return _told(problem)
        except Exception:  # noqa: BLE001 - one request must not end the server
            _log.exception("a request could not be answered")
            return _told(Problem(500, "A defect of the server", "the server's log says more"))
        return response

    async def _deliver(self, response: Response, client: str, send: Send) -> None:
        """Send an answer, and give up on a client that takes too long for a piece of it, or for all."""
        body = bytes(response.body)
        headers = [*response.raw_headers, *self._headers]
        await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
        if len(body) <= _PIECE:
            await send({"type": "http.response.body", "body": body})
            return
        limits = self._service.limits
        self._hold(client, len(body))
        try:
            async with asyncio.timeout(limits.send_wait + _SECONDS_A_MEBIBYTE * len(body) / MEBIBYTE):
                for place in range(0, len(body), _PIECE):
                    async with asyncio.timeout(limits.send_wait):
                        piece, is_more = body[place : place + _PIECE], place + _PIECE < len(body)
                        await send({"type": "http.response.body", "body": piece, "more_body": is_more})
        except TimeoutError:
            _log.info("a client took an answer too slowly")
            raise ConnectionAbortedError("the client is too slow") from None
        finally:
            self._hold(client, -len(body))

    def _hold(self, client: str, size: int) -> None:
        """So many bytes more are on their way to a client, or fewer."""
        self._held_in_all += size
        self._held[client] = self._held.get(client, 0) + size
        if not self._held[client]:
            del self._held[client]


def _route(path: str) -> tuple[str, Handler]:
    if found := ROUTES.get(path):
        return found
    return next((found for start, found in _BELOW.items() if path.startswith(start)), _ANYTHING)


def _preflight(service: Service, *, is_open: bool) -> Response:
    methods = "GET, HEAD, POST, OPTIONS" + (", PUT, DELETE" if service.token else "")
    headers = {**_PREFLIGHT, "access-control-allow-methods": methods} if is_open else {}
    return Response(status_code=204, headers={**headers, "allow": methods})


def _told(problem: Problem) -> Response:
    headers = {"content-type": MEDIA_TYPE, **problem.headers}
    return Response(problem.body(), status_code=problem.status, headers=headers)
