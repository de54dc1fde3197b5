"""The processes: how many there are, what they have open, and who takes the place of one that goes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass

from kg.server.lanes import Lane
from kg.server.process import Died, Process
from kg.server.wire import Header

_log = logging.getLogger("kg.server")

_STARTS_TRIED = 4
_OPENING = 60.0
"""Seconds that a worker may need to open a store."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What workers have open: a number, and what they are told to open it."""

    number: int
    told: Header


class Crew:
    """Keeps ``wanted`` processes that have no long job.

    ``ready`` is called with a lane that has nothing to do; ``started`` when a
    process was started.
    """

    def __init__(self, wanted: int, ready: Callable[[Lane], None], started: Callable[[], None]) -> None:
        self._wanted, self._ready, self._started = wanted, ready, started
        self._edition = Edition(0, {})
        self._lanes: dict[Process, Lane] = {}
        self._free: list[Lane] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._starting = 0
        self._is_closed = False

    @property
    def lanes(self) -> list[Lane]:
        """Every process in use, with its jobs."""
        return list(self._lanes.values())

    @property
    def current(self) -> list[Lane]:
        """Those that have the newest edition open."""
        return [one for one in self._lanes.values() if one.edition == self._edition.number]

    async def open(self, told: Header, *, is_sound: bool = False) -> None:
        """Let all processes open a store; jobs that they begin from now on are done with it.

        Those that run go on with what they have. Unless it is known that it
        ``is_sound``, a new process tries it first. Raises Died or TimeoutError
        where that one cannot open it; nothing has changed then.
        """
        edition = Edition(self._edition.number + 1, told)
        first = None if is_sound else await self._opened(edition)
        self._edition = edition
        if first is not None:
            self._take_in(first, edition)
        old = [one for one in self._free if one.edition != edition.number]
        self._free = [one for one in self._free if one.edition == edition.number]
        while old and self._is_overfull():
            self._drop(old.pop())
        await asyncio.gather(*map(self._reopen, old))
        self.fill()
        while self._starting and not self._is_closed:
            await asyncio.sleep(0.01)

    async def close(self) -> None:
        """End all processes."""
        self._is_closed = True
        for one in self.lanes:
            self._drop(one)
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def free(self) -> Lane | None:
        """A process that has nothing to do; it is the caller's now."""
        while self._free:
            lane = self._free.pop()
            if not lane.process.is_gone:
                return lane
        return None

    def next(self, lane: Lane) -> None:
        """A process is done: it opens what the others have, if that is new, and is ready again."""
        if self._is_closed or lane.process.is_gone or lane.process not in self._lanes:
            return
        if lane.edition == self._edition.number:
            self._ready(lane)
        elif self._is_overfull():
            self._drop(lane)
        else:
            self._run(self._reopen(lane))

    def rest(self, lane: Lane) -> None:
        """There is nothing to do for a process."""
        self._free.append(lane)

    def replace(self, lane: Lane) -> None:
        """Use a process no more, and start one in its place where one is missing."""
        self._drop(lane)
        self.fill()

    def fill(self) -> None:
        """Start as many processes as are missing."""
        if self._is_closed or not self._edition.number:
            return
        for _ in range(self._wanted - self._short() - self._starting):
            self._starting += 1
            self._run(self._start())

    def _short(self) -> int:
        return sum(not one.is_long for one in self._lanes.values())

    def _is_overfull(self) -> bool:
        return self._short() > self._wanted

    def _drop(self, lane: Lane) -> None:
        lane.stop_timer()
        self._lanes.pop(lane.process, None)
        if lane in self._free:
            self._free.remove(lane)
        lane.process.kill()

    def _gone(self, process: Process) -> None:
        if (lane := self._lanes.get(process)) is not None:
            self.replace(lane)

    def _run(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _start(self) -> None:
        try:
            for attempt in range(_STARTS_TRIED):
                edition = self._edition
                try:
                    process = await self._opened(edition)
                except (Died, TimeoutError, OSError) as error:
                    _log.error("a worker did not start: %s", error)
                    await asyncio.sleep(0.25 * 2**attempt)
                else:
                    self._take_in(process, edition)
                    return
        finally:
            self._starting -= 1

    def _take_in(self, process: Process, edition: Edition) -> None:
        self._lanes[process] = lane = Lane(process, edition.number)
        self._started()
        self.next(lane)

    async def _opened(self, edition: Edition) -> Process:
        process = await Process.start(self._gone)
        try:
            await process.open(edition.told, _OPENING)
        except BaseException:
            process.kill()
            raise
        return process

    async def _reopen(self, lane: Lane) -> None:
        """Let a process open what the others have; it is replaced where it cannot."""
        edition = self._edition
        try:
            await lane.process.open(edition.told, _OPENING)
        except (Died, TimeoutError):
            self.replace(lane)
            return
        lane.edition = edition.number
        self.next(lane)
