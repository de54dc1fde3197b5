"""Folders of an output that were made from its files: what they hold, and whether this user made it.

Such a folder holds a list of its files with their SHA-256. The list tells damage
and foreign files from what a build wrote; a signature covers it. It proves nothing
to whom no signature is shown, for anybody can write one, so what is opened at once
is what this user's own folder says that this user has made.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path

from kg.disk import read_file, sha256_of, state_folder, write_file
from kg.errors import OutputError
from kg.exporters.staged import files_below

LIST = "files.json"
_MADE = "made.json"


def write_list(folder: Path) -> None:
    """Write down the SHA-256 of each file of a folder, in the folder."""
    found = {path: sha256_of(folder / path, follow=False) for path in _below(folder)}
    write_file(folder / LIST, (json.dumps(found, indent=1, sort_keys=True) + "\n").encode())


def listed(output: Path, name: str) -> dict[str, str]:
    """The SHA-256 of each file of a derived folder, by its path in the output; empty without a list."""
    try:
        held = json.loads(read_file(output / name / LIST, follow=False))
        return {f"{name}/{path}": str(digest) for path, digest in held.items()}
    except (OSError, ValueError, AttributeError, RecursionError):
        return {}


def note_made(output: Path, name: str, *others: str) -> None:
    """Note that this user made a derived folder, and other files; nothing, where that cannot be done."""
    with contextlib.suppress(OSError, OutputError):
        if (folder := state_folder("derived", output)) is not None:
            write_file(folder / _MADE, json.dumps(_marks(output, name, others)).encode())


def is_as_made(output: Path, name: str, *others: str) -> bool:
    """Whether a derived folder and other files are as this user made them, touched by nobody since."""
    with contextlib.suppress(OSError, OutputError, ValueError, RecursionError):
        if (folder := state_folder("derived", output)) is not None:
            marks = json.loads(read_file(folder / _MADE, follow=False))
            return bool(marks == _marks(output, name, others))
    return False


def _marks(output: Path, name: str, others: tuple[str, ...]) -> dict[str, list[int]]:
    """What changes with a file: its kind, size and inode, and its times, of which nobody can set the last."""
    paths = [name, *others, *(f"{name}/{path}" for path in _below(output / name))]
    found = {}
    for path in paths:
        status = os.lstat(output / path)
        found[path] = [status.st_mode, status.st_size, status.st_ino, status.st_mtime_ns, status.st_ctime_ns]
    return found


def _below(folder: Path) -> list[str]:
    start = len(os.fspath(folder)) + 1
    return sorted(one.path[start:].replace(os.sep, "/") for one in files_below(os.fspath(folder)))
