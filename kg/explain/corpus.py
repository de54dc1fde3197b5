"""What is explained: documents, the decisions about them, and the places of both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Protocol

from kg.diagnostics import Location
from kg.documents.places import FieldPath
from kg.documents.records import Document
from kg.identity.authors import AuthorName
from kg.identity.clusters import Cluster
from kg.identity.decisions import Identity
from kg.identity.mentions import SourceMention


class Decided(Protocol):
    """A graph, as far as an explanation needs it; :class:`kg.KnowledgeGraph` is one."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """The records that the graph was made of."""

    @property
    def identity(self) -> Identity:
        """The decisions about who is who."""


class Corpus:
    """The documents of a graph and what was decided about them."""

    def __init__(self, graph: Decided) -> None:
        self.identity = graph.identity
        self.documents = graph.documents

    @cached_property
    def _by_file(self) -> dict[str, Document]:
        return {document.file: document for document in self.documents}

    def place(self, file: str, path: FieldPath) -> Location:
        """Where a value stands."""
        return self._by_file[file].location(path)

    @property
    def clusters(self) -> Mapping[str, Cluster]:
        """The works by IRI."""
        return self.identity.clusters

    def listed(self) -> Iterator[tuple[str, SourceMention]]:
        """Every entry of a list of sources, with the IRI of its work."""
        for iri, group in self.clusters.items():
            for mention in group.mentions:
                if mention.is_listed:
                    yield iri, mention

    def authors(self) -> Iterator[tuple[str, SourceMention, int, str, AuthorName]]:
        """Every author: the work, the entry, the place in its list, the text there, and who is named."""
        agents = self.identity.agents
        for iri, mention in self.listed():
            for index, written in enumerate(mention.authors):
                for author in agents.named([written])[0]:
                    yield iri, mention, index, written, author
