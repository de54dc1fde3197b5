"""What kind of thing a node is, for people: a document, a claim, a source and so on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from kg.terms import Term, Triple
from kg.vocabulary import KG, PROV, RDF, SCHEMA

KINDS = ("document", "claim", "source", "person", "organization", "venue", "topic", "software", "other")
"""Every kind, in the order in which they are shown."""

_BY_CLASS = {
    SCHEMA.Claim: "claim",
    KG.Citation: "other",
    SCHEMA.Person: "person",
    SCHEMA.Organization: "organization",
    SCHEMA.Periodical: "venue",
    SCHEMA.CreativeWorkSeries: "venue",
    SCHEMA.DefinedTerm: "topic",
    SCHEMA.DefinedTermSet: "other",
    SCHEMA.PropertyValue: "other",
    SCHEMA.Thing: "other",
    SCHEMA.BreadcrumbList: "other",
    SCHEMA.ListItem: "other",
    SCHEMA.WebSite: "other",
    SCHEMA.WebPage: "source",
    PROV.Activity: "other",
    PROV.SoftwareAgent: "software",
    RDF.Seq: "other",
}


def kind(triples: Iterable[Triple]) -> str:
    """The kind of the node whose triples these are."""
    found = "other"
    for _, predicate, value in triples:
        if predicate == SCHEMA.mainEntityOfPage:
            return "document"
        if predicate == SCHEMA.mainEntity:
            return "other"
        if predicate == RDF.type and found in {"other", "source"}:
            found = _BY_CLASS.get(value, "source")
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A subject with its triples, sorted, and its kind; one is equal to itself alone, which is soon told."""

    subject: Term
    triples: tuple[Triple, ...]
    kind: str


def nodes(triples: Iterable[Triple]) -> dict[Term, Node]:
    """The nodes that sorted triples describe, by subject, in order."""
    found = {}
    for subject, group in groupby(triples, key=itemgetter(0)):
        own = tuple(group)
        found[subject] = Node(subject, own, kind(own))
    return found


def by_kind(found: Iterable[Node]) -> dict[str, list[Node]]:
    """The nodes of each kind, in the order of :data:`KINDS`."""
    sorted_out: dict[str, list[Node]] = {name: [] for name in KINDS}
    for node in found:
        sorted_out[node.kind].append(node)
    return sorted_out
