"""Merkle trees over SHA-256, as RFC 9162 (Certificate Transparency 2.0) defines them.

https://www.rfc-editor.org/rfc/rfc9162#section-2.1
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

_LEAF, _NODE = b"\x00", b"\x01"


class Tree:
    """The tree over some entries, in order."""

    def __init__(self, entries: Iterable[bytes]) -> None:
        self._levels = [[leaf_hash(entry) for entry in entries]]
        while len(below := self._levels[-1]) > 1:
            self._levels.append(_above(below))

    def __len__(self) -> int:
        return len(self._levels[0])

    @property
    def root(self) -> bytes:
        """The hash of the whole: 32 bytes; of no entries that of nothing (section 2.1.1)."""
        top = self._levels[-1]
        return top[0] if top else hashlib.sha256().digest()

    def path(self, index: int) -> list[bytes]:
        """The hashes that lead from an entry to the root: its inclusion proof (section 2.1.3.1)."""
        found = []
        for level in self._levels[:-1]:
            beside = index ^ 1
            if beside < len(level):
                found.append(level[beside])
            index >>= 1
        return found


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry."""
    return hashlib.sha256(_LEAF + entry).digest()


def root_of(entry: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root that an inclusion proof leads to from an entry (section 2.1.3.2).

    Raises ValueError when there is no such place in a tree of that size, or
    the path has another length than its place demands.
    """
    if not 0 <= index < size:
        raise ValueError(f"there is no entry {index} of {size}")
    node, last, steps = leaf_hash(entry), size - 1, iter(path)
    while last:
        if index % 2 or index < last:
            step = next(steps, None)
            if step is None:
                raise ValueError("the path is too short")
            node = _parent(step, node) if index % 2 else _parent(node, step)
        index >>= 1
        last >>= 1
    if next(steps, None) is not None:
        raise ValueError("the path is too long")
    return node


def _above(below: Sequence[bytes]) -> list[bytes]:
    pairs = [_parent(*pair) for pair in zip(below[::2], below[1::2], strict=False)]
    # The last of an odd number has no sister and goes up as it is.
    return [*pairs, below[-1]] if len(below) % 2 else pairs


def _parent(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()
