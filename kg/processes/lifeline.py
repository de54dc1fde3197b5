"""A process that ends with the one that forked it, however that comes about."""

from __future__ import annotations

import os
import signal
import sys


class Lifeline:
    """Made before a fork; then the parent calls :meth:`hold` and the child :meth:`tie`.

    The parent keeps the one end of a pipe that nobody writes to. When it is
    gone, even by SIGKILL, the system closes that end, and tells the child so
    by SIGIO (``O_ASYNC`` of fcntl(2)), which ends it. This needs no thread,
    and neither the time nor the memory that ctypes takes for prctl(2).
    """

    def __init__(self) -> None:
        self._reading, self._writing = os.pipe()

    def hold(self) -> None:
        """In the parent: keep the end that says that this process is here."""
        os.close(self._reading)

    def let_go(self) -> None:
        """In the parent: end what still hangs on this process, or was only its own."""
        os.close(self._writing)

    def tie(self) -> None:
        """In the child: end when the parent has ended."""
        import fcntl

        os.close(self._writing)
        # Linux ends a process that does not handle SIGIO; the BSDs and macOS would ignore it.
        signal.signal(signal.SIGIO, signal.SIG_DFL if sys.platform == "linux" else _end)
        fcntl.fcntl(self._reading, fcntl.F_SETOWN, os.getpid())
        flags = fcntl.fcntl(self._reading, fcntl.F_GETFL)
        fcntl.fcntl(self._reading, fcntl.F_SETFL, flags | os.O_ASYNC | os.O_NONBLOCK)
        try:
            if not os.read(self._reading, 1):
                # The parent was gone before anybody could be told.
                os._exit(1)
        except BlockingIOError:
            return


def _end(*_: object) -> None:
    os._exit(1)
