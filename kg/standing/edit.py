"""The graph before and after an edit, of which only what the edit touches is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from operator import attrgetter

from kg.exporters.names import document_paths
from kg.exporters.output import Writers
from kg.graph.index import Change, Index, Nodes, Section, change
from kg.graph.kinds import Node, kind
from kg.pieces import Pieces
from kg.plan import Planned
from kg.standing.blocks import Blocks
from kg.standing.judging import Judged, judged_after
from kg.standing.output import Kept
from kg.standing.slots import changed
from kg.standing.state import Sights, StandingDocument, counted
from kg.terms import Term
from kg.visualization.scene import is_seen, sighted, sights


class Edit:
    """What a plan makes of documents, beside what stands; ``large`` are its files of the whole graph."""

    def __init__(self, planned: Planned, kept: Kept, large: Mapping[str, bytes]) -> None:
        self.planned = planned
        self.kept = kept
        base, standing = planned.settings.base, kept.standing
        self._sections = kept.sections(large["graph.nq"])
        slots, self.changed = changed(planned, kept.documents)
        self.documents = self._documents(slots)
        self.before = Index(self._sections, standing.slots)
        self.after = self.before.replaced(self.changed, base)
        self.old = Blocks.cut(standing.subjects, {**large, "ntriples": kept.ntriples})
        self.change: Change = change(self.before, self.after, self.changed, self.old.about)
        self.is_ours = all(subject.startswith(f"<{base}") for subject in self.change.after)

    def _documents(self, slots: Iterable[int]) -> list[StandingDocument]:
        """The documents as they are now, with the sizes of what they say."""
        rows, before = self.planned.rows, self.kept.documents
        paths = document_paths(sorted(row.graph for row in rows), self.planned.settings.base)
        lengths = {slot: len(section.data) for slot, section in self.changed.items() if section is not None}
        return [
            StandingDocument(
                file=row.note.file,
                graph=row.graph,
                slot=slot,
                path=paths[row.graph],
                triples=row.triples.digest,
                quads=lengths[slot] if slot in lengths else before[row.note.file].quads,
            )
            for row, slot in zip(rows, slots, strict=True)
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
    def judged(self) -> tuple[Judged, int]:
        """What the shapes find after the edit, and how many nodes were judged again. Raises ShapesError."""
        return judged_after(self.kept.standing.judged, self.planned, self.change, self.blocks, self.after)


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
