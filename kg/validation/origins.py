"""Where in which document a node of the graph comes from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from kg.documents.citations import fragment
from kg.documents.cited import CITED
from kg.documents.findings import Place
from kg.documents.places import FieldPath, Places
from kg.documents.records import Document, Source
from kg.identity.decisions import Identity
from kg.identity.topics import topic_iri, topic_path
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
    "fact": {
        SCHEMA.text: "statement",
        SCHEMA.identifier: "id",
        SCHEMA.isBasedOn: "source_url",
        KG.confidence: "confidence",
    },
    "source": {
        SCHEMA.name: "title",
        SCHEMA.datePublished: "year",
        SCHEMA.author: "authors",
        SCHEMA.url: "url",
        SCHEMA.identifier: "doi",
        SCHEMA.isPartOf: "institution",
        SCHEMA.publisher: "institution",
        SCHEMA.sourceOrganization: "institution",
        KG.claimedIdentifier: "doi",
    },
}


class _Record(NamedTuple):
    """A record that speaks of a node; sorts by how much it says of it, then by place."""

    is_evidence: bool
    """Whether it is a fact that rests on a source, which lists of sources say more of."""
    file: str
    sortable_path: tuple[str, ...]
    kind: str
    path: FieldPath


class Origins:
    """Leads from the IRI of a node to the records that speak of it."""

    def __init__(self, documents: Sequence[Document], identity: Identity) -> None:
        self._identity = identity
        self._documents = {document.file: document for document in documents}
        self._records: dict[str, list[_Record]] = defaultdict(list)
        self._sorted: dict[str, list[_Record]] = {}
        iris = identity.document_iris
        for file, iri in iris.items():
            self._add(iri, "document", file, ())
            self._add(f"{iri}#page", "document", file, ())
        facts = identity.fact_iris
        for (file, path), iri in facts.items():
            self._add(iri, "fact", file, path)
        for (file, path), source in identity.source_of.items():
            kind = "evidence" if (file, path) in facts else "source"
            self._add(source.iri, kind, file, path)
        for document in documents:
            for one in document.citations:
                name = fragment(one.sentence)
                self._add(f"{iris[document.file]}#{name}", "sentence", document.file, (CITED, name))
        self._knows_names = False

    def places(self, iri: str, predicate: str, most: int) -> list[Place]:
        """Where the value of ``predicate`` stands in up to ``most`` records of the node.

        Lists of sources come before facts that rest on the same source. Where
        a record has no such value, its place is that of the record itself. An
        unknown node has no places.
        """
        if iri not in self._records and not self._knows_names:
            # Most findings are about documents, facts and sources: people and topics can wait.
            self._knows_names = True
            self._sorted.clear()
            for document in self._documents.values():
                self._add_named(document)
        if iri not in self._sorted:
            self._sorted[iri] = sorted(set(self._records.get(iri, ())))
        return list(dict.fromkeys(_place(record, predicate) for record in self._sorted[iri][:most]))

    def knows(self, iri: str) -> bool:
        """Whether a document, a fact or a source has that name."""
        return iri in self._records

    def places_in(self, file: str) -> Places:
        """Where each value of a document stands."""
        return self._documents[file].places

    def _add(self, iri: str, kind: str, file: str, path: FieldPath) -> None:
        self._records[iri].append(_Record(kind == "evidence", file, tuple(map(str, path)), kind, path))

    def _add_name(self, iri: str, file: str, path: FieldPath) -> None:
        self._add(iri, "name", file, path)

    def _add_named(self, document: Document) -> None:
        """People, bodies and topics; a person may be named in several places."""
        identity, file = self._identity, document.file
        for source in document.sources:
            decided = identity.source_of[file, source.path]
            for venue in decided.venues:
                self._add_name(venue.iri, file, (*source.path, "institution"))
            for body in (*decided.publishers, *decided.organizations):
                self._add_name(body.iri, file, (*source.path, "institution"))
            self._add_authors(file, source, decided.iri)
        steps = topic_path(document.category)
        for depth in range(1, len(steps) + 1):
            self._add_name(topic_iri(identity.base, "/".join(steps[:depth])), file, ("category",))
        for index, tag in enumerate(document.tags):
            self._add_name(topic_iri(identity.base, tag), file, ("tags", index))
        decisions = identity.decisions[file]
        for contributor, agents in zip(document.contributors, decisions.contributors, strict=True):
            for agent in agents:
                self._add_name(agent.iri, file, contributor.path)
        for agent in decisions.reviewers:
            self._add_name(agent.iri, file, ("verified_by",))

    def _add_authors(self, file: str, source: Source, scope: str) -> None:
        for index, written in enumerate(source.authors):
            for author in self._identity.agents.named([written])[0]:
                iri = self._identity.agents.author_iri(author, scope)
                self._add_name(iri, file, (*source.path, "authors", index))


def _place(record: _Record, predicate: str) -> Place:
    name = _FIELDS.get(record.kind, {}).get(f"<{predicate}>", "")
    return record.file, (*record.path, name) if name else record.path
