"""Work in a process of its own, within limits of time and memory, which ends without harm to this one.

Where nothing was loaded yet that a fork would hurt, the process is a fork,
which costs a few milliseconds; everywhere else it is a new one.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

from kg import errors
from kg.processes import confinement, stopping
from kg.processes.lifeline import Lifeline

if TYPE_CHECKING:
    import subprocess

MEBIBYTE = 2**20
_OUT_OF_TIME = 142
"""What a shell gives for SIGALRM, which ends a process whose time is over."""
_NO_FORK_WITH = ("pyoxigraph", "numpy")
"""Libraries that have threads of their own, which a fork does not have."""
_OUT_OF_MEMORY = ("memory allocation", "out of memory", "bad_alloc", "MemoryError")
_TOO_DEEP = ("stack", "recursion")
_KEPT_OF_ERRORS = 4000
_READ_AT_ONCE = 1 << 16
_LOOK = 0.3
"""Seconds after which a process that waits for a new one looks for signals."""
_MODULE = "kg.processes.limited"

Told = dict[str, Any]
Begin = Callable[[], None]
Work = Callable[[Told, Begin], Iterator[Any]]
"""What is done: from what it is told, it makes values that JSON can carry, one after the other.

It calls its second argument when it has opened what it needs, and again for
each further piece of work: from there the limits are counted.
"""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Seconds that one piece of work may take, and bytes beyond what is in use before; 0 for no limit."""

    seconds: float = 60.0
    memory: int = 2048 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class Outcome:
    """The values that were made, and what stopped it before the end; None where nothing did."""

    values: tuple[Any, ...]
    stopped: errors.KgError | None = None


def within(bounds: Bounds, work: str, told: Told) -> Outcome:
    """Do ``work``, a "module:function" of the kind :data:`Work`, in a process of its own.

    Raises the KgError that the work raises. What was over a limit is in the outcome.
    """
    job = {"work": work, "told": told, "seconds": bounds.seconds, "memory": bounds.memory}
    made, said, status = _forked(job) if _may_fork() else _spawned(job)
    values = []
    for line in made.splitlines():
        try:
            message = json.loads(line)
        except ValueError:
            # The last line of a process that was ended amidst it.
            break
        if "error" in message:
            raise _raised(message)
        values.append(message["value"])
    return Outcome(tuple(values), _stopped(bounds, status, said) if status else None)


def one(bounds: Bounds, work: str, told: Told) -> Any:
    """The one value that work makes. Raises QueryError where it was over a limit, or what the work raises."""
    outcome = within(bounds, work, told)
    if outcome.stopped is not None:
        raise outcome.stopped
    return outcome.values[0]


def _stopped(bounds: Bounds, status: int, said: str) -> errors.KgError:
    """What the end of a process means, which is told by its status as subprocess gives it."""
    if status in (_OUT_OF_TIME, 128 - _OUT_OF_TIME):
        return errors.QueryError(
            f"the query was stopped after {bounds.seconds:g} s; "
            "ask for less: fewer patterns, a LIMIT, a named node"
        )
    if any(word in said for word in _OUT_OF_MEMORY):
        return errors.QueryError(
            f"the query needs more than {bounds.memory // MEBIBYTE:,} MB of memory, or more than there is; "
            "ask for less: fewer patterns, a LIMIT, a named node"
        )
    if any(word in said for word in _TOO_DEEP):
        return errors.QueryError("the query is nested too deeply; simplify it")
    return errors.QueryError("the query was stopped, because it needs too much memory or time; ask for less")


def _raised(message: Told) -> errors.KgError:
    kind = getattr(errors, message["error"], errors.KgError)
    if kind is errors.QueryError:
        line, column = message["place"]
        return errors.QueryError(message["said"], (line, column))
    if kind is errors.EndpointError:
        return errors.EndpointError(message["said"], message["status"])
    raised: errors.KgError = kind(message["said"])
    return raised


def _may_fork() -> bool:
    return (
        sys.platform == "linux"
        and threading.active_count() == 1
        and not any(name in sys.modules for name in _NO_FORK_WITH)
    )


def _forked(job: Told) -> tuple[bytes, str, int]:
    """What a fork of this process writes, what it says on standard error, and how it ends."""
    lifeline = Lifeline()
    (reading, writing), (hearing, saying) = os.pipe(), os.pipe()
    with stopping.unheard_by_children():
        child = os.fork()
        if not child:
            _be_child(job, lifeline, writing, saying)
    lifeline.hold()
    os.close(writing)
    os.close(saying)
    try:
        data, words = _read(reading, hearing)
        _, status = os.waitpid(child, 0)
        child = 0
    finally:
        lifeline.let_go()
        os.close(reading)
        os.close(hearing)
        if child:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    return data, words.decode("utf-8", "replace"), os.waitstatus_to_exitcode(status)


