"""What a command does when it is to stop: by Ctrl-C (SIGINT) or by SIGTERM."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import NoReturn

INTERRUPTED = 128 + signal.SIGINT
"""What shells give for a command that SIGINT has ended, 130; 143 is that for SIGTERM."""

GRACE = 0.7
"""Seconds that a command has to clear up after it was asked to stop."""

COULD_NOT_RUN = 2
OUT_OF_MEMORY = "there is not enough memory, or no more is allowed (ulimit -v)"
SAID = "kg: interrupted\n"

ASKING = tuple(
    one
    for one in (getattr(signal, name, None) for name in ("SIGINT", "SIGTERM", "SIGHUP"))
    if one is not None
)
"""The signals that ask a command to stop."""


class Stopped(KeyboardInterrupt):
    """Somebody wants the command to stop; ``number`` is that of the signal."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


_asked = 0
_is_said = False


def stopped_by(error: BaseException) -> int:
    """The exit code of a command that ends with this error because it was to stop; 0 for any other reason.

    What is raised while a module is imported, or in a callback, may reach us as an error of whoever called.
    """
    if isinstance(error, Stopped):
        return 128 + error.number
    if _asked:
        return 128 + _asked
    return INTERRUPTED if isinstance(error, KeyboardInterrupt) else 0


def raise_once() -> None:
    """Raise Stopped at the first signal that asks to stop; what comes after it disturbs no clearing up."""
    for one in handled():
        signal.signal(one, stop)


def stop(number: int, _: object = None) -> None:
    """What to do at a signal that asks to stop: raise Stopped, but only once in a process.

    Where what is raised gets lost, because a callback was running, or where
    clearing up waits for a thread, this process ends all the same.
    """
    global _asked
    if _asked:
        return
    _asked = number
    sys.unraisablehook = say_nothing
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, lambda *_: _end(number))
        signal.setitimer(signal.ITIMER_REAL, GRACE)
    raise Stopped(number)


def exit_at_once() -> None:
    """End this process at a signal that asks to stop: for one that has nothing to clear up.

    For what waits in threads for input that nobody can interrupt.
    """
    for one in handled():
        signal.signal(one, lambda number, _: _end(number))


def _end(number: int) -> NoReturn:
    say()
    os._exit(128 + number)


def say_nothing(_: object) -> None:
    """What was raised where nothing can be raised is no news once the command is to stop."""


def handled() -> list[signal.Signals]:
    """The signals that ask to stop, but for those that this process was started to ignore, as by nohup."""
    return [one for one in ASKING if signal.getsignal(one) is not signal.SIG_IGN]


def say() -> None:
    """Say, whatever else this process is about to print, that the command was interrupted; once."""
    global _is_said
    if _is_said:
        return
    _is_said = True
    try:
        sys.stderr.write(SAID)
        sys.stderr.flush()
    except (OSError, RuntimeError, ValueError):
        # Nobody listens, or this process was amidst printing.
        return


@contextlib.contextmanager
def unheard_by_children() -> Iterator[None]:
    """Processes that are started meanwhile never hear of signals that ask to stop.

    A terminal sends SIGINT to them too, while they import modules: each would
    print a traceback. What comes meanwhile reaches this process at the end.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    signal.pthread_sigmask(signal.SIG_BLOCK, ASKING)
    try:
        yield
    finally:
        hear()


def hear() -> None:
    """Let this process hear of signals that ask to stop; what has come meanwhile is heard now."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ASKING)


def alone(command: Callable[[], None]) -> NoReturn:
    """Run the command in this process; raises SystemExit, or ends at once where it was stopped."""
    try:
        try:
            raise_once()
            hear()
            command()
            sys.exit(0)
        except SystemExit as error:
            if isinstance(error.code, int) and error.code > 128:
                # Threads that are in C code would be waited for.
                leave(error.code)
            raise
        except BaseException as error:
            _fail(error)
            raise
        finally:
            # All is done; only what Python itself has to clear up can take a while.
            exit_at_once()
    except Stopped as error:
        # It came amidst the lines above.
        say()
        leave(128 + error.number)


def _fail(error: BaseException) -> None:
    """Say what stopped a command where that can be said, and end this process."""
    if code := stopped_by(error):
        say()
        leave(code)
    if isinstance(error, MemoryError):
        sys.stderr.write(f"kg: {OUT_OF_MEMORY}\n")
        leave(COULD_NOT_RUN)
    if isinstance(error, OSError) and not os.environ.get("KG_DEBUG"):
        sys.stderr.write(f"kg: {error.strerror or error}\n")
        leave(COULD_NOT_RUN)


def leave(code: int) -> NoReturn:
    """End this process at once; threads and what would be cleared up at its end are not waited for."""
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
    os._exit(code)
