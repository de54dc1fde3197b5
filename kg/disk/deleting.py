"""Removing files and folders: never through a link."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from collections.abc import Callable

_IS_JUNCTION: Callable[[str | os.PathLike[str]], bool] = getattr(os.path, "isjunction", lambda _: False)
"""Of Python 3.12; only Windows has junctions."""


def remove(path: str | os.PathLike[str]) -> None:
    """Remove a file, a link, or a folder with what is in it, so far as that can be done.

    A link goes itself, what it leads to stays, also below the folder. The
    caller must know that what stands there is ours: by a note of the
    :mod:`registry <kg.disk.registry>`, or because it made it.
    """
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return
    if stat.S_ISDIR(mode) and not is_junction(path):
        # It goes down by descriptors, where the system has them: nobody can put a link in the way.
        shutil.rmtree(path, ignore_errors=True)
        return
    with contextlib.suppress(OSError):
        os.unlink(path)


def forget_oldest(folder: str | os.PathLike[str], most: int) -> None:
    """Remove all but the ``most`` files of a folder of ours that were written last. Raises OSError."""
    with os.scandir(folder) as entries:
        found = [(one.stat(follow_symlinks=False).st_mtime_ns, one.path) for one in entries]
    for _, path in sorted(found, reverse=True)[most:]:
        remove(path)


def is_junction(path: str | os.PathLike[str]) -> bool:
    """Whether a folder of Windows leads to another one without being called a link."""
    return _IS_JUNCTION(path)


def is_link(path: str | os.PathLike[str]) -> bool:
    """Whether a path leads elsewhere: a link of any kind, also one that leads to nothing."""
    return os.path.islink(path) or is_junction(path)
