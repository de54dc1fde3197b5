"""Every file of an output folder, by its path."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata, resources
from typing import NamedTuple, Protocol

from kg.diagnostics import Diagnostic, count_by_severity, to_json
from kg.diagnostics.pretty import pretty
from kg.exporters.folder import MANIFEST
from kg.exporters.hashing import Hashes
from kg.exporters.jsonld import JsonLdWriter
from kg.exporters.names import document_of, document_paths
from kg.exporters.staged import Content
from kg.exporters.turtle import TurtleWriter
from kg.exporters.verification import graph_hash
from kg.graph.dataset import Dataset
from kg.graph.kinds import Node
from kg.settings import Settings
from kg.terms import Term
from kg.web.profile import WebProfile

_LIBRARIES = ("networkx", "pyoxigraph", "pyshacl", "pyromark", "PyYAML", "rdflib")


VOCABULARY = "vocabulary.ttl"
"""The file of the terms that are ours."""

Page = Callable[[Sequence[Diagnostic]], str]
"""Makes the interactive page with all findings."""


@dataclass(frozen=True, slots=True)
class Output:
    """What an output folder is made of.

    ``inputs`` leads from the name of each input file to the SHA-256 of its
    bytes in hexadecimal, ``counts`` from words such as ``facts`` to numbers.
    ``diagnostics`` is asked when everything else is made, for validation may
    still be running. ``page`` makes ``index.html`` with them; None leaves it out.
    """

    dataset: Dataset
    diagnostics: Callable[[], Sequence[Diagnostic]]
    settings: Settings
    inputs: Mapping[str, str]
    counts: Mapping[str, int]
    page: Page | None


class Built(Protocol):
    """What a manifest says of a build beside its findings and files."""

    @property
    def settings(self) -> Settings:
        """How it was built."""

    @property
    def inputs(self) -> Mapping[str, str]:
        """The SHA-256 of each file read."""

    @property
    def counts(self) -> Mapping[str, int]:
        """How much of each kind there is."""


class Written(Built, Protocol):
    """A graph, as far as its output needs it; :class:`kg.KnowledgeGraph` is one."""

    @property
    def dataset(self) -> Dataset:
        """The triples."""


def output_of(graph: Written, diagnostics: Callable[[], Sequence[Diagnostic]], page: Page | None) -> Output:
    """What the output folder of a graph is made of, with ``index.html`` where there is a ``page``."""
    return Output(graph.dataset, diagnostics, graph.settings, graph.inputs, graph.counts, page)


class Writers(NamedTuple):
    """What writes nodes, and remembers how it has written them."""

    turtle: TurtleWriter
    jsonld: JsonLdWriter
    web: WebProfile

    @classmethod
    def of(cls, nodes: Mapping[Term, Node], base: str) -> Writers:
        """The writers of a graph, whose nodes are given, under a base IRI."""
        return cls(TurtleWriter(base), JsonLdWriter(), WebProfile(nodes))

    def document(self, graph: Term, own: Mapping[Term, Node]) -> dict[str, str]:
        """The files of the document whose named graph is given: their content by folder and ending.

        ``own`` are the nodes that it describes.
        """
        return {
            "documents/*.ttl": self.turtle.write(own.values()),
            "documents/*.jsonld": self.jsonld.page(own.values()),
            "web/*.jsonld": self.web.page(document_of(graph), own),
        }


def output_files(output: Output, writers: Writers | None = None) -> Iterator[tuple[str, Content]]:
    """The path and content of each file, ``build.json`` with the hashes of all others last.

    Pieces are to be taken before the next file is asked for.
    """
    with Hashes() as hashes:
        graph = hashes.later(lambda: graph_hash(output.dataset.blocks()))
        # By far the largest: in memory there is never more than a part of it.
        sections = (section.encode("utf-8") for section in output.dataset.sections())
        yield "graph.nq", hashes.watched("graph.nq", sections)
        for name, text in _files(output, writers or Writers.of(output.dataset.nodes, output.settings.base)):
            data = text.encode("utf-8")
            hashes.add(name, data)
            yield name, data
        found = count_by_severity(output.diagnostics())
        yield MANIFEST, manifest(output, found, graph.result(), hashes.all(), versions()).encode("utf-8")


def title_of(settings: Settings) -> str:
    """What a graph is called."""
    return settings.title or "Knowledge graph"


def _files(output: Output, writers: Writers) -> Iterator[tuple[str, str]]:
    base, dataset = output.settings.base, output.dataset
    turtle, jsonld, _ = writers
    described = dataset.nodes.values()
    yield "graph.ttl", turtle.write(described, comment=title_of(output.settings))
    yield "graph.jsonld", jsonld.graph(described)
    paths = document_paths(dataset.graphs, base)
    for name, own in dataset.described.items():
        for pattern, text in writers.document(name, own).items():
            yield pattern.replace("*", paths[name]), text
    yield VOCABULARY, vocabulary()
    if output.page is not None:
        yield "index.html", output.page(output.diagnostics())
    yield "report.json", to_json(output.diagnostics())


def vocabulary() -> str:
    """Our vocabulary ``kg:`` as Turtle."""
    return resources.files("kg").joinpath("data/kg.ttl").read_text(encoding="utf-8")


def manifest(
    built: Built,
    findings: Mapping[str, int],
    graph: str,
    outputs: Mapping[str, str],
    with_versions: Mapping[str, str],
    derived: Sequence[str] = (),
) -> str:
    """``build.json``: ``graph`` is the hash of the graph, ``outputs`` that of each file by its path.

    ``findings`` counts them by severity. ``derived`` are folders made from the
    outputs, which may be made again and have no hash.
    """
    said = {
        "counts": dict(built.counts),
        "graph": {"canonicalization": "RDFC-1.0", "sha256": graph},
        "findings": dict(findings),
        "settings": built.settings.as_mapping(),
        "versions": dict(with_versions),
        "inputs": dict(sorted(built.inputs.items())),
        "outputs": dict(sorted(outputs.items())),
        **({"derived": sorted(derived)} if derived else {}),
    }
    return pretty(said) + "\n"


def versions() -> dict[str, str]:
    """The versions of all that has a part in the output."""
    found = {name: metadata.version(name) for name in ("claimgraph", *_LIBRARIES)}
    # An extra that not every platform has.
    with suppress(metadata.PackageNotFoundError):
        found["pyshacl-turbo"] = metadata.version("pyshacl-turbo")
    return found
