"""Whose an output folder is: what is not proved to be ours is never deleted.

A file of an output is ours where this user's own folder says so: it notes which
files we put into which folder, by its device and inode. Where it says nothing, for the
output comes from git or from the cache of a CI, the file must be what
``build.json`` says by its SHA-256. A ``build.json`` alone proves nothing, for
anybody can write one.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import stat
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from kg.disk import (
    check_place,
    forget_oldest,
    is_link,
    path_hash,
    read_file,
    sha256_of,
    user_folder,
    write_file,
)
from kg.errors import OutputError
from kg.exporters import MANIFEST
from kg.exporters.derived import LIST, listed
from kg.exporters.staged import files_below

ATTESTATION = "attestation.json"
"""What vouches for the manifest, so that the manifest cannot name it."""
KEPT = (".gitignore", ".gitkeep")
"""What stays when an output is replaced."""
_LEFT_BY_SYSTEMS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_SECTIONS = ("counts", "graph", "outputs", "settings", "versions")
"""What a manifest has that a build wrote."""

_FOLDER = "outputs"
_MOST_KNOWN = 256
"""So many outputs are remembered, those written last."""


class _Found(NamedTuple):
    """The paths below a folder with ``/``: of files, and of what is none, such as links."""

    files: set[str]
    others: set[str]


def check_target(target: Path) -> None:
    """Raise OutputError unless ``target`` is missing, empty, or holds an earlier output of ours alone."""
    check_place(target)
    try:
        mode = os.lstat(target).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise _unreadable(target, error) from error
    if not stat.S_ISDIR(mode):
        raise OutputError(f"{target} is a file; name a folder for the output")
    found = _below(target)
    if not found.others and not found.files.difference(KEPT):
        return
    known = _known(target)
    ours, changed = _ours(target, found.files - known)
    if not known and not ours:
        raise OutputError(
            f"the folder {target} is not empty and was not made by kg build; name another with -o"
        )
    for path in sorted((found.files | found.others) - known - ours):
        if path in found.files and is_of_a_system(path):
            continue
        if path in changed:
            raise OutputError(
                f"{target / path} is not what kg build wrote, by its SHA-256 in {MANIFEST}, "
                f"and would be lost; move it away, or delete {target} yourself"
            )
        raise OutputError(
            f"{target / path} was not made by kg build, which replaces {target} as a whole; "
            "move it away, or name another folder with -o"
        )
    for path in sorted(found.others):
        raise OutputError(
            f"{target / path} is a link or a device, which kg build does not make; move it away"
        )


def remember(target: Path, files: Iterable[str]) -> None:
    """Note in the user's own folder that files of a folder are ours; nothing, where that cannot be done."""
    with contextlib.suppress(OSError, OutputError):
        user = user_folder()
        if user is None:
            return
        record = user / _FOLDER / path_hash(target)
        held = {"folder": _identity(target), "files": sorted(files)}
        write_file(record, json.dumps(held, separators=(",", ":")).encode("utf-8", "surrogateescape"))
        forget_oldest(record.parent, _MOST_KNOWN)


def is_of_a_system(path: str) -> bool:
    """Whether a file in an output folder is there for git, or was left by a file manager."""
    return path in KEPT or path.rpartition("/")[2] in _LEFT_BY_SYSTEMS


def derived_folders(manifest: Mapping[str, object]) -> list[str]:
    """The folders of an output that were made from its files, by its manifest."""
    held = manifest.get("derived")
    return [str(name) for name in held] if isinstance(held, list) else []


def outputs_below(target: Path, ours: Collection[str]) -> list[Path]:
    """The folders in an output that are outputs of their own, such as a site, but no part of it."""
    parts = {path.partition("/")[0] for path in ours}
    with os.scandir(target) as entries:
        names = [one.name for one in entries if one.is_dir(follow_symlinks=False) and one.name not in parts]
    below = [target / name for name in sorted(names)]
    return [one for one in below if not is_link(one) and (one / MANIFEST).is_file()]


def _known(target: Path) -> set[str]:
    """The files that this user's own folder says are ours; none where it does not know the folder."""
    with contextlib.suppress(OSError, OutputError, ValueError, KeyError, TypeError):
        user = user_folder()
        if user is not None:
            held = json.loads(read_file(user / _FOLDER / path_hash(target)))
            if held["folder"] == _identity(target):
                # Signed later, and written again each time.
                return {ATTESTATION, *held["files"]}
    return set()


def _ours(folder: Path, found: Collection[str]) -> tuple[set[str], set[str]]:
    """Which of the files found are proved ours by manifests, and which the manifests name but are others."""
    manifest, outputs = _manifest(folder)
    ours, changed = set[str](), set[str]()
    for name in _derived_in(manifest):
        if made := listed(folder, name):
            outputs = {**made, **outputs}
            # What tells of all others cannot tell of itself.
            ours |= {f"{name}/{LIST}"} & set(found)
    if manifest:
        ours.add(MANIFEST)
        for path in (outputs.keys() & found) - ours:
            (ours if _sha256(folder / path) == outputs[path] else changed).add(path)
        if ATTESTATION in found and _vouches(folder / ATTESTATION, manifest):
            ours.add(ATTESTATION)
    for below in outputs_below(folder, outputs):
        start = f"{below.name}/"
        inside = {path.removeprefix(start) for path in found if path.startswith(start)}
        known = _known(below)
        proved, other = _ours(below, inside - known)
        ours |= {start + path for path in (known & inside) | proved}
        changed |= {start + path for path in other}
    return ours, changed


def _manifest(folder: Path) -> tuple[bytes, dict[str, str]]:
    """The manifest of a build, and the SHA-256 of each of its files; nothing where there is none of ours."""
    try:
        data = read_file(folder / MANIFEST, follow=False)
        held = json.loads(data)
        if all(isinstance(held[section], dict) for section in _SECTIONS):
            return data, {str(path): str(digest) for path, digest in held["outputs"].items()}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        pass
    return b"", {}


def _derived_in(manifest: bytes) -> list[str]:
    held = json.loads(manifest or b"{}")
    return [name for name in derived_folders(held) if name and "/" not in name and name not in {".", ".."}]


def _vouches(path: Path, manifest: bytes) -> bool:
    """Whether a file is a signature of a manifest, whoever made it (DSSE)."""
    try:
        held = json.loads(read_file(path, follow=False))
        payload = base64.b64decode(held["payload"], validate=True)
        return hashlib.sha256(manifest).hexdigest().encode() in payload
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False


def _sha256(path: Path) -> str:
    try:
        return sha256_of(path, follow=False)
    except OSError as error:
        raise _unreadable(path, error) from error


def _below(target: Path) -> _Found:
    """What is below a folder. Raises OutputError where a folder cannot be read."""
    start = len(os.fspath(target)) + 1
    files, others = set[str](), set[str]()
    try:
        for one in files_below(os.fspath(target)):
            path = one.path[start:].replace(os.sep, "/")
            (files if one.is_file(follow_symlinks=False) else others).add(path)
    except OSError as error:
        raise _unreadable(target, error) from error
    return _Found(files, others)


def _identity(target: Path) -> list[int]:
    status = os.lstat(target)
    return [status.st_dev, status.st_ino]


def _unreadable(target: Path, error: OSError) -> OutputError:
    return OutputError(f"the output folder {target} cannot be read: {error.strerror or error}")
