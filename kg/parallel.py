"""Work shared with a second process, where that saves more time than it costs.

The second process is a fork of this one: it has everything already, and what
it makes comes back through a pipe, as bytes that say nothing but themselves.
Where there is no fork that is safe, or no second processor, this process does
everything itself; the results are the same.
"""

from __future__ import annotations

import os
import signal
import struct
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, Generic, NoReturn, Protocol, Self, TypeVar

from kg.processes import stopping
from kg.processes.lifeline import Lifeline

T = TypeVar("T")
R = TypeVar("R")

_BATCH = 16
_LENGTH = struct.Struct("<Q")
_PIPE_SIZE = 1 << 20
_SET_PIPE_SIZE = 1031
"""F_SETPIPE_SZ of Linux, fcntl(2): the second process is ahead by this much before it waits."""


class Carried(Protocol[R]):
    """How results become bytes, and are read again."""

    def encode(self, value: R, /) -> bytes:
        """The result as bytes."""

    def decode(self, data: bytes, /) -> R:
        """The result that was encoded."""


def shared(work: Callable[[T], R], items: Sequence[T], carried: Carried[R], *, worth: int) -> Iterator[R]:
    """The result of ``work`` on each item, in their order; a second process does every other batch.

    Below ``worth`` items it would cost more than it saves. ``carried`` brings
    results from the second process. What that cannot do, because it was ended
    or because ``work`` raised, this one does in its place, so that nothing is
    lost and errors are raised here. ``KG_PROCESSES=1`` in the environment
    allows no second process.
    """
    if len(items) < worth or not _may_fork():
        yield from map(work, items)
        return
    batches = [items[start : start + _BATCH] for start in range(0, len(items), _BATCH)]
    second = _second(lambda item: carried.encode(work(item)), batches[1::2])
    if second is None:
        yield from map(work, items)
        return
    with second:
        for number, batch in enumerate(batches):
            done = second.next() if number % 2 else None
            yield from map(work, batch) if done is None else map(carried.decode, done)


def _may_fork() -> bool:
    """Whether a fork is safe: with other threads, a lock that one of them holds would never be free again."""
    return (
        sys.platform == "linux"
        and os.environ.get("KG_PROCESSES") != "1"
        and threading.active_count() == 1
        and len(os.sched_getaffinity(0)) > 1
    )


class Aside(Generic[R]):
    """One piece of work that a second process does meanwhile, until the end of the block.

    Where it is not worth that, or cannot be done, it is done when it is asked for.
    """

    def __init__(self, work: Callable[[], R], carried: Carried[R], *, is_worth: bool) -> None:
        self._work = work
        self._carried = carried
        self._results: list[R] = []
        is_shared = is_worth and _may_fork()
        self._second = _second(lambda _: carried.encode(work()), [[None]]) if is_shared else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        if self._second is not None:
            self._second.__exit__(*reason)

    def result(self) -> R:
        """What the work gives, each time the same; what it raises is raised here."""
        if not self._results:
            done = self._second.next() if self._second is not None else None
            self._results.append(self._work() if done is None else self._carried.decode(done[0]))
        return self._results[0]


def _second(work: Callable[[T], bytes], batches: Sequence[Sequence[T]]) -> _Second | None:
    """A second process; None where the system has no more files or processes to give."""
    try:
        return _Second(work, batches)
    except OSError:
        return None


class _Second:
    """A process that does some batches and sends the results of each; it ends with the block."""

    def __init__(self, work: Callable[[T], bytes], batches: Sequence[Sequence[T]]) -> None:
        self._lifeline = Lifeline()
        reading, writing = os.pipe()
        # It is ended by this one, which hears of all signals that a terminal sends to both.
        with warnings.catch_warnings(), stopping.unheard_by_children():
            # Python 3.12 warns of threads that libraries have; none of them holds a lock of ours.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._process = os.fork()
            if not self._process:
                os.close(reading)
                self._lifeline.tie()
                _send(work, batches, writing)
        os.close(writing)
        self._lifeline.hold()
        self._results: BinaryIO = os.fdopen(reading, "rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._results.close()
        self._lifeline.let_go()
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)

    def next(self) -> list[bytes] | None:
        """The results of the next batch; None when the process has ended before it."""
        if (count := self._number()) is None:
            return None
        found = []
        for _ in range(count):
            length = self._number()
            data = self._results.read(length) if length is not None else b""
            if length is None or len(data) < length:
                return None
            found.append(data)
        return found

    def _number(self) -> int | None:
        data = self._results.read(_LENGTH.size)
        return int(_LENGTH.unpack(data)[0]) if len(data) == _LENGTH.size else None


def _send(work: Callable[[T], bytes], batches: Sequence[Sequence[T]], writing: int) -> NoReturn:
    """Do the batches, and end: nothing that this process inherited is closed or flushed."""
    try:
        _widen(writing)
        with os.fdopen(writing, "wb") as results:
            for batch in batches:
                done = [work(item) for item in batch]
                results.write(_LENGTH.pack(len(done)))
                for data in done:
                    results.write(_LENGTH.pack(len(data)))
                    results.write(data)
                results.flush()
    finally:
        os._exit(0)


def _widen(pipe: int) -> None:
    import fcntl

    try:
        fcntl.fcntl(pipe, _SET_PIPE_SIZE, _PIPE_SIZE)
    except OSError:
        # As much as a user may have of it is used up; it is only slower.
        return
