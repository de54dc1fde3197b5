"""What will be needed is read in threads, while other things are done."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

_THREADS = 2


class Ahead:
    """Files, or parts of them, read in the block of a ``with``: reading and hashing leave Python to others.

    At the end of the block there is no thread any more. What is taken outside
    of it is read then.
    """

    def __init__(self, read: Callable[[str], bytes], names: Iterable[str]) -> None:
        self._read = read
        self._names = tuple(names)
        self._found: dict[str, Future[bytes]] = {}

    def __enter__(self) -> Self:
        if self._names:
            self._executor = ThreadPoolExecutor(_THREADS, thread_name_prefix="ahead")
            self._found = {name: self._executor.submit(self._read, name) for name in self._names}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self.stop()
        if self._names:
            self._executor.shutdown()

    def stop(self) -> None:
        """Read nothing that has not been begun: it will not be needed."""
        for one in self._found.values():
            one.cancel()

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def take(self, name: str) -> bytes:
        """What was read, once; what reading raises is raised here."""
        found = self._found.pop(name, None)
        return self._read(name) if found is None or found.cancelled() else found.result()
