"""The collection that an editor has open: what its documents say, saved or not."""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from threading import Lock

from kg.diagnostics import Diagnostic
from kg.documents.files import ENDINGS
from kg.documents.reader import read_document
from kg.documents.records import Document
from kg.errors import KgError
from kg.identity.mentions import see
from kg.lsp.completion import Known
from kg.pipeline import build
from kg.settings import Settings, find_settings
from kg.standing.checked import HeldCache

_MOST_RELATED = 20
"""Other places of a finding that are shown at each of its places."""


class Project:
    """A folder of documents, with the texts that the editor has not saved yet."""

    def __init__(self, folder: str) -> None:
        self.folder = os.path.abspath(folder)
        self.texts: dict[str, str] = {}
        self.known = Known()
        self.problem = ""
        self._cache = HeldCache()
        self._lock = Lock()

    def is_document(self, path: str) -> bool:
        """Whether a file of the folder may be a document."""
        inside = os.path.commonpath([self.folder, os.path.abspath(path)]) == self.folder
        return inside and Path(path).suffix.lower() in ENDINGS

    def settings(self) -> Settings:
        """The settings of the folder; the defaults where they cannot be followed."""
        try:
            return find_settings([self.folder])
        except KgError as error:
            self.problem = str(error)
            return Settings()

    def read(self, path: str) -> tuple[Document | None, list[Diagnostic]]:
        """The document that an open file holds, and what is wrong in it alone. Fast: one file is read."""
        text = self.texts[os.path.abspath(path)].replace("\r\n", "\n").removeprefix("\ufeff")
        settings = self.settings()
        result = read_document(
            text,
            file=path,
            name=Path(path).stem,
            aliases=settings.aliases,
            date_order=settings.date_order,
        )
        if result is None:
            return None, []
        found = list(result.diagnostics)
        if result.document is not None:
            found += see(result.document)[1]
        return result.document, found

    def check(self) -> dict[str, list[Diagnostic]]:
        """Every finding about the collection, by the absolute path of each file that it is about.

        A finding that several files cause stands in all of them, for its
        author may have any of them open. ``known`` is then what the collection knows; ``problem`` says why it
        could not be checked, and is empty where it could.
        """
        with self._lock:
            self.problem = ""
            settings = self.settings()
            try:
                graph = build([self.folder], settings=settings, texts=dict(self.texts), cache=self._cache)
            except KgError as error:
                self.problem = self.problem or str(error)
                return {}
            self.known = Known(graph.documents, graph.identity)
        by_file: dict[str, list[Diagnostic]] = defaultdict(list)
        for one in graph.diagnostics:
            places = (one.location, *one.related)
            # Each of very many places would name all the others.
            shown = places[: _MOST_RELATED + 1]
            for place in places:
                others = tuple(other for other in shown if other != place)[:_MOST_RELATED]
                by_file[os.path.abspath(place.file)].append(replace(one, location=place, related=others))
        return dict(by_file)
