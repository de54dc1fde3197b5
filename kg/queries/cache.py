"""What is made from an output once and kept: stores to query, indexes to search.

An entry is a folder named by a hash of what it was made from, so it can never
be out of date, and never changes: it is filled under another name and renamed
when it is whole. Any number of processes may make and use entries at a time.
They stand in the user's own folder (:func:`kg.disk.kept_folder`), as all that is believed does, and
may be deleted at any time; they are made again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.disk import read_file
from kg.exporters import MANIFEST
from kg.queries.known import known_hash

_MOST_KEPT = 8
_SIZES = "sizes.json"


@dataclass(frozen=True, slots=True)
class Files:
    """Files of an output that something is made from, with the SHA-256 that its build wrote down for each."""

    folder: Path
    hashes: dict[str, str]

    @classmethod
    def of(cls, folder: Path, *names: str) -> Files | None:
        """The named files of an output; None where they are not what its manifest says.

        A manifest may claim the hashes of another output, so the bytes themselves count.
        """
        try:
            outputs = json.loads(read_file(folder / MANIFEST, follow=False))["outputs"]
            claimed = {name: str(outputs[name]) for name in names}
            is_so = all(known_hash(folder / name) == digest for name, digest in claimed.items())
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
        return cls(folder, claimed) if is_so else None

    def sizes(self) -> dict[str, int]:
        """The size of each file in bytes. Raises OSError where one is not there."""
        return {name: (self.folder / name).stat().st_size for name in self.hashes}

    def is_as_built(self, name: str, data: bytes) -> bool:
        """Whether the content of a file is what its build wrote."""
        return hashlib.sha256(data).hexdigest() == self.hashes[name]


class Entry:
    """Something made from files of an output, kept in a folder of its own."""

    def __init__(self, cache: Path, kind: str, made_by: str, files: Files) -> None:
        """The entry of a ``kind`` ("store"), whose form ``made_by`` tells: a version, say."""
        key = json.dumps([kind, made_by, files.hashes], sort_keys=True)
        self.folder = cache / f"{kind}-{hashlib.sha256(key.encode()).hexdigest()[:32]}"
        self._files = files
        self._kind = kind

    def is_there(self) -> bool:
        """Whether it was made, from files as long as they are now; notes that it is in use."""
        sizes = self.folder / _SIZES
        try:
            if json.loads(sizes.read_text(encoding="utf-8")) != self._files.sizes():
                return False
            os.utime(sizes)
        except (OSError, ValueError):
            return False
        return True

    @contextlib.contextmanager
    def making(self) -> Iterator[Path]:
        """A folder to fill, which becomes the entry in one step where nothing is raised.

        Where another process was first, what it made stays. Raises OSError
        where nothing can be written.
        """
        from kg.exporters.exchange import staging

        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with staging(self.folder) as fresh:
            yield fresh
            (fresh / _SIZES).write_text(json.dumps(self._files.sizes()), encoding="utf-8")
            try:
                fresh.rename(self.folder)
            except OSError:
                if not self.folder.is_dir():
                    raise
        self._tidy()

    def remove(self) -> None:
        """Remove it, because it cannot be used."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _tidy(self) -> None:
        """Remove the entries of this kind that nobody used for longest."""

        def used(one: Path) -> float:
            try:
                return (one / _SIZES).stat().st_mtime
            except OSError:
                return 0.0

        others = [one for one in self.folder.parent.glob(f"{self._kind}-*") if one != self.folder]
        for old in sorted(others, key=used, reverse=True)[_MOST_KEPT - 1 :]:
            shutil.rmtree(old, ignore_errors=True)
