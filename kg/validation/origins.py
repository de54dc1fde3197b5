"""Where in which document a node of the graph comes from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from kg.diagnostics import Location
from kg.documents.findings import location_in
from kg.documents.front_matter import FieldPath
from kg.documents.records import Document, Source
from kg.identity.agents import author_iri, named_authors
from kg.identity.decide import Identities
from kg.identity.topics import topic_path
from kg.terms import Term
from kg.vocabulary import KG, SCHEMA

_FIELDS: dict[str, dict[Term, str]] = {
    "document": {
        SCHEMA.headline: "title",
        SCHEMA.name: "title",
        SCHEMA.identifier: "id",
        SCHEMA.inLanguage: "language",
        SCHEMA.abstract: "abstract",
        SCHEMA.about: "category",
        SCHEMA.dateCreated: "created",
        SCHEMA.dateModified: "updated",
        SCHEMA.citation: "primary_sources",
        KG.completeness: "completeness",
        KG.confidence: "confidence",
        KG.knownGap: "known_gaps",
    },
    "atomic_facts": {
        SCHEMA.text: "statement",
        SCHEMA.identifier: "id",
        SCHEMA.isBasedOn: "source_url",
        KG.confidence: "confidence",
    },
    "sources": {
        SCHEMA.name: "title",
        SCHEMA.datePublished: "year",
        SCHEMA.author: "authors",
        SCHEMA.url: "url",
        SCHEMA.identifier: "doi",
        SCHEMA.isPartOf: "institution",
        SCHEMA.publisher: "institution",
        SCHEMA.sourceOrganization: "institution",
    },
}


class Origins:
    """Leads from the IRI of a node to the records that speak of it."""

    def __init__(self, documents: Sequence[Document], identities: Identities) -> None:
        self._identities = identities
        self._documents = {document.file: document for document in documents}
        self._records: dict[str, list[tuple[str, FieldPath]]] = defaultdict(list)
        for file, iri in identities.document_iris.items():
            self._records[iri].append((file, ()))
            self._records[f"{iri}#page"].append((file, ()))
        for (file, path), iri in identities.fact_iris.items():
            self._records[iri].append((file, path))
        for (file, path), source in identities.source_of.items():
            self._records[source.iri].append((file, path))
        for document in documents:
            self._add_named(document)

    def locations(self, iri: str, predicate: str, most: int) -> list[Location]:
        """Where the value of ``predicate`` stands in up to ``most`` records of the node.

        Lists of sources come before facts that rest on the same source. Where
        a record has no such value, its place is that of the record itself. An
        unknown node has no places.
        """
        records = sorted(
            set(self._records.get(iri, ())),
            key=lambda one: (_is_beside_fact(iri, one[1]), one[0], str(one[1])),
        )
        return list(dict.fromkeys(self._place(file, path, predicate) for file, path in records[:most]))

    def _place(self, file: str, path: FieldPath, predicate: str) -> Location:
        document = self._documents[file]
        kind = str(path[0]) if path else "document"
        fields = _FIELDS.get("sources" if kind.endswith("_sources") else kind, {})
        name = fields.get(f"<{predicate}>", "")
        return location_in(file, document.front_matter, (*path, name) if name else path)

    def _add_named(self, document: Document) -> None:
        """People, bodies and topics; a person may be named in several places."""
        identities, file = self._identities, document.file
        for source in document.sources:
            decided = identities.source_of[file, source.path]
            for venue in decided.venues:
                self._records[venue.iri].append((file, (*source.path, "institution")))
            for body in (*decided.publishers, *decided.organizations):
                self._records[body.iri].append((file, (*source.path, "institution")))
            self._add_authors(file, source, decided.iri)
        steps = topic_path(document.category)
        for depth in range(1, len(steps) + 1):
            self._records[identities.topic_iri("/".join(steps[:depth]))].append((file, ("category",)))
        for index, tag in enumerate(document.tags):
            self._records[identities.topic_iri(tag)].append((file, ("tags", index)))
        for contributor in document.contributors:
            for agent in identities.agents([contributor.user], identities.document_iris[file]):
                self._records[agent.iri].append((file, contributor.path))
        for agent in identities.agents(document.verified_by, identities.document_iris[file]):
            self._records[agent.iri].append((file, ("verified_by",)))

    def _add_authors(self, file: str, source: Source, scope: str) -> None:
        for index, written in enumerate(source.authors):
            for author in named_authors([written], self._identities.bodies)[0]:
                iri = author_iri(self._identities.base, author, scope)
                self._records[iri].append((file, (*source.path, "authors", index)))


def _is_beside_fact(iri: str, path: FieldPath) -> bool:
    """Whether the node is not a fact, and only a fact's evidence speaks of it there."""
    return bool(path) and path[0] == "atomic_facts" and "#" not in iri
