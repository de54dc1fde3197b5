"""The output folder: written beside the old one and swapped in whole.

A crash leaves either the old output or the new one, never half of each: all
files are written into a fresh folder next to the target, then the folders are
exchanged.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from kg.errors import OutputError
from kg.exporters.exchange import exchange, guard, recover, staging
from kg.exporters.staged import Content, Kept, Mark, files_below, fill, link

MANIFEST = "build.json"
ATTESTATION = "attestation.json"
"""What vouches for the manifest, so that the manifest cannot name it."""
_KEPT = (".gitignore", ".gitkeep")
_LEFT_BY_SYSTEMS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


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
        target.parent.mkdir(parents=True, exist_ok=True)
        with guard(target):
            recover(target)
            check_target(target)
        with staging(target, spare) as staged:
            marks = fill(staged, files, target)
            with guard(target):
                _exchange(staged, target)
    except OSError as error:
        raise OutputError(
            f"the output folder {target} cannot be written: {error.strerror or error}"
        ) from error
    return marks


def put_in_place(made: Path, target: Path) -> None:
    """Make the folder ``made``, which is on the same disk, the output ``target``.

    Raises OutputError when ``target`` holds something else than an earlier
    output, and OSError when it cannot be written; it is then as it was.
    """
    with guard(target):
        recover(target)
        check_target(target)
    with staging(target) as staged, guard(target):
        staged.rmdir()
        made.rename(staged)
        _exchange(staged, target)


def _exchange(staged: Path, target: Path) -> None:
    """Put a whole new output in the place of the old one, with what of that stays."""
    _keep_dotfiles(target, staged)
    _keep_outputs_below(target, staged)
    _open_as(target, staged)
    exchange(staged, target)


def write_files(target: Path, files: Mapping[str, bytes]) -> None:
    """Write one file as ``target``, or several into the folder ``target``, each at once.

    Raises OutputError when that cannot be done.
    """
    paths = {target / name: data for name, data in files.items()}
    if len(files) == 1 and not target.is_dir():
        paths = dict(zip([target], files.values(), strict=True))
    try:
        for path, data in paths.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            staged = path.with_name(f".{path.name}.new")
            staged.write_bytes(data)
            staged.replace(path)
    except OSError as error:
        raise OutputError(f"{target} cannot be written: {error.strerror or error}") from error


def check_target(target: Path) -> None:
    """Raise OutputError unless ``target`` is missing, empty, or holds an earlier output of ours alone."""
    try:
        is_there = target.exists()
    except OSError as error:
        raise OutputError(f"the output folder {target} cannot be read: {error.strerror or error}") from error
    if not is_there:
        return
    if not target.is_dir():
        raise OutputError(f"{target} is a file; name a folder for the output")
    found = set(_files_below(target))
    if not found.difference(_KEPT):
        return
    ours = _written_before(target)
    if not ours:
        raise OutputError(
            f"the folder {target} is not empty and was not made by kg build; name another with -o"
        )
    foreign = sorted(path for path in found - ours if not is_of_a_system(path))
    if foreign:
        raise OutputError(
            f"{target / foreign[0]} was not made by kg build, which replaces {target} as a whole; "
            "move it away, or name another folder with -o"
        )


def is_of_a_system(path: str) -> bool:
    """Whether a file in an output folder is there for git, or was left by a file manager."""
    return path in _KEPT or path.rpartition("/")[2] in _LEFT_BY_SYSTEMS


def _files_below(target: Path) -> Iterator[str]:
    """The path of each file below the folder. Raises OutputError where a folder cannot be read."""
    start = len(os.fspath(target)) + 1
    try:
        for one in files_below(os.fspath(target)):
            yield one.path[start:].replace(os.sep, "/")
    except OSError as error:
        raise OutputError(f"the output folder {target} cannot be read: {error.strerror or error}") from error


def _written_before(target: Path) -> set[str]:
    """The files that an earlier build wrote, by its manifest; none where there is no manifest of ours."""
    try:
        manifest = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return set()
    if not isinstance(manifest, dict) or not isinstance(manifest.get("outputs"), dict):
        return set()
    ours = {MANIFEST, ATTESTATION, *_KEPT, *manifest["outputs"]}
    for name in derived_folders(manifest):
        ours |= {f"{name}/{path}" for path in _files_below(target / name)}
    for below in _outputs_below(target, ours):
        ours |= {f"{below.name}/{path}" for path in _written_before(below)}
    return ours


def derived_folders(manifest: Mapping[str, object]) -> list[str]:
    """The folders of an output that were made from its files, by its manifest."""
    held = manifest.get("derived")
    return [str(name) for name in held] if isinstance(held, list) else []


def _outputs_below(target: Path, ours: Collection[str]) -> list[Path]:
    """The folders in an output that are outputs of their own, such as a site, but no part of it."""
    parts = {path.partition("/")[0] for path in ours}
    return sorted(
        one
        for one in target.iterdir()
        if one.is_dir() and one.name not in parts and (one / MANIFEST).is_file()
    )


def _keep_outputs_below(target: Path, staged: Path) -> None:
    """Take the outputs inside the old output along, without writing their files again."""
    if not target.exists():
        return
    made = {one.name for one in staged.iterdir()}
    for below in _outputs_below(target, made):
        shutil.copytree(below, staged / below.name, copy_function=link)


def _keep_dotfiles(target: Path, staged: Path) -> None:
    for name in _KEPT:
        if (target / name).is_file():
            shutil.copy2(target / name, staged / name)


def _open_as(target: Path, staged: Path) -> None:
    # mkdtemp makes a private folder; an output folder is as open as its parent.
    staged.chmod(target.stat().st_mode if target.exists() else 0o777 & ~_umask())


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
