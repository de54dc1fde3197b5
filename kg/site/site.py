"""What every page of a site is made from: the graph, and where the page of each thing is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from kg.documents.records import Document
from kg.graph.dataset import Dataset
from kg.graph.reader import Reader
from kg.identity.decisions import Identity
from kg.settings import Settings
from kg.site.addresses import Addresses
from kg.site.views import Link
from kg.site.words import counted
from kg.terms import Term, iri, lexical
from kg.visualization.scene import Scene, scene
from kg.vocabulary import RDF, SCHEMA

PAGE_KINDS = ("document", "source", "person", "organization", "venue", "topic")
"""The kinds of nodes that have pages."""

LISTS = {
    "document": ("documents.html", "Documents"),
    "topic": ("topics.html", "Topics"),
    "source": ("sources.html", "Sources"),
    "person": ("people.html", "People"),
    "organization": ("organizations.html", "Organisations"),
}
"""The page that lists all things of a kind, and its title."""


_LONGEST_NAME = 1000
"""Characters of a name on the pages of others, where it stands as often as the thing is named."""


class Site:
    """A graph, as its pages see it."""

    def __init__(
        self,
        dataset: Dataset,
        documents: Iterable[Document],
        identity: Identity,
        settings: Settings,
        counts: Mapping[str, int],
    ) -> None:
        """Take a graph: its triples, the records and decisions it was made of, and its counts."""
        self.dataset, self.identity, self.settings, self.counts = dataset, identity, settings, counts
        self.base = settings.base
        self.title = settings.title or "Knowledge graph"
        self.reader = Reader(dataset)
        self._claims: dict[Term, tuple[Term, ...]] = {}
        self._resting: dict[Term, tuple[Term, ...]] = {}
        self.bylines: dict[Term, str] = {}
        """The authors of each source in one line, as far as they were asked for."""
        self.summaries: dict[Term, str] = {}
        """The beginning of what each document says of itself, as far as it was asked for."""
        self.records = {iri(identity.document_iris[one.file]): one for one in documents}
        self.addresses = Addresses(self.base, (one for kind in PAGE_KINDS for one in self.of_kind(kind)))

    @cached_property
    def scene(self) -> Scene:
        """The graph as the explorer shows it."""
        return scene(self.dataset.nodes)

    def of_kind(self, kind: str) -> list[Term]:
        """The things of a kind that have pages, by name."""
        return self._by_kind.get(kind, [])

    @cached_property
    def _by_kind(self) -> dict[str, list[Term]]:
        found: dict[str, list[Term]] = {kind: [] for kind in PAGE_KINDS}
        for node in self.reader.nodes.values():
            # What hangs on another node has no page of its own.
            is_ours = lexical(node.subject).startswith(self.base) and "#" not in node.subject
            if is_ours and node.kind in found:
                found[node.kind].append(node.subject)
        for members in found.values():
            members.sort(key=lambda one: (self.reader.label(one).casefold(), one))
        return found

    def link(self, subject: Term, root: str) -> Link:
        """A link to the page of a thing by its name; only its name, where it has no page."""
        owner, _, fragment = lexical(subject).partition("#")
        # Of what hangs on another node, only claims have a place on its page.
        at = iri(owner) if self.reader.kind(subject) == "claim" else subject
        return Link(self.name(subject), self.addresses.link(at, root, fragment))

    def name(self, subject: Term) -> str:
        """What a thing is called on the pages of others: its label, cut where it is longer than any title."""
        label = self.reader.label(subject)
        return label if len(label) <= _LONGEST_NAME else f"{label[:_LONGEST_NAME]}…"

    def links(self, subjects: Iterable[Term], root: str) -> list[Link]:
        """Links to things by their names, in the order given."""
        return [self.link(one, root) for one in subjects]

    def class_of(self, subject: Term) -> str:
        """The name of the schema.org class of a thing."""
        classes = [one for one in self.reader.texts(subject, RDF.type) if one.startswith(SCHEMA.iri)]
        return classes[0].removeprefix(SCHEMA.iri) if classes else "Thing"

    def claims_of(self, document: Term) -> tuple[Term, ...]:
        """The claims of a document that nobody disputes, in its own order."""
        found = self._claims.get(document)
        if found is None:
            record, iris = self.records[document], self.identity.fact_iris
            found = tuple(iri(iris[record.file, fact.path]) for fact in record.atomic_facts)
            self._claims[document] = found
        return found

    def claims_on(self, source: Term) -> tuple[Term, ...]:
        """The claims that rest on a source."""
        found = self._resting.get(source)
        if found is None:
            leading = self.reader.leading_to(source, SCHEMA.isBasedOn)
            found = self._resting[source] = tuple(one for one in leading if self.reader.kind(one) == "claim")
        return found

    def updated(self, document: Term) -> str:
        """When a document was last changed, else written; empty where it does not say."""
        return self.reader.text(document, SCHEMA.dateModified) or self.reader.text(
            document, SCHEMA.dateCreated
        )

    def summary(self) -> str:
        """How much there is, in words."""
        counts = self.counts
        return ", ".join(
            (
                counted(counts["documents"], "document"),
                counted(counts["facts"], "claim"),
                counted(counts["sources"], "source"),
            )
        )
