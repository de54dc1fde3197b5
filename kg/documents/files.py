"""Finding the files of a corpus, and reading them as text."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from kg.diagnostics import Diagnostic, Location, diagnostic
from kg.errors import InputError

_ENDINGS = frozenset({".md", ".markdown", ".txt"})
_PASSED_OVER = frozenset(
    {"readme", "changelog", "changes", "contributing", "license", "licence", "code_of_conduct", "security"}
)


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that may hold a document.

    ``shown`` is the path as given by the user, which diagnostics show;
    ``name`` is the path relative to the root, without file ending.
    """

    path: Path
    shown: str
    name: str

    @property
    def needs_front_matter(self) -> bool:
        """Whether the file must be a document; a .txt file or a README need not."""
        return self.path.suffix.lower() != ".txt" and self.path.stem.lower() not in _PASSED_OVER


def find_files(
    paths: Iterable[str | os.PathLike[str]], *, root: Path | None, exclude: Iterable[str] = ()
) -> list[InputFile]:
    """The files under ``paths`` that may hold documents, sorted, each one once.

    Names are relative to ``root``; for a path outside it, or where there is
    none, to the folder given (to the folder of a file given). ``exclude``
    holds glob patterns against the path below that folder. Hidden files and
    folders are passed over. Raises InputError when a path does not exist.
    """
    patterns = tuple(exclude)
    found: dict[str, InputFile] = {}
    for given in paths:
        start = Path(given)
        if not start.exists():
            raise InputError(f"there is no file or folder {start}")
        base = start if start.is_dir() else start.parent
        if root is not None and _is_below(base, root):
            base = root
        for path in _walk(start) if start.is_dir() else [start]:
            below = Path(os.path.relpath(path, base)).as_posix()
            if not any(fnmatch(below, pattern) for pattern in patterns):
                name = below.rsplit(".", 1)[0] if path.suffix else below
                found.setdefault(os.path.abspath(path), InputFile(path, path.as_posix(), name))
    return sorted(found.values(), key=lambda file: (file.name, file.shown))


def read_text(file: InputFile) -> tuple[str, bytes] | Diagnostic:
    """The text of a file and its bytes; a diagnostic where it cannot be read.

    The byte order mark is cut off and line ends become ``LF``.
    """
    try:
        data = file.path.read_bytes()
    except OSError as error:
        return diagnostic(
            "KG002",
            f"the file cannot be read: {error.strerror or error}",
            Location(file.shown),
            hint="check that it exists and that you may read it",
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        return diagnostic(
            "KG001",
            f"the file is not UTF-8: byte 0x{data[error.start]:02X} cannot stand here",
            Location(file.shown, line, column),
            hint="save it as UTF-8 (in many editors: 'Save with encoding')",
        )
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text, data


def _walk(folder: Path) -> Iterator[Path]:
    # os.walk does not follow links to folders, so a loop of them ends here.
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            path = Path(parent, name)
            if path.suffix.lower() in _ENDINGS and not name.startswith("."):
                yield path


def _is_below(path: Path, root: Path) -> bool:
    return os.path.commonpath([os.path.abspath(path), os.path.abspath(root)]) == os.path.abspath(root)
