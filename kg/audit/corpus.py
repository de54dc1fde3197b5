"""What the rules look at: documents, the works they mention, and the day of the audit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Protocol

from kg.audit.findings import Place
from kg.documents.places import FieldPath
from kg.documents.records import Document, Fact, Source
from kg.identity import identifiers
from kg.identity.decisions import Identity
from kg.identity.identifiers import Identifier
from kg.identity.tables import is_nothing

_FIELDS = ("title", "source_title", "doi", "source_doi", "url", "source_url", "isbn")


class Audited(Protocol):
    """A graph, as far as an audit needs it; :class:`kg.KnowledgeGraph` is one."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """The records that the graph was made of."""

    @property
    def identity(self) -> Identity:
        """The decisions about who is who."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A work as one record of a document gives it; what only fills a place is empty.

    ``iri`` is the work that it was decided to be; empty for evidence that says
    nothing. ``homepage`` is the key of a URL that is a bare homepage.
    """

    document: Document
    record: Source | Fact
    iri: str
    title: str
    doi: str
    url: str
    isbn: str
    year: str
    institution: str
    identifiers: tuple[Identifier, ...]
    homepage: str

    @property
    def is_listed(self) -> bool:
        """Whether it stands in a list of sources, rather than beside a fact."""
        return isinstance(self.record, Source)

    @property
    def authors(self) -> tuple[str, ...]:
        """The authors that a list of sources gives."""
        return self.record.authors if isinstance(self.record, Source) else ()

    def place(self, *fields: str, text: str = "", marks: tuple[str, ...] = ()) -> Place:
        """The place of the first of the fields that the record fills, else of the record.

        ``text`` defaults to the title and, beside a list's entry, what tells it apart.
        """
        return Place(
            self.document.file, self.path(*fields), text or self.title or self._shown(*fields), marks
        )

    def path(self, *fields: str) -> FieldPath:
        """The path of the first of the fields (``doi`` is also ``source_doi``) that is filled."""
        for field in fields:
            name = field if self.is_listed else f"source_{field}"
            if getattr(self.record, name, ""):
                return (*self.record.path, name)
        return self.record.path

    def _shown(self, *fields: str) -> str:
        name = str(self.path(*fields)[-1])
        return str(getattr(self.record, name)) if name in _FIELDS else "(no title)"


@dataclass(frozen=True)
class Corpus:
    """Documents under audit.

    ``as_of`` is the day of the audit; what was last verified more than
    ``stale_after`` before it is stale.
    """

    documents: tuple[Document, ...]
    identity: Identity
    as_of: date
    stale_after: timedelta

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Every listed source, and every source that a fact describes itself."""
        found: list[Mention] = []
        for document in self.documents:
            found.extend(self._mention(document, source) for source in document.sources)
            facts = (fact for fact in document.atomic_facts if not fact.source_ref)
            found.extend(self._mention(document, fact) for fact in facts)
        return tuple(found)

    @cached_property
    def by_identifier(self) -> Mapping[Identifier, Sequence[Mention]]:
        """The mentions that give an identifier; web pages are left out."""
        found: dict[Identifier, list[Mention]] = defaultdict(list)
        for mention in self.mentions:
            for identifier in mention.identifiers:
                if identifier.scheme != "web":
                    found[identifier].append(mention)
        return dict(sorted(found.items()))

    @cached_property
    def by_file(self) -> Mapping[str, Sequence[Mention]]:
        """The mentions of each document, by its file."""
        found: dict[str, list[Mention]] = {document.file: [] for document in self.documents}
        for mention in self.mentions:
            found[mention.document.file].append(mention)
        return found

    def _mention(self, document: Document, record: Source | Fact) -> Mention:
        decided = self.identity.source_of.get((document.file, record.path))
        listed = isinstance(record, Source)
        doi, url = (_said(record, name if listed else f"source_{name}") for name in ("doi", "url"))
        isbn = _said(record, "isbn")
        found: dict[Identifier, None] = {}
        for identifier in (_from_doi(doi), _from_isbn(isbn), identifiers.from_url(url) if url else None):
            if identifier is not None:
                found[identifier] = None
        address = identifiers.web_address(url) if url else None
        is_home = address is not None and address.is_homepage
        return Mention(
            document=document,
            record=record,
            iri=decided.iri if decided else "",
            title=_said(record, "title" if listed else "source_title"),
            doi=doi,
            url=url,
            isbn=isbn,
            year=_said(record, "year"),
            institution=_said(record, "institution"),
            identifiers=tuple(found),
            homepage=address.key if address is not None and is_home else "",
        )


def _said(record: Source | Fact, name: str) -> str:
    # Many spaces say no more than one, and cost the rules, which look for them from each, the square of them.
    written = " ".join(str(getattr(record, name, "")).split())
    return "" if not written or is_nothing(written) else written


def _from_doi(text: str) -> Identifier | None:
    if not text:
        return None
    if found := identifiers.from_doi(text):
        return found
    # A field for a DOI may hold an arXiv id, or the page of a publisher.
    if paper := identifiers.arxiv(text):
        return Identifier("arxiv", paper)
    address = identifiers.from_url(text)
    return address if address is not None and address.scheme != "web" else None


def _from_isbn(text: str) -> Identifier | None:
    value = identifiers.isbn(text) if text else ""
    return Identifier("isbn", value) if value else None
