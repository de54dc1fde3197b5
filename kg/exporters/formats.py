"""Every format in which a graph can be exported, by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kg.errors import NotFoundError
from kg.exporters.bibliography import sources, to_bibtex, to_csl, works
from kg.exporters.facts import markdown_table
from kg.exporters.jsonld import JsonLdWriter
from kg.exporters.parquet import parquet_files
from kg.exporters.property_graph import gexf, graphml, neo4j_csv
from kg.exporters.turtle import TurtleWriter
from kg.graph.dataset import Dataset
from kg.graph.reader import Reader
from kg.vocabulary import PREFIXES

Files = Mapping[str, bytes]


Make = Callable[[Dataset, str], Files]
"""From a data set and the base of its IRIs to files, by their names."""


def export(dataset: Dataset, name: str, base: str = "") -> Files:
    """The files of a graph in a format, by their names; most formats have one.

    ``base`` shortens IRIs where the format can. Raises NotFoundError for a
    format that does not exist, or that needs what is not installed.
    """
    make = FORMATS.get(name)
    if make is None:
        raise NotFoundError(f"there is no format {name!r}; there are {', '.join(FORMATS)}")
    return make(dataset, base)


def _text(file: str, make: Callable[[Dataset], str]) -> Make:
    return lambda dataset, base: {file: make(dataset).encode("utf-8")}


def _turtle(dataset: Dataset, base: str) -> Files:
    return {"graph.ttl": TurtleWriter(base).write(dataset.nodes.values()).encode("utf-8")}


def _by_oxigraph(text: str, kind: str) -> str:
    """Oxigraph's writers keep the order of what they are given: the same graph gives the same text."""
    import pyoxigraph

    formats = pyoxigraph.RdfFormat
    read, write = {"trig": (formats.N_QUADS, formats.TRIG), "rdf-xml": (formats.N_TRIPLES, formats.RDF_XML)}[
        kind
    ]
    written = pyoxigraph.serialize(pyoxigraph.parse(text, format=read), format=write, prefixes=PREFIXES)
    return (written or b"").decode("utf-8")


def _neo4j(dataset: Dataset, base: str) -> Files:
    nodes, edges = neo4j_csv(dataset.triples)
    return {"nodes.csv": nodes.encode("utf-8"), "relationships.csv": edges.encode("utf-8")}


def _bibliography(dataset: Dataset) -> str:
    reader = Reader(dataset)
    return to_bibtex(works(reader, sources(reader)))


def _csl(dataset: Dataset) -> str:
    reader = Reader(dataset)
    return to_csl(works(reader, sources(reader)))


FORMATS: Mapping[str, Make] = {
    "turtle": _turtle,
    "trig": _text("graph.trig", lambda dataset: _by_oxigraph(dataset.nquads, "trig")),
    "ntriples": _text("graph.nt", lambda dataset: dataset.ntriples),
    "nquads": _text("graph.nq", lambda dataset: dataset.nquads),
    "rdf-xml": _text("graph.rdf", lambda dataset: _by_oxigraph(dataset.ntriples, "rdf-xml")),
    "json-ld": _text("graph.jsonld", lambda dataset: JsonLdWriter().graph(dataset.nodes.values())),
    "neo4j": _neo4j,
    "graphml": _text("graph.graphml", lambda dataset: graphml(dataset.triples)),
    "gexf": _text("graph.gexf", lambda dataset: gexf(dataset.triples)),
    "parquet": lambda dataset, base: parquet_files(dataset),
    "bibtex": _text("sources.bib", _bibliography),
    "csl-json": _text("sources.json", _csl),
    "markdown": _text("facts.md", lambda dataset: markdown_table(Reader(dataset))),
}
"""What makes the files of each format that ``kg export --format`` takes."""
