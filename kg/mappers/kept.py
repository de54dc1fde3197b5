"""Values for which there is no term: kept, never dropped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.documents.records import Unmapped
from kg.mappers.scope import Scope
from kg.terms import Triple, fragment, iri, literal
from kg.vocabulary import KG, RDF, SCHEMA


def unmapped(values: Iterable[Unmapped], scope: Scope, owner: str) -> Iterator[Triple]:
    """Each value as a ``schema:PropertyValue`` node of its owner; its propertyID is its path.

    Of a key that stands several times, each value has a node.
    """
    for value in values:
        path = ".".join(map(str, value.path))
        scope.kept[path] += 1
        again = f"~{scope.kept[path]}" if scope.kept[path] > 1 else ""
        # A key may itself end like the number of another.
        node = iri(f"{scope.iri}#field/{fragment(path).replace('~', '%7E')}{again}")
        yield iri(owner), KG.unmappedField, node
        yield node, RDF.type, SCHEMA.PropertyValue
        yield node, SCHEMA.propertyID, literal(path)
        yield node, SCHEMA.value, literal(value.text)
