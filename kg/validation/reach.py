"""What shapes look at, and how far from a focus node: all else can be left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.terms import Term

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node


def reach(shapes: rdflib.Graph) -> int | None:
    """The most steps, from subject to object, that any shape goes from a focus node; None for no bound.

    There is no bound where a path goes backwards or any number of steps, where
    a query looks, where a shape refers to itself, and where what a class is
    below may be said in the data.
    """
    from rdflib import RDF, RDFS, SH

    unbounded = (SH.inversePath, SH.zeroOrMorePath, SH.oneOrMorePath, SH.sparql, SH.select, SH.ask, SH.target)
    if any(any(shapes.triples((None, predicate, None))) for predicate in unbounded):
        return None
    if any(shapes.triples((None, RDFS.subClassOf, None))):
        return None
    steps = _Steps(shapes)
    roots = {*shapes.subjects(RDF.type, SH.NodeShape), *shapes.subjects(RDF.type, SH.PropertyShape)}
    for target in (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf):
        roots |= set(shapes.subjects(target))
    found = [steps.of(one) for one in roots]
    return None if None in found else max((one for one in found if one is not None), default=0)


def predicates_seen(shapes: rdflib.Graph) -> frozenset[Term] | None:
    """The predicates of the triples that the shapes can see; None where they may see any.

    Shapes of SHACL Core see what a path, a target or a constraint names, and
    the classes of things; a closed shape sees all that is said of a node, and
    a query may look anywhere (SHACL sections 4.8.1 and 5).
    """
    from rdflib import RDF, RDFS, SH, URIRef

    said = {str(predicate) for predicate in shapes.predicates()}
    ours = {one.removeprefix(str(SH)) for one in said if one.startswith(str(SH))}
    if not ours <= _CORE:
        return None
    named = {one for triple in shapes for one in triple if isinstance(one, URIRef)}
    return frozenset(one.n3() for one in (*named, RDF.type, RDFS.subClassOf))


_CORE = frozenset(
    """
    NodeShape PropertyShape targetNode targetClass targetSubjectsOf targetObjectsOf property path
    alternativePath inversePath zeroOrMorePath oneOrMorePath zeroOrOnePath deactivated severity message
    name description order group defaultValue class datatype nodeKind minCount maxCount minExclusive
    minInclusive maxExclusive maxInclusive minLength maxLength pattern flags languageIn uniqueLang equals
    disjoint lessThan lessThanOrEquals not and or xone node qualifiedValueShape qualifiedValueShapesDisjoint
    qualifiedMinCount qualifiedMaxCount hasValue in
    """.split()  # noqa: SIM905 - as a text it can be read
)
"""The words of SHACL Core that say what a shape looks at (section 8), without those of closed shapes."""


class _Steps:
    """Counts the steps of each shape once."""

    def __init__(self, shapes: rdflib.Graph) -> None:
        self._shapes = shapes
        self._known: dict[Node, int | None] = {}
        self._counting: set[Node] = set()

    def of(self, shape: Node) -> int | None:
        """The steps of a shape; None where it refers to itself."""
        if shape in self._counting:
            return None
        if shape not in self._known:
            self._counting.add(shape)
            self._known[shape] = self._count(shape)
            self._counting.discard(shape)
        return self._known[shape]

    def _count(self, shape: Node) -> int | None:
        from rdflib import SH

        shapes = self._shapes
        parts = [
            part
            for predicate in (SH.property, SH.node, SH["not"], SH.qualifiedValueShape)
            for part in shapes.objects(shape, predicate)
        ]
        for predicate in (SH["or"], SH["and"], SH.xone):
            parts += [part for held in shapes.objects(shape, predicate) for part in shapes.items(held)]
        below = [self.of(part) for part in parts]
        if None in below:
            return None
        own = max((self._path(path) for path in shapes.objects(shape, SH.path)), default=0)
        return own + max((one for one in below if one is not None), default=0)

    def _path(self, path: Node) -> int:
        """The steps of a path (SHACL section 2.3.1) without repetition."""
        from rdflib import SH, URIRef

        if isinstance(path, URIRef):
            return 1
        shapes = self._shapes
        for held in shapes.objects(path, SH.alternativePath):
            return max(map(self._path, shapes.items(held)))
        for held in shapes.objects(path, SH.zeroOrOnePath):
            return self._path(held)
        return sum(map(self._path, shapes.items(path)))
