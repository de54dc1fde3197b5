"""Files read that a stranger may have put there: no pipe that never ends, no link out, not too many bytes."""

from __future__ import annotations

import hashlib
import os
import stat
from io import BufferedReader, FileIO

from kg.disk.deleting import is_link
from kg.disk.writing import is_below

_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)

MOST_BYTES = 64 << 20
"""More than any document or setting holds that people write."""


class UnfitError(OSError):
    """What a path leads to is no file to be read: a pipe, a device, a link, or too much."""


def read_file(path: str | os.PathLike[str], *, most: int = MOST_BYTES, follow: bool = True) -> bytes:
    """The bytes of a file. Raises UnfitError where it is none to be read, and OSError where it cannot be.

    A file of more than ``most`` bytes is none, and without ``follow`` a link is none.
    """
    with open_file(path, follow=follow) as file:
        if os.fstat(file.fileno()).st_size <= most:
            data = file.read(most + 1)
            if len(data) <= most:
                return data
    raise UnfitError(f"it holds more than {most >> 20} MB")


def sha256_of(path: str | os.PathLike[str], *, follow: bool = True) -> str:
    """The SHA-256 of a file of any size, in hexadecimal. Raises as :func:`read_file` does."""
    with open_file(path, follow=follow) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_file(path: str | os.PathLike[str], *, follow: bool = True) -> BufferedReader:
    """A file, open to be read. Raises as :func:`read_file` does."""
    if not follow and is_link(path):
        raise UnfitError("it is a link")
    # Without waiting: a pipe would be opened only when somebody writes into it.
    file = os.open(path, os.O_RDONLY | _NO_WAIT | _BINARY | (0 if follow else _NO_FOLLOW))
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        # A pipe or a device may never end.
        raise UnfitError("it is a pipe, socket or device")
    return BufferedReader(FileIO(file))


def strays(path: str | os.PathLike[str], root: str | os.PathLike[str] | None = None) -> bool:
    """Whether a path that somebody named leads, by a link, elsewhere than its name says.

    A link may lead into the folder that it stands in, the current folder, or ``root``; a
    path below the current folder, or below ``root``, stays there.
    """
    absolute = os.path.abspath(path)
    homes = [home for home in (os.getcwd(), root) if home and is_below(absolute, os.path.abspath(home))]
    if is_link(absolute):
        homes.append(os.path.dirname(absolute))
    return bool(homes) and all(leads_out(absolute, home) for home in homes)


def leads_out(path: str | os.PathLike[str], folder: str | os.PathLike[str]) -> bool:
    """Whether a path below a folder leads, through links, to something that is not below it."""
    return not is_below(os.path.realpath(path), os.path.realpath(folder))
