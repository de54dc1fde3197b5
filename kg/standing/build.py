"""A build into an output that may stand already."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cache.archive import DamagedError
from kg.cache.folder import CacheFolder
from kg.cache.memo import remembering
from kg.cache.version import fingerprint
from kg.diagnostics import Diagnostic
from kg.engines import Engine
from kg.engines.local import WORTH_SHARING
from kg.engines.memo import LostError, Memo
from kg.engines.traces import TraceFile
from kg.errors import ShapesError
from kg.exporters.folder import MANIFEST, check_target, replace_folder
from kg.exporters.staged import OutputReplacedError
from kg.knowledge_graph import KnowledgeGraph, audited_spots, draw, explorer
from kg.packing import Packing
from kg.parallel import Aside
from kg.plan import Planned, Progress
from kg.settings import Settings
from kg.standing.edit import Edit
from kg.standing.keeping import Target, hash_of, keep_edit, keep_whole
from kg.standing.output import Kept, OutputFiles
from kg.standing.state import SIGHTS, counted
from kg.standing.whole import write_whole
from kg.standing.writing import Writing
from kg.validation.shapes import shape_files

if TYPE_CHECKING:
    from kg.visualization.weak_spots import WeakSpot


def built(
    plan: Callable[[Engine], Planned],
    paths: Sequence[str | os.PathLike[str]],
    settings: Settings,
    folder: Path,
    cache: CacheFolder,
    tell: Progress,
    *,
    html: bool,
) -> KnowledgeGraph:
    """Write what a plan makes into a folder, with the help of what is kept of earlier builds.

    Raises ShapesError and OutputError as :func:`kg.build` does.
    """
    name = hash_of([*(os.fspath(one) for one in paths), os.getcwd(), str(folder)])
    target = Target(folder, html, cache, name, _config(settings, html=html))
    traces = TraceFile(target.traces)
    try:
        with remembering(traces):
            try:
                return _built(plan, target, traces, tell)
            except LostError:
                traces.forget()
            except DamagedError:
                pass
            return _whole(plan(Memo(traces, fingerprint())), target, tell)
    finally:
        traces.close()
        cache.trouble = cache.trouble or traces.trouble


def _built(
    plan: Callable[[Engine], Planned], target: Target, traces: TraceFile, tell: Progress
) -> KnowledgeGraph:
    kept = Kept.load(target.cache, target.kept)
    files = OutputFiles(target.folder, kept.standing.outputs) if kept is not None else None
    if files is None or not files.is_alone:
        check_target(target.folder)
    if kept is None or files is None or kept.standing.config != target.config or not kept.documents:
        return _whole(plan(Memo(traces, fingerprint())), target, tell)
    with ExitStack() as reading:
        ahead = [reading.enter_context(one) for one in (kept.ahead, files.ahead)]

        def begin() -> None:
            for one in ahead:
                one.begin()

        if not files.is_whole:
            begin()
        planned = plan(Memo(traces, fingerprint(), notice=begin))
        if files.is_whole and planned.said == kept.standing.said:
            return _as_it_stands(planned, kept)
        begin()
        large = files.large() if planned.rows else None
        edit = Edit(planned, kept, large) if large is not None else None
    if edit is not None and edit.is_ours:
        with suppress(OutputReplacedError):
            return _edited(edit, files, target, tell)
    return _whole(planned, target, tell)


def _as_it_stands(planned: Planned, kept: Kept) -> KnowledgeGraph:
    """The graph whose output stands as it is to be."""
    standing = kept.standing
    further = tuple(planned.located([placed for _, placed in standing.judged.results]))
    return KnowledgeGraph(
        planned,
        further,
        work=_work(planned),
        known=counted(standing.subjects.values(), len(planned.rows), standing.facts),
    )


def _whole(planned: Planned, target: Target, tell: Progress) -> KnowledgeGraph:
    check_target(target.folder)
    graph = KnowledgeGraph(planned, work=_work(planned))
    whole = write_whole(graph, target.folder, tell, html=target.html, spare=target.spare)
    keep_whole(target, planned, graph.dataset, whole.results, whole.marks, whole.hashes, whole.sights)
    return whole.graph


def _edited(edit: Edit, files: OutputFiles, target: Target, tell: Progress) -> KnowledgeGraph:
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
    work = {**_work(planned), "judge": edit.judged[1], "describe": seen, "write": writing.made + 1}
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


def _work(planned: Planned) -> dict[str, int]:
    """The rows on which each step was run."""
    engine = planned.engine
    return dict(engine.run) if isinstance(engine, Memo) else {}


def _config(settings: Settings, *, html: bool) -> str:
    """A hash of all that an output hangs on beside documents and what decides about them."""
    try:
        shapes = [(str(path), _digest(path)) for path in shape_files(settings.shapes)]
    except (ShapesError, OSError) as error:
        # The build will say so, in its turn.
        shapes = [(str(error), "")]
    said = [
        fingerprint(),
        settings.as_mapping(),
        settings.shacl_engine,
        list(settings.profiles),
        shapes,
        html,
    ]
    return hash_of(said)


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        return str(error)
