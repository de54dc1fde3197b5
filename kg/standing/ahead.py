"""What will be needed is read in threads, while other things are done."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from types import TracebackType
from typing import Self

_THREADS = 2


class Ahead:
    """Files, or parts of them, read from :meth:`begin` on: reading and hashing leave Python to others.

    At the end of the ``with`` there is no thread any more. What is taken
    without having been begun is read then.
    """

    def __init__(self, read: Callable[[str], bytes], names: Iterable[str]) -> None:
        self._read = read
        self._names = tuple(names)
        self._found: dict[str, Future[bytes]] = {}
        self._running = ExitStack()
        self._has_begun = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            for one in self._found.values():
                one.cancel()
        self._running.close()

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def begin(self) -> None:
        """Begin to read, if that has not been done."""
        if self._names and not self._has_begun:
            self._has_begun = True
            executor = ThreadPoolExecutor(_THREADS, thread_name_prefix="ahead")
            self._running.enter_context(executor)
            self._found = {name: executor.submit(self._read, name) for name in self._names}

    def take(self, name: str) -> bytes:
        """What was read, once; what reading raises is raised here."""
        found = self._found.pop(name, None)
        return self._read(name) if found is None or found.cancelled() else found.result()
