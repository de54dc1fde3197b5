"""A build after an edit: the files that the edit changes are made, all others stay."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

from kg.diagnostics import Diagnostic, count_by_severity, in_order, to_json
from kg.documents.findings import Placed
from kg.documents.records import Document
from kg.exporters.folder import MANIFEST, replace_folder
from kg.exporters.hashing import Hashes
from kg.exporters.output import VOCABULARY, Writers, manifest, title_of, vocabulary
from kg.exporters.staged import Content, Kept
from kg.graph.kinds import Node, kind, nodes
from kg.identity.decide import Identities
from kg.incremental.blocks import Blocks
from kg.incremental.built import Built, Keys, Target, counted
from kg.incremental.corpus import Corpus
from kg.incremental.earlier import LARGE, Earlier, EarlierOutput
from kg.incremental.graph import Change, Index, Nodes, change
from kg.incremental.judging import Judging
from kg.incremental.keeping import Results, Yield, keep
from kg.incremental.pages import affected
from kg.incremental.section import Section
from kg.incremental.state import DocumentEntry, Sights, encoded
from kg.knowledge_graph import audited_spots, draw, explorer
from kg.parallel import Aside
from kg.pieces import Piece, Pieces, sha256
from kg.pipeline import WORTH_SHARING, Progress
from kg.terms import Term
from kg.validation.engine import ShapeResult
from kg.validation.origins import Origins
from kg.validation.validate import placed
from kg.visualization.scene import is_seen, scene_of, sighted, sights

if TYPE_CHECKING:
    from kg.visualization.weak_spots import WeakSpot


def rebuild(
    corpus: Corpus,
    target: Target,
    keys: Keys,
    large: Mapping[str, bytes],
    standing: EarlierOutput,
    tell: Progress,
) -> Built | None:
    """Write the output anew, with files of the one that stands; None where the change is not of that kind.

    Raises OutputReplacedError where such a file is no longer there.
    """
    assert corpus.earlier is not None  # noqa: S101
    edit = Edit(corpus, corpus.earlier, large)
    if not edit.is_ours:
        return None
    is_worth = target.html and edit.is_change and len(corpus.documents) >= WORTH_SHARING
    known = tuple(in_order(corpus.found))
    with Aside(lambda: audited_spots(edit, known), is_worth=is_worth) as spots:
        return _written(edit, known, spots, target, keys, standing, tell)


def _written(
    edit: Edit,
    known: tuple[Diagnostic, ...],
    spots: Aside[list[WeakSpot]],
    target: Target,
    keys: Keys,
    standing: EarlierOutput,
    tell: Progress,
) -> Built:
    corpus = edit.corpus
    tell("validate", 0, 1)
    results = edit.results()
    further = {one.diagnostic for _, one in results}.difference(known)
    found = tuple(in_order((*known, *further)))
    tell("validate", 1, 1)
    tell("write", 0, 1)
    built = Built(
        edit.counts, found, corpus.settings, corpus.reading.inputs, len(corpus.changed), is_whole=False
    )
    writing = _Writing(edit, built, further, spots, standing, target)
    marks = replace_folder(target.folder, writing.files(), spare=target.spare)
    tell("write", 1, 1)
    hashes = {**writing.hashes.all(), MANIFEST: ""}
    outputs = {name: (digest, marks[name]) for name, digest in hashes.items()}
    state = edit.earlier.state
    sight = state.reach, state.leading
    keep(
        corpus,
        target,
        keys,
        Yield(edit.blocks, edit.ntriples, edit.after.slots, results, sight, outputs, writing.sights),
        state.versions,
    )
    return built


class Edit:
    """The graph before and after an edit; ``large`` are the files of the whole graph before."""

    def __init__(self, corpus: Corpus, earlier: Earlier, large: Mapping[str, bytes]) -> None:
        self.corpus = corpus
        self.earlier = earlier
        base = corpus.settings.base
        state = earlier.state
        self._sections = earlier.sections(large["graph.nq"])
        self.before = Index(self._sections, state.slots)
        self.changed: dict[int, Section | None] = {}
        slots = {one.file: one.slot for one in corpus.documents}
        for file, section in corpus.changed.items():
            known = earlier.documents.get(file)
            if (
                known is None
                or section.graph != known.graph
                or section.data != self._sections.raw(known.slot)
            ):
                self.changed[slots[file]] = section
        for file, one in earlier.documents.items():
            if file not in slots:
                self.changed[one.slot] = None
        self.after = self.before.replaced(self.changed, base)
        self.old = Blocks.cut(state.subjects, {**large, "ntriples": earlier.ntriples})
        self.change: Change = change(self.before, self.after, self.changed, self.old.about)
        self.is_ours = all(subject.startswith(f"<{base}") for subject in self.change.after)

    @property
    def is_change(self) -> bool:
        """Whether a document is not what it was."""
        return bool(self.corpus.changed or self.changed)

    @cached_property
    def blocks(self) -> Blocks:
        """What is said of each node after the edit."""
        nodes = {
            subject: Node(subject, triples, kind(triples)) if triples else None
            for subject, triples in self.change.after.items()
        }
        return self.old.changed(nodes, Writers.of({}, self.corpus.settings.base))

    @cached_property
    def ntriples(self) -> Pieces:
        """The graph after the edit, as N-Triples."""
        return self.blocks.as_ntriples() if self.change else [self.earlier.ntriples]

    @property
    def nquads(self) -> Pieces:
        """The named graphs after the edit."""
        ordered = sorted(self.corpus.documents, key=attrgetter("graph"))
        return self._sections.pieces(
            self.section(one).data if one.slot in self.changed else one.slot for one in ordered
        )

    def section(self, document: DocumentEntry) -> Section:
        """The quads of a document after the edit."""
        return self.changed.get(document.slot) or self._sections[document.slot]

    @cached_property
    def nodes(self) -> Nodes:
        """The nodes of the graph after the edit."""
        return Nodes(self.blocks.about, self.blocks.subjects)

    @cached_property
    def sights(self) -> Sights:
        """What the explorer shows of each node after the edit."""
        known = self.earlier.sights
        if known is None:
            return sights(self.nodes)
        stale = self._seen_otherwise()
        return {
            subject: known[subject] if subject not in stale else sighted(self.nodes[subject], self.nodes)
            for subject, one in self.blocks.subjects.items()
            if is_seen(one.kind)
        }

    def _seen_otherwise(self) -> set[Term]:
        """The nodes that are seen otherwise: the changed ones, those that lead to them, maybe by another."""
        changed = set(self.change.after)
        leading = self._leading_to(changed)
        through = {one for one in leading if not is_seen(self.blocks.subjects[one].kind)}
        return changed | leading | self._leading_to(through)

    def _leading_to(self, nodes: Iterable[Term]) -> set[Term]:
        return {subject for node in nodes for subject, _, _ in self.after.leading_to(node)}

    @cached_property
    def writers(self) -> Writers:
        """What writes the pages of documents after the edit."""
        return Writers.of(self.nodes, self.corpus.settings.base)

    @cached_property
    def shown(self) -> set[int]:
        """The slots of the documents whose files may be others after the edit."""
        before = Writers.of(Nodes(self.old.about, self.old.subjects), self.corpus.settings.base)
        shown = affected(self.change, self.before, self.after, before, self.writers)
        return {slot for slot, section in self.changed.items() if section is not None} | shown

    @cached_property
    def counts(self) -> dict[str, int]:
        """How much there is of each kind after the edit."""
        return counted(self.corpus.documents, self.blocks.subjects.values())

    def results(self) -> Results:
        """What the shapes find after the edit, each at its lines. Raises ShapesError."""
        corpus, known = self.corpus, dict(self.earlier.state.results)
        judging = Judging(self.earlier.state, self.change, self.after, self.blocks, corpus.settings)
        found = judging.results()
        if corpus.is_decided_anew:
            origins = Origins(list(corpus.records.values()), corpus.decision[0]) if found else None
            findings = [placed(one, origins) for one in found] if origins else []
        else:
            findings = [known[one].placed if one in known else self._placed(one) for one in found]
        return list(zip(found, corpus.located(findings, known.values()), strict=True))

    def _placed(self, result: ShapeResult) -> Placed:
        """The finding that a new result is, while all decisions of identity hold."""
        return placed(result, self._origins)

    @cached_property
    def _origins(self) -> Origins:
        # Who is who is as it was, but for what the records say of it no less than all are asked.
        return Origins(list(self.corpus.records.values()), self.corpus.decision[0])

    @property
    def documents(self) -> tuple[Document, ...]:
        """The records after the edit."""
        return tuple(self.corpus.records.values())

    @property
    def identities(self) -> Identities:
        """Who is who after the edit."""
        return self.corpus.identities


@dataclass
class _Writing:
    """The files of the output, and the hash of each that has been given."""

    edit: Edit
    built: Built
    further: Collection[Diagnostic]
    spots: Aside[list[WeakSpot]]
    standing: EarlierOutput
    target: Target
    hashes: Hashes = field(default_factory=Hashes)

    def files(self) -> Iterator[tuple[str, Content | Kept]]:
        """Each file with its content, or the mark of the one that stays; the manifest last."""
        with self.hashes:
            yield from self._files()

    def _files(self) -> Iterator[tuple[str, Content | Kept]]:
        edit, settings = self.edit, self.edit.corpus.settings
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
        report = to_json(self.built.diagnostics).encode()
        if self.target.html:
            yield self._page(report)
        yield self._made("report.json", report)
        found, versions = count_by_severity(self.built.diagnostics), edit.earlier.state.versions
        yield MANIFEST, manifest(self.built, found, graph.result(), self.hashes.all(), versions).encode()

    def _documents(self) -> Iterator[tuple[str, Content | Kept]]:
        names = ("documents/{}.ttl", "documents/{}.jsonld", "web/{}.jsonld")
        paths = {one.slot: one.path for one in self.edit.earlier.state.documents}
        for one in self.edit.corpus.documents:
            files = [name.format(one.path) for name in names]
            stays = one.slot not in self.edit.shown and paths.get(one.slot) == one.path
            if stays and all(name in self.standing.kept for name in files):
                yield from map(self._kept, files)
                continue
            made = self.edit.writers.document(one.graph, nodes(self.edit.section(one).triples))
            for pattern, text in made.items():
                yield self._made(pattern.replace("*", one.path), text.encode())

    def _page(self, report: bytes) -> tuple[str, Content | Kept]:
        """The interactive view, which may say anything of the graph, its documents and the findings."""
        name = "index.html"
        before = self.standing.hashes.get("report.json", "")
        alike = not self.edit.is_change and sha256(report) == before
        if alike and name in self.standing.kept:
            return self._kept(name)
        corpus, further = self.edit.corpus, self.further
        sheet = draw(scene_of(self.edit.sights.values()), corpus.settings)
        touched = {place.file for one in further for place in (one.location, *one.related)}
        page = explorer(sheet, self.spots.result(), further, corpus.part(touched))
        return self._made(name, page.encode())

    @property
    def sights(self) -> Piece | None:
        """What the explorer shows, encoded; None where it shows nothing."""
        if not self.target.html:
            return None
        return encoded(self.edit.sights) if self.edit.change else self.edit.earlier.raw_sights

    def _kept(self, name: str) -> tuple[str, Kept]:
        self.hashes.keep(name, self.standing.hashes[name])
        return name, Kept(self.standing.kept[name])

    def _made(self, name: str, *pieces: Piece) -> tuple[str, Pieces]:
        self.hashes.add(name, *pieces)
        return name, list(pieces)
