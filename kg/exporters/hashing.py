"""The hashes of the files of an output: those of large ones are made in a thread, while others are made."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from kg.pieces import Piece, sha256, size

_LARGE = 1 << 20
"""Bytes from which on it pays to hand them to a thread."""


class Hashes:
    """The SHA-256 of each file in hexadecimal, by its path; to be used as a context manager."""

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="hash")
        self._found: dict[str, str | Future[str]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._executor.shutdown(cancel_futures=kind is not None)

    def __contains__(self, name: str) -> bool:
        return name in self._found

    def add(self, name: str, *pieces: Piece) -> None:
        """Hash the content of a file."""
        large = size(pieces) >= _LARGE
        self._found[name] = self._executor.submit(sha256, *pieces) if large else sha256(*pieces)

    def watched(self, name: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The pieces of a file, which is hashed while they are taken."""
        digest = hashlib.sha256()
        for piece in pieces:
            digest.update(piece)
            yield piece
        self._found[name] = digest.hexdigest()

    def keep(self, name: str, digest: str) -> None:
        """Have a file whose hash is known."""
        self._found[name] = digest

    def later(self, make: Callable[[], str]) -> Future[str]:
        """A hash that ``make`` makes, in the thread."""
        return self._executor.submit(make)

    def all(self) -> dict[str, str]:
        """The hash of each file."""
        return {name: one if isinstance(one, str) else one.result() for name, one in self._found.items()}
