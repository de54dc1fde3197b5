"""The files of an output after an edit: those that it changes are made, all others stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kg.diagnostics import Diagnostic, count_by_severity, to_json
from kg.exporters.folder import MANIFEST
from kg.exporters.hashing import Hashes
from kg.exporters.output import VOCABULARY, Page, manifest, title_of, vocabulary
from kg.exporters.output import Built as Said
from kg.exporters.staged import Content
from kg.exporters.staged import Kept as KeptFile
from kg.graph.kinds import nodes
from kg.pieces import Piece, Pieces, sha256
from kg.standing.edit import Edit
from kg.standing.output import LARGE, OutputFiles

_PAGE, _REPORT = "index.html", "report.json"
_OF_DOCUMENT = ("documents/{}.ttl", "documents/{}.jsonld", "web/{}.jsonld")


@dataclass
class Writing:
    """The files of the output, and the hash of each that has been given; ``page`` makes ``index.html``."""

    edit: Edit
    said: Said
    diagnostics: Sequence[Diagnostic]
    standing: OutputFiles
    page: Page | None
    hashes: Hashes = field(default_factory=Hashes)
    made: int = 0
    """How many files were made anew."""

    def files(self) -> Iterator[tuple[str, Content | KeptFile]]:
        """Each file with its content, or the mark of the one that stays; the manifest last."""
        with self.hashes:
            yield from self._files()

    def _files(self) -> Iterator[tuple[str, Content | KeptFile]]:
        edit, settings = self.edit, self.edit.planned.settings
        graph = self.hashes.later(lambda: sha256(*edit.ntriples))
        if edit.changed:
            yield self._made("graph.nq", *edit.nquads)
        if edit.change:
            comment = title_of(settings)
            yield self._made("graph.ttl", *edit.blocks.as_turtle(edit.writers.turtle, comment))
            yield self._made("graph.jsonld", *edit.blocks.as_jsonld())
        for name in LARGE:
            if name not in self.hashes:
                yield self._kept(name)
        if VOCABULARY in self.standing.kept:
            yield self._kept(VOCABULARY)
        else:
            yield self._made(VOCABULARY, vocabulary().encode())
        yield from self._documents()
        report = to_json(self.diagnostics).encode()
        if self.page is not None:
            yield self._index(report)
        yield self._made(_REPORT, report)
        found, versions = count_by_severity(self.diagnostics), edit.kept.standing.versions
        yield MANIFEST, manifest(self.said, found, graph.result(), self.hashes.all(), versions).encode()

    def _documents(self) -> Iterator[tuple[str, Content | KeptFile]]:
        paths = {one.slot: one.path for one in self.edit.kept.standing.documents}
        for one in self.edit.documents:
            files = [name.format(one.path) for name in _OF_DOCUMENT]
            stays = one.slot not in self.edit.shown and paths.get(one.slot) == one.path
            if stays and all(name in self.standing.kept for name in files):
                yield from map(self._kept, files)
                continue
            made = self.edit.writers.document(one.graph, nodes(self.edit.section(one).triples))
            for pattern, text in made.items():
                yield self._made(pattern.replace("*", one.path), text.encode())

    def _index(self, report: bytes) -> tuple[str, Content | KeptFile]:
        """The interactive view, which may say anything of the graph, its documents and the findings."""
        before = self.standing.hashes.get(_REPORT, "")
        alike = not self.edit.is_change and sha256(report) == before
        if self.page is None or (alike and _PAGE in self.standing.kept):
            return self._kept(_PAGE)
        return self._made(_PAGE, self.page(self.diagnostics).encode())

    def _kept(self, name: str) -> tuple[str, KeptFile]:
        self.hashes.keep(name, self.standing.hashes[name])
        return name, KeptFile(self.standing.kept[name])

    def _made(self, name: str, *pieces: Piece) -> tuple[str, Pieces]:
        self.made += 1
        self.hashes.add(name, *pieces)
        return name, list(pieces)
