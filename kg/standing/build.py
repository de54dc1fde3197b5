"""A build into an output that may stand already."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from kg.cache.archive import DamagedError
from kg.cache.folder import CacheFolder
from kg.cache.memo import remembering
from kg.cache.version import fingerprint
from kg.engines import Engine
from kg.engines.memo import LostError, Memo
from kg.engines.traces import TraceFile
from kg.errors import ShapesError
from kg.exporters.folder import check_target
from kg.knowledge_graph import KnowledgeGraph
from kg.plan import Planned, Progress
from kg.settings import Settings
from kg.standing.output import Kept, OutputFiles
from kg.standing.state import counted
from kg.standing.target import Target, hash_of, work_of
from kg.validation.shapes import shape_files


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
        if large is not None:
            from kg.standing.edited import edited

            graph = edited(planned, kept, large, files, target, tell)
            if graph is not None:
                return graph
    return _whole(planned, target, tell)


def _as_it_stands(planned: Planned, kept: Kept) -> KnowledgeGraph:
    """The graph whose output stands as it is to be."""
    standing = kept.standing
    further = tuple(planned.located([placed for _, placed in standing.judged.results]))
    return KnowledgeGraph(
        planned,
        further,
        work=work_of(planned),
        known=counted(standing.subjects.values(), len(planned.rows), standing.facts),
    )


def _whole(planned: Planned, target: Target, tell: Progress) -> KnowledgeGraph:
    from kg.standing.keeping import keep_whole
    from kg.standing.whole import write_whole

    check_target(target.folder)
    graph = KnowledgeGraph(planned, work=work_of(planned))
    whole = write_whole(graph, target.folder, tell, html=target.html, spare=target.spare)
    keep_whole(target, planned, graph.dataset, whole.results, whole.marks, whole.hashes, whole.sights)
    return whole.graph


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
