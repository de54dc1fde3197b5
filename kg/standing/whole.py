"""An output that is made whole: every file of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from kg.diagnostics import Diagnostic, gathered, in_order
from kg.exporters.folder import MANIFEST, replace_folder
from kg.exporters.output import output_files, output_of
from kg.exporters.staged import Content, Mark
from kg.knowledge_graph import KnowledgeGraph
from kg.plan import Progress
from kg.standing.drawing import drawn_aside, page_of
from kg.validation.origins import Origins
from kg.validation.shapes import load_shapes
from kg.validation.validate import Results, found_and_located


class Whole(NamedTuple):
    """A graph with all findings, and what its output is made of; ``sights`` is empty without the explorer."""

    graph: KnowledgeGraph
    results: Results
    marks: Mapping[str, Mark]
    hashes: Mapping[str, str]
    sights: bytes


def write_whole(
    graph: KnowledgeGraph,
    folder: Path,
    tell: Progress,
    *,
    html: bool,
    validate: bool = True,
    spare: Path | None = None,
) -> Whole:
    """Write every file of an output. Raises ShapesError and OutputError."""
    # Made before two threads ask for them.
    graph.dataset.triples  # noqa: B018
    if validate:
        tell("validate", 0, 1)
    with (
        drawn_aside(graph, wanted=html) as drawn,
        ThreadPoolExecutor(1, thread_name_prefix="validate") as executor,
    ):
        judging = executor.submit(_judged, graph) if validate else None

        def diagnostics() -> tuple[Diagnostic, ...]:
            found = judging.result()[1] if judging is not None else ()
            whole = in_order((*graph.planned.diagnostics, *found))
            return tuple(gathered(whole, len(graph.planned.rows)))

        tell("write", 0, 1)
        page = page_of(graph, drawn) if html else None
        manifests: list[bytes] = []
        files = _watched(output_files(output_of(graph, diagnostics, page)), manifests)
        marks = replace_folder(folder, files, spare=spare)
        tell("write", 1, 1)
        sights = drawn.result().sights if html else b""
        results, further = judging.result() if judging is not None else ((), [])
        tell("validate", 1, 1)
    hashes: dict[str, str] = json.loads(manifests[-1])["outputs"]
    work = {
        **graph.work,
        "judge": len(graph.dataset.nodes) if validate else 0,
        "describe": _described(graph) if html else 0,
        "write": len(hashes) + 1,
    }
    return Whole(replace(graph, further=tuple(further), work=work), results, marks, hashes, sights)


def _described(graph: KnowledgeGraph) -> int:
    """How many nodes the explorer shows."""
    from kg.visualization.scene import is_seen

    return sum(is_seen(one.kind) for one in graph.dataset.nodes.values())


def _watched(files: Iterator[tuple[str, Content]], manifests: list[bytes]) -> Iterator[tuple[str, Content]]:
    for name, data in files:
        if name == MANIFEST and isinstance(data, bytes):
            manifests.append(data)
        yield name, data


def _judged(graph: KnowledgeGraph) -> tuple[Results, list[Diagnostic]]:
    """What the shapes find, and where. Raises ShapesError."""
    settings = graph.settings
    return found_and_located(
        graph.dataset,
        lambda: Origins(graph.documents, graph.identity),
        lambda: load_shapes(settings.shapes, profiles=settings.profiles),
        settings.shacl_engine,
    )
