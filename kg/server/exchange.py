"""One request and its answer, as the application sees them (ASGI 3)."""

from __future__ import annotations

import asyncio
import http
from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any

from kg.server.chunks import Chunks
from kg.server.head import Head

if TYPE_CHECKING:
    from kg.server.connection import Connection

_HELD = 64 * 1024
"""Bytes of a body that wait for the application; more are not read meanwhile."""

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


def _first_line(status: int) -> bytes:
    try:
        phrase = http.HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    return f"HTTP/1.1 {status} {phrase}\r\n".encode("ascii")


_FIRST_LINES = {status: _first_line(status) for status in range(200, 600)}


class Exchange:
    """A request whose body may still come, and the answer as far as it was given."""

    def __init__(self, connection: Connection, head: Head) -> None:
        self.head = head
        self.is_whole = head.length == 0
        """Whether all of the request is there."""
        self.is_answered = False
        self._connection = connection
        self._left = head.length
        self._chunks = Chunks() if head.length is None else None
        self._body = bytearray()
        self._happened = asyncio.Event()
        self._is_gone = False
        self._is_told_all = False
        self._expects = head.expects and not self.is_whole
        self._start: bytes | None = None
        self.lasts = head.lasts
        """Whether the connection goes on after the answer."""

    def take(self, data: bytearray) -> None:
        """Take what belongs to the body from what has arrived. Raises Problem."""
        if self._chunks is not None:
            piece = self._chunks.take(data)
            self.is_whole = self._chunks.is_done
        else:
            piece = bytes(data[: self._left])
            del data[: self._left]
            self._left = (self._left or 0) - len(piece)
            self.is_whole = not self._left
        if piece or self.is_whole:
            self._expects = False
            self._body += piece
            self._happened.set()

    @property
    def is_full(self) -> bool:
        """Whether nothing more should be read for now."""
        return len(self._body) > _HELD

    def end(self) -> None:
        """The client has gone."""
        self._is_gone = True
        self._happened.set()

    async def receive(self) -> MutableMapping[str, Any]:
        """What happens next: a piece of the body, or that the client has gone."""
        if self._expects:
            self._expects = False
            self._connection.write(_CONTINUE)
        while not (
            self._body or self._is_gone or self.is_answered or (self.is_whole and not self._is_told_all)
        ):
            self._happened.clear()
            self._connection.resume_reading()
            await self._happened.wait()
        if self._is_gone or self.is_answered:
            return {"type": "http.disconnect"}
        piece, self._body = bytes(self._body), bytearray()
        self._is_told_all = self.is_whole
        return {"type": "http.request", "body": piece, "more_body": not self.is_whole}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        """Take the beginning of the answer, or a piece of it. Raises ConnectionError once nobody takes it."""
        if self._is_gone:
            raise ConnectionAbortedError("the client has gone")
        if message["type"] == "http.response.start":
            self._start = self._head_of(message["status"], message["headers"])
            return
        is_last = not message.get("more_body", False)
        body = b"" if self.head.method == "HEAD" else message.get("body", b"")
        start, self._start = self._start, b""
        self._connection.write((start or b"") + body)
        if is_last:
            self.is_answered = True
            self._happened.set()
            self._connection.answered(self)
        else:
            await self._connection.drain()

    @property
    def is_begun(self) -> bool:
        """Whether something of the answer was sent."""
        return self._start == b""

    def _head_of(self, status: int, headers: list[tuple[bytes, bytes]]) -> bytes:
        if not self.is_whole:
            # What is left of the body would be taken for the next request.
            self.lasts = False
        lines = [_FIRST_LINES[status], b"date: ", self._connection.date, b"\r\n"]
        for name, value in headers:
            if b"\n" in value or b"\r" in value:
                raise ValueError(f"the header {name!r} of the answer holds the end of a line")
            if name == b"connection":
                self.lasts = self.lasts and value.lower() != b"close"
            else:
                lines += (name, b": ", value, b"\r\n")
        lines.append(b"\r\n" if self.lasts else b"connection: close\r\n\r\n")
        return b"".join(lines)
