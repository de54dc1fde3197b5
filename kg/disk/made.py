"""Files that a command made and may make again, told from files of the user under the same name."""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

from kg.disk.deleting import forget_oldest, is_link
from kg.disk.reading import read_file, sha256_of
from kg.disk.state import path_hash, user_folder
from kg.disk.writing import write_file
from kg.errors import OutputError

_FOLDER = "made"
_MOST_KNOWN = 256
"""So many files are remembered, those written last."""


def write_own(path: Path, data: bytes, *, force: bool = False) -> None:
    """Write a file, in place of one only where that is as we wrote it, or with ``force``.

    The user's own folder remembers what we wrote. Raises OutputError where there is
    another file, and as :func:`write_file` does.
    """
    digest = hashlib.sha256(data).hexdigest()
    is_there = os.path.isfile(path) and not is_link(path)
    if is_there and not force and sha256_of(path) not in {digest, _written(path)}:
        raise OutputError(
            f"{path} is there, and is not what this command wrote; "
            "name another file with -o, or replace it with --force"
        )
    write_file(path, data)
    with contextlib.suppress(OSError, OutputError):
        user = user_folder()
        if user is not None:
            write_file(user / _FOLDER / path_hash(path), digest.encode("ascii"))
            forget_oldest(user / _FOLDER, _MOST_KNOWN)


def _written(path: Path) -> str:
    """The SHA-256 of what we wrote under a path; empty where nothing is known of it."""
    with contextlib.suppress(OSError, OutputError, UnicodeDecodeError):
        user = user_folder()
        if user is not None:
            return read_file(user / _FOLDER / path_hash(path)).decode("ascii")
    return ""
