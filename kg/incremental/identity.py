"""What identity sees of a document, what it decided, and the decisions made again from that."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import fields

from kg.documents.records import Document
from kg.identity.agents import Agents, Spellings
from kg.identity.authorities.names import NamedBodies, NamedPeople
from kg.identity.authorities.records import Authorities
from kg.identity.decide import Identities
from kg.identity.documents import fact_fragments
from kg.identity.people import People
from kg.identity.sources import DecidedSource, as_said_in
from kg.incremental.state import Decided, DocumentEntry, Names, encoded
from kg.settings import Settings

_SEEN = frozenset(
    {
        *("file", "name", "id", "slug", "category", "tags", "verified_by", "ai_models", "contributors"),
        *("atomic_facts", "primary_sources", "secondary_sources", "related_entities"),
    }
)
"""The fields of a document that decide who is who."""

_UNSEEN_OF_RECORDS = frozenset(
    {"statement", "source_page", "confidence", "last_verified", "chapter", "note", "unmapped"}
)
"""The fields of facts and sources that do not."""


def view(document: Document) -> bytes:
    """A hash of all that identity sees of a document.

    Facts and sources are seen whole, but for what says nothing of a work.
    """
    seen = {name: getattr(document, name) for name in sorted(_SEEN)}
    for name in ("atomic_facts", "primary_sources", "secondary_sources"):
        seen[name] = [
            {
                one.name: getattr(record, one.name)
                for one in fields(record)
                if one.name not in _UNSEEN_OF_RECORDS
            }
            for record in seen[name]
        ]
    return hashlib.sha256(encoded(seen)).digest()


def decided_about(document: Document, identities: Identities) -> Decided:
    """What identity decided about a document, and all that its mapping asks of it but names and links."""
    iri = identities.document_iris[document.file]
    works: dict[str, int] = {}
    listed: list[DecidedSource] = []
    work_of = []
    for path in (one.path for records in (document.sources, document.atomic_facts) for one in records):
        work = identities.source_of.get((document.file, path))
        if work is not None:
            if work.iri not in works:
                works[work.iri] = len(listed)
                listed.append(as_said_in(work, document.file))
            work_of.append((path, works[work.iri]))
    people = (document.verified_by, *([one.user] for one in document.contributors))
    contributors = [agent for written in people for agent in identities.agents.contributors(written, iri)]
    return Decided(iri, listed, work_of, contributors)


def names_of(identities: Identities, settings: Settings) -> Names:
    """What identity decided about all documents."""
    agents, people = identities.agents, identities.agents.people
    author = agents.contributors([settings.author], settings.base) if settings.author else ()
    return Names(
        bodies=tuple(sorted(agents.bodies)),
        leads=dict(people.leads),
        short=tuple((work, name, person) for (work, name), person in people.short.items()),
        at={name: tuple(sorted(bodies)) for name, bodies in people.at.items()},
        shared=tuple(sorted(people.shared)),
        works=tuple((path, tuple(sorted(iris))) for path, iris in agents.works.items()),
        chosen=identities.names.chosen(),
        same_as=dict(identities.same_as),
        author=tuple(author),
    )


def restored(
    names: Names,
    documents: Iterable[DocumentEntry],
    mapped: Mapping[str, tuple[Document, Decided]],
    authorities: Authorities,
    base: str,
) -> Identities:
    """The decisions that mapping some documents, given by file with what was decided about them, asks for."""
    listed = list(documents)
    spellings = Spellings()
    for iri, name in names.chosen.items():
        spellings.rule(iri, name)
    by_id: dict[str, list[str]] = {}
    by_last_step: dict[str, list[str]] = {}
    for one in listed:
        by_last_step.setdefault(one.name.rpartition("/")[2], []).append(one.name)
        if one.id:
            by_id.setdefault(one.id, []).append(one.iri)
    facts, works = {}, {}
    for file, (document, decided) in mapped.items():
        for path, fragment in fact_fragments(document)[0].items():
            facts[file, path] = f"{decided.iri}#{fragment}"
        for path, number in decided.work_of:
            works[file, path] = decided.works[number]
    return Identities(
        base=base,
        document_iris={one.file: one.iri for one in listed},
        by_name={one.name: one.iri for one in reversed(listed)},
        by_id={identifier: held[0] for identifier, held in by_id.items() if len(held) == 1},
        by_last_step=by_last_step,
        fact_iris=facts,
        source_of=works,
        agents=Agents(
            base,
            frozenset(names.bodies),
            NamedPeople.of(authorities),
            NamedBodies.of(authorities),
            People(
                leads=dict(names.leads),
                short={(work, name): person for work, name, person in names.short},
                at={name: frozenset(bodies) for name, bodies in names.at.items()},
                shared=set(names.shared),
            ),
            {path: frozenset(iris) for path, iris in names.works},
        ),
        names=spellings,
        same_as=names.same_as,
    )
