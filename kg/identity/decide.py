"""Identity, decided once for the whole corpus: what the mappers ask for names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.diagnostics import Diagnostic
from kg.documents.front_matter import FieldPath
from kg.documents.records import Document
from kg.identity.agents import (
    Agent,
    Spellings,
    author_iri,
    author_spelling,
    named_authors,
    organization_iri,
)
from kg.identity.bodies import organization
from kg.identity.clusters import cluster
from kg.identity.conflicts import conflicts
from kg.identity.documents import document_iris, fact_fragments, repeated_document_ids
from kg.identity.mentions import Mentions
from kg.identity.sources import DecidedSource, decide_source, known_bodies, source_iris
from kg.identity.topics import software_iri, thing_iri, topic_iri, topic_path


@dataclass(frozen=True, slots=True)
class Identities:
    """Every decision about who is who.

    ``source_of`` leads from (file, path of a source or fact) to the work it
    speaks of, ``fact_iris`` likewise to the IRI of the fact, ``by_name``
    and ``by_id`` from the path name and the id of a document to its IRI (an
    id that several documents have leads nowhere).
    """

    base: str
    document_iris: dict[str, str]
    by_name: dict[str, str]
    by_id: dict[str, str]
    by_last_step: dict[str, list[str]]
    fact_iris: dict[tuple[str, FieldPath], str]
    source_of: dict[tuple[str, FieldPath], DecidedSource]
    bodies: frozenset[str]
    names: Spellings

    def agents(self, written: Sequence[str], scope: str) -> list[Agent]:
        """The people and bodies that a list of names gives, outside the lists of sources."""
        return _agents(written, scope, self.base, self.bodies)

    def topic_iri(self, path: str) -> str:
        """The IRI of a topic from a path such as ``technology/ai``, or from a tag."""
        return topic_iri(self.base, path)

    def software_iri(self, name: str) -> str:
        """The IRI of a piece of software, e.g. an AI model."""
        return software_iri(self.base, name)

    def thing_iri(self, name: str) -> str:
        """The IRI of a thing of which nothing but its name is known."""
        return thing_iri(self.base, name)

    def publisher(self, name: str) -> Agent:
        """The organisation that the settings name as publisher."""
        body = organization(name)
        return Agent(organization_iri(self.base, body), body.name, is_person=False)


def decide(
    documents: Sequence[Document], mentions: Sequence[Mentions], base: str
) -> tuple[Identities, list[Diagnostic]]:
    """Who is who in a corpus, and the findings about it.

    ``documents`` are sorted by name and ``mentions`` are theirs, in the same
    order. ``base`` is the IRI that every name begins with.
    """
    iris, found = document_iris(documents, base)
    found += repeated_document_ids(documents)
    bodies = known_bodies(source for document in documents for source in document.sources)
    clusters = cluster(mention for one in mentions for mention in one.sources)
    found.extend(conflicts(clusters, {document.file: document for document in documents}))
    names = Spellings()
    source_of: dict[tuple[str, FieldPath], DecidedSource] = {}
    for group, iri in zip(clusters, source_iris(clusters, base), strict=True):
        decided = decide_source(group, iri, base, bodies, names)
        for mention in group.mentions:
            source_of[mention.file, mention.path] = decided
    fact_iris: dict[tuple[str, FieldPath], str] = {}
    for document, iri, one in zip(documents, iris, mentions, strict=True):
        _see_names(document, iri, base, bodies, names)
        fragments, repeated = fact_fragments(document)
        found += repeated
        fact_iris.update({(document.file, path): f"{iri}#{name}" for path, name in fragments.items()})
        for fact, target in one.evidence.items():
            source_of[document.file, fact] = source_of[document.file, target]
    return (
        Identities(
            base=base,
            document_iris={one.file: iri for one, iri in zip(documents, iris, strict=True)},
            # Of two files of one name, the first has the IRI that the name gives.
            by_name={one.name: iri for one, iri in reversed(list(zip(documents, iris, strict=True)))},
            by_id=_unique_ids(documents, iris),
            by_last_step=_by_last_step(documents),
            fact_iris=fact_iris,
            source_of=source_of,
            bodies=bodies,
            names=names,
        ),
        found,
    )


def _agents(written: Sequence[str], scope: str, base: str, bodies: frozenset[str]) -> list[Agent]:
    """People and bodies named by contributors; a single word is a handle and identifies its owner."""
    authors, _ = named_authors(written, bodies)
    found = []
    for author in authors:
        if author.person is not None and " " not in author.text:
            author = replace(author, person=replace(author.person, is_full=True))
        iri = author_iri(base, author, scope)
        found.append(Agent(iri, author_spelling(author), author.person is not None))
    return found


def _see_names(document: Document, iri: str, base: str, bodies: frozenset[str], names: Spellings) -> None:
    people = (*document.verified_by, *(one.user for one in document.contributors))
    for agent in _agents(people, iri, base, bodies):
        names.see(agent.iri, agent.name)
    for path in (document.category, *document.tags):
        steps = topic_path(path)
        for depth, step in enumerate(steps, start=1):
            names.see(topic_iri(base, "/".join(steps[:depth])), step)
    for model in document.ai_models:
        names.see(software_iri(base, model), model)
    for entity in document.related_entities:
        names.see(thing_iri(base, entity.name), entity.name)


def _unique_ids(documents: Sequence[Document], iris: Sequence[str]) -> dict[str, str]:
    by_id: dict[str, list[str]] = defaultdict(list)
    for document, iri in zip(documents, iris, strict=True):
        if document.id:
            by_id[document.id].append(iri)
    return {identifier: held[0] for identifier, held in by_id.items() if len(held) == 1}


def _by_last_step(documents: Sequence[Document]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for document in documents:
        found[document.name.rpartition("/")[2]].append(document.name)
    return dict(found)
