"""Files written whole or not at all, and never through a link.

The rule for every file that we write, wherever it is:

- What is there already is replaced in one step by a file written beside it,
  so that a crash or a full disk leaves the old bytes or the new ones.
- A link is never written through nor replaced. Who means the file that it
  leads to names that file.
- A path below the current folder stays below it: a folder on the way that is a
  link out of it was brought by whoever made the folder.
- A pipe or a device such as ``/dev/stdout`` is written into, as the user who
  names one wants; below ``/dev`` links count as what they lead to.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from kg.disk.deleting import is_link, remove
from kg.disk.registry import noted, token
from kg.errors import OutputError
from kg.pieces import Piece

_DEVICES = "/dev/"
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)
# O_PATH: a folder that may be written need not be readable.
_FOLDER_ALONE = getattr(os, "O_PATH", os.O_RDONLY) | getattr(os, "O_DIRECTORY", 0)
_HAS_FOLDER_DESCRIPTORS = {os.open, os.rename, os.unlink, os.stat} <= os.supports_dir_fd


def write_file(
    path: Path, data: bytes | Iterable[Piece], *, is_durable: bool = False, only_new: bool = False
) -> None:
    """Write a file whole, in place of another, with the permissions of that.

    The folders above it are made. With ``is_durable`` it is on the disk before it takes the
    place of the old one; with ``only_new`` there must be none. Raises OutputError
    where the place is not for us to write, FileExistsError where there must be none, and
    OSError where the system cannot.
    """
    pieces = [data] if isinstance(data, bytes) else data
    if _is_stream(path):
        with open(path, "wb", buffering=0) as stream:
            for piece in pieces:
                _write_all(stream, piece)
        return
    check_place(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path.parent)) from error
    with _Folder(path.parent) as folder:
        mode = folder.mode_of(path.name)
        if only_new and mode is not None:
            raise FileExistsError(f"{path} is there")
        fresh = f".kg-{token()}.new"
        with noted(path.parent / fresh):
            try:
                with folder.create(fresh) as file:
                    if mode is not None and hasattr(os, "fchmod"):
                        os.fchmod(file.fileno(), mode)
                    file.writelines(pieces)
                    if is_durable:
                        file.flush()
                        os.fsync(file.fileno())
                if only_new:
                    folder.put_new(fresh, path.name)
                else:
                    folder.replace(fresh, path.name)
            except BaseException:
                folder.remove(fresh)
                raise


def check_place(path: Path, within: Iterable[str | os.PathLike[str]] = ()) -> None:
    """Raise OutputError unless a path is for us to write.

    It is where it is no link and, below the current folder or one of
    ``within``, no folder on the way leads out of that.
    """
    if is_link(path):
        raise OutputError(
            f"{path} is a link, which is never written through; name the file or folder that it leads to"
        )
    absolute = os.path.abspath(path)
    for one in (os.curdir, *within):
        above = os.path.abspath(one)
        if not is_below(absolute, above):
            continue
        if not is_below(os.path.realpath(os.path.dirname(absolute)), os.path.realpath(above)):
            raise OutputError(
                f"a folder on the way to {path} is a link that leads out of {above}; "
                "name the folder that it leads to"
            )


def is_below(path: str | os.PathLike[str], folder: str | os.PathLike[str]) -> bool:
    """Whether a path is the folder or below it, by the names of both alone."""
    start, whole = os.path.normcase(folder), os.path.normcase(path)
    return whole == start or whole.startswith(start if start.endswith(os.sep) else start + os.sep)


def _is_stream(path: Path) -> bool:
    """Whether a path leads to a pipe or a device, which cannot be replaced and takes what is written."""
    with contextlib.suppress(OSError):
        if is_link(path) and not os.path.abspath(path).startswith(_DEVICES):
            return False
        mode = os.stat(path).st_mode
        return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)
    return False


def _write_all(stream: IO[bytes], data: Piece) -> None:
    view = memoryview(data)
    while view:
        view = view[stream.write(view) :]


class _Folder:
    """A folder in which a file is replaced; held open, so that all is done in the same one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def __enter__(self) -> _Folder:
        if _HAS_FOLDER_DESCRIPTORS:
            self._descriptor = os.open(self._path, _FOLDER_ALONE)
        return self

    def __exit__(self, *raised: object) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)

    def mode_of(self, name: str) -> int | None:
        """The permissions of a file in the folder; None where nothing is. Raises OutputError for no file."""
        try:
            mode = os.stat(self._name(name), dir_fd=self._descriptor, follow_symlinks=False).st_mode
        except FileNotFoundError:
            return None
        if not stat.S_ISREG(mode):
            raise OutputError(f"{self._path / name} is no file; name another")
        return stat.S_IMODE(mode)

    @contextlib.contextmanager
    def create(self, name: str) -> Iterator[IO[bytes]]:
        """A new file, open to be written; nothing may be there, not even a link."""
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | _NO_FOLLOW | _BINARY
        with os.fdopen(os.open(self._name(name), flags, 0o666, dir_fd=self._descriptor), "wb") as file:
            yield file

    def replace(self, name: str, other: str) -> None:
        """Let a file take the place of another."""
        one, two = self._name(name), self._name(other)
        os.replace(one, two, src_dir_fd=self._descriptor, dst_dir_fd=self._descriptor)

    def put_new(self, name: str, other: str) -> None:
        """Give a file a name that is free. Raises FileExistsError where it is not."""
        one, two = self._name(name), self._name(other)
        try:
            os.link(one, two, src_dir_fd=self._descriptor, dst_dir_fd=self._descriptor)
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links
            if self.mode_of(other) is not None:
                raise FileExistsError(f"{self._path / other} is there") from None
            self.replace(name, other)
            return
        self.remove(name)

    def remove(self, name: str) -> None:
        """Remove a file of ours."""
        if self._descriptor is None:
            remove(self._path / name)
            return
        with contextlib.suppress(OSError):
            os.unlink(name, dir_fd=self._descriptor)

    def _name(self, name: str) -> str:
        return name if self._descriptor is not None else os.fspath(self._path / name)
