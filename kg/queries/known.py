"""The SHA-256 of files, remembered in the user's own folder for as long as nobody touches them."""

from __future__ import annotations

import contextlib
import json
import os
import time
from pathlib import Path

from kg.disk import read_file, sha256_of, state_folder, write_file
from kg.errors import OutputError

_FILE = "hash.json"
_SETTLED = 2_000_000_000
"""Nanoseconds after which a change to a file shows in its times, whatever the file system counts in."""


def known_hash(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal. Raises OSError where it is a link, or cannot be read."""
    status = os.lstat(path)
    mark = [status.st_size, status.st_ino, status.st_dev, status.st_mtime_ns, status.st_ctime_ns]
    with contextlib.suppress(OSError, OutputError, ValueError, TypeError, KeyError, RecursionError):
        if (folder := state_folder("hashes", path)) is not None:
            held = json.loads(read_file(folder / _FILE, follow=False))
            if held["mark"] == mark:
                return str(held["sha256"])
    digest = sha256_of(path, follow=False)
    if time.time_ns() - max(status.st_mtime_ns, status.st_ctime_ns) > _SETTLED:
        with contextlib.suppress(OSError, OutputError):
            if (folder := state_folder("hashes", path)) is not None:
                write_file(folder / _FILE, json.dumps({"mark": mark, "sha256": digest}).encode())
    return digest
