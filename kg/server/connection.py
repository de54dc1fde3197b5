"""A connection: requests one after another, each within its time, and a client that is sent away in order."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote

from kg.server.exchange import Exchange
from kg.server.head import Head, end_of, parsed
from kg.server.problems import MEDIA_TYPE, Problem, busy
from kg.server.requests import network_of

if TYPE_CHECKING:
    from kg.server.http import Server

_log = logging.getLogger("kg.server")

_AHEAD = 64 * 1024
"""Bytes that a client may send before its last request is answered; more are left with it."""

_LINGER = 1.0
"""Seconds in which a client that is sent away can read why, while what it still sends is thrown away."""


class Connection(asyncio.Protocol):
    """Speaks HTTP/1.1 with a client.

    ``deadline`` is when :meth:`overdue` is to be called, by the clock of the
    loop. It is set when something begins, and no byte that arrives moves it.
    """

    def __init__(self, server: Server) -> None:
        self._server = server
        self._limits = server.limits
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport = cast("asyncio.Transport", None)
        self._inbox = bytearray()
        self._seen = 0
        self._exchange: Exchange | None = None
        self._writable: asyncio.Future[None] | None = None
        self._is_leaving = self._is_paused = self._is_fresh = False
        self._answers = 0
        self.deadline = math.inf
        self._address, self._port, self._client = "", 0, ""

    @property
    def date(self) -> bytes:
        """The time, as the header says it."""
        return self._server.date

    @property
    def is_idle(self) -> bool:
        """Whether it waits for its client rather than its client for it."""
        exchange = self._exchange
        return exchange is None or not exchange.is_whole or self._writable is not None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody has connected."""
        self._transport = cast("asyncio.Transport", transport)
        peer = transport.get_extra_info("peername") or ("", 0)
        self._address, self._port = str(peer[0]), int(peer[1])
        self._client = network_of(self._address)
        is_proxy = self._server.proxies.trusts(self._address)
        if not self._server.presence.enter(self._client, self, is_proxy=is_proxy):
            # Without a place it is not waited for either.
            self._is_leaving = True
            self.write(_told(busy("too many connections; come again in a moment"), self.date))
            self._transport.close()
            return
        self._server.connections.add(self)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is closed."""
        self._is_leaving = True
        self.deadline = math.inf
        self._server.connections.discard(self)
        self._server.presence.go(self._client, self)
        self.resume_writing()
        if self._exchange is not None:
            self._exchange.end()

    def data_received(self, data: bytes) -> None:
        """Something has arrived."""
        if self._is_leaving:
            return
        if self._is_fresh and self._answers:
            self._expect_head()
        self._inbox += data
        self._go_on()

    def pause_writing(self) -> None:
        """The client does not read."""
        if self._writable is None:
            self._writable = self._loop.create_future()
            if not self._is_leaving:
                self.deadline = self._loop.time() + self._limits.send_wait

    def resume_writing(self) -> None:
        """The client reads again."""
        if self._writable is not None:
            if not self._writable.done():
                self._writable.set_result(None)
            self._writable = None
            if not self._is_leaving:
                self.deadline = (
                    math.inf if self._exchange is not None else self._loop.time() + self._limits.idle_wait
                )

    async def drain(self) -> None:
        """Wait until the client has taken most of what was written. Raises ConnectionError if it goes."""
        # What was written is sent at the end of this turn; only then it shows whether the client reads.
        await asyncio.sleep(0)
        if self._writable is not None:
            await asyncio.shield(self._writable)
        if self._transport.is_closing():
            raise ConnectionAbortedError("the client has gone")

    def write(self, data: bytes) -> None:
        """Send something."""
        if not self._transport.is_closing():
            self._transport.write(data)

    def resume_reading(self) -> None:
        """Read on, where reading was put off."""
        if self._is_paused:
            self._is_paused = False
            self._transport.resume_reading()
            self._loop.call_soon(self._go_on)

    def answered(self, exchange: Exchange) -> None:
        """A request has its answer: wait for the next, or close."""
        self._exchange = None
        self._answers += 1
        if not exchange.lasts or self._server.is_stopping:
            self._close(is_read=exchange.is_whole)
        elif not self._is_leaving:
            self._is_fresh, self._seen = True, 0
            self.deadline = self._loop.time() + self._limits.idle_wait
            if self._inbox or self._is_paused:
                self.resume_reading()
                self._loop.call_soon(self._go_on)

    def leave(self) -> None:
        """Make room for somebody else at once."""
        self._is_leaving = True
        self._transport.abort()

    def stop(self, *, is_at_once: bool) -> None:
        """The server ends: close, unless something is being answered and it need not be at once."""
        if is_at_once or (self._exchange is not None and not self._exchange.is_whole):
            self.leave()
        elif self._exchange is None and not self._is_leaving:
            self._is_leaving = True
            self._transport.close()
            self.deadline = self._loop.time() + _LINGER / 2

    def overdue(self) -> None:
        """The deadline has come."""
        self.deadline = math.inf
        if self._is_leaving or self._exchange is not None or self._transport.get_write_buffer_size():
            if self._exchange is not None:
                _log.info("a client took an answer too slowly")
            self.leave()
        elif self._is_fresh and self._answers:
            self._close(is_read=True)
        else:
            detail = f"no request came within {self._limits.header_wait:g} s"
            self._refuse(Problem(408, "The request is too slow", detail))

    def _expect_head(self) -> None:
        self._is_fresh = not self._answers
        self.deadline = self._loop.time() + self._limits.header_wait

    def _go_on(self) -> None:
        """Do with what has arrived what can be done now."""
        try:
            while not self._is_leaving:
                exchange = self._exchange
                if exchange is None:
                    if not self._begin():
                        break
                elif exchange.is_whole or not self._inbox:
                    break
                else:
                    exchange.take(self._inbox)
                    if not exchange.is_whole:
                        break
        except Problem as problem:
            self._refuse(problem)
            return
        self._hold_back()

    def _hold_back(self) -> None:
        """Read nothing more while there is enough to do."""
        exchange = self._exchange
        is_enough = exchange is not None and (
            exchange.is_full or (exchange.is_whole and len(self._inbox) > _AHEAD)
        )
        if is_enough and not self._is_paused and not self._is_leaving:
            self._is_paused = True
            self._transport.pause_reading()

    def _begin(self) -> bool:
        """Begin with a request; whether all of its head was there. Raises Problem."""
        while not self._seen and self._inbox.startswith(b"\r\n"):
            del self._inbox[:2]
        end = end_of(self._inbox, self._seen)
        if not end:
            self._seen = len(self._inbox)
            return False
        head = parsed(bytes(self._inbox[:end]))
        del self._inbox[:end]
        self._seen, self._is_fresh, self.deadline = 0, False, math.inf
        self._exchange = exchange = Exchange(self, head)
        self._server.run(self._answer(exchange, self._scope(head)))
        return True

    async def _answer(self, exchange: Exchange, scope: dict[str, Any]) -> None:
        try:
            await self._server.app(scope, exchange.receive, exchange.send)
        except ConnectionError:
            self._transport.abort()
        except Exception:  # noqa: BLE001 - one request must not end the server
            _log.exception("a request could not be answered")
            self._transport.abort()

    def _scope(self, head: Head) -> dict[str, Any]:
        """The request as ASGI tells it."""
        raw, _, query = head.target.partition(b"?")
        root = self._server.root
        path = raw.decode("ascii")
        client, scheme = self._server.proxies.client(self._address, head.headers)
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": f"1.{head.minor}",
            "method": head.method,
            "scheme": scheme,
            "path": root + (unquote(path) if "%" in path else path),
            "raw_path": root.encode("ascii") + raw,
            "query_string": query,
            "root_path": root,
            "headers": head.headers,
            "client": (client, self._port if client == self._address else 0),
            "server": self._server.address,
        }

    def _refuse(self, problem: Problem) -> None:
        """Say why this is no request, and close."""
        exchange = self._exchange
        if exchange is not None:
            # Its answer may have begun; the application learns that the client has gone.
            exchange.end()
        if exchange is None or not exchange.is_begun:
            self.write(_told(problem, self.date))
        self._close(is_read=False)

    def _close(self, *, is_read: bool) -> None:
        """Close once all is sent, or soon in any case; ``is_read`` where nothing more can arrive unread."""
        if self._is_leaving:
            return
        self._is_leaving = True
        if is_read and not self._inbox:
            self._transport.close()
            self.deadline = self._loop.time() + self._limits.send_wait
            return
        # A connection that is closed with something unread is reset, and with it the answer.
        self._inbox.clear()
        self.deadline = self._loop.time() + _LINGER
        with contextlib.suppress(OSError, RuntimeError, NotImplementedError):
            if self._is_paused:
                self._transport.resume_reading()
            self._transport.write_eof()


def _told(problem: Problem, date: bytes) -> bytes:
    """A problem as an answer, after which the connection ends."""
    body = problem.body()
    lines = {"date": date.decode("ascii"), "content-type": MEDIA_TYPE, "content-length": str(len(body))}
    lines |= {**problem.headers, "x-content-type-options": "nosniff", "connection": "close"}
    head = f"HTTP/1.1 {problem.status} {problem.title}\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{head}\r\n".encode("latin-1") + body
