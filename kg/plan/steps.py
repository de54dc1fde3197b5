"""The steps of a build: pure functions between frozen values, in the order in which they follow.

No step looks at the disk: files are read before the first one, and where links
lead is found out (:mod:`kg.identity.links`) before the last.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from kg.diagnostics import Diagnostic
from kg.documents.bibliography.entries import NO_BIBLIOGRAPHY, Bibliography
from kg.documents.bibliography.reading import narrowed, path_of, read_bibliography
from kg.documents.contributors import NOBODY, Roster
from kg.documents.files import InputFile, decoded
from kg.documents.findings import Placed
from kg.documents.places import FieldPath, Position
from kg.documents.reader import read_document
from kg.documents.records import Document
from kg.documents.roster import read_roster
from kg.identity.agents import Agent, Agents
from kg.identity.authorities.names import NamedPeople
from kg.identity.authorities.records import NONE, Authorities
from kg.identity.candidates import Ruled
from kg.identity.clusters import Cluster, cluster_ruled
from kg.identity.conflicts import conflicts
from kg.identity.decide import Credited, spelled_outside
from kg.identity.decisions import Decisions
from kg.identity.directory import called
from kg.identity.links import Links, Pointers, pointers_of
from kg.identity.mentions import Seen, SourceMention, see
from kg.identity.names import PersonName
from kg.identity.people import People, decide_people
from kg.identity.sources import DecidedSource, Work, as_said_in, decided_work
from kg.identity.spellings import Spelled
from kg.mappers import map_document as map_record
from kg.settings import Settings
from kg.terms import Term, Triple, iri


class FileText(NamedTuple):
    """A file, and its bytes or why it has none."""

    file: InputFile
    content: bytes | Diagnostic


@dataclass(frozen=True, slots=True)
class Note:
    """What is small of what a file says: everything but its record and what identity sees.

    ``sha256`` is that of its bytes, and empty where it is no input of the
    build. The rest is empty where it holds no document.
    """

    file: str
    sha256: str
    diagnostics: tuple[Diagnostic, ...]
    name: str = ""
    id: str = ""
    facts: int = 0
    called: tuple[str, ...] = ()
    pointers: Pointers | None = None


@dataclass(frozen=True, slots=True)
class CompanionNote:
    """What is noted of companions of documents: the SHA-256 of each by its name, and what was found."""

    inputs: tuple[tuple[str, str], ...]
    diagnostics: tuple[Diagnostic, ...]


def roster_beside(*sources: FileText) -> tuple[Roster, CompanionNote]:
    """Whom the ids in files of authors stand for, and what is noted of the files."""
    read = [(file, content) for file, content in sources if isinstance(content, bytes)]
    roster, found = read_roster(read)
    return roster, _noted(sources, found)


def bibliography_beside(*sources: FileText) -> tuple[Bibliography, CompanionNote]:
    """The works in files of bibliographies, and what is noted of the files."""
    read = [(file, content) for file, content in sources if isinstance(content, bytes)]
    bibliography, found = read_bibliography(read)
    files = tuple(path_of(file) for file, _ in sources)
    return replace(bibliography, files=files), _noted(sources, found)


def _noted(sources: Sequence[FileText], found: Sequence[Diagnostic]) -> CompanionNote:
    inputs = tuple(
        (path_of(file), hashlib.sha256(content).hexdigest())
        for file, content in sources
        if isinstance(content, bytes)
    )
    unread = (content for _, content in sources if isinstance(content, Diagnostic))
    return CompanionNote(inputs, (*unread, *found))


def narrow(source: FileText, bibliography: Bibliography) -> tuple[Bibliography]:
    """Of a bibliography what a document may cite: it is read again only after edits of that."""
    content = source.content
    return (narrowed(content.decode("utf-8", "replace") if isinstance(content, bytes) else "", bibliography),)


def observe(
    source: FileText,
    settings: Settings,
    roster: Roster = NOBODY,
    bibliography: Bibliography = NO_BIBLIOGRAPHY,
) -> tuple[Note, Document | None, Seen | None]:
    """What a file says: its record, what identity sees of it, and what was found.

    Of the ``settings`` those of reading count. ``roster`` says who the ids are that stand for people,
    as the file of authors beside it does, ``bibliography`` holds the works that it may cite.
    """
    file, content = source
    if isinstance(content, Diagnostic):
        return Note(file.shown, "", (content,)), None, None
    text = decoded(file, content)
    if text is None or isinstance(text, Diagnostic):
        return Note(file.shown, "", () if text is None else (text,)), None, None
    result = read_document(
        text,
        file=file.shown,
        name=file.name,
        aliases=settings.aliases,
        date_order=settings.date_order,
        dialect=file.dialect,
        roster=roster,
        bibliography=bibliography,
        needs_head=file.needs_head,
    )
    if result is None:
        return Note(file.shown, "", ()), None, None
    digest = hashlib.sha256(content).hexdigest()
    document = result.document
    if document is None:
        return Note(file.shown, digest, tuple(result.diagnostics)), None, None
    seen, found = see(document)
    note = Note(
        file.shown,
        digest,
        (*result.diagnostics, *found),
        name=document.name,
        id=document.id,
        facts=len(document.atomic_facts),
        called=called(document),
        pointers=pointers_of(document),
    )
    return note, document, seen


@dataclass(frozen=True, slots=True)
class DecidedWorks:
    """The works of some mentions that have nothing to do with any other, and what was found.

    ``clusters`` are the mentions of each work, in the order of the ``works``. ``is_ruled``
    says whether the authority file may speak of any, ``unused`` which places in it are about none.
    """

    works: tuple[Work, ...]
    clusters: tuple[Cluster, ...]
    conflicts: tuple[Placed, ...]
    is_ruled: bool
    unused: tuple[FieldPath, ...]


def decide_works(
    mentions: Sequence[SourceMention], authorities: Authorities, ruled: Ruled, agents: Agents
) -> DecidedWorks:
    """Which mentions speak of one work, and what is known of it.

    ``ruled`` is what the ``authorities`` speak of.
    """
    is_ruled = any(map(ruled.concerns, mentions))
    clusters, selection = cluster_ruled(mentions, authorities if is_ruled else NONE)
    return DecidedWorks(
        tuple(decided_work(one, agents) for one in clusters),
        tuple(clusters),
        tuple(conflicts(clusters, selection.owner)),
        is_ruled,
        tuple(selection.unused),
    )


def decide_names(
    lines: Sequence[tuple[str, tuple[PersonName, ...], frozenset[str]]], ruled: NamedPeople
) -> People:
    """Which names in lists of authors are one person's, as far as they are this part's own.

    Each line is a work, the people in its list of authors, and the keys of those names among them
    about which is decided here; the others are decided elsewhere.
    """
    found = decide_people(((work, names) for work, names, _ in lines), ruled)
    return found.about(frozenset().union(*(own for _, _, own in lines)))


def spelled_in(source: DecidedSource, work: Work) -> Iterable[Spelled]:
    """The names of authors and bodies that a work uses, as it spells them."""
    yield from work.spelled
    for author in source.authors:
        yield author.iri, author.name
        yield from ((one.iri, one.name) for one in author.affiliations)


@dataclass(frozen=True, slots=True)
class Common:
    """What is decided about all documents, as far as the decisions about one ask for it."""

    iris: Mapping[str, str]
    names: Mapping[str, str]
    same_as: Mapping[str, tuple[str, ...]]
    author: tuple[Agent, ...]
    publisher: Agent | None


def decisions_of(
    seen: Seen, whom: Credited, cited: Mapping[FieldPath, DecidedSource], common: Common, base: str
) -> Decisions:
    """All that mapping a document asks: ``cited`` are the works that its mentions speak of, by path."""
    source_of = {one.path: cited[one.path] for one in seen.mentions}
    for fact, target in seen.evidence:
        source_of[fact] = source_of[target]
    numbers: dict[str, int] = {}
    works: list[DecidedSource] = []
    for work in source_of.values():
        if work.iri not in numbers:
            numbers[work.iri] = len(works)
            works.append(as_said_in(work, seen.file))
    agents = [*whom.agents]
    for work in works:
        agents += (*work.authors, *work.publishers, *work.organizations)
    named = dict.fromkeys(one.iri for one in agents)
    named.update((one.iri, None) for agent in agents for one in agent.affiliations)
    named.update((venue.iri, None) for work in works for venue in work.venues)
    ruled = named.keys() & common.same_as.keys()
    named.update((name, None) for name, _ in spelled_outside(seen, whom, base))
    return Decisions(
        iri=common.iris[seen.file],
        works=tuple(works),
        work_of=tuple((path, numbers[work.iri]) for path, work in source_of.items()),
        facts=seen.facts,
        reviewers=whom.reviewers,
        contributors=whom.contributors,
        author=common.author,
        publisher=common.publisher,
        unclear=whom.unclear,
        names={name: common.names[name] for name in named},
        same_as={name: common.same_as[name] for name in sorted(ruled)},
    )


def map_document(
    document: Document, decisions: Decisions, links: Links, settings: Settings
) -> tuple[tuple[Triple, ...], tuple[Diagnostic, ...]]:
    """The triples of a document, each once and sorted, and what was found on the way."""
    triples, found = map_record(document, decisions, links, settings)
    return tuple(triples), tuple(found)


def locate(document: Document, paths: Sequence[FieldPath]) -> tuple[tuple[Position, ...]]:
    """Where values of a document stand in its front matter, by line and column."""
    return (tuple(map(document.places.position, paths)),)


def graph_name(document: str) -> Term:
    """The name of the graph of the document that an IRI names."""
    return iri(f"{document}#graph")
