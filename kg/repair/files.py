"""Files repaired: found, read, mended, and written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.diagnostics import Diagnostic
from kg.documents.files import InputFile, find_files, read_text
from kg.documents.keys import check_aliases
from kg.errors import OutputError
from kg.repair.document import repair_text
from kg.repair.model import Repair
from kg.settings import Settings, find_settings


def fix(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    write: bool = False,
    settings: Settings | None = None,
) -> list[Repair]:
    """What can be repaired in the documents of files and folders, and what cannot, a file each.

    Files about which there is nothing to say are left out. With ``write``
    each repaired file is replaced whole, or, where that fails, left as it was.
    ``settings`` default to the nearest ``kg.yaml`` at or above the first path.

    Raises InputError when a path does not exist, SettingsError when the
    settings cannot be followed, and OutputError when a file cannot be written.
    """
    given = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    chosen = settings or find_settings(given)
    check_aliases(chosen.aliases)
    repairs: list[Repair] = []
    for file in find_files(given, root=chosen.root, exclude=chosen.exclude):
        repair = _repair(file, chosen)
        if repair is None:
            continue
        if write and repair.is_changed:
            _replace(Path(file.path), repair.after)
        if repair.is_changed or repair.left:
            repairs.append(repair)
    return repairs


def _repair(file: InputFile, settings: Settings) -> Repair | None:
    """What can be done for a file; None for one that is no document."""
    read = read_text(file)
    if read is None:
        return None
    if isinstance(read, Diagnostic):
        return Repair(file.shown, "", "", left=(read,))
    return repair_text(
        read[1].decode("utf-8"),
        file=file.shown,
        needs_front_matter=file.needs_front_matter,
        aliases=settings.aliases,
    )


def _replace(path: Path, text: str) -> None:
    """Write a file beside the old one, and put it in its place with its permissions."""
    # A link stays a link: what it leads to is replaced.
    target = path.resolve()
    try:
        with _beside(target) as (descriptor, name):
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(text.encode("utf-8"))
                stream.flush()
                os.fsync(stream.fileno())
            os.chmod(name, target.stat().st_mode & 0o7777)
            os.replace(name, target)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error


@contextlib.contextmanager
def _beside(target: Path) -> Iterator[tuple[int, str]]:
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}-", suffix=".new", dir=target.parent)
    try:
        yield descriptor, name
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
