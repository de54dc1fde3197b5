"""Records to triples, one module a kind of thing.

Every mapper has the same signature: ``triples(record, scope)`` yields the
triples of one record in the :class:`~kg.mappers.scope.Scope` of its document.
"""

from __future__ import annotations

from kg.mappers import document, fact, provenance, source, topic
from kg.mappers.scope import Scope
from kg.terms import Triple


def map_document(scope: Scope) -> list[Triple]:
    """Every triple of a document, each once and sorted; findings go to ``scope.diagnostics``."""
    record = scope.document
    found: set[Triple] = set(document.triples(record, scope))
    found.update(topic.triples(record, scope))
    found.update(provenance.triples(record, scope))
    for one in record.sources:
        found.update(source.triples(one, scope))
    for claim in record.atomic_facts:
        found.update(fact.triples(claim, scope))
    return sorted(found)
