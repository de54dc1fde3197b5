"""The SHACL validation report as Turtle (SHACL section 3.6.1), the same for the same results."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kg.graph.dataset import Dataset
from kg.validation.engine import run
from kg.validation.shapes import load_shapes
from kg.vocabulary import PREFIXES

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node


def report(
    dataset: Dataset, *, engine: str, profiles: Iterable[str] = (), extra_shapes: Iterable[Path] = ()
) -> str:
    """The report of the shapes about a data set, as Turtle. Raises ShapesError."""
    _, graph = run(dataset, load_shapes(extra_shapes, profiles=profiles), engine)
    return to_turtle(graph)


def to_turtle(report: rdflib.Graph) -> str:
    """A report graph as Turtle, its results whole.

    Blank nodes get the labels of RDFC-1.0 first, so that their order, and so
    the text, depends on what they say alone.
    """
    import pyoxigraph
    import rdflib

    dataset = pyoxigraph.Dataset(
        pyoxigraph.Quad(triple.subject, triple.predicate, triple.object)
        for triple in pyoxigraph.parse(report.serialize(format="nt"), pyoxigraph.RdfFormat.N_TRIPLES)
    )
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    ordered = rdflib.Graph(bind_namespaces="none")
    ordered.bind("sh", rdflib.SH)
    for prefix, iri in PREFIXES.items():
        ordered.bind(prefix, iri)
    for quad in dataset:
        ordered.add((_node(quad.subject), _node(quad.predicate), _node(quad.object)))
    return ordered.serialize(format="turtle")


def _node(term: object) -> Node:
    """An Oxigraph term as one of rdflib, a blank node with its label."""
    import pyoxigraph
    import rdflib

    if isinstance(term, pyoxigraph.BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, pyoxigraph.NamedNode):
        return rdflib.URIRef(term.value)
    if not isinstance(term, pyoxigraph.Literal):
        raise TypeError(f"a report holds no {type(term).__name__}")
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    # A plain literal is one of xsd:string (RDF 1.1 section 3.3), but not for rdflib.
    datatype = rdflib.URIRef(term.datatype.value)
    return rdflib.Literal(term.value, datatype=None if datatype == rdflib.XSD.string else datatype)
