"""The entries of bibliographies, each as its file writes it: most are never cited, and never parsed."""

from __future__ import annotations

from dataclasses import dataclass, field

STANDING = "standing"
"""The form of an entry that stands for another key, which is its text."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: ``form`` is that of its file, ``text`` as the file has it, ``line`` where it begins."""

    form: str
    text: str
    file: str = ""
    line: int = 1


@dataclass(frozen=True, slots=True)
class Bibliography:
    """The entries of some files by their keys, the first of each key.

    ``strings`` are the abbreviations that BibTeX defines, by their names in lower case, as they are
    written. ``files`` are the paths of the files from the root.
    """

    entries: dict[str, Entry] = field(default_factory=dict)
    strings: dict[str, str] = field(default_factory=dict)
    files: tuple[str, ...] = ()


NO_BIBLIOGRAPHY = Bibliography()
"""That of a document beside which there is none."""
