"""A command in a process of its own, and one beside it that does nothing but wait.

What runs in C code cannot be interrupted from Python, and a library that is
refused memory ends its process with words of its own. The process that waits
answers Ctrl-C within a second whatever the other does, says in one sentence how
it ended, and leaves nothing running. See docs/decisions/0028.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import NoReturn

from kg.processes import stopping
from kg.processes.lifeline import Lifeline

_MEMORY = ("memory", "alloc", "failed to map segment")
_ENDED = {
    "SIGKILL": "the system has ended the command, most likely because memory ran out",
    "SIGXCPU": "the processor time that is allowed (ulimit -t) is used up",
    "SIGXFSZ": "a file has grown larger than is allowed (ulimit -f)",
}


def supervised(command: Callable[[], None]) -> NoReturn:
    """Run a command in a child process; raises SystemExit with its exit code.

    What C libraries write to standard error by themselves is not shown unless
    ``KG_DEBUG`` is set. Where there can be no child, this process does it.
    """
    if not hasattr(os, "fork"):
        stopping.alone(command)
    keeper = _Keeper()
    keeper.run(command)


class _Keeper:
    """The process that waits."""

    def __init__(self) -> None:
        self._asked = 0
        self._awaited = {*stopping.handled(), signal.SIGCHLD, signal.SIGALRM}
        self._is_debugging = bool(os.environ.get("KG_DEBUG"))

    def run(self, command: Callable[[], None]) -> NoReturn:
        for one in stopping.handled():
            signal.signal(one, self._note)
        # Some systems forget a signal that nobody handles even where it is blocked.
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGALRM, lambda *_: None)
        # From here on each is waited for: one that came just before a call would not interrupt it.
        signal.pthread_sigmask(signal.SIG_BLOCK, self._awaited)
        try:
            lifeline, words = Lifeline(), _words()
            child = os.fork()
        except OSError:
            # As many processes or files as are allowed are there already.
            stopping.alone(lambda: self._be_child(command, None, 0))
        if not child:
            stopping.alone(lambda: self._be_child(command, lifeline, words))
        lifeline.hold()
        stopping.leave(self._code(self._wait(child), words))

    def _be_child(self, command: Callable[[], None], lifeline: Lifeline | None, words: int) -> None:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, self._awaited)
        if self._asked:
            # It came before the fork, to the other process alone.
            stopping.stop(self._asked)
        if lifeline is not None:
            lifeline.tie()
            if not self._is_debugging:
                _divert(words)
                # What a thread raises reaches whoever waits for its work.
                sys.unraisablehook = threading.excepthook = stopping.say_nothing
        command()

    def _note(self, number: int, _: object) -> None:
        self._asked = self._asked or number

    def _wait(self, child: int) -> int:
        """The status with which the child ends, which is told of all signals that ask to stop."""
        if self._asked:
            self._pass_on(child)
        while True:
            number = signal.sigwait(self._awaited)
            if number == signal.SIGCHLD:
                ended, status = os.waitpid(child, os.WNOHANG)
                if ended:
                    return status
            elif self._asked:
                # Its time is over, or it was asked once more.
                os.kill(child, signal.SIGKILL)
            elif number in stopping.ASKING:
                self._asked = number
                self._pass_on(child)

    def _pass_on(self, child: int) -> None:
        signal.setitimer(signal.ITIMER_REAL, stopping.GRACE)
        os.kill(child, self._asked)

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
            reason = stopping.OUT_OF_MEMORY
        else:
            reason = _ENDED.get(name, f"a library that kg uses has broken off ({name})")
        sys.stderr.write(f"kg: {reason}\n  hint: KG_DEBUG=1 in the environment shows what was said last\n")
        return stopping.COULD_NOT_RUN


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
