"""A folder being filled with the files of an output, some of which stay what they were.

A file that stays is a hard link to that of the output that stands. A folder
that an earlier build has left to be used again holds most of them already.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kg.pieces import Piece, Pieces, size

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

_BATCH = 1 << 20
"""Bytes handed over to the thread that writes: for each file alone that would take as long as to write it."""
_MOST_PENDING = 32
"""So many batches wait in memory for the disk."""


class Mark(NamedTuple):
    """What tells whether a file is still the one that was written: size, time of change in ns, and inode."""

    size: int
    changed: int
    inode: int

    @classmethod
    def of(cls, found: os.stat_result) -> Mark:
        """The mark of a file whose status is given."""
        return cls(found.st_size, found.st_mtime_ns, found.st_ino)


class Kept(NamedTuple):
    """A file that stays what it is in the output that stands; its ``mark`` is given."""

    mark: Mark


Content = bytes | Pieces | Iterator[bytes]
"""What a file holds, whole, in pieces, or in pieces that are made one after the other."""


class OutputReplacedError(Exception):
    """The output, files of which were to be kept, is no longer the one that was looked at."""


def files_below(folder: str, folders: set[str] | None = None) -> Iterator[os.DirEntry[str]]:
    """The files below a folder, and links whatever they lead to; ``path`` of each begins with ``folder``.

    The paths of the folders below it are added to ``folders``. Raises OSError
    where a folder cannot be read.
    """
    pending = [folder]
    while pending:
        with os.scandir(pending.pop()) as entries:
            for one in entries:
                if not one.is_dir(follow_symlinks=False):
                    yield one
                    continue
                pending.append(one.path)
                if folders is not None:
                    folders.add(one.path)


class Found(NamedTuple):
    """What is below a folder, by paths there with ``/`` between their parts: marks of files, and folders."""

    files: dict[str, Mark]
    folders: set[str]

    @classmethod
    def below(cls, folder: Path) -> Found:
        """What is below a folder. Raises OSError where it cannot be read."""
        start, paths = len(os.fspath(folder)) + 1, set[str]()
        files = {
            one.path[start:].replace(os.sep, "/"): Mark.of(one.stat(follow_symlinks=False))
            for one in files_below(os.fspath(folder), paths)
        }
        return cls(files, {path[start:].replace(os.sep, "/") for path in paths})


def folders_of(names: Iterable[str]) -> set[str]:
    """The folders that files stand in, and those above them, by their paths with ``/``."""
    found: set[str] = set()
    for name in names:
        while (name := name.rpartition("/")[0]) and name not in found:
            found.add(name)
    return found


def fill(folder: Path, files: Iterable[tuple[str, Content | Kept]], standing: Path) -> dict[str, Mark]:
    """Make ``folder`` hold exactly these files, and give the mark of each.

    Those kept come from the folder ``standing``. What ``folder`` holds
    already may be one of them; everything else in it is deleted. Raises
    OutputReplacedError when a file to be kept is not there any more.
    """
    # Whoever only reads an output, as a query does, need not wait for its import.
    from concurrent.futures import ThreadPoolExecutor

    # Files are written while others are made: an open or a write may wait for the disk.
    with ThreadPoolExecutor(1, thread_name_prefix="write") as executor:
        staged = _Staged(folder, standing, executor)
        for name, data in files:
            if isinstance(data, Kept):
                staged.keep(name, data.mark)
            elif isinstance(data, bytes):
                staged.write(name, [data])
            elif isinstance(data, list):
                staged.write(name, data)
            else:
                staged.marks[name] = _write(staged.place(name), data)
        staged.finish()
    return staged.marks


class _Staged:
    """The folder, what was in it before, and what it holds now."""

    def __init__(self, folder: Path, standing: Path, executor: Executor) -> None:
        self.marks: dict[str, Mark] = {}
        self._folder = os.fspath(folder)
        self._standing = os.fspath(standing)
        self._left, self._folders = Found.below(folder)
        self._executor = executor
        self._batch: list[tuple[str, str, Pieces]] = []
        self._bytes = 0
        self._pending: deque[Future[dict[str, Mark]]] = deque()

    def place(self, name: str) -> str:
        """The path of a file that is to be written, which is free then."""
        path = self._path(name)
        parent = name.rpartition("/")[0]
        if parent and parent not in self._folders:
            self._make(parent)
        if self._left.pop(name, None):
            # Not written over: it may be one with that of the output that stands.
            os.unlink(path)
        return path

    def _make(self, folder: str) -> None:
        """Make a folder, and those above it; what stands there and is none, such as a link, gives way."""
        above = folder.rpartition("/")[0]
        if above and above not in self._folders:
            self._make(above)
        if self._left.pop(folder, None):
            os.unlink(self._path(folder))
        os.makedirs(self._path(folder), exist_ok=True)
        self._folders.add(folder)

    def write(self, name: str, pieces: Pieces) -> None:
        """Have a file with this content, soon; wait for the disk where very much waits already."""
        self._batch.append((name, self.place(name), pieces))
        self._bytes += size(pieces)
        if self._bytes >= _BATCH:
            self._hand_over()
        if len(self._pending) > _MOST_PENDING:
            self._end_one()

    def keep(self, name: str, mark: Mark) -> None:
        """Have a file of the output that stands."""
        if self._left.get(name) == mark:
            self.marks[name] = self._left.pop(name)
            return
        path = self.place(name)
        try:
            link(os.path.join(self._standing, name), path)
            found = Mark.of(os.lstat(path))
        except FileNotFoundError as error:
            raise OutputReplacedError from error
        # Where there are no links it is a copy, another file of the same size and time.
        if (found.size, found.changed) != (mark.size, mark.changed):
            raise OutputReplacedError
        self.marks[name] = found

    def finish(self) -> None:
        """Wait for the files being written, and delete what is not to be there."""
        self._hand_over()
        while self._pending:
            self._end_one()
        for name in self._left:
            os.unlink(self._path(name))
        # Those inside others first; one that cannot be deleted does no harm.
        for folder in sorted(self._folders - folders_of(self.marks), reverse=True):
            with contextlib.suppress(OSError):
                os.rmdir(self._path(folder))

    def _hand_over(self) -> None:
        self._pending.append(self._executor.submit(_write_each, self._batch))
        self._batch, self._bytes = [], 0

    def _end_one(self) -> None:
        self.marks.update(self._pending.popleft().result())

    def _path(self, name: str) -> str:
        return f"{self._folder}/{name}"


def link(source: str, target: str) -> None:
    """Give a file a second name; a copy, where the file system has no hard links. A link stays one."""
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def _write_each(files: Iterable[tuple[str, str, Pieces]]) -> dict[str, Mark]:
    return {name: _write(path, pieces) for name, path, pieces in files}


def _write(path: str, pieces: Iterable[Piece]) -> Mark:
    # Buffered: one raw write may write less than all, and says so only by a number.
    with open(path, "wb") as file:
        file.writelines(pieces)
    return Mark.of(os.stat(path))
