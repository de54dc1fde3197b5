"""Two folders exchanged, so that whoever looks finds the one or the other, whole.

Linux and macOS can exchange two names in one step; elsewhere two renames do
it, and between them there is a moment without a folder, which
:func:`recover` mends after a crash.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

_NEW, _OLD = ".new", ".old"
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2
_NOT_POSSIBLE = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP})
"""What a file system answers that cannot exchange names."""


def exchange(staged: Path, target: Path) -> None:
    """Put the folder ``staged`` in the place of ``target``, whose content goes to ``staged`` or is gone.

    Raises OSError where that cannot be done; ``target`` is then as it was.
    """
    if not target.exists():
        staged.rename(target)
        return
    if _exchange_at_once(staged, target):
        return
    old = staged.with_suffix(_OLD)
    target.rename(old)
    try:
        staged.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


@contextlib.contextmanager
def staging(target: Path, spare: Path | None = None) -> Iterator[Path]:
    """A folder beside ``target``, which is ours while it is open.

    It is empty, or else the folder ``spare`` with whatever it holds. Afterwards
    it is left as ``spare``, without the files that stand in it directly, which
    are large; where no spare is named, or something fails, it is removed.
    """
    with contextlib.ExitStack() as held:
        # A folder that nobody holds yet looks like one that a crash left.
        with guard(target):
            staged = Path(tempfile.mkdtemp(prefix=f".{target.name}-", suffix=_NEW, dir=target.parent))
            held.callback(shutil.rmtree, staged, ignore_errors=True)
            if spare is not None:
                # Another build may have taken it, or it may be on another disk.
                with contextlib.suppress(OSError):
                    os.rename(spare, staged)
            held.enter_context(_locked(staged))
        yield staged
        if spare is not None:
            with contextlib.suppress(OSError):
                _leave(staged, spare)


def _leave(staged: Path, spare: Path) -> None:
    with os.scandir(staged) as entries:
        for one in entries:
            if not one.is_dir(follow_symlinks=False):
                os.unlink(one.path)
    spare.parent.mkdir(parents=True, exist_ok=True)
    os.rename(staged, spare)


def guard(target: Path) -> contextlib.AbstractContextManager[None]:
    """Keep other builds from looking at, mending or exchanging what stands beside ``target``.

    They wait; hold it for moments only.
    """
    return _locked(target.parent)


def recover(target: Path) -> None:
    """Mend what a build that was killed left beside ``target``.

    An output that stood between two renames comes back; folders that no
    running build holds are removed. Call it with the guard of ``target``.
    """
    for left in sorted(target.parent.glob(f".{target.name}-*{_OLD}")):
        if target.exists():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.rename(target)
    for left in sorted(target.parent.glob(f".{target.name}-*{_NEW}")):
        if not _is_held(left):
            shutil.rmtree(left, ignore_errors=True)


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


def _is_held(folder: Path) -> bool:
    """Whether a running process may hold the folder."""
    try:
        import fcntl

        descriptor = os.open(folder, os.O_RDONLY)
    except (ModuleNotFoundError, OSError):
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


def _exchange_at_once(one: Path, other: Path) -> bool:
    """Exchange two names in one step; False where the system or the file system cannot."""
    if os.name != "posix":
        return False
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
