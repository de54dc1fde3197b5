"""Files repaired: found, read, mended, and written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from kg.diagnostics import Diagnostic
from kg.disk import clean_up, is_link, leads_out, write_file
from kg.documents import notebooks
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
    roots = [*filter(None, [chosen.root]), *(Path(one) for one in given if os.path.isdir(one))]
    if write:
        clean_up()
    for file in find_files(given, root=chosen.root, exclude=chosen.exclude, dialects=chosen.dialects):
        repair = _repair(file, chosen)
        if repair is None:
            continue
        if write and repair.is_changed:
            _replace(Path(file.path), repair.after, roots)
        if repair.is_changed or repair.left:
            repairs.append(repair)
    return repairs


def _repair(file: InputFile, settings: Settings) -> Repair | None:
    """What can be done for a file; None for one that is no document."""
    read = None if file.path.lower().endswith(notebooks.ENDING) else read_text(file)
    if read is None:
        return None
    if isinstance(read, Diagnostic):
        return Repair(file.shown, "", "", left=(read,))
    return repair_text(
        read[1].decode("utf-8"),
        file=file.shown,
        needs_head=file.needs_head,
        aliases=settings.aliases,
        date_order=settings.date_order,
    )


def _replace(path: Path, text: str, roots: Iterable[Path]) -> None:
    """Put a file in the place of the old one, with its permissions."""
    # A link to another document stays a link: what it leads to is replaced, where that is in the project.
    target = path
    if is_link(path):
        target = path.resolve()
        if all(leads_out(target, root) for root in roots):
            raise OutputError(f"{path} is a link that leads out of the folder; repair the file it leads to")
    try:
        write_file(target, text.encode("utf-8"), is_durable=True)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error
