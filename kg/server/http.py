"""The server: a socket that listens, the connections to it, and an end in order."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from email.utils import formatdate
from time import monotonic
from typing import TYPE_CHECKING

from kg.errors import InputError
from kg.server.app import App
from kg.server.connection import Connection
from kg.server.limits import Limits
from kg.server.origins import Origins
from kg.server.presence import Presence, most_connections
from kg.server.proxies import Proxies

if TYPE_CHECKING:
    from kg.server.service import Service

_BACKLOG = 2048
_ACCEPTED_AT_ONCE = 64
"""Connections that the loop of Python takes in one turn, each with a file, before it looks who they are."""

_TICK = 0.1
"""Seconds between looks at the connections whose time is up."""
_INTERRUPTED_WAIT = 0.5
"""Seconds that running requests have to end after Ctrl-C."""


@dataclass(frozen=True, slots=True)
class Doors:
    """How the server is reached: the path below which a proxy shows it, who is believed, and who may ask."""

    root: str
    proxies: Proxies
    origins: Origins


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises InputError where the address cannot be had."""
    found = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(_BACKLOG)
    except OSError as error:
        found.close()
        raise InputError(f"cannot listen on {host} port {port}: {error.strerror or error}") from error
    return found


def run(service: Service, at: socket.socket, doors: Doors, ready: Callable[[], None]) -> None:
    """Serve until SIGTERM, after which requests that are being answered are finished, or SIGINT.

    ``ready`` is called once queries are answered. Raises KgError where the
    graph cannot be served, and KeyboardInterrupt at the end after SIGINT.
    """
    most = most_connections(service.limits)
    signals: list[int] = []
    # Before the loop has its own, a signal is kept for it.
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda number, _: signals.append(number))
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_serve(service, Server(service, doors, most), at, ready, signals))
    if signal.SIGINT in signals:
        raise KeyboardInterrupt


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The loop that is faster, where it is installed."""
    with contextlib.suppress(ImportError):
        import uvloop

        return uvloop.new_event_loop
    return None


async def _serve(
    service: Service, server: Server, at: socket.socket, ready: Callable[[], None], signals: list[int]
) -> None:
    try:
        starting = asyncio.ensure_future(service.start())
        while not starting.done() and not signals:
            await asyncio.wait([starting], timeout=_TICK)
        if signals:
            starting.cancel()
            await asyncio.wait([starting])
            return
        starting.result()
        await server.listen(at)
        ready()
        await server.tick(signals)
        service.is_stopping = True
        wait = _INTERRUPTED_WAIT if signal.SIGINT in signals else service.limits.shutdown_wait
        await server.stop(wait, signals)
    finally:
        await service.stop()


class Server:
    """Takes connections, at most ``most`` at a time, and answers what they ask."""

    def __init__(self, service: Service, doors: Doors, most: int) -> None:
        self.limits: Limits = service.limits
        self.app = App(service, doors.origins)
        self.root, self.proxies = doors.root.rstrip("/"), doors.proxies
        self.presence = Presence(most)
        self.connections: set[Connection] = set()
        self.address: tuple[str, int] = ("", 0)
        self.is_stopping = False
        self.date = b""
        self._tasks: set[asyncio.Task[None]] = set()
        self._listening: asyncio.Server | None = None

    async def listen(self, at: socket.socket) -> None:
        """Take connections from a socket from now on."""
        self._look()
        self.address = at.getsockname()[:2]
        loop = asyncio.get_running_loop()
        self._listening = await loop.create_server(
            lambda: Connection(self), sock=at, backlog=_ACCEPTED_AT_ONCE
        )
        # Who is not taken yet may still wait outside.
        at.listen(_BACKLOG)

    def run(self, work: Coroutine[None, None, None]) -> None:
        """Answer a request."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def tick(self, signals: list[int]) -> None:
        """Look after the connections until there is a signal."""
        while not signals:
            await asyncio.sleep(_TICK)
            self._look()

    async def stop(self, wait: float, signals: list[int]) -> None:
        """Take nothing new, and let running requests end, for so many seconds or until a second signal."""
        self.is_stopping = True
        if self._listening is not None:
            self._listening.close()
        for one in tuple(self.connections):
            one.stop(is_at_once=False)
        end, first = monotonic() + wait, len(signals)
        while (self._tasks or self.connections) and monotonic() < end and len(signals) == first:
            await asyncio.sleep(_TICK / 5)
            self._look()
            for one in tuple(self.connections):
                one.stop(is_at_once=False)
        for one in tuple(self.connections):
            one.stop(is_at_once=True)
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _look(self) -> None:
        """Say it to the connections whose time is up."""
        self.date = formatdate(usegmt=True).encode("ascii")
        now = asyncio.get_running_loop().time()
        for one in [one for one in self.connections if one.deadline <= now]:
            one.overdue()
