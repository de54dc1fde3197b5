"""A time after which a request ends, whatever the server does.

The time limit of a socket starts anew with each byte, so that a server which
sends one now and then is never too slow for it, nor is one whose name has a
hundred addresses that do not answer. At the deadline the connection is shut
down instead: whoever waits for it, in a handshake, in headers or in a body,
sees its end. Where there is none yet, whatever looks for one is left behind.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
import time
import urllib.request
from collections.abc import Callable
from types import TracebackType

_LEAST = 0.001
"""A time limit of 0 would mean a socket that never waits."""


class Deadline:
    """A number of seconds from now on; connections that are watched end with it."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._timer = threading.Timer(seconds, self._shut)
        self._timer.daemon = True
        self._lock = threading.Lock()
        self._watched: socket.socket | None = None

    def __enter__(self) -> Deadline:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        self._forget()

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self._end

    def at_most(self, seconds: float) -> float:
        """So many seconds, or what is left where that is less."""
        return max(min(seconds, self._end - time.monotonic()), _LEAST)

    def reach(self, connect: Callable[[], None]) -> None:
        """Connect, unless that takes too long: looking a name up, trying its addresses, talking to a proxy.

        Raises what connecting raises, and TimeoutError at the deadline.
        """
        outcome: list[BaseException | None] = []

        def attempt() -> None:
            try:
                connect()
            except BaseException as error:  # noqa: BLE001
                outcome.append(error)
            else:
                outcome.append(None)

        # Nothing ends a look-up of names; a daemon at least keeps no process from its end.
        thread = threading.Thread(target=attempt, daemon=True)
        thread.start()
        thread.join(max(self._end - time.monotonic(), 0))
        if not outcome:
            raise TimeoutError("timed out")
        if outcome[0] is not None:
            raise outcome[0]

    def watch(self, connection: socket.socket) -> None:
        """Shut this connection down at the end; it is the last one, the one before is forgotten."""
        self._forget()
        with self._lock:
            # A number of its own, for TLS takes the one that the connection has.
            self._watched = connection.dup()
        if self.is_over:
            self._shut()

    def _shut(self) -> None:
        with self._lock, contextlib.suppress(OSError):
            if self._watched is not None:
                self._watched.shutdown(socket.SHUT_RDWR)

    def _forget(self) -> None:
        with self._lock:
            if self._watched is not None:
                self._watched.close()
                self._watched = None


def handlers(deadline: Deadline) -> list[urllib.request.BaseHandler]:
    """What opens connections for urllib that a deadline watches."""

    class Plain(http.client.HTTPConnection):
        def connect(self) -> None:
            deadline.reach(super().connect)
            deadline.watch(self.sock)

    # The handshake follows the connection, and is watched as well.
    class Encrypted(http.client.HTTPSConnection, Plain):
        pass

    class PlainHandler(urllib.request.HTTPHandler):
        def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(Plain, request)

    class EncryptedHandler(urllib.request.HTTPSHandler):
        def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(Encrypted, request)

    return [PlainHandler(), EncryptedHandler()]
