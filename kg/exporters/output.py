"""Every file of an output folder, by its path."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata, resources
from typing import Protocol

from kg.diagnostics import Diagnostic, count_by_severity, to_json
from kg.exporters.folder import MANIFEST
from kg.exporters.jsonld import JsonLdWriter
from kg.exporters.names import document_of, document_paths
from kg.exporters.turtle import TurtleWriter
from kg.exporters.verification import graph_hash
from kg.graph.dataset import Dataset
from kg.graph.kinds import nodes
from kg.settings import Settings
from kg.web.profile import WebProfile

_LIBRARIES = ("networkx", "pyoxigraph", "pyshacl-turbo", "pyromark", "pyvis", "PyYAML", "rdflib")


@dataclass(frozen=True, slots=True)
class Output:
    """What an output folder is made of.

    ``inputs`` leads from the name of each input file to the SHA-256 of its
    bytes in hexadecimal, ``counts`` from words such as ``facts`` to numbers.
    ``diagnostics`` is asked when everything else is made, for validation may
    still be running. ``page`` makes ``index.html`` and asks for them itself;
    None leaves it out.
    """

    dataset: Dataset
    diagnostics: Callable[[], Sequence[Diagnostic]]
    settings: Settings
    inputs: Mapping[str, str]
    counts: Mapping[str, int]
    page: Callable[[Callable[[], Sequence[Diagnostic]]], str] | None


class Written(Protocol):
    """A graph, as far as its output needs it; :class:`kg.KnowledgeGraph` is one."""

    @property
    def dataset(self) -> Dataset:
        """The triples."""

    @property
    def settings(self) -> Settings:
        """How it was built."""

    @property
    def inputs(self) -> Mapping[str, str]:
        """The SHA-256 of each file read."""

    @property
    def counts(self) -> Mapping[str, int]:
        """How much of each kind there is."""

    def explore(self, diagnostics: Callable[[], Sequence[Diagnostic]]) -> str:
        """The explorer as one HTML page, with these findings."""


def output_of(graph: Written, diagnostics: Callable[[], Sequence[Diagnostic]], *, html: bool) -> Output:
    """What the output folder of a graph is made of, with ``index.html`` where ``html`` is true."""
    page = graph.explore if html else None
    return Output(graph.dataset, diagnostics, graph.settings, graph.inputs, graph.counts, page)


def output_files(output: Output) -> Iterator[tuple[str, bytes]]:
    """The path and content of each file, ``build.json`` with the hashes of all others last."""
    hashes: dict[str, str] = {}
    for name, text in _files(output):
        data = text.encode("utf-8")
        hashes[name] = hashlib.sha256(data).hexdigest()
        yield name, data
    text = manifest(
        counts=output.counts,
        graph=graph_hash(output.dataset.ntriples),
        findings=count_by_severity(output.diagnostics()),
        settings=output.settings,
        inputs=output.inputs,
        outputs=hashes,
    )
    yield MANIFEST, text.encode("utf-8")


def _files(output: Output) -> Iterator[tuple[str, str]]:
    base, dataset = output.settings.base, output.dataset
    turtle, jsonld, web = TurtleWriter(base), JsonLdWriter(), WebProfile(dataset.nodes)
    title = output.settings.title or "Knowledge graph"
    described = dataset.nodes.values()
    yield "graph.ttl", turtle.write(described, comment=title)
    yield "graph.nq", dataset.nquads
    yield "graph.jsonld", jsonld.graph(described)
    paths = document_paths(dataset.graphs, base)
    for name, triples in dataset.graphs.items():
        path, of_document = paths[name], nodes(triples)
        yield f"documents/{path}.ttl", turtle.write(of_document.values())
        yield f"documents/{path}.jsonld", jsonld.page(of_document.values())
        yield f"web/{path}.jsonld", web.page(document_of(name), of_document)
    yield "vocabulary.ttl", vocabulary()
    if output.page is not None:
        yield "index.html", output.page(output.diagnostics)
    yield "report.json", to_json(output.diagnostics())


def vocabulary() -> str:
    """Our vocabulary ``kg:`` as Turtle."""
    return resources.files("kg").joinpath("data/kg.ttl").read_text(encoding="utf-8")


def manifest(
    *,
    counts: Mapping[str, int],
    graph: str,
    findings: Mapping[str, int],
    settings: Settings,
    inputs: Mapping[str, str],
    outputs: Mapping[str, str],
    derived: Sequence[str] = (),
) -> str:
    """``build.json``: ``graph`` is the hash of the graph, ``findings`` their number by severity.

    ``derived`` are folders made from the outputs, which may be made again and have no hash.
    """
    said = {
        "counts": dict(counts),
        "graph": {"canonicalization": "RDFC-1.0", "sha256": graph},
        "findings": dict(findings),
        "settings": settings.as_mapping(),
        "versions": {name: metadata.version(name) for name in ("kg-builder", *_LIBRARIES)},
        "inputs": dict(sorted(inputs.items())),
        "outputs": dict(sorted(outputs.items())),
        **({"derived": sorted(derived)} if derived else {}),
    }
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"
