"""Bytes in pieces, which need not be copied to be written or hashed as one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

Piece = bytes | memoryview
Pieces = list[Piece]
"""What a file holds, one piece after the other."""


def sha256(*pieces: Piece) -> str:
    """The SHA-256 of the pieces, one after the other, in hexadecimal."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def size(pieces: Iterable[Piece]) -> int:
    """How many bytes they are."""
    return sum(map(len, pieces))
