"""Which files are the bibliography of a document: those that it or its project names, or that lie by it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

import yaml

from kg.diagnostics import Diagnostic
from kg.documents import front_matter, heads
from kg.documents.companions import Companions, read_companion
from kg.documents.files import InputFile
from kg.documents.front_matter import Value
from kg.documents.tables import works_table

_NAMED = re.compile(rb"^[ \t\"']*bibliography[\"']?[ \t]*[:=]", re.MULTILINE | re.IGNORECASE)
_IN_CHAPTERS = "manubot"
_FAR = 65_536
"""Bytes of a document in which a bibliography is named."""
_LONGEST = 1 << 20
"""Bytes of a project's settings that are read."""


class Bibliographies:
    """Finds the bibliographies of the documents of one build; settings of projects are read once."""

    def __init__(self, companions: Companions) -> None:
        self._companions = companions
        self._settings: dict[str, list[str]] = {}

    def of(self, file: InputFile, content: bytes) -> list[InputFile]:
        """The files of the bibliography of a document; none where it cites nothing."""
        if b"@" not in content and b"cite" not in content and b"[^" not in content:
            return []
        named = _in_document(content) if _NAMED.search(content, 0, _FAR) else []
        found = list(self._at(file, named))
        if not named:
            beside = works_table("places")["beside"]
            found = list(self._of_project(file)) or list(self._companions.of(file, tuple(beside)))
        if file.dialect == _IN_CHAPTERS:
            # Chapters are one text: what a key stands for is said in any of them.
            found += self._companions.of(file, tuple(works_table("places")["chapters"]))
        return list(dict.fromkeys(found))

    def _at(self, file: InputFile, named: list[str]) -> Iterator[InputFile]:
        for one in named:
            if place := place_of(one):
                yield from self._companions.of(file, places_of(place))

    def _of_project(self, file: InputFile) -> Iterator[InputFile]:
        """What the nearest settings that name a bibliography name."""
        for place in works_table("places")["settings"]:
            for settings in self._companions.of(file, (place,)):
                named = self._in_settings(settings)
                found = list(self._at(settings, named))
                if found:
                    yield from found
                    return

    def _in_settings(self, file: InputFile) -> list[str]:
        if file.path not in self._settings:
            content = read_companion(file, _LONGEST)
            self._settings[file.path] = (
                []
                if isinstance(content, Diagnostic)
                else _in_text(content, is_document=file.path.endswith("md"))
            )
        return self._settings[file.path]


def place_of(named: str) -> str:
    """The path of a bibliography, relative to a folder; empty for an address on the web."""
    path = named.strip().replace("\\", "/")
    if is_remote(path):
        return ""
    return posixpath.normpath(path.lstrip("/")) if path.strip("/") else ""


def places_of(place: str) -> tuple[str, ...]:
    """Where a bibliography may be that is named so: the ending of BibTeX is often left out."""
    return (place,) if posixpath.splitext(place)[1] else (place, f"{place}.bib")


def is_remote(named: str) -> bool:
    """Whether the name of a bibliography is an address on the web."""
    return "://" in named or named.strip().replace("\\", "/").startswith("//")


def _in_document(content: bytes) -> list[str]:
    return _in_text(content, is_document=True)


def _in_text(content: bytes, *, is_document: bool) -> list[str]:
    text = content.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    try:
        loaded = (
            heads.load(heads.cut(text)) if is_document or text.startswith("---") else front_matter.load(text)
        )
    except (
        heads.HeadError,
        yaml.YAMLError,
        front_matter.AliasLimitError,
        front_matter.UnclosedFrontMatterError,
    ):
        # What is wrong with a document is found where it is read.
        return []
    return list(_named_in(loaded.value))


def _named_in(value: Value) -> Iterator[str]:
    if not isinstance(value, dict):
        return
    for key, one in value.items():
        if key in {"bibliography", "bibtex_bibfiles"}:
            yield from (each for each in (one if isinstance(one, list) else [one]) if isinstance(each, str))
        elif key in {"project", "metadata", "sphinx", "config"}:
            yield from _named_in(one)