def _read(*sources: int) -> list[bytes]:
    """All that comes out of some pipes."""
    import select

    found = {one: bytearray() for one in sources}
    left = list(sources)
    with _woken() as waking:
        while left:
            for one in select.select([*left, *waking], [], [])[0]:
                data = os.read(one, _READ_AT_ONCE)
                if one in found:
                    found[one] += data
                    if not data:
                        left.remove(one)
    return [bytes(found[one]) for one in sources]


@contextlib.contextmanager
def _woken() -> Iterator[list[int]]:
    """What can be read when a signal has come, also just before this process began to wait for something."""
    if threading.current_thread() is not threading.main_thread():
        yield []
        return
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    before = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    try:
        yield [reading]
    finally:
        signal.set_wakeup_fd(before)
        os.close(reading)
        os.close(writing)


def _be_child(job: Told, lifeline: Lifeline, writing: int, saying: int) -> NoReturn:
    code = 1
    try:
        lifeline.tie()
        # What a library says before it breaks off is short; it must not wait for a reader.
        os.set_blocking(saying, False)
        os.dup2(saying, 2)
        _do(job, writing)
        code = 0
    except MemoryError:
        os.write(2, b"MemoryError")
    except BaseException as error:  # noqa: BLE001 - nothing of this process's callers may run in the child
        with contextlib.suppress(BlockingIOError):
            os.write(2, repr(error).encode("utf-8", "replace")[-_KEPT_OF_ERRORS:])
    finally:
        os._exit(code)


def _spawned(job: Told) -> tuple[bytes, str, int]:
    """The same of a new process."""
    import subprocess

    command = (sys.executable, "-P", "-m", _MODULE)
    data = json.dumps(job).encode("ascii")
    pipe = subprocess.PIPE
    with stopping.unheard_by_children():
        started = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe)
    with started as child:
        try:
            made, said = _communicated(child, data)
        except BaseException:
            child.kill()
            raise
    return made, said.decode("utf-8", "replace")[-_KEPT_OF_ERRORS:], child.returncode


def _communicated(child: subprocess.Popen[bytes], data: bytes) -> tuple[bytes, bytes]:
    """What a process answers to what it is sent, on standard output and standard error."""
    import subprocess

    # Not sent by communicate: what is left to be sent when its time is over, it never sends.
    sending, child.stdin = child.stdin, None
    sender = threading.Thread(target=_send, args=(sending, data), daemon=True)
    sender.start()
    while True:
        # Again and again: a signal that came just before the call would not interrupt it.
        with contextlib.suppress(subprocess.TimeoutExpired):
            answer = child.communicate(timeout=_LOOK)
            sender.join()
            return answer


def _send(target: BinaryIO, data: bytes) -> None:
    # A process that has ended reads nothing any more.
    with contextlib.suppress(OSError):
        try:
            target.write(data)
        finally:
            target.close()


def _do(job: Told, target: int) -> None:
    """Do a job, and write a line of JSON for each value, or for what is wrong."""
    confinement.no_core()

    def begin() -> None:
        _limit_time(job["seconds"])
        if job["memory"]:
            confinement.limit_memory(job["memory"])

    module, _, name = job["work"].partition(":")
    work: Work = getattr(importlib.import_module(module), name)
    with open(target, "wb") as made:
        try:
            for value in work(job["told"], begin):
                _limit_time(0)
                made.write(json.dumps({"value": value}).encode("ascii") + b"\n")
                made.flush()
        except errors.KgError as error:
            message = {
                "error": type(error).__name__,
                "said": str(error),
                "place": getattr(error, "place", None),
                "status": getattr(error, "status", None),
            }
            made.write(json.dumps(message).encode("ascii") + b"\n")


def _limit_time(seconds: float) -> None:
    """End this process after so many seconds; never for 0."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        return
    global _timer
    if _timer is not None:
        _timer.cancel()
    _timer = threading.Timer(seconds, os._exit, (_OUT_OF_TIME,)) if seconds else None
    if _timer is not None:
        _timer.daemon = True
        _timer.start()


_timer: threading.Timer | None = None


def main() -> None:
    """Do the job on standard input, and write its values to standard output."""
    confinement.die_with_parent()
    output = os.dup(1)
    # Whatever prints by mistake must not stand between values.
    os.dup2(2, 1)
    _do(json.load(sys.stdin.buffer), output)


if __name__ == "__main__":
    main()
