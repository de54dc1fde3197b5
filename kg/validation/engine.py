"""SHACL validation behind pySHACL's interface, by one of two engines.

``turbo`` is pyshacl-turbo, much faster than ``pyshacl``, the reference in
Python (``docs/decisions/0004-shacl-engine.md`` has figures). Both must give
the same results on our fixtures, which the tests hold them to. ``auto`` is
turbo where that is installed and sound (:mod:`kg.validation.choice`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import ShapesError
from kg.graph.dataset import Dataset
from kg.terms import to_ntriples
from kg.validation.choice import chosen
from kg.validation.reach import predicates_seen
from kg.validation.spread import crowded, only_presence, spread
from kg.vocabulary import KG

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node


@dataclass(frozen=True, slots=True, order=True)
class ShapeResult:
    """One ``sh:ValidationResult``: the texts of its terms, empty where it has none.

    ``code`` and ``hint`` are what the source shape declares with ``kg:code``
    and ``kg:hint``. ``is_of_literal`` tells a focus node that is a literal from an IRI of the same text.
    """

    focus: str
    path: str
    value: str
    severity: str
    message: str
    shape: str
    code: str
    hint: str
    is_of_literal: bool = False


def run(dataset: Dataset, shapes: rdflib.Graph, engine: str) -> tuple[list[ShapeResult], rdflib.Graph]:
    """The results of validating the union of a data set, sorted, and the report as a graph.

    ``engine`` is ``auto``, ``turbo`` or ``pyshacl``. Raises ShapesError when
    the engine cannot use the shapes, or is not installed.
    """
    try:
        report = _turbo(dataset, shapes) if chosen(engine) == "turbo" else _pyshacl(dataset, shapes)
    except (ShapesError, ImportError, MemoryError, OSError, SystemError):
        # What the system refuses is no fault of the shapes.
        raise
    except Exception as error:  # each engine has errors of its own
        raise ShapesError(f"the shapes cannot be used: {' '.join(str(error).split())}") from error
    return sorted(_results(report, shapes)), report


def _turbo(dataset: Dataset, shapes: rdflib.Graph) -> rdflib.Graph:
    import pyshacl_turbo
    from pyshacl_turbo.rdf import Input

    seen = predicates_seen(shapes)
    # Most of its time goes into reading: what no shape can see need not be read.
    if seen is None:
        text = dataset.ntriples
    else:
        read = [one for one in dataset.triples if one[1] in seen]
        if wide := crowded(read):
            read = spread(read, wide & only_presence(shapes))
        text = to_ntriples(read)
    # Its own N-Triples input: measured right and fast, where a path or an
    # Oxigraph store is neither.
    data = Input(text, "nt", None, {}, {})
    _, report, text = pyshacl_turbo.validate(data, shacl_graph=shapes)
    return _graph(report, text)


def _pyshacl(dataset: Dataset, shapes: rdflib.Graph) -> rdflib.Graph:
    import pyshacl

    from kg.graph.rdflib_view import to_rdflib

    _, report, text = pyshacl.validate(to_rdflib(dataset.triples), shacl_graph=shapes)
    return _graph(report, text)


def _graph(report: object, text: str) -> rdflib.Graph:
    import rdflib

    if not isinstance(report, rdflib.Graph):
        raise ShapesError(f"the shapes cannot be used: {' '.join(text.split())}")
    return report


def _results(report: rdflib.Graph, shapes: rdflib.Graph) -> Iterator[ShapeResult]:
    from rdflib import RDF, SH, Literal, URIRef

    code, hint = (URIRef(f"{KG.iri}{name}") for name in ("code", "hint"))
    for result in report.subjects(RDF.type, SH.ValidationResult):
        shape = report.value(result, SH.sourceShape)
        focus = report.value(result, SH.focusNode)
        yield ShapeResult(
            focus=_text(focus),
            path=_text(report.value(result, SH.resultPath)),
            value=_text(report.value(result, SH.value)),
            severity=_text(report.value(result, SH.resultSeverity)).rpartition("#")[2].lower(),
            message=_message(report, result, shapes, shape),
            shape=shape_name(shapes, shape),
            code=_text(shapes.value(shape, code)) if shape else "",
            hint=_text(shapes.value(shape, hint)) if shape else "",
            is_of_literal=isinstance(focus, Literal),
        )


def _message(report: rdflib.Graph, result: Node, shapes: rdflib.Graph, shape: Node | None) -> str:
    """What a result says; of a shape that has no message of its own, after the property that it is about."""
    from rdflib import SH, Literal

    said = min(map(str, report.objects(result, SH.resultMessage)), default="")
    path = report.value(result, SH.resultPath)
    if shape is None or path is None or (shape, SH.message, None) in shapes:
        return said
    names = [one for one in shapes.objects(shape, SH.name) if isinstance(one, Literal)]
    # A name in English first, or in no language, for so are all other messages.
    names.sort(key=lambda one: ((one.language or "en")[:2] != "en", str(one)))
    return f"{names[0] if names else re.split('[/#]', str(path))[-1]}: {said}"


def shape_name(shapes: rdflib.Graph, shape: Node | None) -> str:
    """The IRI of a shape, of a shape without one that of the shape it belongs to.

    The label of a blank node is another one each time it is read.
    """
    from rdflib import URIRef

    seen: set[Node] = set()
    while shape is not None and not isinstance(shape, URIRef) and shape not in seen:
        seen.add(shape)
        owners = sorted(shapes.subjects(None, shape), key=lambda one: (not isinstance(one, URIRef), str(one)))
        shape = owners[0] if owners else None
    return str(shape) if isinstance(shape, URIRef) else ""


def _text(node: Node | None) -> str:
    return "" if node is None else str(node)
