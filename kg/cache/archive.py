"""A file of named sections, each of which is believed only where its SHA-256 is right.

It begins with a line that names the form, a line with the hash of the head,
and the head: JSON with the length and the hash of each section, which follow.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

_FORM = b"kg cache, form 1\n"
_HASH = 64


class DamagedError(Exception):
    """A file of the cache is not as it was written, or was never written by us."""


def packed(sections: Mapping[str, bytes]) -> list[bytes]:
    """The parts of a file that holds the sections."""
    head = json.dumps({name: [len(data), _hash(data)] for name, data in sections.items()}).encode()
    return [_FORM, f"{_hash(head)} {len(head)}\n".encode(), head, *sections.values()]


class Archive:
    """The sections of a file. Raises DamagedError, also later, where they are not as they were written."""

    def __init__(self, data: bytes) -> None:
        end = data.find(b"\n", len(_FORM))
        if not data.startswith(_FORM) or not _HASH < end - len(_FORM) < 2 * _HASH:
            raise DamagedError
        said, _, length = data[len(_FORM) : end].partition(b" ")
        if not length.isdigit():
            raise DamagedError
        start = end + 1 + int(length)
        head = data[end + 1 : start]
        if _hash(head).encode() != said:
            raise DamagedError
        self._data = data
        self._places: dict[str, tuple[int, int, str]] = {}
        for name, (size, digest) in json.loads(head).items():
            self._places[name] = start, start + size, digest
            start += size
        if start != len(data):
            raise DamagedError

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def section(self, name: str) -> bytes:
        """The content of a section."""
        if name not in self._places:
            raise DamagedError
        start, end, digest = self._places[name]
        data = self._data[start:end]
        if _hash(data) != digest:
            raise DamagedError
        return data


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
