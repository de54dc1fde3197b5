"""Identity, decided once for the whole corpus: what the mappers ask for names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kg.diagnostics import Diagnostic
from kg.documents.findings import Placed, located
from kg.documents.places import FieldPath
from kg.documents.records import Document
from kg.identity.agents import Agent, Agents, Spellings
from kg.identity.authorities.names import NamedBodies, NamedPeople
from kg.identity.authorities.records import NONE, Authorities, WorkReference
from kg.identity.authorities.unused import unused
from kg.identity.clusters import Cluster, cluster_ruled
from kg.identity.conflicts import conflicts
from kg.identity.documents import document_iris, fact_fragments, repeated_document_ids
from kg.identity.identifiers import Identifier
from kg.identity.mentions import Mentions
from kg.identity.people import decide_people
from kg.identity.sources import DecidedSource, byline, decide_source, known_bodies, source_iris
from kg.identity.titles import title
from kg.identity.topics import software_iri, thing_iri, topic_iri, topic_path


@dataclass(frozen=True, slots=True)
class Identities:
    """Every decision about who is who.

    ``source_of`` leads from (file, path of a source or fact) to the work it
    speaks of, ``fact_iris`` likewise to the IRI of the fact, ``by_name``
    and ``by_id`` from the path name and the id of a document to its IRI (an
    id that several documents have leads nowhere). ``same_as`` are the
    addresses that the authority file gives for a person or organisation, and
    ``clusters`` the works, by IRI.
    """

    base: str
    document_iris: dict[str, str]
    by_name: Mapping[str, str]
    by_id: Mapping[str, str]
    by_last_step: Mapping[str, Sequence[str]]
    fact_iris: dict[tuple[str, FieldPath], str]
    source_of: dict[tuple[str, FieldPath], DecidedSource]
    agents: Agents
    names: Spellings
    same_as: dict[str, tuple[str, ...]] = field(default_factory=dict)
    clusters: dict[str, Cluster] = field(default_factory=dict)

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
        body = self.agents.organization(name)
        return Agent(self.agents.organization_iri(body), body.name, is_person=False)


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found: ``placed`` in any documents, ``of_document`` in one, by its file, and the rest."""

    placed: tuple[Placed, ...]
    of_document: Mapping[str, tuple[Diagnostic, ...]]
    others: tuple[Diagnostic, ...]


def decide(
    documents: Sequence[Document],
    mentions: Sequence[Mentions],
    base: str,
    authorities: Authorities = NONE,
) -> tuple[Identities, list[Diagnostic]]:
    """Who is who in a corpus, and the findings about it.

    ``documents`` are sorted by name and ``mentions`` are theirs, in the same
    order. ``base`` is the IRI that every name begins with. ``authorities`` win
    over every rule.
    """
    identities, found = decide_placed(documents, mentions, base, authorities)
    places = {one.file: one.places for one in documents}
    return identities, [
        *found.others,
        *located(found.placed, places.__getitem__),
        *(one for several in found.of_document.values() for one in several),
    ]


def decide_placed(
    documents: Sequence[Document],
    mentions: Sequence[Mentions],
    base: str,
    authorities: Authorities = NONE,
) -> tuple[Identities, Findings]:
    """As :func:`decide`, with findings that are not tied to lines."""
    iris, others = document_iris(documents, base)
    of_document: dict[str, tuple[Diagnostic, ...]] = {}
    clusters, selection = cluster_ruled((mention for one in mentions for mention in one.sources), authorities)
    others.extend(unused(authorities, selection.unused))
    placed = (*repeated_document_ids(documents), *conflicts(clusters, selection.owner))
    by_iri = dict(zip(source_iris(clusters, base), clusters, strict=True))
    known = known_bodies(source for document in documents for source in document.sources)
    agents = agents_knowing(known, authorities, base)
    bylines = {iri: byline(group, agents) for iri, group in by_iri.items()}
    agents.people = decide_people(
        (
            (iri, tuple(author.person for author in one.authors if author.person is not None))
            for iri, one in bylines.items()
        ),
        agents.ruled_people,
    )
    agents.works = limits(authorities, by_iri)
    names = Spellings()
    same_as = ruled_names(authorities, agents, names)
    source_of: dict[tuple[str, FieldPath], DecidedSource] = {}
    for iri, group in by_iri.items():
        decided = decide_source(group, iri, bylines[iri], agents, names)
        for mention in group.mentions:
            source_of[mention.file, mention.path] = decided
    fact_iris: dict[tuple[str, FieldPath], str] = {}
    for document, iri, one in zip(documents, iris, mentions, strict=True):
        see_names(document, iri, base, agents, names)
        fragments, repeated = fact_fragments(document)
        if repeated:
            of_document[document.file] = tuple(repeated)
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
            agents=agents,
            names=names,
            same_as=same_as,
            clusters=by_iri,
        ),
        Findings(placed, of_document, tuple(others)),
    )


def agents_knowing(known: frozenset[str], authorities: Authorities, base: str) -> Agents:
    """What is known of names, by the folded names of bodies, before the lists of authors are compared."""
    ruled = NamedBodies.of(authorities)
    return Agents(base, known.union(ruled.by_name), NamedPeople.of(authorities), ruled)


def limits(authorities: Authorities, works: Mapping[str, Cluster]) -> dict[FieldPath, frozenset[str]]:
    """The IRIs of the works to which entries about people are limited, by the place of the entry."""
    limited = [person for person in authorities.people if person.works]
    if not limited:
        return {}
    by_key: dict[str, set[str]] = defaultdict(set)
    by_identifier: dict[Identifier, set[str]] = defaultdict(set)
    for iri, group in works.items():
        for mention in group.mentions:
            by_key[mention.comparable.key].add(iri)
        for identifier in (*group.owned, *group.claimed):
            by_identifier[identifier].add(iri)

    def meant(reference: WorkReference) -> set[str]:
        key = title(reference.title).key if reference.title else ""
        titled = by_key[key] if key else works.keys()
        return titled & (by_identifier[reference.identifier] if reference.identifier else titled)

    return {person.path: frozenset().union(*map(meant, person.works)) for person in limited}


def ruled_names(authorities: Authorities, agents: Agents, names: Spellings) -> dict[str, tuple[str, ...]]:
    """The addresses of the people and organisations of the authority file; fixes their names."""
    found: dict[str, tuple[str, ...]] = {}
    for person in authorities.people:
        iri = agents.person_iri(person.id or person.name)
        names.rule(iri, person.name)
        found[iri] = person.same_as
    for one in authorities.organizations:
        for iri in (agents.organization_iri(body := agents.organization(one.name)), agents.venue_iri(body)):
            names.rule(iri, one.name)
            found[iri] = one.same_as
    return found


def see_names(document: Document, iri: str, base: str, agents: Agents, names: Spellings) -> None:
    """Count the spellings of names that a document uses outside its lists of sources."""
    # As the mappers read them: reviewers as one list, each contributor alone.
    for people in (document.verified_by, *([one.user] for one in document.contributors)):
        for agent in agents.contributors(people, iri):
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
