"""Changes: one process makes them, one at a time, and all workers open the store as it is after each."""

from __future__ import annotations

import asyncio
import dataclasses
import secrets
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import OutputError
from kg.server.limits import MEBIBYTE
from kg.server.problems import Problem, busy
from kg.server.process import Died, Process
from kg.server.waiting import Waiting
from kg.server.wire import Header

if TYPE_CHECKING:
    from kg.server.builds import Build
    from kg.server.service import Service

_OPENING = 600.0
"""Seconds that the store may need to be opened and counted at the start."""


_TIMES = 4
"""How many times the memory of a query a change may need."""
_OF_BODY = 16
"""Bytes of memory that a change may need, beyond that, for each that it brings."""


class Changes:
    """Makes changes to the store in ``folder``, which is a copy of the build at first."""

    def __init__(self, service: Service, folder: Path, room: Path) -> None:
        """``room`` is a folder for copies, which are removed once nobody wants them."""
        self._service, self._folder, self._room = service, folder, room
        self._is_busy = False
        self._waiting: Waiting[asyncio.Future[None]] = Waiting(service.limits.change_queue)
        self._process: Process | None = None
        self._count = 0
        # What was served before this server was started must not be taken for the same.
        self._name = secrets.token_hex(8)

    async def start(self, build: Build) -> Build:
        """The store as it is, to be served; ``build`` is what it begins with where it is not there yet.

        Raises OutputError where it cannot be opened.
        """
        try:
            if not self._folder.exists():
                await asyncio.to_thread(shutil.copytree, build.folder / "store", self._folder)
            return await self._changed(build, {"do": "copy"}, b"", _OPENING)
        except (OSError, Died, TimeoutError) as error:
            raise OutputError(f"the store in {self._folder} cannot be opened: {error}") from error

    def stop(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()

    async def make(self, told: Header, body: bytes, client: str) -> int:
        """Make a change, and let all workers see it; gives the status of the answer. Raises Problem.

        Clients take turns, and a change that takes too long is not made.
        """
        await self._turn(client)
        try:
            return await self._make(told, body)
        finally:
            self._is_busy = False
            self._next()

    async def _turn(self, client: str) -> None:
        """Wait until no change is being made. Raises Problem where too many wait, or for too long."""
        if not self._is_busy:
            self._is_busy = True
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        refused = self._waiting.put(client, turn)
        if refused is not None:
            refused.set_exception(busy("too many changes are waiting; come again in a moment", 5))
        wait = self._service.limits.change_wait
        try:
            async with asyncio.timeout(wait):
                await turn
        except (TimeoutError, asyncio.CancelledError) as error:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                # It came at the last moment, and goes to the next.
                self._is_busy = False
                self._next()
            if isinstance(error, TimeoutError):
                raise busy(f"other changes took more than {wait:g} s; come again in a moment", 5) from None
            raise
        finally:
            self._waiting.remove(client, turn)

    def _next(self) -> None:
        """Let the next change begin."""
        while (turn := self._waiting.take()) is not None:
            if not turn.done():
                self._is_busy = True
                turn.set_result(None)
                return

    async def _make(self, told: Header, body: bytes) -> int:
        before, limits = self._service.served, self._service.limits
        within = limits.change + len(body) / MEBIBYTE
        try:
            build = await self._changed(before, told, body, within)
        except (Died, TimeoutError) as error:
            if self._process is not None:
                self._process.kill()
                self._process = None
            if isinstance(error, TimeoutError):
                detail = (
                    f"the change took more than {within:.0f} s; the store is as it was; make smaller ones"
                )
                raise Problem(504, "Out of time", detail) from error
            if error.is_of_memory:
                detail = "the change needed too much memory; the store is as it was; make smaller ones"
                raise Problem(422, "Out of memory", detail) from error
            raise Problem(500, "The change failed", f"the store is as it was: {error}") from error
        await self._service.serve(build, is_sound=True)
        # Long queries may still read what was there before.
        shutil.rmtree(self._room / f"change-{self._count - 2}", ignore_errors=True)
        return self._status

    async def _changed(self, build: Build, told: Header, body: bytes, within: float) -> Build:
        process = self._process
        if process is None or process.is_gone:
            program = ("kg.server.writer", str(self._folder))
            process = self._process = await Process.start(lambda _: None, program)
        self._count += 1
        folder = self._room / f"change-{self._count}"
        folder.mkdir(parents=True)
        memory = _TIMES * self._service.limits.memory + _OF_BODY * len(body)
        told = {**told, "copy": str(folder / "store"), "memory": memory}
        answer = await process.done(told, body, within)
        self._status: int = answer["status"]
        if self._status >= 400:
            shutil.rmtree(folder, ignore_errors=True)
            raise Problem(self._status, answer["title"], answer["detail"])
        identity = f"{self._name}-{self._count}"
        # Search finds what the build had: the index is not made anew for each change.
        indexed = build.indexed or build.folder
        return dataclasses.replace(
            build, folder=folder, identity=identity, triples=answer["triples"], indexed=indexed
        )
