"""What a run makes for a while, noted before it is made, so that the next run removes what a kill left.

A name alone proves nothing: a repository may bring any. What is noted in the
user's own folder, under a name that was drawn by lot, is ours. Each process
keeps one file of notes and holds a lock on it, which the system lets go when
the process ends, however it ends.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from kg.disk.deleting import remove
from kg.disk.state import user_folder
from kg.errors import OutputError

_FOLDER = "unfinished"
_MADE, _ASIDE, _DONE = "made", "aside", "done"
_TAKEN = frozenset({_MADE, _ASIDE})


def token() -> str:
    """A part of a name that nobody can have guessed: 64 bits."""
    return os.urandom(8).hex()


@contextlib.contextmanager
def noted(path: Path) -> Iterator[None]:
    """Note that a file or folder is about to be made for this block alone, under a name with a :func:`token`.

    Where the process is killed in it, the next run removes what stands there.
    """
    with _noted(_MADE, path):
        yield


@contextlib.contextmanager
def noted_aside(path: Path, target: Path) -> Iterator[None]:
    """Note that what stands at ``target`` is about to wait at ``path``, for this block alone.

    Where the process is killed in it, the next run puts it back, or removes
    it where something else has taken its place.
    """
    with _noted(_ASIDE, path, target):
        yield


def clean_up() -> None:
    """Remove what runs that were killed have left, wherever that is."""
    with contextlib.suppress(OSError, OutputError):
        _Notes.of_this_process()


@contextlib.contextmanager
def _noted(kind: str, *paths: Path) -> Iterator[None]:
    absolute = [os.path.abspath(path) for path in paths]
    notes: _Notes | None = None
    # Without a folder of our own nothing is noted, and a kill may leave something.
    with contextlib.suppress(OSError, OutputError):
        notes = _Notes.of_this_process()
        if notes is not None:
            notes.add(kind, *absolute)
    try:
        yield
    finally:
        if notes is not None and not os.path.lexists(absolute[0]):
            with contextlib.suppress(OSError):
                notes.add(_DONE, absolute[0])


class _Notes:
    """The file of notes of this process."""

    _current: _Notes | None = None
    _starting = threading.Lock()

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process = os.getpid()
        self._writing = threading.Lock()
        self._pending: set[str] = set()
        self._path = folder / f"{self._process}-{token()}.jsonl"
        self._file: int | None = None

    @classmethod
    def of_this_process(cls) -> _Notes | None:
        """The notes of this process; the first time, what others left is removed. None where none are kept.

        Raises OSError and OutputError where the folder of the user cannot be used.
        """
        user = user_folder()
        if user is None:
            return None
        with cls._starting:
            notes = cls._current
            # A process that was forked has notes of its own, and so has another folder.
            if notes is None or notes._process != os.getpid() or notes._folder.parent != user:
                folder = user / _FOLDER
                folder.mkdir(mode=0o700, exist_ok=True)
                _remove_left(folder)
                notes = cls._current = cls(folder)
            return notes

    def add(self, kind: str, *paths: str) -> None:
        """Write a note down. Raises OSError where that cannot be done."""
        line = json.dumps([kind, *(os.fsencode(path).hex() for path in paths)]) + "\n"
        with self._writing:
            if self._file is None:
                self._file = self._begun()
            os.write(self._file, line.encode("ascii"))
            if kind in _TAKEN:
                self._pending.add(paths[0])
            else:
                self._pending.discard(paths[0])
            if not self._pending:
                self._end()

    def _begun(self) -> int:
        file = os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND, 0o600)
        try:
            _lock(file)
        except BaseException:
            os.close(file)
            raise
        return file

    def _end(self) -> None:
        """Remove the file, for it says nothing any more."""
        if self._file is not None:
            # First its name: a process that finds it without a lock believes it.
            with contextlib.suppress(OSError):
                os.unlink(self._path)
            os.close(self._file)
            self._file = None
            with contextlib.suppress(OSError):  # Windows removes no file that is open
                os.unlink(self._path)
            self._path = self._folder / f"{self._process}-{token()}.jsonl"


def _remove_left(folder: Path) -> None:
    """Remove what the notes in a folder name, if their processes have ended."""
    for path in sorted(folder.glob("*.jsonl")):
        with contextlib.suppress(OSError, ValueError), _Left(path) as left:
            for kind, *paths in left.notes():
                _mend(kind, [Path(os.fsdecode(bytes.fromhex(one))) for one in paths])
            left.remove()


def _mend(kind: str, paths: list[Path]) -> None:
    with contextlib.suppress(OSError):
        if kind == _ASIDE and not os.path.lexists(paths[1]):
            os.rename(paths[0], paths[1])
            return
    remove(paths[0])


class _Left:
    """A file of notes, held while it is read. Raises OSError where its process may be running."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = -1

    def __enter__(self) -> Self:
        self._file = os.open(self._path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
        try:
            _lock(self._file)
        except BaseException:
            os.close(self._file)
            raise
        return self

    def __exit__(self, *raised: object) -> None:
        with contextlib.suppress(OSError):
            os.close(self._file)

    def notes(self) -> list[list[str]]:
        """What was made and is not known to be gone, the last first."""
        found: dict[str, list[str]] = {}
        with open(self._file, "rb", closefd=False) as file:
            for line in file:
                # The last line may be cut off: then what it names was not made.
                with contextlib.suppress(ValueError):
                    kind, *paths = json.loads(line)
                    if kind in _TAKEN:
                        found[paths[0]] = [kind, *paths]
                    else:
                        found.pop(paths[0], None)
        return list(reversed(found.values()))

    def remove(self) -> None:
        """Remove the file."""
        os.close(self._file)
        os.unlink(self._path)


def _lock(file: int) -> None:
    """Take the lock of a file of notes, which ends with the process. Raises OSError where another has it."""
    try:
        import fcntl
    except ModuleNotFoundError:
        import msvcrt  # Windows

        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        return
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
