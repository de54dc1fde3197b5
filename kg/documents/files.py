"""Finding the files of a corpus, and reading them as text."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from types import MappingProxyType

from kg.diagnostics import Diagnostic, Location, diagnostic
from kg.disk import MOST_BYTES, is_below, is_junction, is_link, leads_out, read_file, strays
from kg.documents.dialects.detection import Detection
from kg.documents.dialects.dialect import PLAIN
from kg.errors import InputError

ENDINGS = frozenset({".md", ".markdown", ".qmd", ".rmd", ".mdx", ".ipynb", ".txt"})
"""What the names of files that may hold documents end with, in small letters."""
_PASSED_OVER = frozenset(
    {"changelog", "changes", "contributing", "license", "licence", "code_of_conduct", "security"}
    | {"agents", "claude", "gemini", "pull_request_template", "issue_template", "codeowners", "maintainers"}
)
"""Names of files about a repository, without their endings."""
_README = "readme"


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that may hold a document.

    ``path`` leads to it, ``shown`` is the path as given by the user, which diagnostics show;
    ``name`` is the path relative to the root, without file ending. ``dialect`` is that of its folder.
    """

    path: str
    shown: str
    name: str
    dialect: str = PLAIN.name

    @property
    def needs_head(self) -> bool:
        """Whether the file is a document only where it begins with front matter.

        So it is of a .txt file and of what speaks about a repository: its change log, its licence,
        the README at its top.
        """
        stem, ending = os.path.splitext(os.path.basename(self.path).lower())
        is_of_all = stem == _README and "/" not in self.name
        return ending == ".txt" or is_of_all or stem.replace("-", "_") in _PASSED_OVER


def find_files(
    paths: Iterable[str | os.PathLike[str]],
    *,
    root: Path | None,
    exclude: Iterable[str] = (),
    dialects: Mapping[str, str] = MappingProxyType({}),
) -> list[InputFile]:
    """The files under ``paths`` that may hold documents, sorted, each one once.

    Names are relative to ``root``; for a path outside it, or where there is
    none, to the folder given (to the folder of a file given). ``exclude``
    holds glob patterns against the path below that folder. Hidden files and
    folders are passed over; a folder that cannot be read, and a link that
    leads out of the root, to whatever that is, are given as if they were files, for
    :func:`read_text` to say why. Links to folders are not followed, for inside the root their
    documents have names of their own. ``dialects`` lead from patterns of paths below that folder to
    the names of dialects. Raises InputError when a path does not exist.
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
        if strays(folder := start if start.is_dir() else start.parent, root):
            raise InputError(
                f"{folder} is a link, or lies behind one, that leads elsewhere than its name says; "
                f"name {os.path.realpath(folder)}"
            )
        detection = Detection(base, dialects)
        for parent, names in _walk(start, base) if start.is_dir() else [(start.parent, [start.name])]:
            # Of a folder all is worked out once: it may hold very many files.
            above, absolute = (
                _prefix(Path(os.path.relpath(parent, base))),
                _prefix(Path(os.path.abspath(parent))),
            )
            shown = _prefix(parent)
            dialect = detection.of(parent).dialect
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
                    found.append(InputFile(path, as_text(path), as_text(name), dialect))
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


def read_bytes(file: InputFile, most: int = MOST_BYTES) -> bytes | Diagnostic:
    """The bytes of a file, of which it may have so many; a diagnostic where it cannot be read."""
    if is_link(file.path) and leads_out(file.path, root_of(file.path, file.name)):
        return led_out(file)
    try:
        if stat.S_ISDIR(os.stat(file.path).st_mode):
            os.listdir(file.path)
        return read_file(file.path, most=most)
    except OSError as error:
        return _unreadable(file, error.strerror or str(error))


def decoded(file: InputFile, data: bytes) -> str | Diagnostic | None:
    """The text that the bytes of a file are, as :func:`read_text` gives it."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if file.needs_head and not _begins_like_document(data):
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


def led_out(file: InputFile) -> Diagnostic:
    """That a link leads out of the root."""
    return diagnostic(
        "KG005",
        "the link leads out of the folder of the documents and is not followed",
        Location(file.shown),
        hint="name what it leads to as a further path, or put a copy in its place",
    )


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


def as_text(path: str) -> str:
    """A path that can be written in UTF-8: a byte of a name that is none becomes its number."""
    if path.isascii():
        return path
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _walk(folder: Path, root: Path) -> Iterator[tuple[Path, list[str]]]:
    """Each folder with the names of its files that may hold documents.

    Among them are those of folders that cannot be read, and of links that lead out of ``root``.
    No link to a folder is followed, so that a loop of them ends here.
    """
    pending = [os.fspath(folder)]
    while pending:
        parent = pending.pop()
        try:
            with os.scandir(parent) as entries:
                names = list(_of_interest(entries, root, pending))
        except OSError:
            path = Path(parent)
            yield path.parent, [path.name]
            continue
        if names:
            yield Path(parent), names


def _of_interest(entries: Iterable[os.DirEntry[str]], root: Path, folders: list[str]) -> Iterator[str]:
    """What :func:`_walk` gives of a folder, whose folders are added to ``folders``."""
    for one in entries:
        if one.name.startswith("."):
            continue
        may_hold = os.path.splitext(one.name)[1].lower() in ENDINGS
        if one.is_symlink() or is_junction(one.path):
            is_folder = one.is_dir()
            if (may_hold and not is_folder) or ((may_hold or is_folder) and leads_out(one.path, root)):
                yield one.name
        elif one.is_dir():
            folders.append(one.path)
        elif may_hold:
            yield one.name


def _prefix(folder: Path) -> str:
    """What the path of a file in the folder begins with."""
    path = folder.as_posix()
    return "" if path == "." else path if path.endswith("/") else f"{path}/"


def _is_below(path: Path, root: Path) -> bool:
    return is_below(os.path.abspath(path), os.path.abspath(root))


def root_of(path: str, name: str) -> str:
    """The folder that the name of a document at a path is relative to."""
    root = os.path.abspath(path)
    for _ in range(name.count("/") + 1):
        root = os.path.dirname(root)
    return root
