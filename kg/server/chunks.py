"""A body that comes in chunks (RFC 9112, section 7.1), by the letter of the grammar."""

from __future__ import annotations

import re

from kg.server.problems import Problem

_LONGEST_LINE = 256
_MOST_TRAILERS = 8192
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})(?:[ \t]*;[^\x00-\x08\x0a-\x1f\x7f]*)?")
_TRAILER = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[^\x00-\x08\x0a-\x1f\x7f]*")


class Chunks:
    """Takes a body apart; ``is_done`` once its last chunk and the trailers, which are ignored, were there."""

    def __init__(self) -> None:
        self.is_done = False
        self._left = 0
        self._is_inside = False
        self._is_last = False
        self._trailers = 0

    def take(self, data: bytearray) -> bytes:
        """What of the body is in ``data``, which then holds what is not understood yet. Raises Problem."""
        found = bytearray()
        while not self.is_done:
            if self._left:
                piece = data[: self._left]
                found += piece
                del data[: len(piece)]
                self._left -= len(piece)
                if self._left:
                    break
            line = self._line(data)
            if line is None:
                break
            self._read(line)
        return bytes(found)

    def _line(self, data: bytearray) -> bytes | None:
        end = data.find(b"\n", 0, _LONGEST_LINE + 2)
        if end < 0:
            if len(data) > _LONGEST_LINE:
                raise _bad()
            return None
        if end == 0 or data[end - 1 : end] != b"\r":
            raise _bad()
        line = bytes(data[: end - 1])
        del data[: end + 1]
        return line

    def _read(self, line: bytes) -> None:
        """Take in a line that is no part of the body itself."""
        if self._is_last:
            self._trailers += len(line)
            if line and (not _TRAILER.fullmatch(line) or self._trailers > _MOST_TRAILERS):
                raise _bad()
            self.is_done = not line
        elif self._is_inside:
            if line:
                raise _bad()
            self._is_inside = False
        else:
            size = _SIZE.fullmatch(line)
            if size is None:
                raise _bad()
            self._left = int(size[1], 16)
            self._is_inside, self._is_last = self._left > 0, self._left == 0


def _bad() -> Problem:
    return Problem(400, "Bad request", "the chunks of the body are no chunks")
