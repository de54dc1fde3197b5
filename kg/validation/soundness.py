"""Whether shapes of the user can be followed: well-formed, free of contradictions, about known classes."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import ShapesError
from kg.vocabulary import KG, PREFIXES, SCHEMA

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

_WRONG_SCHEMA = "http://schema.org/"


def check(shapes: rdflib.Graph, path: Path) -> None:
    """Raise ShapesError, which names the file and the shape, unless the shapes can be followed."""
    # The first that is found: to look for all may take long.
    for reason in chain.from_iterable(
        look(shapes) for look in (_no_shapes, _unknown_classes, _contradictions, _malformed)
    ):
        raise ShapesError(f"{path}: {reason}")


def _no_shapes(shapes: rdflib.Graph) -> Iterator[str]:
    from rdflib import RDF, SH

    found = {*shapes.subjects(RDF.type, SH.NodeShape), *shapes.subjects(RDF.type, SH.PropertyShape)}
    if not found and not any(shapes.triples((None, SH.property, None))):
        yield "it holds no shape (sh:NodeShape or sh:PropertyShape)"


def _unknown_classes(shapes: rdflib.Graph) -> Iterator[str]:
    """Classes that no graph of ours can have; those of other vocabularies are the user's affair."""
    from rdflib import SH

    for predicate in (SH.targetClass, SH["class"]):
        for shape, named in sorted(shapes.subject_objects(predicate), key=str):
            text, name = str(named), str(named).rpartition("/")[2]
            if text.startswith(_WRONG_SCHEMA):
                yield f"{_shown(shapes, shape)} refers to {text}; the graph says {SCHEMA.iri}{name}"
            elif text.startswith(SCHEMA.iri) and name not in schema_classes():
                close = difflib.get_close_matches(name, schema_classes(), n=1)
                advice = f"; did you mean schema:{close[0]}?" if close else ""
                said = f"refers to schema:{name}, which is no class of schema.org{advice}"
                yield f"{_shown(shapes, shape)} {said}"
            elif text.startswith(KG.iri) and text not in _own_classes():
                yield f"{_shown(shapes, shape)} refers to kg:{text[len(KG.iri) :]}, which is no class"


def _contradictions(shapes: rdflib.Graph) -> Iterator[str]:
    """Bounds that no value can meet, in one shape or in shapes about one path."""
    from rdflib import SH

    bounds = (
        (SH.minCount, SH.maxCount),
        (SH.minLength, SH.maxLength),
        (SH.minInclusive, SH.maxInclusive),
        (SH.minExclusive, SH.maxExclusive),
        (SH.minInclusive, SH.maxExclusive),
        (SH.minExclusive, SH.maxInclusive),
    )
    found = ((_shown(shapes, shape), related) for shape, related in _alike(shapes))
    # By the name that is told: the label of a node without one is another each time.
    for name, related in sorted(found, key=lambda each: each[0]):
        for low, high in bounds:
            lows = [one for part in related for one in shapes.objects(part, low)]
            highs = [one for part in related for one in shapes.objects(part, high)]
            if lows and highs and max(map(_number, lows)) > min(map(_number, highs)):
                least, most = max(lows, key=_number), min(highs, key=_number)
                yield f"{name} contradicts itself: sh:{_local(low)} {least} and sh:{_local(high)} {most}"


def _alike(shapes: rdflib.Graph) -> Iterator[tuple[Node, list[Node]]]:
    """Each shape alone, and each node shape with those of its property shapes that are about one path."""
    from rdflib import SH, URIRef

    groups: dict[tuple[Node, Node], list[Node]] = {}
    for owner, part in shapes.subject_objects(SH.property):
        path = shapes.value(part, SH.path)
        if isinstance(path, URIRef):
            groups.setdefault((owner, path), []).append(part)
    yield from ((one, [one]) for one in {*shapes.subjects(SH.path), *shapes.subjects(SH.property)})
    yield from ((owner, parts) for (owner, _), parts in groups.items())


def _malformed(shapes: rdflib.Graph) -> Iterator[str]:
    """What the shapes of SHACL itself say of the shapes (SHACL appendix C)."""
    import pyshacl
    from rdflib import SH, BNode

    conforms, report, _ = pyshacl.validate(shapes, shacl_graph=_shacl_shacl())
    if conforms or isinstance(report, str | bytes):
        return
    found: list[tuple[bool, str]] = []
    for result in report.objects(None, SH.result):
        focus, path = report.value(result, SH.focusNode), report.value(result, SH.resultPath)
        value = report.value(result, SH.value)
        parts = [f"sh:{_local(path)}" if path else "", "" if isinstance(value, BNode | None) else str(value)]
        said = " ".join(filter(None, parts)) or "a part of it"
        found.append((path is None, f"{_shown(shapes, focus)} is not well-formed SHACL: {said}"))
    # Results that name a property first: the others only say that a part is not well-formed.
    yield from (said for _, said in sorted(found))


@cache
def _shacl_shacl() -> rdflib.Graph:
    import pyshacl
    import rdflib

    folder = Path(pyshacl.__file__).parent
    return rdflib.Graph().parse(folder / "assets" / "shacl-shacl.ttl", format="turtle")


@cache
def schema_classes() -> frozenset[str]:
    """The names of all classes of schema.org."""
    text = resources.files(__package__).joinpath("data/schema_classes.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def _own_classes() -> frozenset[str]:
    import rdflib
    from rdflib import OWL, RDF, RDFS

    text = resources.files("kg").joinpath("data/kg.ttl").read_text(encoding="utf-8")
    terms = rdflib.Graph().parse(data=text, format="turtle")
    return frozenset(str(one) for kind in (RDFS.Class, OWL.Class) for one in terms.subjects(RDF.type, kind))


def _number(value: Node) -> float:
    try:
        return float(str(value))
    except ValueError:
        return 0.0


def _local(node: Node) -> str:
    return str(node).rpartition("#")[2]


def _shown(shapes: rdflib.Graph, shape: Node | None) -> str:
    """A shape by its IRI, or by that of the shape that it is part of."""
    from kg.validation.engine import shape_name

    name = shape_name(shapes, shape) or "a shape without a name"
    for prefix, iri in PREFIXES.items():
        name = name.replace(iri, f"{prefix}:")
    return name
