"""The first pass: what each document says about the works it cites.

A pure function of one document, so that documents can be collected in any
order, in any number of processes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, field

from kg.diagnostics import Diagnostic, diagnostic
from kg.documents.places import FieldPath
from kg.documents.records import Document, Fact, Source
from kg.identity import identifiers
from kg.identity.authors import NameKind, read_authors
from kg.identity.bodies import organization, read_institution
from kg.identity.citations import Citation, citation, lead, names_no_work, surnames
from kg.identity.identifiers import Identifier
from kg.identity.listed import Listed
from kg.identity.tables import is_nothing
from kg.identity.text import fold
from kg.identity.titles import Title, title
from kg.identity.wording import ADDRESS, is_address, tokens
from kg.memoized import memoized


@dataclass(frozen=True, slots=True)
class SourceMention:
    """A work as one record of one document describes it.

    ``title`` is empty where the record gives none; ``homepage`` is the key of
    a URL that is a bare homepage and so identifies nothing on its own. A fact
    that names a source of its document by ``source_ref`` has the path of that
    source as ``refers_to``, and identifies nothing itself.
    """

    file: str
    path: FieldPath
    record: Source | Fact
    title: str
    identifiers: tuple[Identifier, ...]
    homepage: str = ""
    refers_to: FieldPath = ()
    words: str = field(init=False, repr=False, compare=False)
    """The title without the number of the RFC that it is."""
    comparable: Title = field(init=False, repr=False, compare=False)
    """The title made comparable."""
    has_title: bool = field(init=False, repr=False, compare=False)
    """Whether it says which work is meant, other than by identifiers, authors or a venue."""

    def __post_init__(self) -> None:
        words = self.title
        for scheme, value in self.identifiers:
            if scheme == "rfc":
                words = re.sub(rf"\bRFC[\s-]*0*{value}\b\W*", "", words, flags=re.IGNORECASE)
        is_named = not is_address(words) if self.is_listed else not names_no_work(words)
        comparable = title(words)
        object.__setattr__(self, "words", words)
        object.__setattr__(self, "comparable", comparable)
        object.__setattr__(self, "has_title", bool(comparable.core) and is_named)

    @property
    def is_listed(self) -> bool:
        """Whether it stands in a list of sources, rather than beside a fact."""
        return isinstance(self.record, Source)

    @property
    def citation(self) -> Citation:
        """The title made comparable as a citation string."""
        return citation(self.words)

    @property
    def year(self) -> str:
        """The year that the record gives; empty where it gives none."""
        return self.record.year if isinstance(self.record, Source) else ""

    @property
    def originator(self) -> str:
        """The first author by surname and initial, else the institution; empty where nobody is named."""
        if not isinstance(self.record, Source):
            return ""
        return _first_author(self.record.authors) or next(
            (body.key for body in read_institution(self.record.institution)), ""
        )

    @property
    def people(self) -> frozenset[str]:
        """The words of the names of all people among its authors."""
        if not isinstance(self.record, Source):
            return frozenset()
        return _surnames(self.record.authors)

    def is_by_others(self, people: Set[str]) -> bool:
        """Whether it is a citation that begins with an author who is not among the people."""
        if self.is_listed or not people:
            return False
        first = lead(self.title)
        return bool(first) and first not in people

    @property
    def credits(self) -> frozenset[str]:
        """The words of all its authors and its institution, and its year."""
        if not isinstance(self.record, Source):
            return frozenset()
        said = (*self.record.authors, self.record.institution, self.record.year)
        return frozenset(word for text in said for word in tokens(text))


@memoized
def _first_author(authors: tuple[str, ...]) -> str:
    """The first of the authors who is somebody, by surname and initial; empty where nobody is."""
    for author in read_authors(authors, frozenset()):
        if author.kind is NameKind.BODY:
            return organization(author.text).key
        if author.person is not None:
            return fold(f"{author.person.family} {author.person.given[:1]}")
    return ""


@memoized
def _surnames(authors: tuple[str, ...]) -> frozenset[str]:
    people = (one.person for one in read_authors(authors, frozenset()) if one.person is not None)
    return frozenset(word for person in people for word in surnames(person.shown))


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
    listed = Listed(tuple(found.sources))
    by_id = {mention.record.id: mention for mention in reversed(found.sources) if mention.record.id}
    for fact in document.atomic_facts:
        mention = _beside_fact(document, fact, found.diagnostics)
        if target := _referenced(document, fact, by_id, found.diagnostics):
            if mention is not None:
                found.diagnostics += _contradictions(document, mention, target)
            found.sources.append(SourceMention(document.file, fact.path, fact, "", (), refers_to=target.path))
            found.evidence[fact.path] = fact.path
        elif mention is not None:
            cited = listed.cited_by(mention)
            if cited is None:
                found.sources.append(mention)
            found.evidence[fact.path] = cited.path if cited else fact.path
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
    spelled = () if found or homepage else _spelled(name)
    return SourceMention(document.file, source.path, source, name, (*found, *spelled), homepage)


def _referenced(
    document: Document, fact: Fact, by_id: dict[str, SourceMention], diagnostics: list[Diagnostic]
) -> SourceMention | None:
    if not fact.source_ref:
        return None
    if fact.source_ref in by_id:
        return by_id[fact.source_ref]
    path = (*fact.path, "source_ref")
    diagnostics.append(
        diagnostic(
            "KG205",
            f"source_ref {fact.source_ref!r} is the id of no source of this document",
            document.location(path),
            hint="give a source that id, or correct the reference",
        )
    )
    return None


def _contradictions(
    document: Document, mention: SourceMention, target: SourceMention
) -> Iterator[Diagnostic]:
    """A finding where a fact names a source by its id, but gives another DOI than that source has."""
    held = dict(target.identifiers)
    for identifier in mention.identifiers:
        scheme, value = identifier
        if scheme in identifiers.SINGLE and held.get(scheme, value) != value:
            yield diagnostic(
                "KG203",
                f"the fact names {identifier}, but its source_ref leads to a source with "
                f"{Identifier(scheme, held[scheme])}; the source_ref is followed",
                document.location((*mention.path, "source_ref")),
                hint="correct one of the two",
                related=[document.location(target.path)],
            )


def _beside_fact(document: Document, fact: Fact, diagnostics: list[Diagnostic]) -> SourceMention | None:
    found = dict.fromkeys(_from_doi(document, fact.source_doi, (*fact.path, "source_doi"), diagnostics))
    homepage = _add_url(document, fact.source_url, (*fact.path, "source_url"), found, diagnostics)
    name = "" if is_nothing(fact.source_title) else fact.source_title
    if not name and not found and not homepage:
        return None
    spelled = () if found or homepage else _spelled(name)
    return SourceMention(document.file, fact.path, fact, name, (*found, *spelled), homepage)


def _spelled(title: str) -> Iterator[Identifier]:
    """The identifier that stands in a title or citation string, for want of one in a field."""
    if spelled := ADDRESS.search(title):
        written = spelled[0].rstrip(").,;]")
        found = identifiers.from_text(written) or identifiers.from_url(written)
        address = identifiers.web_address(written)
        if found is not None and not (address is not None and address.is_homepage):
            yield found


def _from_doi(
    document: Document, written: str, path: FieldPath, diagnostics: list[Diagnostic]
) -> Iterator[Identifier]:
    if not written or is_nothing(written):
        return
    # A field for a DOI may hold a URL, of the publisher or of arXiv.
    found = identifiers.from_text(written) or identifiers.from_url(written)
    if found is not None and found.scheme != "web":
        yield found
        return
    diagnostics.append(
        diagnostic(
            "KG108",
            f"{written!r} is not a DOI; it identifies nothing",
            document.location(path),
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
            document.location(path),
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
    identifier = identifiers.from_url(written) or identifiers.from_text(written)
    if identifier is None and "isbn" in written.lower() and (value := identifiers.isbn(written)):
        identifier = Identifier("isbn", value)
    if identifier is None:
        diagnostics.append(
            diagnostic(
                "KG107",
                f"{written!r} is not a URL that can be followed; it identifies nothing",
                document.location(path),
                hint="write the whole address, beginning with https://",
            )
        )
        return ""
    if address is not None and identifier.scheme == "web" and address.is_homepage:
        return address.key
    found[identifier] = None
    return ""
