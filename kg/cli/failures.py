"""What stopped a command, in one sentence: the environment, or a defect of kg."""

from __future__ import annotations

import errno

from kg.errors import KgError
from kg.processes.stopping import OUT_OF_MEMORY

_ADVICE = {
    errno.EDQUOT: "your quota there is used up",
    errno.EMFILE: "ulimit -n says how many this process may have",
    errno.EFBIG: "ulimit -f says how large a file may be",
    errno.EAGAIN: "ulimit -u says how many processes and threads may run",
}
_MEMORY = (
    "failed to map segment",
    "cannot allocate memory",
    "can't start new thread",
    "cannot apply additional",
)


def failure(error: BaseException) -> str:
    """What an error means to who ran the command; a defect of kg is one of kg alone."""
    if isinstance(error, KgError):
        return str(error)
    for cause in _causes(error):
        if isinstance(cause, MemoryError) or any(word in str(cause).lower() for word in _MEMORY):
            # What a library cannot load or start for want of memory, it says in words of its own.
            return OUT_OF_MEMORY
        if isinstance(cause, SystemError):
            return f"a library that kg uses has broken off, most likely for want of memory: {cause}"
        if isinstance(cause, RecursionError):
            return "something is nested too deeply to be read; make it flatter"
        if isinstance(cause, OSError) and cause.errno is not None:
            return _of_system(cause)
    return (
        f"a defect of kg, not of your documents: {type(error).__name__}: {error}\n"
        "  hint: run again with KG_DEBUG=1 and report what it prints"
    )


def _causes(error: BaseException) -> list[BaseException]:
    """The error and what it came from, the error first."""
    found: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in found:
        found.append(cause)
        cause = cause.__cause__
    return found


def _of_system(error: OSError) -> str:
    if error.errno == errno.ENOMEM:
        return OUT_OF_MEMORY
    advice = _ADVICE.get(error.errno or 0)
    reason = f"{error.strerror or error}{f' ({advice})' if advice else ''}"
    if error.filename is None:
        # An error about any file but standard output names it.
        return f"the output cannot be printed: {reason}"
    return f"{error.filename}: {reason}"
