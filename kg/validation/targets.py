"""Whether shapes have something to judge (SHACL section 2.1.3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.errors import ShapesError
from kg.terms import Triple
from kg.vocabulary import RDF

if TYPE_CHECKING:
    import rdflib


def has_target(shapes: rdflib.Graph, triples: Iterable[Triple]) -> bool:
    """Whether a shape has a focus node in a graph.

    A target that only a SPARQL engine can find (SHACL-AF section 3) counts as one.
    """
    from rdflib import OWL, RDFS, SH
    from rdflib import RDF as R

    if any(shapes.triples((None, SH.target, None))):
        return True
    implicit = {one for kind in (RDFS.Class, OWL.Class) for one in shapes.subjects(R.type, kind)}
    classes = {one.n3() for one in (*shapes.objects(None, SH.targetClass), *implicit)}
    nodes = {one.n3() for one in shapes.objects(None, SH.targetNode)}
    as_subject = {one.n3() for one in shapes.objects(None, SH.targetSubjectsOf)}
    as_object = {one.n3() for one in shapes.objects(None, SH.targetObjectsOf)}
    # A node that is named is judged although the graph says nothing of it.
    return bool(nodes) or any(
        predicate in as_subject or predicate in as_object or (predicate == RDF.type and value in classes)
        for _, predicate, value in triples
    )


def require_target(shapes: rdflib.Graph, triples: Iterable[Triple]) -> None:
    """Raise ShapesError where the shapes have no focus node in a graph."""
    if not has_target(shapes, triples):
        raise ShapesError("no shape has a target in the graph, so nothing was checked")
