"""The connections: uvicorn, with patience for slow clients that ends."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kg.errors import InputError
from kg.server.app import App
from kg.server.limits import Limits

if TYPE_CHECKING:
    from kg.server.service import Service

_LONGEST_HEAD = 128 * 1024
"""Bytes of a request before its body: the address, which may hold a query, and the headers."""

_MOST_HEADERS = 200
_BACKLOG = 2048
_LINGER = 30.0
"""Seconds that a client has to take the rest of an answer after the connection is given up."""


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises InputError where the address cannot be had."""
    found = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(_BACKLOG)
    except OSError as error:
        found.close()
        raise InputError(f"cannot listen on {host} port {port}: {error.strerror or error}") from error
    return found


def run(service: Service, at: socket.socket, *, root: str, proxies: str, ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM, after which requests that are being answered are finished.

    ``root`` is the path below which a proxy shows the server, ``proxies`` the
    addresses whose word on the client is taken. ``ready`` is called once
    queries are answered. Raises KgError where the graph cannot be served.
    """
    limits = service.limits
    config = uvicorn.Config(
        App(service),
        http=patient(limits),
        ws="none",
        lifespan="off",
        root_path=root.rstrip("/"),
        forwarded_allow_ips=proxies,
        access_log=False,
        log_config=None,
        server_header=False,
        limit_concurrency=limits.connections,
        timeout_keep_alive=int(limits.idle_wait),
        timeout_graceful_shutdown=int(limits.shutdown_wait),
    )
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)
    # uvicorn raises the signals that it has followed once more at the end.
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda *_: None)
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(_serve(service, uvicorn.Server(config), at, ready))


async def _serve(
    service: Service, server: uvicorn.Server, at: socket.socket, ready: Callable[[], None]
) -> None:
    try:
        await service.start()
        ready()
        await server.serve(sockets=[at])
    finally:
        await service.stop()


class Corked:
    """A transport that sends in one piece what is written in one turn of the loop: a head and its body."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._held: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send it at the end of this turn."""
        if not self._held:
            self._loop.call_soon(self._send)
        self._held.append(data)

    def close(self) -> None:
        """Close the connection, once all is sent; after a while in any case."""
        self._send()
        self._transport.close()
        if self._transport.get_write_buffer_size():
            self._loop.call_later(_LINGER, self._transport.abort)

    def _send(self) -> None:
        held, self._held = self._held, []
        if held:
            self._transport.write(b"".join(held))


class Patient(HttpToolsProtocol):
    """Closes connections that are slow with the head of a request, or with reading."""

    limits: Limits
    _head = 0
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(cast("asyncio.Transport", Corked(transport, self.loop)))
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._forget()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take a piece of a request, and count what comes before its body."""
        if self._timer is None and self.cycle is not None and self.cycle.response_complete:
            self._expect_head()
        super().data_received(data)
        if self._timer is not None:
            self._head += len(data)
            if self._head > _LONGEST_HEAD:
                self._refuse(b"431 Request Header Fields Too Large")

    def on_headers_complete(self) -> None:
        """Begin with a request, unless its head is too large."""
        self._forget()
        if len(self.headers) > _MOST_HEADERS or len(self.url) > _LONGEST_HEAD:
            self._refuse(b"431 Request Header Fields Too Large")
        elif not self.transport.is_closing():
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a piece of a body."""
        if not self.transport.is_closing():
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Take the end of a request."""
        if not self.transport.is_closing():
            super().on_message_complete()

    def timeout_keep_alive_handler(self) -> None:
        """Close a connection on which nothing happens."""
        if self.transport.get_write_buffer_size():
            # It still has not taken its last answer.
            self.transport.abort()
        super().timeout_keep_alive_handler()

    def _expect_head(self) -> None:
        self._head = 0
        self._timer = self.loop.call_later(self.limits.header_wait, self._is_too_slow)

    def _forget(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _is_too_slow(self) -> None:
        self._refuse(b"408 Request Timeout")

    def _refuse(self, status: bytes) -> None:
        self._forget()
        if not self.transport.is_closing():
            head = b"HTTP/1.1 %b\r\nconnection: close\r\ncontent-length: 0\r\n\r\n" % status
            self.transport.write(head)
            self.transport.close()


def patient(limits: Limits) -> type[Patient]:
    """The protocol with these limits."""
    return type("Patient", (Patient,), {"limits": limits})
