"""How the front and a worker speak: a message is a mapping in JSON and bytes, with their lengths first."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from typing import Any

Header = dict[str, Any]

_LENGTHS = struct.Struct(">II")
_encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


def packed(header: Header, body: bytes = b"") -> bytes:
    """A message as bytes."""
    told = _encode(header).encode("ascii")
    return b"".join((_LENGTHS.pack(len(told), len(body)), told, body))


class Unpacker:
    """Puts together messages from the pieces in which they arrive."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[Header, bytes]]:
        """The messages that are whole now, in order."""
        self._held += data
        while len(self._held) >= _LENGTHS.size:
            told, size = _LENGTHS.unpack_from(self._held)
            start = _LENGTHS.size + told
            if len(self._held) < start + size:
                return
            header = json.loads(self._held[_LENGTHS.size : start])
            body = bytes(self._held[start : start + size])
            del self._held[: start + size]
            yield header, body
