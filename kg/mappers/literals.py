"""Values as literals, concepts and nodes."""

from __future__ import annotations

from collections.abc import Iterator

from kg.identity.identifiers import Identifier
from kg.terms import Term, Triple, iri, literal, typed
from kg.vocabulary import KG, RDF, SCHEMA, XSD

CONFIDENCE = {"high": KG.high, "medium": KG.medium, "low": KG.low}
"""The concept of each word of the three-step scheme."""

_DATATYPES = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}


def dated(text: str) -> Term:
    """A date in ISO 8601 as the literal of its precision (year, month, day, or with a time)."""
    return typed(text, _DATATYPES.get(len(text), XSD.dateTime))


def identified(owner: str, identifier: Identifier) -> Iterator[Triple]:
    """An identifier of the node ``owner`` as a ``schema:PropertyValue`` node."""
    node = iri(f"{owner}#{identifier.scheme}-{identifier.value}")
    yield iri(owner), SCHEMA.identifier, node
    yield node, RDF.type, SCHEMA.PropertyValue
    yield node, SCHEMA.propertyID, literal(identifier.scheme)
    yield node, SCHEMA.value, literal(identifier.value)
