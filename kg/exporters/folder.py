"""The output folder: written beside the old one and swapped in whole.

A crash leaves either the old output or the new one, never half of each: all
files are written into a fresh folder next to the target, then two renames
exchange the folders.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from kg.errors import OutputError

MANIFEST = "build.json"
_KEPT = (".gitignore", ".gitkeep")
_LEFT_BY_SYSTEMS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_WRITERS = 2
_MOST_PENDING = 200
"""So many files wait in memory for the disk."""


def replace_folder(target: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Make ``target`` hold exactly these files: the path below it and the content of each.

    Raises OutputError when the folder holds something else than an earlier
    output, or cannot be written; it is then as it was.
    """
    check_target(target)
    target = Path(os.path.abspath(target))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _staging(target) as staged:
            _write(staged, files)
            _keep_dotfiles(target, staged)
            _exchange(staged, target)
    except OSError as error:
        raise OutputError(
            f"the output folder {target} cannot be written: {error.strerror or error}"
        ) from error


def check_target(target: Path) -> None:
    """Raise OutputError unless ``target`` is missing, empty, or holds an earlier output of ours alone."""
    if not target.exists():
        return
    if not target.is_dir():
        raise OutputError(f"{target} is a file; name a folder for the output")
    try:
        found = {path.relative_to(target).as_posix() for path in target.rglob("*") if not path.is_dir()}
    except OSError as error:
        raise OutputError(f"the output folder {target} cannot be read: {error.strerror or error}") from error
    if not found.difference(_KEPT):
        return
    ours = _written_before(target)
    if not ours:
        raise OutputError(
            f"the folder {target} is not empty and was not made by kg build; name another with -o"
        )
    foreign = sorted(path for path in found - ours if path.rpartition("/")[2] not in _LEFT_BY_SYSTEMS)
    if foreign:
        raise OutputError(
            f"{target / foreign[0]} was not made by kg build, which replaces {target} as a whole; "
            "move it away, or name another folder with -o"
        )


def _written_before(target: Path) -> set[str]:
    """The files that an earlier build wrote, by its manifest; none where there is no manifest of ours."""
    try:
        manifest = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return set()
    if not isinstance(manifest, dict) or not isinstance(manifest.get("outputs"), dict):
        return set()
    return {MANIFEST, *_KEPT, *manifest["outputs"]}


@contextlib.contextmanager
def _staging(target: Path) -> Iterator[Path]:
    staged = Path(tempfile.mkdtemp(prefix=f".{target.name}-", suffix=".new", dir=target.parent))
    try:
        yield staged
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _write(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write the files while the next ones are made: an open or a write may wait for the disk."""
    made = {folder}
    pending: deque[Future[None]] = deque()
    with ThreadPoolExecutor(_WRITERS, thread_name_prefix="write") as executor:
        for name, data in files:
            path = folder / name
            if path.parent not in made:
                path.parent.mkdir(parents=True, exist_ok=True)
                made.add(path.parent)
            pending.append(executor.submit(_write_file, path, data))
            if len(pending) > _MOST_PENDING:
                pending.popleft().result()
        for one in pending:
            one.result()


def _write_file(path: Path, data: bytes) -> None:
    # Not unbuffered: one raw write may write less than all, and says so only by a number.
    path.write_bytes(data)


def _keep_dotfiles(target: Path, staged: Path) -> None:
    for name in _KEPT:
        if (target / name).is_file():
            shutil.copy2(target / name, staged / name)


def _exchange(staged: Path, target: Path) -> None:
    # mkdtemp makes a private folder; an output folder is as open as its parent.
    staged.chmod(target.stat().st_mode if target.exists() else 0o777 & ~_umask())
    if not target.exists():
        staged.rename(target)
        return
    old = staged.with_suffix(".old")
    target.rename(old)
    try:
        staged.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
