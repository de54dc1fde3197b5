"""The output folder: written beside the old one and swapped in whole.

A crash leaves either the old output or the new one, never half of each: all
files are written into a fresh folder next to the target, then the folders are
exchanged.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from kg.disk import check_place, is_link, write_file
from kg.errors import OutputError
from kg.exporters import MANIFEST
from kg.exporters.exchange import exchange, guard, staging
from kg.exporters.ownership import (
    ATTESTATION,
    KEPT,
    check_target,
    derived_folders,
    is_of_a_system,
    outputs_below,
    remember,
)
from kg.exporters.staged import Content, Kept, Mark, files_below, fill, link

__all__ = [
    "ATTESTATION",
    "MANIFEST",
    "check_target",
    "derived_folders",
    "is_of_a_system",
    "put_in_place",
    "replace_folder",
    "write_files",
]


def replace_folder(
    target: Path, files: Iterable[tuple[str, Content | Kept]], *, spare: Path | None = None
) -> dict[str, Mark]:
    """Make ``target`` hold exactly these files: the path below it and the content of each.

    Gives the mark of each file. What ``target`` held is left as ``spare``, if
    one is named, for the next output to be made of; until then it is nobody's.
    Raises OutputError when the folder holds
    something else than an earlier output, or cannot be written, and
    OutputReplacedError when a file to be kept is not there any more; the
    folder is then as it was.
    """
    target = Path(os.path.abspath(target))
    try:
        check_place(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        with guard(target):
            check_target(target)
        with staging(target, spare) as staged:
            marks = fill(staged, files, target)
            with guard(target):
                _exchange(staged, target, marks)
    except OSError as error:
        raise OutputError(
            f"the output folder {target} cannot be written: {error.strerror or error}"
        ) from error
    return marks


def put_in_place(made: Path, target: Path) -> None:
    """Make the folder ``made`` the output ``target``: moved, or copied where it is on another disk.

    Raises OutputError when ``target`` holds something else than an earlier
    output, and OSError when it cannot be written; it is then as it was.
    """
    with guard(target):
        check_target(target)
    with staging(target) as staged, guard(target):
        _move(made, staged)
        start = len(os.fspath(staged)) + 1
        files = [one.path[start:].replace(os.sep, "/") for one in files_below(os.fspath(staged))]
        _exchange(staged, target, files)


def _move(made: Path, staged: Path) -> None:
    staged.rmdir()
    try:
        made.rename(staged)
    except OSError as error:
        staged.mkdir(mode=0o700)
        if error.errno != errno.EXDEV:
            raise
        shutil.copytree(made, staged, dirs_exist_ok=True)


def _exchange(staged: Path, target: Path, files: Iterable[str]) -> None:
    """Put a whole new output, which has these files, in the place of the old one, with what of that stays."""
    kept = [*_keep_dotfiles(target, staged), *_keep_outputs_below(target, staged)]
    _open_as(target, staged)
    exchange(staged, target)
    remember(target, [*files, *kept])


def write_files(target: Path, files: Mapping[str, bytes]) -> None:
    """Write one file as ``target``, or several into the folder ``target``, each at once.

    Raises OutputError when that cannot be done.
    """
    paths = {target / name: data for name, data in files.items()}
    if len(files) == 1 and not target.is_dir():
        paths = dict(zip([target], files.values(), strict=True))
    try:
        for path, data in paths.items():
            write_file(path, data)
    except OSError as error:
        raise OutputError(f"{target} cannot be written: {error.strerror or error}") from error


def _keep_outputs_below(target: Path, staged: Path) -> list[str]:
    """Take the outputs inside the old output along, without writing their files again; which files."""
    if not target.exists():
        return []
    made = {one.name for one in staged.iterdir()}
    kept, start = [], len(os.fspath(target)) + 1
    for below in outputs_below(target, made):
        for one in files_below(os.fspath(below)):
            if one.is_file(follow_symlinks=False):
                path = one.path[start:]
                os.makedirs(os.path.dirname(staged / path), exist_ok=True)
                link(one.path, os.fspath(staged / path))
                kept.append(path.replace(os.sep, "/"))
    return kept


def _keep_dotfiles(target: Path, staged: Path) -> list[str]:
    kept = [name for name in KEPT if (target / name).is_file() and not is_link(target / name)]
    for name in kept:
        shutil.copy2(target / name, staged / name)
    return kept


def _open_as(target: Path, staged: Path) -> None:
    # mkdtemp makes a private folder; an output folder is as open as its parent.
    staged.chmod(target.stat().st_mode if target.exists() else 0o777 & ~_umask())


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
