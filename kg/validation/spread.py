"""Data that say the same to shapes, but where no node has very many values of one predicate.

pyshacl-turbo takes n squared steps for the n values that a node has of a
predicate: it looks for each among those before it. Where all that shapes ask
of a predicate is whether a node has a value, and which nodes are values, it is
all one to them whose values the others are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from operator import itemgetter
from typing import TYPE_CHECKING

from kg.terms import Term, Triple

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node, URIRef

MOST = 100
"""How many values a node keeps, and each of those that take the others."""


def crowded(triples: Iterable[Triple]) -> frozenset[Term]:
    """The predicates of which some node has more than :data:`MOST` values."""
    values = Counter(map(itemgetter(0, 1), triples))
    return frozenset([predicate for (_, predicate), count in values.items() if count > MOST])


def spread(triples: Iterable[Triple], predicates: frozenset[Term]) -> list[Triple]:
    """The triples, where values of these predicates beyond :data:`MOST` are those of blank nodes.

    Of the blank nodes nothing else is said, so that no target finds them.
    """
    values: Counter[tuple[Term, Term]] = Counter()
    takers = 0
    taker: dict[tuple[Term, Term], Term] = {}
    result = []
    for triple in triples:
        subject, predicate, value = triple
        if predicate in predicates:
            key = subject, predicate
            if values[key] and values[key] % MOST == 0:
                takers += 1
                taker[key] = f"_:spread{takers}"
            values[key] += 1
            if key in taker:
                triple = taker[key], predicate, value
        result.append(triple)
    return result


def only_presence(shapes: rdflib.Graph) -> frozenset[Term]:
    """The predicates of which shapes ask at most whether a node has a value, and which nodes are values.

    The words of the shapes must be those of SHACL Core, without closed shapes.
    """
    from rdflib import RDF, RDFS, SH, URIRef

    used = {one for one in shapes.objects(None, SH.targetObjectsOf) if isinstance(one, URIRef)}
    used |= {one for one in shapes.objects(None, SH.path) if isinstance(one, URIRef)}
    return frozenset(
        one.n3() for one in used - {RDF.type, RDFS.subClassOf} if _asks_for_presence(shapes, one)
    )


def _asks_for_presence(shapes: rdflib.Graph, predicate: URIRef) -> bool:
    from rdflib import SH

    uses = list(shapes.triples((None, None, predicate)))
    return not any(shapes.triples((predicate, None, None))) and all(
        said == SH.targetObjectsOf or (said == SH.path and _is_presence(shapes, shape))
        for shape, said, _ in uses
    )


def _is_presence(shapes: rdflib.Graph, shape: Node) -> bool:
    """Whether a property shape asks for a value, and for nothing else."""
    from rdflib import SH

    asked = {
        (predicate, str(value))
        for predicate, value in shapes.predicate_objects(shape)
        if str(predicate).startswith(str(SH)) and predicate not in _tells()
    }
    return asked <= {(SH.path, str(shapes.value(shape, SH.path))), (SH.minCount, "1"), (SH.minCount, "0")}


def _tells() -> set[Node]:
    """What a shape says for people, and no engine asks for."""
    from rdflib import SH

    return {SH.severity, SH.message, SH.name, SH.description, SH.order, SH.group}
