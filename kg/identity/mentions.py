"""The first pass: what each document says about the works it cites.

A pure function of one document, so that documents can be collected in any
order, in any number of processes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.diagnostics import Diagnostic, diagnostic
from kg.documents.findings import location_in
from kg.documents.front_matter import FieldPath
from kg.documents.records import Document, Fact, Source
from kg.identity import identifiers
from kg.identity.identifiers import Identifier
from kg.identity.tables import is_nothing
from kg.identity.titles import Title, cites, title


@dataclass(frozen=True, slots=True)
class SourceMention:
    """A work as one record of one document describes it.

    ``title`` is empty where the record gives none; ``homepage`` is the key of
    a URL that is a bare homepage and so identifies nothing on its own.
    """

    file: str
    path: FieldPath
    record: Source | Fact
    title: str
    identifiers: tuple[Identifier, ...]
    homepage: str

    @property
    def is_listed(self) -> bool:
        """Whether it stands in a list of sources, rather than beside a fact."""
        return isinstance(self.record, Source)

    @property
    def comparable(self) -> Title:
        """The title made comparable."""
        return title(self.title)


@dataclass(slots=True)
class Mentions:
    """What one document mentions.

    ``evidence`` leads from the path of a fact to the path of the mention it
    rests on; a fact without source has no entry.
    """

    sources: list[SourceMention] = field(default_factory=list)
    evidence: dict[FieldPath, FieldPath] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)


def collect(document: Document) -> Mentions:
    """The works that a document mentions, and which of them each fact rests on."""
    found = Mentions()
    for source in document.sources:
        found.sources.append(_listed(document, source, found.diagnostics))
    listed = tuple(found.sources)
    by_id = {mention.record.id: mention.path for mention in reversed(listed) if mention.record.id}
    for fact in document.atomic_facts:
        target = _referenced(document, fact, by_id, found.diagnostics)
        if target is None:
            mention = _beside_fact(document, fact, found.diagnostics)
            if mention is None:
                continue
            target = _listed_target(mention, listed)
            if target is None:
                found.sources.append(mention)
                target = mention.path
        found.evidence[fact.path] = target
    return found


def _listed(document: Document, source: Source, diagnostics: list[Diagnostic]) -> SourceMention:
    found = dict.fromkeys(
        (
            *_from_doi(document, source.doi, (*source.path, "doi"), diagnostics),
            *_from_isbn(document, source.isbn, (*source.path, "isbn"), diagnostics),
        )
    )
    homepage = _add_url(document, source.url, (*source.path, "url"), found, diagnostics)
    name = "" if is_nothing(source.title) else source.title
    return SourceMention(document.file, source.path, source, name, tuple(found), homepage)


def _referenced(
    document: Document, fact: Fact, by_id: dict[str, FieldPath], diagnostics: list[Diagnostic]
) -> FieldPath | None:
    if not fact.source_ref:
        return None
    if fact.source_ref in by_id:
        return by_id[fact.source_ref]
    path = (*fact.path, "source_ref")
    diagnostics.append(
        diagnostic(
            "KG205",
            f"source_ref {fact.source_ref!r} is the id of no source of this document",
            location_in(document.file, document.front_matter, path),
            hint="give a source that id, or correct the reference",
        )
    )
    return None


def _beside_fact(document: Document, fact: Fact, diagnostics: list[Diagnostic]) -> SourceMention | None:
    found = dict.fromkeys(_from_doi(document, fact.source_doi, (*fact.path, "source_doi"), diagnostics))
    homepage = _add_url(document, fact.source_url, (*fact.path, "source_url"), found, diagnostics)
    name = "" if is_nothing(fact.source_title) else fact.source_title
    if not name and not found and not homepage:
        return None
    return SourceMention(document.file, fact.path, fact, name, tuple(found), homepage)


def _listed_target(mention: SourceMention, listed: tuple[SourceMention, ...]) -> FieldPath | None:
    """The one listed source that a fact without identifier cites by its title."""
    if mention.identifiers or not mention.title:
        return None
    cited = [
        one.path
        for one in listed
        if one.title
        and (not mention.homepage or mention.homepage == one.homepage)
        and cites(mention.comparable, one.comparable)
    ]
    return cited[0] if len(cited) == 1 else None


def _from_doi(
    document: Document, written: str, path: FieldPath, diagnostics: list[Diagnostic]
) -> Iterator[Identifier]:
    if not written or is_nothing(written):
        return
    found = identifiers.from_doi(written)
    if found is None and (paper := identifiers.arxiv(written)):
        found = Identifier("arxiv", paper)
    if found is not None:
        yield found
        return
    diagnostics.append(
        diagnostic(
            "KG108",
            f"{written!r} is not a DOI; it identifies nothing",
            location_in(document.file, document.front_matter, path),
            hint="a DOI begins with 10. and a registrant, e.g. 10.1038/s41586-024-07566-y",
        )
    )


def _from_isbn(
    document: Document, written: str, path: FieldPath, diagnostics: list[Diagnostic]
) -> Iterator[Identifier]:
    if not written or is_nothing(written):
        return
    if value := identifiers.isbn(written):
        yield Identifier("isbn", value)
        return
    diagnostics.append(
        diagnostic(
            "KG108",
            f"{written!r} is not an ISBN, or its check digit is wrong; it identifies nothing",
            location_in(document.file, document.front_matter, path),
            hint="copy the ISBN again from the imprint of the book",
        )
    )


def _add_url(
    document: Document,
    written: str,
    path: FieldPath,
    found: dict[Identifier, None],
    diagnostics: list[Diagnostic],
) -> str:
    """Add the identifier that a URL holds; give the URL's key where it is a bare homepage."""
    if not written or is_nothing(written):
        return ""
    address = identifiers.web_address(written)
    identifier = identifiers.from_url(written)
    if address is None or identifier is None:
        if bare := identifiers.from_doi(written):
            found[bare] = None
            return ""
        diagnostics.append(
            diagnostic(
                "KG107",
                f"{written!r} is not a URL that can be followed; it identifies nothing",
                location_in(document.file, document.front_matter, path),
                hint="write the whole address, beginning with https://",
            )
        )
        return ""
    if identifier.scheme == "web" and address.is_homepage:
        return address.key
    found[identifier] = None
    return ""
