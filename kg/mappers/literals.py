"""Values as literals, concepts and nodes."""

from __future__ import annotations

from collections.abc import Iterator

from kg.identity.identifiers import Identifier
from kg.terms import Term, Triple, fragment, iri, literal, typed
from kg.vocabulary import KG, RDF, SCHEMA, XSD

CONFIDENCE = {"high": KG.high, "medium": KG.medium, "low": KG.low}
"""The concept of each word of the three-step scheme."""

_DATATYPES = (XSD.gYear, XSD.gYearMonth, XSD.date)


def dated(text: str) -> Term:
    """A date in ISO 8601 as the literal of its precision (year, month, day, or with a time).

    The sign of a year before our era is no part of what is counted.
    """
    return typed(text, XSD.dateTime if "T" in text else _DATATYPES[text[1:].count("-")])


def identified(owner: str, identifier: Identifier) -> Iterator[Triple]:
    """An identifier of the node ``owner`` as a ``schema:PropertyValue`` node."""
    node = iri(f"{owner}#{identifier.scheme}-{fragment(identifier.value)}")
    yield iri(owner), SCHEMA.identifier, node
    yield node, RDF.type, SCHEMA.PropertyValue
    yield node, SCHEMA.propertyID, literal(identifier.scheme)
    yield node, SCHEMA.value, literal(identifier.value)
