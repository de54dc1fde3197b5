"""What builds keep for the next one: files that are made whole or not at all, and never too many.

They stand in the user's own folder and never in the project, for whoever
makes a project could put files there that a build would believe. Any number
of builds may use them at a time: a file is written under a name of its own
and then renamed, so that whoever reads it finds the one or the other. It is a
cache alone: where it cannot be read or written, everything is made anew.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.cache.archive import Archive, DamagedError, packed
from kg.disk import remove, state_folder, token, write_file
from kg.errors import OutputError
from kg.pieces import Pieces
from kg.settings import project_folder

KIND = "build"
MOST_BYTES = 1 << 30
"""What is used longest ago is deleted where the folder would hold more than this."""

_NEW, _GONE = ".new", ".gone-"
_LONGEST_WRITING = 3600
"""Seconds after which a file that is still being written is one that a build left when it was killed."""
_OURS = ("builds", "live", "spare", "traces")
_UNUSED = 60 * 24 * 3600
"""Seconds after which the cache of a project that nobody builds any more is deleted."""
# https://bford.info/cachedir/: programs that make backups leave it out.
_TAG, _SIGNATURE = "CACHEDIR.TAG", b"Signature: 8a477f597d28d172789f06886806bc55\n"


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the cache: its path, its size in bytes, and when it was used last, in ns."""

    path: Path
    size: int
    used: int


def cache_folder(paths: Iterable[str | os.PathLike[str]], output: str | os.PathLike[str]) -> Path | None:
    """Where the cache of a build is: a folder of the user for each project, or each folder with an output.

    The project is the folder of the ``kg.yaml`` of the documents. None where the user
    wants nothing to be kept. Raises OutputError when there is no folder that only
    this user can write.
    """
    folder = state_folder(KIND, project_folder(paths) or Path(os.path.abspath(output)).parent)
    if folder is not None:
        with contextlib.suppress(OSError):
            os.utime(folder)
            _forget_unused(folder.parent)
    return folder


def _forget_unused(folder: Path) -> None:
    """Delete the caches of projects in which nothing was built for long."""
    with os.scandir(folder) as entries:
        for one in entries:
            if one.stat(follow_symlinks=False).st_mtime < time.time() - _UNUSED:
                remove(one.path)


class CacheFolder:
    """The folder of a cache; ``most`` is how many bytes it may hold.

    ``trouble`` says why something could not be kept, if so.
    """

    def __init__(self, path: Path, *, most: int = MOST_BYTES) -> None:
        self.path = path
        self.trouble = ""
        self._most = most

    def read(self, name: str) -> Archive | None:
        """The file of a name such as ``builds/…``; None where there is none, or none to be believed."""
        path = self.path / name
        try:
            found = Archive(path)
        except (OSError, DamagedError, ValueError, TypeError):
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return found

    def write(self, name: str, sections: Mapping[str, Pieces]) -> bool:
        """Keep sections, each in pieces, under a name, in place of others; whether that could be done."""
        path = self.path / name
        try:
            if not (self.path / _TAG).exists():
                write_file(self.path / _TAG, _SIGNATURE)
            write_file(path, packed(sections))
            self.prune(self._most, spare=path)
        except (OSError, OutputError) as error:
            self.trouble = getattr(error, "strerror", None) or str(error)
            return False
        return True

    def place(self, name: str) -> Path:
        """Where a file of a name such as ``traces/…`` stands that its user writes, in a folder that is there.

        Where there can be none, its user will notice.
        """
        path = self.path / name
        with contextlib.suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return path

    def entries(self) -> list[Entry]:
        """The files of the cache, the one used last first."""
        found = []
        for path in self._paths():
            with contextlib.suppress(OSError):
                status = path.stat()
                found.append(Entry(path, status.st_size, status.st_mtime_ns))
        return sorted(found, key=lambda one: (-one.used, one.path))

    def prune(self, most: int, *, spare: Path | None = None) -> list[Entry]:
        """Delete what was used longest ago until at most so many bytes are left; what was deleted.

        ``spare`` stays. Raises OutputError when something cannot be deleted.
        """
        held, gone = 0, []
        for one in self.entries():
            held += one.size
            if held > most and one.path != spare:
                held -= one.size
                _delete(one.path)
                gone.append(one)
        self._delete_left()
        return gone

    def clear(self) -> int:
        """Delete the whole cache; how many files it had. Raises OutputError when that cannot be done.

        A folder of that name that holds something else keeps it.
        """
        found = self.entries()
        try:
            for name in _OURS:
                self._delete_folder(self.path / name)
            (self.path / _TAG).unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                # There may be something else in it.
                self.path.rmdir()
        except OSError as error:
            raise OutputError(f"{self.path} cannot be deleted: {error.strerror or error}") from error
        return len(found)

    def _paths(self) -> Iterator[Path]:
        for name in _OURS:
            with contextlib.suppress(OSError):
                for path in (self.path / name).iterdir():
                    if path.is_file() and not path.name.startswith("."):
                        yield path

    def _delete_left(self) -> None:
        """Delete what was left to be used again by builds that nobody remembers, and what nobody finished."""
        with contextlib.suppress(OSError):
            for spare in (self.path / "spare").iterdir():
                if not (self.path / "builds" / spare.name).exists():
                    self._delete_folder(spare)
        with contextlib.suppress(OSError):
            for left in self.path.glob(f"{_GONE}*"):
                remove(left)
            for name in _OURS:
                for staged in (self.path / name).glob(f".*{_NEW}"):
                    if staged.stat().st_mtime < time.time() - _LONGEST_WRITING:
                        remove(staged)

    def _delete_folder(self, folder: Path) -> None:
        """Delete a folder that other builds may be about to use: what is deleted has no name of theirs."""
        if not folder.is_dir():
            return
        gone = self.path / f"{_GONE}{token()}"
        gone.mkdir(mode=0o700)
        # Where it is no longer there a build has taken it.
        with contextlib.suppress(FileNotFoundError):
            os.rename(folder, gone / folder.name)
        # Others delete what they find of that kind, too.
        remove(gone)


def _delete(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{path} cannot be deleted: {error.strerror or error}") from error
