"""A build that makes everything, and keeps what the next one can use."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from kg.diagnostics import Diagnostic, in_order
from kg.documents.findings import located
from kg.errors import ShapesError
from kg.exporters.folder import MANIFEST, replace_folder
from kg.exporters.output import Writers, output_files, output_of, versions
from kg.exporters.staged import Content
from kg.graph.dataset import Dataset
from kg.incremental.blocks import Blocks
from kg.incremental.built import Built, Keys, Target
from kg.incremental.corpus import Corpus
from kg.incremental.graph import index_of
from kg.incremental.judging import sight
from kg.incremental.keeping import Results, Yield, keep
from kg.incremental.state import Located, encoded
from kg.knowledge_graph import KnowledgeGraph
from kg.pipeline import Progress, drawn_aside, page_of
from kg.validation.engine import run
from kg.validation.origins import Origins
from kg.validation.shapes import load_shapes
from kg.validation.targets import has_target
from kg.validation.validate import placed


def build_whole(corpus: Corpus, target: Target, keys: Keys, tell: Progress) -> Built:
    """Write every file of the output, and keep the state. All documents of the corpus are mapped."""
    settings = corpus.settings
    graphs = {one.graph: corpus.changed[one.file].triples for one in corpus.documents}
    dataset = Dataset.of(graphs.items())
    graph = KnowledgeGraph(
        dataset=dataset,
        documents=tuple(corpus.records.values()),
        identities=corpus.decision[0],
        settings=settings,
        diagnostics=tuple(in_order(corpus.found)),
        inputs=corpus.reading.inputs,
    )
    # Made before two threads ask for them.
    dataset.triples  # noqa: B018
    tell("validate", 0, 1)
    with (
        drawn_aside(graph, wanted=target.html, keep=encoded) as drawn,
        ThreadPoolExecutor(1, thread_name_prefix="validate") as executor,
    ):
        judged = executor.submit(_judged, graph)

        def diagnostics() -> tuple[Diagnostic, ...]:
            found = (one.diagnostic for _, one in judged.result())
            return tuple(in_order((*graph.diagnostics, *found)))

        tell("write", 0, 1)
        page = page_of(graph, drawn) if target.html else None
        writers = Writers.of(dataset.nodes, settings.base)
        manifests: list[bytes] = []
        files = output_files(output_of(graph, diagnostics, page), writers)
        marks = replace_folder(target.folder, _watched(files, manifests), spare=target.spare)
        tell("write", 1, 1)
        found = diagnostics()
        sights = drawn.result().kept if target.html else None
        tell("validate", 1, 1)
    hashes: dict[str, str] = {**json.loads(manifests[-1])["outputs"], MANIFEST: ""}
    outputs = {name: (digest, marks[name]) for name, digest in hashes.items()}
    blocks = Blocks.of(dataset.nodes.values(), writers)
    index = index_of({one.slot: corpus.changed[one.file] for one in corpus.documents}, settings.base)
    kept = Yield(
        blocks, [dataset.ntriples.encode()], index.slots, judged.result(), sight(settings), outputs, sights
    )
    keep(corpus, target, keys, kept, versions())
    return Built(graph.counts, found, settings, corpus.reading.inputs, len(corpus.documents))


def _watched(files: Iterator[tuple[str, Content]], manifests: list[bytes]) -> Iterator[tuple[str, Content]]:
    for name, data in files:
        if name == MANIFEST and isinstance(data, bytes):
            manifests.append(data)
        yield name, data


def _judged(graph: KnowledgeGraph) -> Results:
    """The results of the shapes, and the findings that they are. Raises ShapesError."""
    if not graph.dataset.graphs:
        return []
    settings = graph.settings
    shapes = load_shapes(settings.shapes, profiles=settings.profiles)
    if not has_target(shapes, graph.dataset.triples):
        raise ShapesError("no shape has a target in the graph, so nothing was checked")
    results, _ = run(graph.dataset, shapes, settings.shacl_engine)
    if not results:
        return []
    origins = Origins(graph.documents, graph.identities)
    findings = [placed(one, origins) for one in results]
    diagnostics = located(findings, origins.places_in)
    return [
        (result, Located(finding, diagnostic))
        for result, finding, diagnostic in zip(results, findings, diagnostics, strict=True)
    ]
