"""What is explained: documents, the decisions about them, and the places of both."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Protocol

from kg.diagnostics import Location
from kg.documents.places import FieldPath
from kg.documents.records import Document, Source
from kg.identity.authors import AuthorName
from kg.identity.clusters import Cluster
from kg.identity.decide import Identities
from kg.identity.mentions import SourceMention


class Decided(Protocol):
    """A graph, as far as an explanation needs it; :class:`kg.KnowledgeGraph` is one."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """The records that the graph was made of."""

    @property
    def identities(self) -> Identities:
        """The decisions about who is who."""


class Corpus:
    """The documents of a graph and what was decided about them."""

    def __init__(self, graph: Decided) -> None:
        self.identities = graph.identities
        self.documents = graph.documents

    @cached_property
    def _by_file(self) -> dict[str, Document]:
        return {document.file: document for document in self.documents}

    def place(self, file: str, path: FieldPath) -> Location:
        """Where a value stands."""
        return self._by_file[file].location(path)

    @property
    def clusters(self) -> dict[str, Cluster]:
        """The works by IRI."""
        return self.identities.clusters

    def listed(self) -> Iterator[tuple[str, SourceMention, Source]]:
        """Every entry of a list of sources, with the IRI of its work."""
        for iri, group in self.clusters.items():
            for mention in group.mentions:
                if isinstance(mention.record, Source):
                    yield iri, mention, mention.record

    def authors(self) -> Iterator[tuple[str, SourceMention, int, str, AuthorName]]:
        """Every author: the work, the entry, the place in its list, the text there, and who is named."""
        agents = self.identities.agents
        for iri, mention, record in self.listed():
            for index, written in enumerate(record.authors):
                for author in agents.named([written])[0]:
                    yield iri, mention, index, written, author
