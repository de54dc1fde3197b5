"""Two folders exchanged, so that whoever looks finds the one or the other, whole.

Linux and macOS can exchange two names in one step; elsewhere two renames do
it, and between them there is a moment without a folder. What a crash leaves
beside it is noted before it is made, and mended by the next run.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from kg.disk import clean_up, noted, noted_aside, remove, token

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2
_NOT_POSSIBLE = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP})
"""What a file system answers that cannot exchange names."""


def exchange(staged: Path, target: Path) -> None:
    """Put the folder ``staged`` in the place of ``target``, whose content goes to ``staged`` or is gone.

    Raises OSError where that cannot be done; ``target`` is then as it was.
    """
    if not os.path.lexists(target):
        staged.rename(target)
        return
    if _exchange_at_once(staged, target):
        return
    old = target.parent / f".kg-{token()}.old"
    with noted_aside(old, target):
        target.rename(old)
        try:
            staged.rename(target)
        except OSError:
            old.rename(target)
            raise
        remove(old)


@contextlib.contextmanager
def staging(target: Path, spare: Path | None = None) -> Iterator[Path]:
    """A folder beside ``target``, which is ours while it is open.

    It is empty, or else the folder ``spare`` with whatever it holds. Afterwards
    it is left as ``spare``, without the files that stand in it directly, which
    are large; where no spare is named, or something fails, it is removed.
    """
    clean_up()
    staged = target.parent / f".kg-{token()}.new"
    with noted(staged):
        try:
            if spare is None or not _take(spare, staged):
                staged.mkdir(mode=0o700)
            yield staged
            if spare is not None:
                with contextlib.suppress(OSError):
                    _leave(staged, spare)
        finally:
            remove(staged)


def _take(spare: Path, staged: Path) -> bool:
    """Whether there was a spare folder, and it is the staged one now."""
    # Another build may have taken it, or it may be on another disk.
    with contextlib.suppress(OSError):
        if stat.S_ISDIR(os.lstat(spare).st_mode):
            os.rename(spare, staged)
            return True
    return False


def _leave(staged: Path, spare: Path) -> None:
    with os.scandir(staged) as entries:
        for one in entries:
            if not one.is_dir(follow_symlinks=False):
                os.unlink(one.path)
    spare.parent.mkdir(parents=True, exist_ok=True)
    os.rename(staged, spare)


def guard(target: Path) -> contextlib.AbstractContextManager[None]:
    """Keep other builds from looking at or exchanging ``target``.

    They wait; hold it for moments only.
    """
    return _locked(target.parent)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the lock on the folder, which the system lets go when the process ends, however it ends."""
    try:
        import fcntl
    except ModuleNotFoundError:  # Windows
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # a file system without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _exchange_at_once(one: Path, other: Path) -> bool:
    """Exchange two names in one step; False where the system or the file system cannot."""
    if os.name != "posix":
        return False
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(one), os.fsencode(other)
    if sys.platform == "linux" and hasattr(library, "renameat2"):
        failed = library.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE)
    elif sys.platform == "darwin" and hasattr(library, "renamex_np"):
        failed = library.renamex_np(*names, _RENAME_SWAP)
    else:
        return False
    if failed and ctypes.get_errno() not in _NOT_POSSIBLE:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(other))
    return not failed
