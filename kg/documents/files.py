"""Finding the files of a corpus, and reading them as text."""

from __future__ import annotations

import os
import stat
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

    ``path`` leads to it, ``shown`` is the path as given by the user, which diagnostics show;
    ``name`` is the path relative to the root, without file ending.
    """

    path: str
    shown: str
    name: str

    @property
    def needs_front_matter(self) -> bool:
        """Whether the file must be a document; a .txt file or a README need not."""
        stem, ending = os.path.splitext(os.path.basename(self.path).lower())
        return ending != ".txt" and stem not in _PASSED_OVER


def find_files(
    paths: Iterable[str | os.PathLike[str]], *, root: Path | None, exclude: Iterable[str] = ()
) -> list[InputFile]:
    """The files under ``paths`` that may hold documents, sorted, each one once.

    Names are relative to ``root``; for a path outside it, or where there is
    none, to the folder given (to the folder of a file given). ``exclude``
    holds glob patterns against the path below that folder. Hidden files and
    folders are passed over; a folder that cannot be read is given as if it
    were a file, for :func:`read_text` to say why. Raises InputError when a path does not exist.
    """
    patterns = tuple(exclude)
    found: list[InputFile] = []
    listed = list(paths)
    several, seen = len(listed) > 1, set[str]()
    for given in listed:
        start = _existing(given)
        base = start if start.is_dir() else start.parent
        if root is not None and _is_below(base, root):
            base = root
        for parent, names in _walk(start) if start.is_dir() else [(start.parent, [start.name])]:
            # Of a folder all is worked out once: it may hold very many files.
            above, absolute = (
                _prefix(Path(os.path.relpath(parent, base))),
                _prefix(Path(os.path.abspath(parent))),
            )
            shown = _prefix(parent)
            for one in names:
                below = f"{above}{one}"
                # With a slash too, for a folder that could not be read: drafts/* excludes it.
                if not any(fnmatch(form, pattern) for form in (below, f"{below}/") for pattern in patterns):
                    if several:
                        if f"{absolute}{one}" in seen:
                            continue
                        seen.add(f"{absolute}{one}")
                    name = below.rsplit(".", 1)[0] if len(os.path.splitext(one)[1]) > 1 else below
                    path = f"{shown}{one}"
                    found.append(InputFile(path, _as_text(path), _as_text(name)))
    return sorted(found, key=lambda file: (file.name, file.shown))


def _existing(given: str | os.PathLike[str]) -> Path:
    """A path that was given, which must lead to something."""
    if not os.fspath(given):
        raise InputError("a path is empty; name a file or folder to build from")
    path = Path(given)
    try:
        is_there = path.exists()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
    if not is_there:
        raise InputError(f"there is no file or folder {path}")
    return path


def read_text(file: InputFile) -> tuple[str, bytes] | Diagnostic | None:
    """The text of a file and its bytes; a diagnostic where it cannot be read.

    The byte order mark is cut off and line ends become ``LF``. None for what
    is not UTF-8 but is no document either: no front matter, and none needed.
    """
    data = read_bytes(file)
    if isinstance(data, Diagnostic):
        return data
    text = decoded(file, data)
    return (text, data) if isinstance(text, str) else text


def read_bytes(file: InputFile) -> bytes | Diagnostic:
    """The bytes of a file; a diagnostic where it cannot be read."""
    try:
        mode = os.stat(file.path).st_mode
        if stat.S_ISDIR(mode):
            os.listdir(file.path)
        elif not stat.S_ISREG(mode):
            # A pipe or a device may never end.
            return _unreadable(file, "it is a pipe, socket or device")
        with open(file.path, "rb", buffering=0) as opened:
            return opened.readall()
    except OSError as error:
        return _unreadable(file, error.strerror or str(error))


def decoded(file: InputFile, data: bytes) -> str | Diagnostic | None:
    """The text that the bytes of a file are, as :func:`read_text` gives it."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if not file.needs_front_matter and not _begins_like_document(data):
            return None
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        what = f"byte 0x{data[error.start]:02X} cannot stand here"
        return _not_utf_8(
            file, what if b"\0" not in data[:4] else f"{what}; it looks like UTF-16", line, column
        )
    if text.startswith(("\0-", "-\0")):
        return _not_utf_8(file, "it looks like UTF-16", 1, 1)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def _unreadable(file: InputFile, reason: str) -> Diagnostic:
    return diagnostic(
        "KG002",
        f"the file cannot be read: {reason}",
        Location(file.shown),
        hint="check that it exists and that you may read it",
    )


def _not_utf_8(file: InputFile, reason: str, line: int, column: int) -> Diagnostic:
    return diagnostic(
        "KG001",
        f"the file is not UTF-8: {reason}",
        Location(file.shown, line, column),
        hint="save it as UTF-8 (in many editors: 'Save with encoding')",
    )


def _begins_like_document(data: bytes) -> bool:
    """Whether the first line is that of front matter, in whatever encoding."""
    return data[:32].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe").startswith(b"---")


def _as_text(path: str) -> str:
    """A path that can be written in UTF-8: a byte of a name that is none becomes its number."""
    if path.isascii():
        return path
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _walk(folder: Path) -> Iterator[tuple[Path, list[str]]]:
    """Each folder with the names of its files that may hold documents, or of a folder that cannot be read."""
    # os.walk does not follow links to folders, so a loop of them ends here.
    unread: list[OSError] = []
    for parent, folders, files in os.walk(folder, onerror=unread.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        names = [
            name
            for name in files
            if os.path.splitext(name)[1].lower() in _ENDINGS and not name.startswith(".")
        ]
        if names:
            yield Path(parent), names
    for error in unread:
        path = Path(error.filename)
        yield path.parent, [path.name]


def _prefix(folder: Path) -> str:
    """What the path of a file in the folder begins with."""
    path = folder.as_posix()
    return "" if path == "." else path if path.endswith("/") else f"{path}/"


def _is_below(path: Path, root: Path) -> bool:
    return os.path.commonpath([os.path.abspath(path), os.path.abspath(root)]) == os.path.abspath(root)
