"""Who is who in a corpus: how the steps that decide it follow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kg.diagnostics import Diagnostic
from kg.documents.findings import Placed
from kg.documents.places import FieldPath
from kg.engines import Cell, Cells, Engine, Step
from kg.identity.agents import Agents
from kg.identity.authorities.records import Authorities
from kg.identity.authorities.unused import unused
from kg.identity.candidates import Ruled, keys_of_mention, keys_of_name, keys_of_ruling
from kg.identity.clusters import Cluster, cluster_ruled
from kg.identity.decide import (
    Credited,
    agents_knowing,
    credited,
    known_bodies,
    limits,
    named_by_settings,
    publisher_of,
    ruled_names,
    spelled_outside,
)
from kg.identity.decisions import Decisions, Identity
from kg.identity.directory import Directory
from kg.identity.documents import document_iris, repeated_document_ids
from kg.identity.mentions import Seen, SourceMention
from kg.identity.people import People
from kg.identity.sources import DecidedSource, Work, source_iri, source_names, with_authors
from kg.identity.spellings import Spelled, choose, counted
from kg.plan.steps import Common, DecidedWorks, decide_names, decide_works, decisions_of, spelled_in
from kg.plan.values import AUTHORITIES, KNOWN, LINES, MENTIONS, PEOPLE, WORKS, Line
from kg.settings import Settings


@dataclass(frozen=True, slots=True)
class Identified:
    """Who is who in a corpus, before the decisions about each document are gathered.

    ``cited`` leads from the file of a document, and the path of a mention in
    it, to the work that it speaks of; ``whom`` from the file to the people and bodies that it
    names elsewhere. ``placed`` findings name places in documents, ``others`` have theirs.
    """

    agents: Agents
    common: Common
    cited: Mapping[str, Mapping[FieldPath, DecidedSource]]
    whom: Mapping[str, Credited]
    clusters: Mapping[str, Cluster]
    placed: tuple[Placed, ...]
    others: tuple[Diagnostic, ...]

    def decisions(self, seen: Seen) -> Decisions:
        """All that mapping a document asks."""
        whom, cited = self.whom[seen.file], self.cited.get(seen.file, {})
        return decisions_of(seen, whom, cited, self.common, self.agents.base)

    def identity(self, decisions: Mapping[str, Decisions], directory: Directory) -> Identity:
        """Who is who, with the decisions about each document by its file."""
        common = self.common
        return Identity(
            agents=self.agents,
            directory=directory,
            decisions=decisions,
            clusters=self.clusters,
            names=common.names,
            same_as=common.same_as,
            publisher=common.publisher,
        )


def identify(
    documents: Sequence[Seen], authorities: Authorities, settings: Settings, engine: Engine
) -> Identified:
    """Who is who in documents, which are in order; ``authorities`` win over every rule."""
    base = settings.base
    iris, shared_iris = document_iris(documents, base)
    before = agents_knowing(
        known_bodies(documents), authorities, base, (found for one in documents for found in one.orcids)
    )

    decided = _works(documents, authorities, before, engine)
    works = [work for part in decided for work in part.works]
    groups = [one for part in decided for one in part.clusters]
    names = [source_iri(base, name) for name in source_names([work.name for work in works], groups)]
    clusters = dict(zip(names, groups, strict=True))

    people = _people(works, names, authorities, before, engine)
    agents = replace(before, people=people, works=limits(authorities, clusters))
    sources = [with_authors(work, name, agents) for work, name in zip(works, names, strict=True)]
    whom = {one.file: credited(one, iri, agents) for one, iri in zip(documents, iris, strict=True)}

    ruled = ruled_names(authorities, agents)
    seen = counted(_spelled(documents, whom, works, sources, base))
    chosen = {name: choose(spellings) for name, spellings in seen.items()}
    cited: dict[str, dict[FieldPath, DecidedSource]] = defaultdict(dict)
    for work, source in zip(works, sources, strict=True):
        for file, path in work.mentioned:
            cited[file][path] = source
    return Identified(
        agents=agents,
        common=Common(
            iris={one.file: iri for one, iri in zip(documents, iris, strict=True)},
            names={**chosen, **ruled.names},
            same_as=ruled.same_as,
            author=tuple(named_by_settings(settings.author, agents)),
            publisher=publisher_of(settings.publisher, agents),
        ),
        cited=cited,
        whom=whom,
        clusters=clusters,
        placed=(*repeated_document_ids(documents), *(one for part in decided for one in part.conflicts)),
        others=(*shared_iris, *unused(authorities, _unused(decided, authorities))),
    )


def _works(
    documents: Sequence[Seen], authorities: Authorities, agents: Agents, engine: Engine
) -> list[DecidedWorks]:
    """The works that all mentions speak of, part by part."""
    ruled = Ruled.of(authorities)
    mentions = [mention for one in documents for mention in one.mentions]
    part = engine.components(keys_of_mention(one, ruled) for one in mentions)
    groups = engine.regroup((part(next(keys_of_mention(one, ruled))), one) for one in mentions)
    known = Cell(KNOWN, (agents.base, authorities, tuple(sorted(agents.bodies))))

    def decide(mentions: Sequence[SourceMention], _known: object) -> tuple[DecidedWorks]:
        return (decide_works(mentions, authorities, ruled, agents),)

    rows = [(Cell(MENTIONS, tuple(group)), known) for group in groups]
    return _results(engine, Step("decide_works", decide, WORKS), rows)


def _results(engine: Engine, step: Step, rows: Sequence[Cells]) -> list[Any]:
    """The one result of a step on each row."""
    made = [cell for (cell,) in engine.map(step, rows)]
    engine.fetch(made)
    return [one.value for one in made]


def _unused(decided: Iterable[DecidedWorks], authorities: Authorities) -> Sequence[FieldPath]:
    """The places in the authority file that are about no mention."""
    ruled = [one.unused for one in decided if one.is_ruled]
    return ruled[0] if ruled else cluster_ruled((), authorities)[1].unused


def _people(
    works: Sequence[Work], iris: Sequence[str], authorities: Authorities, agents: Agents, engine: Engine
) -> People:
    """Which of the names in lists of authors are one person's, part by part."""
    ruled = agents.ruled_people
    lines = [(iri, work.byline.people) for iri, work in zip(iris, works, strict=True)]
    part = engine.components(
        (
            *(keys_of_ruling(*one) for one in sorted(ruled.leads.items())),
            *(keys_of_name(name) for _, names in lines for name in names),
        )
    )
    rows = []
    for iri, names in lines:
        parts = [part(next(keys_of_name(name))) for name in names]
        for number in sorted(set(parts)):
            own = {name.key for name, of in zip(names, parts, strict=True) if of == number}
            rows.append((number, (iri, names, tuple(sorted(own)))))

    def decide(lines: Iterable[Line], _known: object) -> tuple[People]:
        return (decide_names([(work, names, frozenset(own)) for work, names, own in lines], ruled),)

    known = Cell(AUTHORITIES, authorities)
    groups = [(Cell(LINES, tuple(lines)), known) for lines in engine.regroup(rows)]
    return People.union(ruled, _results(engine, Step("decide_names", decide, PEOPLE), groups))


def _spelled(
    documents: Iterable[Seen],
    whom: Mapping[str, Credited],
    works: Iterable[Work],
    sources: Iterable[DecidedSource],
    base: str,
) -> Iterator[Spelled]:
    """Every spelling of the name of a node in the corpus, as often as it stands there."""
    for work, source in zip(works, sources, strict=True):
        yield from spelled_in(source, work)
    for one in documents:
        yield from spelled_outside(one, whom[one.file], base)
