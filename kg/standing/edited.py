"""An output after an edit: those of its files that are others now are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.diagnostics import Diagnostic
from kg.engines.local import WORTH_SHARING
from kg.exporters.folder import MANIFEST, replace_folder
from kg.exporters.staged import OutputReplacedError
from kg.knowledge_graph import KnowledgeGraph, audited_spots, draw, explorer
from kg.packing import Packing
from kg.parallel import Aside
from kg.plan import Planned, Progress
from kg.standing.edit import Edit
from kg.standing.keeping import keep_edit
from kg.standing.output import Kept, OutputFiles
from kg.standing.state import SIGHTS
from kg.standing.target import Target, work_of
from kg.standing.writing import Writing

if TYPE_CHECKING:
    from kg.visualization.weak_spots import WeakSpot


def edited(
    planned: Planned,
    kept: Kept,
    large: Mapping[str, bytes],
    files: OutputFiles,
    target: Target,
    tell: Progress,
) -> KnowledgeGraph | None:
    """Write the files that an edit changes, beside what is kept; None where the output must be made whole.

    ``large`` are the files of the whole graph before it. Raises ShapesError and OutputError as
    :func:`kg.build` does.
    """
    edit = Edit(planned, kept, large)
    if edit.is_ours:
        with suppress(OutputReplacedError):
            return _written(edit, files, target, tell)
    return None


def _written(edit: Edit, files: OutputFiles, target: Target, tell: Progress) -> KnowledgeGraph:
    """Write the files that an edit changes. Raises OutputReplacedError where one that stays is gone."""
    planned = edit.planned
    before_shapes = KnowledgeGraph(planned, known=edit.counts)
    is_worth = target.html and edit.is_change and len(planned.rows) >= WORTH_SHARING
    with Aside(
        lambda: audited_spots(before_shapes, before_shapes.diagnostics), _Spots(), is_worth=is_worth
    ) as spots:
        tell("validate", 0, 1)
        located = planned.located([placed for _, placed in edit.judged[0].results])
        further = tuple(sorted(set(located).difference(planned.diagnostics), key=Diagnostic.sort_key))
        graph = replace(before_shapes, further=further)
        tell("validate", 1, 1)
        tell("write", 0, 1)

        def page(found: Sequence[Diagnostic]) -> str:
            from kg.visualization.scene import scene_of

            sheet = draw(scene_of(edit.sights.values()), planned.settings)
            known = frozenset(before_shapes.diagnostics)
            of_shapes = [one for one in found if one not in known]
            touched = {place.file for one in of_shapes for place in (one.location, *one.related)}
            return explorer(sheet, spots.result(), of_shapes, _About(planned, touched))

        writing = Writing(edit, graph, graph.diagnostics, files, page if target.html else None)
        marks = replace_folder(target.folder, writing.files(), spare=target.spare)
        tell("write", 1, 1)
        sights: bytes = b""
        if target.html:
            sights = SIGHTS.encode(edit.sights) if edit.change else edit.kept.raw_sights or b""
    hashes = {path: digest for path, digest in writing.hashes.all().items() if path != MANIFEST}
    keep_edit(target, edit, marks, hashes, sights)
    seen = len(edit.stale_sights or edit.sights) if target.html and edit.change else 0
    work = {**work_of(planned), "judge": edit.judged[1], "describe": seen, "write": writing.made + 1}
    return replace(graph, work=work)


class _About:
    """Some documents of a plan, and who is who in them, for findings about them."""

    def __init__(self, planned: Planned, files: set[str]) -> None:
        self.documents, self.identity = planned.about(files)


class _Spots:
    """Brings weak spots from a second process."""

    def encode(self, value: list[WeakSpot], /) -> bytes:
        """Weak spots as bytes."""
        return self._packing().encode(value)

    def decode(self, data: bytes, /) -> list[WeakSpot]:
        """The weak spots that were encoded."""
        return self._packing().decode(data)

    def _packing(self) -> Packing[list[WeakSpot]]:
        from kg.visualization.weak_spots import WeakSpot

        return Packing(list[WeakSpot])
