"""A command in a process of its own, and one beside it that does nothing but wait.

What runs in C code cannot be interrupted from Python, and a library that is
refused memory ends its process with words of its own. The process that waits
answers Ctrl-C within a second whatever the other does, says in one sentence how
it ended, and leaves nothing running. See docs/decisions/0028.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import NoReturn

from kg.processes import stopping
from kg.processes.lifeline import Lifeline

_COULD_NOT_RUN = 2
_MEMORY = ("memory", "alloc", "failed to map segment")
_ENDED = {
    "SIGKILL": "the system has ended the command, most likely because memory ran out",
    "SIGXCPU": "the processor time that is allowed (ulimit -t) is used up",
    "SIGXFSZ": "a file has grown larger than is allowed (ulimit -f)",
}
_OUT_OF_MEMORY = "there is not enough memory, or no more is allowed (ulimit -v)"


def supervised(command: Callable[[], None]) -> NoReturn:
    """Run a command in a child process; raises SystemExit with its exit code.

    What C libraries write to standard error by themselves is not shown unless
    ``KG_DEBUG`` is set. Where there can be no child, this process does it.
    """
    if not hasattr(os, "fork"):
        alone(command)
    keeper = _Keeper()
    keeper.run(command)


class _Keeper:
    """The process that waits."""

    def __init__(self) -> None:
        self._asked = 0
        self._child = 0
        self._is_debugging = bool(os.environ.get("KG_DEBUG"))

    def run(self, command: Callable[[], None]) -> NoReturn:
        for one in stopping.handled():
            signal.signal(one, self._stop)
        try:
            lifeline, words = Lifeline(), _words()
            child = os.fork()
        except OSError:
            # As many processes or files as are allowed are there already.
            alone(command)
        if not child:
            alone(lambda: self._be_child(command, lifeline, words))
        lifeline.hold()
        self._child = child
        if self._asked:
            self._pass_on()
        _, status = os.waitpid(child, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _leave(self._code(status, words))

    def _be_child(self, command: Callable[[], None], lifeline: Lifeline, words: int) -> None:
        if self._asked:
            # It came between the fork and now, perhaps to this process alone.
            raise stopping.Stopped(self._asked)
        lifeline.tie()
        if not self._is_debugging:
            _divert(words)
            # What a thread raises reaches whoever waits for its work; nobody waits for what cannot be raised.
            sys.unraisablehook = threading.excepthook = stopping.say_nothing
        command()

    def _stop(self, number: int, _: object) -> None:
        is_second, self._asked = bool(self._asked), self._asked or number
        if self._child and is_second:
            self._kill()
        elif self._child:
            self._pass_on()

    def _pass_on(self) -> None:
        signal.signal(signal.SIGALRM, self._kill)
        signal.setitimer(signal.ITIMER_REAL, stopping.GRACE)
        self._tell(self._asked)

    def _kill(self, *_: object) -> None:
        self._tell(signal.SIGKILL)

    def _tell(self, number: int) -> None:
        try:
            os.kill(self._child, number)
        except ProcessLookupError:
            return

    def _code(self, status: int, words: int) -> int:
        """The exit code, after a word about how the child has ended where it could not say it itself."""
        if os.WIFEXITED(status):
            return os.WEXITSTATUS(status)
        number = os.WTERMSIG(status)
        if self._asked or number in stopping.ASKING:
            stopping.say()
            return 128 + (self._asked or number)
        said = "" if self._is_debugging else _read(words)
        name = signal.Signals(number).name
        if name not in _ENDED and any(word in said.lower() for word in _MEMORY):
            reason = _OUT_OF_MEMORY
        else:
            reason = _ENDED.get(name, f"a library that kg uses has broken off ({name})")
        sys.stderr.write(f"kg: {reason}\n  hint: KG_DEBUG=1 in the environment shows what was said last\n")
        return _COULD_NOT_RUN


def alone(command: Callable[[], None]) -> NoReturn:
    """Run the command in this process; raises SystemExit, or ends at once where it was stopped."""
    try:
        stopping.raise_once()
        command()
        sys.exit(0)
    except SystemExit as error:
        if isinstance(error.code, int) and error.code > 128:
            # Threads that are in C code would be waited for.
            _leave(error.code)
        raise
    except BaseException as error:
        if code := stopping.stopped_by(error):
            stopping.ignore()
            stopping.say()
            _leave(code)
        if isinstance(error, MemoryError):
            sys.stderr.write(f"kg: {_OUT_OF_MEMORY}\n")
            _leave(_COULD_NOT_RUN)
        if isinstance(error, OSError) and not os.environ.get("KG_DEBUG"):
            sys.stderr.write(f"kg: {error.strerror or error}\n")
            _leave(_COULD_NOT_RUN)
        raise


def _leave(code: int) -> NoReturn:
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
    os._exit(code)


def _words() -> int:
    """Where to keep what libraries say: in memory, else nowhere."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("kg")
    return os.open(os.devnull, os.O_RDWR)


def _divert(words: int) -> None:
    """Keep standard error for what Python says; whatever else writes there writes into ``words``."""
    shown = os.dup(2)
    for name in ("stderr", "__stderr__"):
        old = getattr(sys, name)
        if old is not None:
            new = open(shown, "w", 1, encoding=old.encoding, errors=old.errors, closefd=False)  # noqa: SIM115
            setattr(sys, name, new)
    os.dup2(words, 2)


def _read(words: int) -> str:
    os.lseek(words, 0, os.SEEK_SET)
    return os.read(words, 1 << 16).decode("utf-8", "replace")
