"""A file of named sections, each of which is believed only where its SHA-256 is right.

It begins with a line that names the form, a line with the hash of the head,
and the head: JSON with the length and the hash of each section, which follow.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from kg.pieces import Pieces, sha256, size

_FORM = b"kg cache, form 1\n"
_HASH = 64


class DamagedError(Exception):
    """A file of the cache is not as it was written, or was never written by us."""


def packed(sections: Mapping[str, Pieces]) -> Pieces:
    """The parts of a file that holds the sections, of which each is given in pieces."""
    said = {name: [size(pieces), sha256(*pieces)] for name, pieces in sections.items()}
    head = json.dumps(said).encode()
    return [_FORM, f"{sha256(head)} {len(head)}\n".encode(), head, *chain(*sections.values())]


class Archive:
    """The sections of a file, each read when it is asked for.

    Raises OSError where there is no such file, and DamagedError, also later,
    where it is not as it was written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._places: dict[str, tuple[int, int, str]] = {}
        with path.open("rb") as file:
            form, said = file.read(len(_FORM)), file.readline(2 * _HASH)
            digest, _, head_size = said.rstrip(b"\n").partition(b" ")
            self._status = _told_apart(file)
            if form != _FORM or not head_size.isdigit() or int(head_size) > self._status[0]:
                raise DamagedError
            head = file.read(int(head_size))
            if sha256(head).encode() != digest:
                raise DamagedError
            start = len(form) + len(said) + len(head)
            for name, (length, digest) in json.loads(head).items():
                self._places[name] = start, length, digest
                start += length
        if start != self._status[0]:
            raise DamagedError

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def section(self, name: str) -> bytes:
        """The content of a section."""
        if name not in self._places:
            raise DamagedError
        start, length, digest = self._places[name]
        try:
            with self._path.open("rb") as file:
                # Not held open: on some systems that would keep others from replacing it.
                is_other = _told_apart(file) != self._status
                file.seek(start)
                data = file.read(length)
        except OSError as error:
            raise DamagedError from error
        if is_other or sha256(data) != digest:
            raise DamagedError
        return data


def _told_apart(file: BinaryIO) -> tuple[int, int]:
    """What tells an open file from another of the same name: its size and its inode."""
    status = os.fstat(file.fileno())
    return status.st_size, status.st_ino
