"""The folder ``.kg``: files that are made whole or not at all, and never too many.

Any number of builds may use it at a time: a file is written under a name of its
own and then renamed, so that whoever reads it finds the one or the other. It
is a cache alone: where it cannot be read or written, everything is made anew.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.cache.archive import Archive, DamagedError, packed
from kg.errors import OutputError
from kg.pieces import Pieces
from kg.settings import project_folder

NAME = ".kg"
MOST_BYTES = 1 << 30
"""What is used longest ago is deleted where the folder would hold more than this."""

_NEW, _GONE = ".new", ".gone-"
_LONGEST_WRITING = 3600
"""Seconds after which a file that is still being written is one that a build left when it was killed."""
_OURS = ("builds", "live", "memo", "spare")
_FILES = {
    ".gitignore": "# A cache of kg, which may be deleted at any time.\n*\n",
    # https://bford.info/cachedir/: programs that make backups leave it out.
    "CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55\n",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the cache: its path, its size in bytes, and when it was used last, in ns."""

    path: Path
    size: int
    used: int


def cache_folder(paths: Iterable[str | os.PathLike[str]], output: str | os.PathLike[str]) -> Path:
    """Where the cache of a build is: beside the ``kg.yaml`` of its documents, else beside its output.

    Never among documents that have no settings: somebody else may own them.
    """
    return (project_folder(paths) or Path(os.path.abspath(output)).parent) / NAME


class CacheFolder:
    """One folder ``.kg``; ``most`` is how many bytes it may hold.

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
            self._prepare(path.parent)
            descriptor, staged = tempfile.mkstemp(prefix=".", suffix=_NEW, dir=path.parent)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.writelines(packed(sections))
                os.replace(staged, path)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(staged)
                raise
            self.prune(self._most, spare=path)
        except (OSError, OutputError) as error:
            self.trouble = getattr(error, "strerror", None) or str(error)
            return False
        return True

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
            for name in _FILES:
                (self.path / name).unlink(missing_ok=True)
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
                shutil.rmtree(left, ignore_errors=True)
            for name in _OURS:
                for staged in (self.path / name).glob(f".*{_NEW}"):
                    if staged.stat().st_mtime < time.time() - _LONGEST_WRITING:
                        staged.unlink()

    def _delete_folder(self, folder: Path) -> None:
        """Delete a folder that other builds may be about to use: what is deleted has no name of theirs."""
        if not folder.is_dir():
            return
        gone = Path(tempfile.mkdtemp(prefix=_GONE, dir=self.path))
        # Where it is no longer there a build has taken it.
        with contextlib.suppress(FileNotFoundError):
            os.rename(folder, gone / folder.name)
        # Others delete what they find of that kind, too.
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(gone)

    def _prepare(self, folder: Path) -> None:
        if folder.is_dir():
            return
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in _FILES.items():
            path = self.path / name
            if not path.exists():
                path.write_text(text, encoding="utf-8")


def _delete(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{path} cannot be deleted: {error.strerror or error}") from error
