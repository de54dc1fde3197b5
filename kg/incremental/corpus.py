"""The documents as they are now: their records, who is who in them, and their triples.

Where nothing that identity sees has changed, its decisions hold, and only the
changed documents are looked at. Otherwise identity decides anew over all
records, and those documents are mapped again about which it decides otherwise.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from kg.diagnostics import Diagnostic
from kg.documents.files import is_beside
from kg.documents.findings import Placed, located
from kg.documents.places import Places
from kg.documents.records import Document
from kg.exporters.names import document_paths
from kg.identity.authorities.records import Authorities
from kg.identity.decide import Findings, Identities, decide_placed
from kg.identity.documents import fact_fragments
from kg.identity.mentions import collect
from kg.incremental.earlier import Earlier
from kg.incremental.identity import decided_about, names_of, restored, view
from kg.incremental.reading import Reading
from kg.incremental.section import Section
from kg.incremental.state import DocumentEntry, Located, Names, encoded
from kg.mappers import map_document
from kg.mappers.scope import Scope
from kg.parallel import shared
from kg.pieces import Piece
from kg.pipeline import WORTH_SHARING, Progress, graph_name
from kg.settings import Settings
from kg.terms import Triple, iri


class Part(NamedTuple):
    """Some of the documents, and who is who in them."""

    documents: tuple[Document, ...]
    identities: Identities


@dataclass
class Corpus:
    """What a build knows once it has mapped; ``earlier`` is the build before where its decisions may hold.

    ``changed`` has the quads of the documents that were mapped, ``raw`` the
    encoded record and decisions of each document.
    """

    reading: Reading
    authorities: Authorities
    settings: Settings
    earlier: Earlier | None
    documents: list[DocumentEntry] = field(default_factory=list)
    names: Names = field(default_factory=Names)
    identity: list[Located] = field(default_factory=list)
    others: tuple[Diagnostic, ...] = ()
    changed: dict[str, Section] = field(default_factory=dict)
    raw: dict[str, tuple[Piece, Piece]] = field(default_factory=dict)
    is_decided_anew: bool = False

    @property
    def found(self) -> list[Diagnostic]:
        """What reading, identity and mapping have found."""
        return [
            *self.reading.found,
            *self.others,
            *(one.diagnostic for one in self.identity),
            *(one for document in self.documents for one in (*document.own, *document.mapped)),
        ]

    @cached_property
    def files(self) -> list[str]:
        """The files of the documents, in order."""
        return [one.shown for one in self.reading.files if one.is_document]

    @cached_property
    def records(self) -> dict[str, Document]:
        """The record of each document, by its file."""
        return {file: self.record(file) for file in self.files}

    def record(self, file: str) -> Document:
        """The record of one document."""
        found = self.reading.fresh.get(file)
        if found is None and self.earlier is not None:
            found = self.earlier.record(file)
        if found is None:
            raise KeyError(file)
        return found

    @cached_property
    def decision(self) -> tuple[Identities, Findings, dict[str, tuple[Diagnostic, ...]]]:
        """Who is who in all documents, decided anew, and what was found on the way, also in each."""
        documents = list(self.records.values())
        mentions = [collect(one) for one in documents]
        identities, found = decide_placed(documents, mentions, self.settings.base, self.authorities)
        own = {
            document.file: (*one.diagnostics, *found.of_document.get(document.file, ()))
            for document, one in zip(documents, mentions, strict=True)
        }
        return identities, found, own

    @cached_property
    def identities(self) -> Identities:
        """Who is who in all documents; restored, where the decisions of the build before hold."""
        return self.part(self.files).identities

    def part(self, files: Iterable[str]) -> Part:
        """Those of the files that are documents, and who is who in them."""
        wanted = frozenset(files)
        records = {file: self.record(file) for file in self.files if file in wanted}
        if self.is_decided_anew or self.earlier is None:
            return Part(tuple(records.values()), self.decision[0])
        mapped = {file: (record, self.earlier.decided(file)) for file, record in records.items()}
        identities = restored(self.names, self.documents, mapped, self.authorities, self.settings.base)
        return Part(tuple(records.values()), identities)

    def places(self, file: str) -> Places:
        """Where each value of a document stands."""
        return self.record(file).places

    def located(self, findings: Iterable[Placed], before: Iterable[Located]) -> list[Located]:
        """The findings at their lines; those of the build before are there, where nothing moved them."""
        known = {one.placed: one.diagnostic for one in before}
        listed = list(findings)
        moved = [
            one
            for one in listed
            if one not in known or any(file in self.reading.fresh for file, _ in one.places)
        ]
        known.update(zip(moved, located(moved, self.places), strict=True))
        return [Located(one, known[one]) for one in listed]


def is_seen_alike(corpus: Corpus) -> bool:
    """Whether identity sees the same documents as in the build before."""
    earlier = corpus.earlier
    if earlier is None or corpus.files != list(earlier.documents):
        return False
    names = {one.shown: one.name for one in corpus.reading.files}
    return all(names[file] == one.name for file, one in earlier.documents.items()) and all(
        view(document) == earlier.documents[file].view for file, document in corpus.reading.fresh.items()
    )


def is_as_before(corpus: Corpus) -> bool:
    """Whether the files are those of the build before, and so are the ones that they lead to."""
    earlier = corpus.earlier
    return (
        earlier is not None
        and corpus.reading.files == earlier.state.files
        and all(map(_finds_alike, earlier.documents.values()))
    )


def stay(corpus: Corpus) -> None:
    """Take over all of the build before, whose documents are as they were."""
    assert corpus.earlier is not None  # noqa: S101
    state = corpus.earlier.state
    corpus.documents, corpus.names = state.documents, state.names
    corpus.identity, corpus.others = state.identity, state.others


def follow(corpus: Corpus, tell: Progress) -> None:
    """Map the changed documents under the decisions of the build before, which hold."""
    assert corpus.earlier is not None  # noqa: S101
    earlier = corpus.earlier
    tell("identify", 1, 1)
    wanted = [
        file
        for file, one in earlier.documents.items()
        if file in corpus.reading.fresh or not _finds_alike(one)
    ]
    mapped = {file: (corpus.record(file), earlier.decided(file)) for file in wanted}
    state = earlier.state
    identities = restored(state.names, state.documents, mapped, corpus.authorities, corpus.settings.base)
    corpus.names, corpus.others = state.names, state.others
    corpus.identity = corpus.located((one.placed for one in state.identity), state.identity)
    for number, one in enumerate(state.documents, start=1):
        tell("map", number, len(state.documents))
        corpus.raw[one.file] = earlier.raw_record(one.file), earlier.raw_decided(one.file)
        if one.file not in mapped:
            corpus.documents.append(one)
            continue
        document = mapped[one.file][0]
        entry = _with(corpus, document, one, _map(document, identities, corpus.settings))
        if one.file in corpus.reading.fresh:
            own = (*collect(document).diagnostics, *fact_fragments(document)[1])
            corpus.raw[one.file] = encoded(document), corpus.raw[one.file][1]
            entry = replace(entry, own=own, record=len(corpus.raw[one.file][0]))
        corpus.documents.append(entry)


def decide_anew(corpus: Corpus, wrong: Iterable[Diagnostic], tell: Progress, *, reuse: bool) -> None:
    """Decide over all records; with ``reuse``, map only what the build before had otherwise."""
    tell("identify", 0, 1)
    corpus.is_decided_anew = True
    identities, found, own = corpus.decision
    before = corpus.earlier.documents if corpus.earlier else {}
    earlier = corpus.earlier if reuse else None
    corpus.names = names_of(identities, corpus.settings)
    corpus.others = (*wrong, *found.others)
    corpus.identity = corpus.located(found.placed, corpus.earlier.state.identity if corpus.earlier else ())
    graphs = {file: graph_name(name) for file, name in identities.document_iris.items()}
    paths = document_paths(sorted(graphs.values()), corpus.settings.base)
    stale = _Stale(corpus, identities, earlier) if earlier else None
    free = max((one.slot for one in before.values()), default=-1)
    tell("identify", 1, 1)

    def look(document: Document) -> _Look:
        file = document.file
        is_fresh, known = file in corpus.reading.fresh, before.get(file)
        decided = encoded(decided_about(document, identities))
        stays = (
            stale is not None
            and earlier is not None
            and known is not None
            and not is_fresh
            and decided == earlier.raw_decided(file)
            and not stale.touches(known)
            and _finds_alike(known)
        )
        return _Look(
            record=encoded(document) if is_fresh or corpus.earlier is None else None,
            decided=decided,
            view=view(document) if is_fresh or known is None else known.view,
            mapped=None if stays else _map(document, identities, corpus.settings),
        )

    # Where most stay as they are, little is left to share.
    looks = shared(look, list(corpus.records.values()), worth=sys.maxsize if reuse else WORTH_SHARING)
    for number, ((file, document), one) in enumerate(
        zip(corpus.records.items(), looks, strict=True), start=1
    ):
        tell("map", number, len(corpus.records))
        known = before.get(file)
        if one.record is not None:
            record: Piece = one.record
        else:
            assert corpus.earlier is not None  # noqa: S101
            record = corpus.earlier.raw_record(file)
        corpus.raw[file] = record, one.decided
        if known is None:
            free += 1
        entry = DocumentEntry(
            file=file,
            name=document.name,
            id=document.id,
            iri=identities.document_iris[file],
            graph=graphs[file],
            slot=free if known is None else known.slot,
            path=paths[graphs[file]],
            facts=len(document.atomic_facts),
            view=one.view,
            own=own[file],
            mapped=(),
            asked={},
            leads=bool(document.body.links or document.related_articles or document.translations),
            quads=0,
            record=len(record),
            decided=len(one.decided),
        )
        if one.mapped is not None:
            entry = _with(corpus, document, entry, one.mapped)
        elif known is not None:
            entry = replace(entry, mapped=known.mapped, asked=known.asked, quads=known.quads)
        corpus.documents.append(entry)


@dataclass(frozen=True, slots=True)
class _Mapping:
    """The triples of a document, what was found, and which files it asked for."""

    triples: tuple[Triple, ...]
    diagnostics: tuple[Diagnostic, ...]
    asked: dict[str, bool]


@dataclass(frozen=True, slots=True)
class _Look:
    """What deciding anew makes of a document; None where it is what it was in the build before."""

    record: bytes | None
    decided: bytes
    view: bytes
    mapped: _Mapping | None


class _Stale:
    """Which documents name a node that is called otherwise now, or may lead to another document."""

    def __init__(self, corpus: Corpus, identities: Identities, earlier: Earlier) -> None:
        before, names = earlier.state.names, corpus.names
        self._all = (before.same_as, before.author) != (names.same_as, names.author)
        # In order, for of several documents of one name the first has it.
        self._linked = [(one.file, one.iri, one.id, one.name) for one in earlier.documents.values()] != [
            (file, identities.document_iris[file], one.id, one.name) for file, one in corpus.records.items()
        ]
        renamed = {iri for iri, _ in before.chosen.items() ^ names.chosen.items()}
        self._slots = {slot for name in renamed for slot in earlier.state.slots.get(iri(name), ())}

    def touches(self, document: DocumentEntry) -> bool:
        """Whether the triples of a document may be others for that."""
        return self._all or document.slot in self._slots or (self._linked and document.leads)


def _finds_alike(document: DocumentEntry) -> bool:
    """Whether the files that a document leads to are there, or not, as they were."""
    return all(
        is_beside(document.file, document.name, path) == found for path, found in document.asked.items()
    )


def _map(document: Document, identities: Identities, settings: Settings) -> _Mapping:
    asked: dict[str, bool] = {}

    def has_file(document: Document, path: str) -> bool:
        asked[path] = is_beside(document.file, document.name, path)
        return asked[path]

    scope = Scope(document, identities.document_iris[document.file], identities, settings, has_file)
    triples = tuple(map_document(scope))
    return _Mapping(triples, tuple(scope.diagnostics), asked)


def _with(corpus: Corpus, document: Document, entry: DocumentEntry, mapped: _Mapping) -> DocumentEntry:
    """The entry of a document that was mapped, whose quads become those of the corpus."""
    section = Section.of_triples(entry.graph, mapped.triples)
    corpus.changed[entry.file] = section
    return replace(
        entry,
        mapped=mapped.diagnostics,
        asked=mapped.asked,
        facts=len(document.atomic_facts),
        leads=bool(document.body.links or document.related_articles or document.translations),
        quads=len(section.data),
    )
