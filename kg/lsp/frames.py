"""The messages of an editor, read within bounds: what is too large or has no length is passed over.

Base protocol:
https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#baseProtocol
"""

from __future__ import annotations

import io
import re
from typing import BinaryIO

from kg.graph.nesting import is_too_deep
from kg.printing import say

MOST_BYTES = 64 << 20
"""Of a message; that of a large document has a few."""
_LONGEST_LINE = 8192
_READ_AT_ONCE = 1 << 20
_LENGTH = re.compile(rb"content-length[ \t]*:[ \t]*(\d{1,18})[ \t]*\r?\n", re.IGNORECASE)


class Frames:
    """A stream of messages, each with the head that pygls reads; the end of the stream ends it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._message = io.BytesIO()

    def readline(self) -> bytes:
        """The next line of a head; empty at the end of the stream."""
        if line := self._message.readline():
            return line
        self._message = io.BytesIO(self._next())
        return self._message.readline()

    def read(self, size: int) -> bytes:
        """So many bytes of the message whose head was read."""
        return self._message.read(size)

    def _next(self) -> bytes:
        while (length := self._length()) is not None:
            if length > MOST_BYTES:
                self._pass_over(length)
                say(f"kg: a message of {length:,} bytes is passed over; {MOST_BYTES:,} are allowed", err=True)
                continue
            body = self._stream.read(length)
            if len(body) < length:
                break
            if is_too_deep(body, "json"):
                say("kg: a message is passed over, which is nested too deeply", err=True)
            elif body:
                return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
        return b""

    def _length(self) -> int | None:
        """The length that the next head tells; None at the end. What is no head is passed over."""
        length = None
        while line := self._line():
            if match := _LENGTH.fullmatch(line):
                length = int(match[1])
            elif not line.strip() and length is not None:
                return length
        return None

    def _line(self) -> bytes:
        """A line, or the beginning of a longer one, of which the rest is passed over; empty at the end."""
        line = rest = self._stream.readline(_LONGEST_LINE)
        while rest and not rest.endswith(b"\n"):
            rest = self._stream.readline(_READ_AT_ONCE)
        return line

    def _pass_over(self, length: int) -> None:
        while length > 0 and (data := self._stream.read(min(length, _READ_AT_ONCE))):
            length -= len(data)
