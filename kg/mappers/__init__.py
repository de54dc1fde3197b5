"""Records to triples, one module a kind of thing.

Every mapper has the same signature: ``triples(record, scope)`` yields the
triples of one record in the :class:`~kg.mappers.scope.Scope` of its document.
"""

from __future__ import annotations

from kg.diagnostics import Diagnostic
from kg.documents.records import Document
from kg.identity.decisions import Decisions
from kg.identity.links import Links
from kg.mappers import citation, document, fact, provenance, source, topic
from kg.mappers.scope import Scope
from kg.settings import Settings
from kg.terms import Triple


def map_document(
    record: Document, decisions: Decisions, links: Links, settings: Settings
) -> tuple[list[Triple], list[Diagnostic]]:
    """Every triple of a document, each once and sorted, and what was found on the way."""
    scope = Scope(record, decisions, links, settings)
    found: set[Triple] = set(document.triples(record, scope))
    found.update(topic.triples(record, scope))
    found.update(provenance.triples(record, scope))
    for one in record.sources:
        found.update(source.triples(one, scope))
    found.update(citation.triples(record, scope))
    for claim in record.atomic_facts:
        found.update(fact.triples(claim, scope))
    return sorted(found), scope.diagnostics
