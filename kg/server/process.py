"""A worker process as the front sees it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
from collections import deque
from collections.abc import Callable, Sequence
from typing import cast

import psutil

from kg.server.wire import Header, Unpacker, packed

_ERRORS = 2
_KEPT_OF_ERRORS = 4000
_COMMAND = (sys.executable, "-P", "-m")
_WORKER = ("kg.server.worker",)
_NICE = 10
_FAILED = b"a job failed"
_OUT_OF_MEMORY = ("memory allocation", "MemoryError", "bad_alloc")

_log = logging.getLogger("kg.server")


class Died(Exception):  # noqa: N818 - an event, and no error of ours
    """A worker ended before it answered; ``said`` is the last it wrote on standard error.

    ``is_begun`` is false for a job that it had not begun.
    """

    def __init__(self, status: int | None, said: str, *, is_begun: bool = True) -> None:
        super().__init__(f"a worker ended with {status}: {said.strip()}")
        self.status, self.said, self.is_begun = status, said, is_begun

    @property
    def is_of_memory(self) -> bool:
        """Whether it was refused memory."""
        return any(word in self.said for word in _OUT_OF_MEMORY)


Answered = Callable[["Header | Died", bytes], None]
"""Told the answer to a job, or that the worker died."""


class Process(asyncio.SubprocessProtocol):
    """A worker: it does jobs in order. ``gone`` is called with it when it has ended."""

    def __init__(self, gone: Callable[[Process], None]) -> None:
        self._gone = gone
        self._unpacker = Unpacker()
        self._errors = b""
        self._asked = 0
        self._answers: deque[Answered] = deque()
        self._transport: asyncio.SubprocessTransport | None = None
        self._input: asyncio.WriteTransport | None = None
        self._system: psutil.Process | None = None
        self.pid = 0
        self.is_gone = False

    @classmethod
    async def start(cls, gone: Callable[[Process], None], program: Sequence[str] = _WORKER) -> Process:
        """A new process of a module with its arguments; a worker has nothing open yet."""
        loop = asyncio.get_running_loop()
        # Few arenas keep the address space, which is what is bounded, near to what is used.
        environment = {**os.environ, "MALLOC_ARENA_MAX": "2"}
        _, protocol = await loop.subprocess_exec(lambda: cls(gone), *_COMMAND, *program, env=environment)
        return protocol

    def ask(self, told: Header, answered: Answered, body: bytes = b"") -> int:
        """Give it a job; gives the number of the job, to forget it by."""
        self._asked += 1
        self._answers.append(answered)
        if self._input is not None and not self.is_gone:
            self._input.write(packed(told, body))
        return self._asked

    def forget(self, number: int) -> None:
        """Let it leave out a job that it has not begun; the answer is then ``forgot``."""
        if self._input is not None and not self.is_gone:
            self._input.write(packed({"do": "forget", "number": number}))

    async def open(self, told: Header, within: float) -> None:
        """Let it open a store. Raises Died or TimeoutError."""
        await self.done(told, b"", within)

    async def done(self, told: Header, body: bytes, within: float) -> Header:
        """What it answers to a job. Raises Died, or TimeoutError after so many seconds."""
        future: asyncio.Future[Header] = asyncio.get_running_loop().create_future()

        def answered(header: Header | Died, body: bytes) -> None:
            if future.done():
                return
            if isinstance(header, Died):
                future.set_exception(header)
            else:
                future.set_result(header)

        self.ask(told, answered, body)
        async with asyncio.timeout(within):
            return await future

    def memory(self) -> int:
        """Its resident memory in bytes; 0 where it has gone."""
        with contextlib.suppress(psutil.Error):
            return int(self._system.memory_info().rss) if self._system else 0
        return 0

    def seconds(self) -> float:
        """The processor time that it has used; 0 where it has gone."""
        with contextlib.suppress(psutil.Error):
            used = self._system.cpu_times() if self._system else None
            return float(used.user + used.system) if used else 0.0
        return 0.0

    def kill(self) -> None:
        """End it at once."""
        if self._transport is not None and not self.is_gone:
            with contextlib.suppress(ProcessLookupError):
                self._transport.kill()

    def yield_to_others(self) -> None:
        """Let all other processes go before it from now on."""
        with contextlib.suppress(OSError, AttributeError):  # Windows has no such call
            os.setpriority(os.PRIO_PROCESS, self.pid, _NICE)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The process runs."""
        self._transport = cast("asyncio.SubprocessTransport", transport)
        self.pid = self._transport.get_pid() or 0
        with contextlib.suppress(psutil.Error):
            self._system = psutil.Process(self.pid)
        self._input = cast("asyncio.WriteTransport", self._transport.get_pipe_transport(0))

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """It has answered, or said something on standard error."""
        if fd == _ERRORS:
            self._errors = (self._errors + data)[-_KEPT_OF_ERRORS:]
            if data.startswith(_FAILED):
                _log.error("%s", data.decode("utf-8", "replace").strip())
            return
        for header, body in self._unpacker.feed(data):
            self._answers.popleft()(header, body)

    def process_exited(self) -> None:
        """It has ended; what it said last may still be on its way."""
        self.is_gone = True

    def connection_lost(self, exc: Exception | None) -> None:
        """It has ended, and all its pipes are closed."""
        self.is_gone = True
        status = None
        if self._transport is not None:
            status = self._transport.get_returncode()
            self._transport.close()
        said = self._errors.decode("utf-8", "replace")
        is_first = True
        while self._answers:
            self._answers.popleft()(Died(status, said, is_begun=is_first), b"")
            is_first = False
        self._gone(self)
