"""The graph before and after an edit, of which only what the edit touches is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from operator import attrgetter

from kg.documents.findings import Placed
from kg.exporters.names import document_paths
from kg.exporters.output import Writers
from kg.graph.kinds import Node, kind
from kg.pieces import Pieces
from kg.plan import Planned, Row
from kg.standing.blocks import Blocks
from kg.standing.index import Change, Index, Nodes, change
from kg.standing.judging import Judging
from kg.standing.output import Kept
from kg.standing.sections import Section
from kg.standing.state import Sights, StandingDocument, counted
from kg.terms import Term
from kg.validation.engine import ShapeResult
from kg.validation.origins import Origins
from kg.validation.validate import placed
from kg.visualization.scene import is_seen, sighted, sights


class Edit:
    """What a plan makes of documents, beside what stands; ``large`` are its files of the whole graph."""

    def __init__(self, planned: Planned, kept: Kept, large: Mapping[str, bytes]) -> None:
        self.planned = planned
        self.kept = kept
        base, standing = planned.settings.base, kept.standing
        self._sections = kept.sections(large["graph.nq"])
        self.changed: dict[int, Section | None] = {}
        self.documents = self._documents(planned.rows)
        there = {one.file for one in self.documents}
        gone = [one.slot for one in standing.documents if one.file not in there]
        self.changed.update(dict.fromkeys(gone))
        self.before = Index(self._sections, standing.slots)
        self.after = self.before.replaced(self.changed, base)
        self.old = Blocks.cut(standing.subjects, {**large, "ntriples": kept.ntriples})
        self.change: Change = change(self.before, self.after, self.changed, self.old.about)
        self.is_ours = all(subject.startswith(f"<{base}") for subject in self.change.after)

    def _documents(self, rows: Iterable[Row]) -> list[StandingDocument]:
        """The documents as they are now, with the quads of those that say other things than before."""
        rows = list(rows)
        known = self.kept.documents
        paths = document_paths(sorted(row.graph for row in rows), self.planned.settings.base)
        free = max((one.slot for one in known.values()), default=-1)
        stale = [row for row in rows if not _is_same(row, known.get(row.note.file))]
        self.planned.engine.fetch(row.triples for row in stale)
        quads: dict[str, int] = {}
        slots: dict[str, int] = {}
        for row in rows:
            before = known.get(row.note.file)
            if before is None:
                free += 1
            slots[row.note.file] = free if before is None else before.slot
        for row in stale:
            section = Section.of_triples(row.graph, row.triples.value)
            self.changed[slots[row.note.file]] = section
            quads[row.note.file] = len(section.data)
        return [
            StandingDocument(
                file=row.note.file,
                graph=row.graph,
                slot=slots[row.note.file],
                path=paths[row.graph],
                triples=row.triples.digest,
                quads=quads[file] if (file := row.note.file) in quads else known[file].quads,
            )
            for row in rows
        ]

    @property
    def is_change(self) -> bool:
        """Whether a document says other things than before, or is new or gone."""
        return bool(self.changed)

    @cached_property
    def blocks(self) -> Blocks:
        """What is said of each node after the edit."""
        nodes = {
            subject: Node(subject, triples, kind(triples)) if triples else None
            for subject, triples in self.change.after.items()
        }
        return self.old.changed(nodes, Writers.of({}, self.planned.settings.base))

    @cached_property
    def ntriples(self) -> Pieces:
        """The graph after the edit, as N-Triples."""
        return self.blocks.as_ntriples() if self.change else [self.kept.ntriples]

    @property
    def nquads(self) -> Pieces:
        """The named graphs after the edit."""
        ordered = sorted(self.documents, key=attrgetter("graph"))
        return self._sections.pieces(
            self.section(one).data if one.slot in self.changed else one.slot for one in ordered
        )

    def section(self, document: StandingDocument) -> Section:
        """The quads of a document after the edit."""
        return self.changed.get(document.slot) or self._sections[document.slot]

    @cached_property
    def nodes(self) -> Nodes:
        """The nodes of the graph after the edit."""
        return Nodes(self.blocks.about, self.blocks.subjects)

    @cached_property
    def stale_sights(self) -> set[Term] | None:
        """The nodes that are seen otherwise: the changed ones, those that lead to them, maybe by another.

        None where it is not known how any was seen.
        """
        if self.kept.sights is None:
            return None
        changed = set(self.change.after)
        leading = self._leading_to(changed)
        through = {one for one in leading if not is_seen(self.blocks.subjects[one].kind)}
        return changed | leading | self._leading_to(through)

    @cached_property
    def sights(self) -> Sights:
        """What the explorer shows of each node after the edit."""
        known, stale = self.kept.sights, self.stale_sights
        if known is None or stale is None:
            return sights(self.nodes)
        return {
            subject: known[subject] if subject not in stale else sighted(self.nodes[subject], self.nodes)
            for subject, one in self.blocks.subjects.items()
            if is_seen(one.kind)
        }

    def _leading_to(self, nodes: Iterable[Term]) -> set[Term]:
        return {subject for node in nodes for subject, _, _ in self.after.leading_to(node)}

    @cached_property
    def writers(self) -> Writers:
        """What writes the pages of documents after the edit."""
        return Writers.of(self.nodes, self.planned.settings.base)

    @cached_property
    def shown(self) -> set[int]:
        """The slots of the documents whose files may be others after the edit."""
        before = Writers.of(Nodes(self.old.about, self.old.subjects), self.planned.settings.base)
        shown = _affected(self.change, self.before, self.after, before, self.writers)
        return {slot for slot, section in self.changed.items() if section is not None} | shown

    @cached_property
    def counts(self) -> dict[str, int]:
        """How much there is of each kind after the edit."""
        facts = sum(row.note.facts for row in self.planned.rows)
        return counted(self.blocks.subjects.values(), len(self.documents), facts)

    @cached_property
    def judging(self) -> Judging:
        """The shapes after the edit."""
        return Judging(self.kept.standing, self.change, self.after, self.blocks, self.planned.settings)

    @cached_property
    def results(self) -> tuple[tuple[ShapeResult, Placed], ...]:
        """What the shapes find after the edit, each with the finding that it is. Raises ShapesError."""
        found = self.judging.results
        # Which records speak of a node hangs on who is who.
        is_known = self.kept.standing.who == self.planned.who
        known = dict(self.kept.standing.results) if is_known else {}
        return tuple((one, known[one] if one in known else placed(one, self._origins)) for one in found)

    @cached_property
    def _origins(self) -> Origins:
        return Origins(self.planned.documents, self.planned.identity)


def _is_same(row: Row, before: StandingDocument | None) -> bool:
    return before is not None and before.graph == row.graph and before.triples == row.triples.digest


def _affected(change: Change, old: Index, new: Index, before: Writers, after: Writers) -> set[int]:
    """The slots of the documents whose page shows a changed node by its name, or leaves it out now.

    A page says of a node that its own document does not describe only what
    :class:`kg.web.profile.WebProfile` gives for it: its stub, and whether it
    is valid, which may hang on the nodes that it leads to.
    """
    found: set[int] = set()
    waiting: list[Term] = list(change.after)
    seen = set(waiting)
    for subject in waiting:
        if before.web.shown(subject) == after.web.shown(subject):
            continue
        found.update(old.slots.get(subject, ()), new.slots.get(subject, ()))
        for other, _, _ in old.leading_to(subject) | new.leading_to(subject):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return found
