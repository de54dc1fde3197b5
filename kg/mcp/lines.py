"""The messages of an agent, one on each line, read within bounds.

https://modelcontextprotocol.io/specification/2025-06-18/basic/transports#stdio
"""

from __future__ import annotations

from typing import BinaryIO

from kg.printing import say

MOST_BYTES = 16 << 20
"""Of a message; the longest query has a few thousand."""


class Lines:
    """The lines of a stream; one that is too long is an empty one, which no client is answered to."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readline(self) -> str:
        """The next line; empty at the end of the stream."""
        line = self._stream.readline(MOST_BYTES)
        if len(line) < MOST_BYTES or line.endswith(b"\n"):
            return line.decode("utf-8", "replace")
        while (rest := self._stream.readline(1 << 20)) and not rest.endswith(b"\n"):
            pass
        say(f"kg: a message is passed over, which has more than {MOST_BYTES:,} bytes", err=True)
        return "\n"
