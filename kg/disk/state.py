"""The folder of this user in which we keep what must be believed: caches, work folders, the registry.

What stands inside a project is input from a stranger, whoever owns the file:
git carries links and names of every kind. So nothing that is believed is
read from there. It is kept in a folder that only this user can write, under
names that are hashes, and no repository can plant a file there.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from pathlib import Path

from kg.disk.deleting import is_junction
from kg.errors import OutputError

VARIABLE = "KG_CACHE_DIR"
"""The environment variable that names the folder, by an absolute path; empty for none."""

_ONLY_OURS = 0o700
_WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_HASH_LENGTH = 32
"""Hexadecimal digits, 128 bits: nobody finds a path with the hash of another."""


def user_folder() -> Path | None:
    """The folder, which is made where it is not there; None where the variable is empty.

    Raises OutputError when it cannot be made, or when somebody else than this
    user could have written what is in it.
    """
    named = os.environ.get(VARIABLE)
    if named == "":
        return None
    if named is not None:
        folder = Path(named)
    else:
        import platformdirs

        folder = platformdirs.user_cache_path("claimgraph", appauthor=False)
    if not folder.is_absolute():
        # Below the current folder it would be what a repository brings, as likely as not.
        said = f"{VARIABLE} is {named}" if named else f"the folder for caches is {folder}"
        raise OutputError(f"{said}, which is no absolute path; {_REMEDY}")
    _make(folder)
    return folder


def kept_folder() -> Path | None:
    """The folder, as :func:`user_folder` gives it; None also where it is refused.

    For what costs time alone where it is not kept.
    """
    try:
        return user_folder()
    except OutputError:
        return None


_REMEDY = f"set {VARIABLE} to the path of a folder that only you can write, or to nothing to keep nothing"


def state_folder(kind: str, place: str | os.PathLike[str]) -> Path | None:
    """The folder for what we keep of a ``kind`` ("build") about an output or project folder, which is made.

    It is named by a hash of the real path of ``place``, which need not be
    there. None where nothing may be kept. Raises OutputError as
    :func:`user_folder` does.
    """
    user = user_folder()
    if user is None:
        return None
    folder = user / kind / path_hash(place)
    _make(folder.parent)
    _make(folder)
    return folder


def path_hash(place: str | os.PathLike[str]) -> str:
    """A name for what we keep about a file or folder: a hash of its real path, whatever is there."""
    real = os.path.normcase(os.path.realpath(place))
    return hashlib.sha256(os.fsencode(real)).hexdigest()[:_HASH_LENGTH]


def _make(folder: Path) -> None:
    """Make a folder that only this user can read or write, and be sure of it if it is there."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=_ONLY_OURS)
        status = folder.lstat()
    except OSError as error:
        raise OutputError(
            f"the folder {folder}, where kg keeps what it uses again, cannot be made: "
            f"{error.strerror or error}; {_REMEDY}"
        ) from error
    if trouble := _trouble(folder, status):
        raise OutputError(f"{folder} {trouble}, so what is in it cannot be believed; {_REMEDY}")


def _trouble(folder: Path, status: os.stat_result) -> str:
    """Why somebody else could have written what is in the folder; empty where nobody could."""
    if not stat.S_ISDIR(status.st_mode) or is_junction(folder):
        return "is a link or a file"
    if not hasattr(os, "geteuid"):  # Windows: the folder of a user has an access list of its own
        return ""
    if status.st_uid != os.geteuid():
        return "belongs to somebody else"
    if status.st_mode & _WRITABLE_BY_OTHERS:
        return "can be written by others"
    return ""
