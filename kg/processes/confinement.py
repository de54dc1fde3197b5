"""What a process gives up before it takes a query.

Whatever a query makes Oxigraph do, the system then refuses new files and
sockets, and memory past a bound, to the whole process.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

try:
    import resource
except ModuleNotFoundError:  # Windows, where the front alone watches
    HAS_LIMITS = False
else:
    HAS_LIMITS = True

_DEATH_SIGNAL = 1
_KILL = 9


def die_with_parent(parent: int = 0) -> None:
    """End this process when its parent ends, however that comes about (Linux, prctl(2)).

    ``parent`` is its process, where it is known and may have ended already.
    Elsewhere the end of the pipe says so, once the query is done.
    """
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, _KILL)
        if parent and os.getppid() != parent:
            os._exit(1)


def confine(memory: int, files: int = 0) -> None:
    """Refuse new files and sockets past ``files``, and more than ``memory`` bytes beyond what is in use now.

    :func:`release` takes it back; nothing that a query can reach does.
    """
    if not HAS_LIMITS:
        return
    no_core()
    limit_memory(memory)
    # The lowest number that is free, or that of the last file to be allowed, becomes the first forbidden.
    opened = [os.open(os.devnull, os.O_RDONLY) for _ in range(files + 1)]
    for one in opened:
        os.close(one)
    _set(resource.RLIMIT_NOFILE, opened[-1])


def no_core() -> None:
    """Let no dump be made of this process where it is refused memory: it would hold the answers to others."""
    if HAS_LIMITS:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_memory(memory: int) -> None:
    """Refuse this process more than ``memory`` bytes beyond what is in use now."""
    in_use = address_space()
    if HAS_LIMITS and in_use:
        _set(resource.RLIMIT_AS, in_use + memory)


def release() -> None:
    """Allow files and memory again, to open another store."""
    if HAS_LIMITS:
        for kind in (resource.RLIMIT_NOFILE, resource.RLIMIT_AS):
            _set(kind, resource.getrlimit(kind)[1])


def unopened(folder: Path) -> int:
    """How many files of a RocksDB store this process has yet to open: it does so when they are wanted."""
    files = {str(one) for one in folder.resolve().glob("*.sst")}
    descriptors = Path("/proc/self/fd")
    if descriptors.is_dir():
        for one in descriptors.iterdir():
            with contextlib.suppress(OSError):
                files.discard(str(one.readlink()))
    return len(files)


def address_space() -> int:
    """The size of this process's address space in bytes; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    except (OSError, NameError):
        return 0


def _set(kind: int, soft: int) -> None:
    hard = resource.getrlimit(kind)[1]
    resource.setrlimit(kind, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))
