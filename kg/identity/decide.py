"""What lies between what documents say and what is decided about them: functions of their arguments alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.documents.places import FieldPath
from kg.identity.agents import Agent, Agents
from kg.identity.authorities.names import NamedBodies, NamedPeople
from kg.identity.authorities.records import Authorities, WorkReference
from kg.identity.authors import is_unclear
from kg.identity.clusters import Cluster
from kg.identity.identifiers import Identifier
from kg.identity.mentions import Seen
from kg.identity.orcids import Borne, Orcids
from kg.identity.spellings import Spelled
from kg.identity.titles import title
from kg.identity.topics import software_iri, thing_iri, topic_iri, topic_path


def known_bodies(documents: Iterable[Seen]) -> frozenset[str]:
    """The folded names of the organisations that documents name as institutions.

    Not among them is one that an author bears: people publish themselves.
    """
    bodies: set[str] = set()
    turned: set[str] = set()
    for one in documents:
        bodies.update(one.bodies)
        turned.update(one.turned)
    return frozenset(bodies - turned)


def agents_knowing(
    bodies: frozenset[str], authorities: Authorities, base: str, orcids: Iterable[Borne] = ()
) -> Agents:
    """What is known of names before the lists of authors are compared.

    That is by the folded names of bodies, and by the ORCID iDs that names bear.
    """
    ruled = NamedBodies.of(authorities)
    return Agents(
        base, bodies.union(ruled.by_name), NamedPeople.of(authorities), ruled, orcids=Orcids.of(orcids)
    )


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


@dataclass(frozen=True, slots=True)
class Ruled:
    """Names, and addresses, that the authority file gives for people and organisations, by IRI."""

    names: Mapping[str, str]
    same_as: Mapping[str, tuple[str, ...]]


def ruled_names(authorities: Authorities, agents: Agents) -> Ruled:
    """What the authority file says of the nodes of people and organisations."""
    names: dict[str, str] = {}
    same_as: dict[str, tuple[str, ...]] = {}
    for person in authorities.people:
        iri = agents.person_iri(person.id or person.name)
        names[iri], same_as[iri] = person.name, person.same_as
    for one in authorities.organizations:
        for iri in (agents.organization_iri(body := agents.organization(one.name)), agents.venue_iri(body)):
            names[iri], same_as[iri] = one.name, one.same_as
    return Ruled(names, same_as)


@dataclass(frozen=True, slots=True)
class Credited:
    """Whom a document names outside its lists of sources.

    The ``reviewers``, and for each of its contributors those whom the name stands for. Of
    whom nobody can be made are the ``unclear`` names, by the paths of contributors and of lists of authors.
    """

    reviewers: tuple[Agent, ...]
    contributors: tuple[tuple[Agent, ...], ...]
    unclear: tuple[tuple[FieldPath, str], ...] = ()

    @property
    def agents(self) -> Iterator[Agent]:
        """All of them."""
        yield from self.reviewers
        for several in self.contributors:
            yield from several


def credited(seen: Seen, iri: str, agents: Agents) -> Credited:
    """Whom a document, whose IRI is given, names outside its lists of sources."""
    found = tuple(tuple(agents.contributors([name], iri)) for name in seen.contributors)
    return Credited(
        tuple(agents.contributors(seen.reviewers, iri)),
        found,
        tuple(
            (mention.path, written)
            for mention in seen.mentions
            for written in mention.authors
            if is_unclear(written, agents.bodies)
        ),
    )


def spelled_outside(seen: Seen, whom: Credited, base: str) -> Iterator[Spelled]:
    """The names that a document uses outside its lists of sources, as it spells them."""
    for agent in whom.agents:
        yield agent.iri, agent.name
        yield from ((one.iri, one.name) for one in agent.affiliations)
    for path in seen.topics:
        steps = topic_path(path)
        for depth, step in enumerate(steps, start=1):
            yield topic_iri(base, "/".join(steps[:depth])), step
    for model in seen.models:
        yield software_iri(base, model), model
    for thing in seen.things:
        yield thing_iri(base, thing), thing


def named_by_settings(name: str, agents: Agents) -> Sequence[Agent]:
    """Whom the settings name as the author of documents that name none."""
    return agents.contributors([name], agents.base) if name else ()


def publisher_of(name: str, agents: Agents) -> Agent | None:
    """The organisation that the settings name as publisher."""
    if not name:
        return None
    body = agents.organization(name)
    return Agent(agents.organization_iri(body), body.name, is_person=False)
