"""The documents as they are now: their records, who is who in them, and their triples.

Where nothing that identity sees has changed, its decisions hold, and only the
changed documents are looked at. Otherwise identity decides anew over all
records, and those documents are mapped again about which it decides otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from kg.diagnostics import Diagnostic
from kg.documents.findings import Placed, located
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
from kg.pipeline import Progress, graph_name, is_beside
from kg.settings import Settings
from kg.terms import iri


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
    raw: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)
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
        if self.is_decided_anew or self.earlier is None:
            return self.decision[0]
        mapped = {file: (record, self.earlier.decided(file)) for file, record in self.records.items()}
        return restored(self.names, self.documents, mapped, self.authorities, self.settings.base)

    def front_matter(self, file: str) -> str:
        """The YAML text of a document."""
        return self.record(file).front_matter

    def located(self, findings: Iterable[Placed], before: Iterable[Located]) -> list[Located]:
        """The findings at their lines; those of the build before are there, where nothing moved them."""
        known = {one.placed: one.diagnostic for one in before}
        listed = list(findings)
        moved = [
            one
            for one in listed
            if one not in known or any(file in self.reading.fresh for file, _ in one.places)
        ]
        known.update(zip(moved, located(moved, self.front_matter), strict=True))
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
        entry = _mapped(corpus, document, one, identities)
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
    for number, (file, document) in enumerate(corpus.records.items(), start=1):
        tell("map", number, len(corpus.records))
        decided = encoded(decided_about(document, identities))
        known = before.get(file)
        if file in corpus.reading.fresh or corpus.earlier is None:
            raw = encoded(document)
        else:
            raw = corpus.earlier.raw_record(file)
        corpus.raw[file] = raw, decided
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
            view=view(document) if file in corpus.reading.fresh or known is None else known.view,
            own=own[file],
            mapped=(),
            asked={},
            leads=bool(document.body.links or document.related_articles or document.translations),
            quads=0,
            record=len(raw),
            decided=len(decided),
        )
        if (
            stale is None
            or earlier is None
            or known is None
            or file in corpus.reading.fresh
            or decided != earlier.raw_decided(file)
            or stale.touches(known)
            or not _finds_alike(known)
        ):
            corpus.documents.append(_mapped(corpus, document, entry, identities))
        else:
            entry = replace(entry, mapped=known.mapped, asked=known.asked, quads=known.quads)
            corpus.documents.append(entry)


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
    return all(is_beside(document.file, path) == found for path, found in document.asked.items())


def _mapped(
    corpus: Corpus, document: Document, entry: DocumentEntry, identities: Identities
) -> DocumentEntry:
    asked: dict[str, bool] = {}

    def has_file(document: Document, path: str) -> bool:
        asked[path] = is_beside(document.file, path)
        return asked[path]

    scope = Scope(document, entry.iri, identities, corpus.settings, has_file)
    section = Section.of_triples(entry.graph, tuple(map_document(scope)))
    corpus.changed[entry.file] = section
    return replace(
        entry,
        mapped=tuple(scope.diagnostics),
        asked=asked,
        facts=len(document.atomic_facts),
        leads=bool(document.body.links or document.related_articles or document.translations),
        quads=len(section.data),
    )
