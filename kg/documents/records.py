"""The records: what a document says, whichever keys and dialect it used.

These types are the documentation of the format. A field's metadata holds its
:class:`Kind`, which says how its value is read, and a sentence about it.
"""

from __future__ import annotations

import enum
from collections.abc import Hashable
from dataclasses import Field, dataclass, field, fields
from functools import cache
from typing import Any, cast

from kg.diagnostics import Location
from kg.documents.body import Body
from kg.documents.findings import location_in
from kg.documents.places import NO_PLACES, FieldPath, Places


class Kind(enum.Enum):
    """How the value of a field is read."""

    TEXT = "text"
    TEXTS = "list of texts"
    DATE = "date"
    YEAR = "year"
    FRACTION = "number from 0 to 1"
    BOOLEAN = "true or false"
    LANGUAGE = "language tag"
    CONFIDENCE = "high, medium or low"
    AUTHORS = "list of names"
    FACTS = "list of facts"
    SOURCES = "list of sources"
    DISPUTES = "list of disputed statements"
    CONTRIBUTORS = "list of contributors"
    AFFILIATIONS = "organisations"
    ENTITIES = "list of entities"
    TRANSLATIONS = "language tags with documents"


def _text(about: str) -> Any:
    return field(default="", metadata={"kind": Kind.TEXT, "about": about})


def _of(kind: Kind, about: str, default: Any) -> Any:
    return field(default=default, metadata={"kind": kind, "about": about})


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A value that is kept although nothing better is known to do with it.

    ``path`` is where it stands, ``text`` the value as its author wrote it
    (JSON, where it is a list or a mapping).
    """

    path: FieldPath
    text: str


@dataclass(frozen=True, slots=True)
class PropertyLink:
    """A wikilink in the front matter: where it stands, and what it names.

    ``is_told`` says whether what readers see of it is told by another field, too.
    """

    path: FieldPath
    target: str
    is_told: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """One claim with its evidence; ``path`` is where it stands in the front matter."""

    path: FieldPath
    id: str = _text("Names the fact inside its document; unique there.")
    statement: str = _text("The claim, as one sentence that stands on its own.")
    source_title: str = _text("How the author cites the evidence: a title or a citation string.")
    source_url: str = _text("Where the evidence is.")
    source_doi: str = _text("The DOI of the evidence.")
    source_ref: str = _text("The id of one of the document's sources.")
    source_page: str = _text("Page, section or chapter within the evidence.")
    source_type: str = _text("The type word of the evidence.")
    confidence: str = _of(Kind.CONFIDENCE, "How sure the author is of the claim.", "")
    last_verified: str = _of(Kind.DATE, "When somebody last checked the claim.", "")
    note: str = _text("A remark about the claim.")
    unmapped: tuple[Unmapped, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A work that a document cites, as that document describes it."""

    path: FieldPath
    id: str = _text("Names the source inside its document, for source_ref.")
    title: str = _text("The title of the work.")
    type: str = _text("What kind of work it is, in a word such as academic_paper.")
    year: str = _of(Kind.YEAR, "The year of publication.", "")
    authors: tuple[str, ...] = _of(Kind.AUTHORS, "The authors, one name each.", ())
    institution: str = _text("Who published, hosted or produced it.")
    url: str = _text("Where it is on the web.")
    doi: str = _text("Its DOI.")
    isbn: str = _text("Its ISBN.")
    chapter: str = _text("The chapter that is meant.")
    note: str = _text("A remark about the source.")
    unmapped: tuple[Unmapped, ...] = ()
    is_primary: bool = False
    """Whether the document lists it among its primary sources."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """A statement that is disputed."""

    path: FieldPath
    statement: str = _text("The statement about which people disagree.")
    note: str = _text("Who disagrees, and why.")
    unmapped: tuple[Unmapped, ...] = ()


@dataclass(frozen=True, slots=True)
class Affiliation:
    """An organisation to which somebody belongs; ``ror`` is its id there (https://ror.org)."""

    name: str
    ror: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Contributor:
    """Somebody who worked on the document: a person, an organisation, or several as people write them.

    Where given and family name are told apart, ``user`` has the family name first, and a comma.
    """

    path: FieldPath
    user: str = _text("The name or handle of the contributor.")
    role: str = _text("What they did: author, editor, reviewer or another word.")
    given: str = _text("The given names, where they are told from the family name.")
    family: str = _text("The family name.")
    particle: str = _text("Words before the family name that belong to it, such as van der.")
    suffix: str = _text("What follows the name and is part of it, such as Jr.")
    orcid: str = _text("The ORCID iD of the person.")
    email: str = _text("The mail address; published only where publish_email is set.")
    url: str = _text("A page about the person.")
    image: str = _text("A picture of the person.")
    job_title: str = _text("What the person is, in the organisation.")
    same_as: tuple[str, ...] = _of(Kind.TEXTS, "Further pages that identify the person.", ())
    affiliations: tuple[Affiliation, ...] = _of(
        Kind.AFFILIATIONS, "The organisations of the person: names, or numbers in affiliations.", ()
    )
    unmapped: tuple[Unmapped, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing that the document is said to speak of."""

    path: FieldPath
    name: str = _text("The name of the thing.")
    url: str = _text("A page that identifies it.")
    unmapped: tuple[Unmapped, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in the body that cites a work.

    ``key`` is that by which it does, ``source`` the path of the source, ``sentence`` what the work is
    the evidence of, ``locator`` where in the work it is. ``line`` and ``column`` are those in the file.
    """

    key: str
    source: FieldPath
    sentence: str
    locator: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Document:
    """One document.

    ``file`` is the path as diagnostics show it, ``name`` the path that its IRI
    is made of: relative to the root, with ``/`` between its parts and without
    file ending. ``front_matter`` is the YAML text, and ``places`` say where each
    value stands in it.
    """

    file: str
    name: str
    front_matter: str
    body: Body
    places: Places = NO_PLACES
    id: str = _text("An identifier of the author's own; best unique, though IRIs come from paths.")
    slug: str = _text("Replaces the file name at the end of the document's IRI.")
    title: str = _text("The title; where absent, the first heading, or the name of the file in words.")
    subtitle: str = _text("What stands below the title.")
    short_title: str = _text("A shorter title, for lists and tables of contents.")
    aliases: tuple[str, ...] = _of(Kind.TEXTS, "Other names of it, and earlier addresses of its page.", ())
    permalink: str = _text("The address of its page on its own site, from the root of the site.")
    abstract: str = _text("A summary; where absent, the TL;DR or first paragraph of the body.")
    schema_type: str = _text("A schema.org CreativeWork type such as TechArticle.")
    additional_type: str = _text("What kind of thing it describes, in a word of its own such as Metric.")
    resource: str = _text("The address of the thing that it describes.")
    category: str = _text("A topic path such as technology/ai.")
    tags: tuple[str, ...] = _of(Kind.TEXTS, "Further topics.", ())
    language: str = _of(Kind.LANGUAGE, "The language of the texts, as a BCP 47 tag.", "")
    translations: tuple[tuple[str, str], ...] = _of(
        Kind.TRANSLATIONS, "Language tag and path of each translation.", ()
    )
    status: str = _text("draft, published, or another word for its state.")
    confidence: str = _of(Kind.CONFIDENCE, "How sure the authors are of the whole.", "")
    confidence_rationale: str = _text("Why that sure.")
    published: str = _of(Kind.DATE, "When it was published.", "")
    created: str = _of(Kind.DATE, "When it was written.", "")
    updated: str = _of(Kind.DATE, "When it was last changed.", "")
    last_verified: str = _of(Kind.DATE, "When somebody last checked it.", "")
    verified_by: tuple[str, ...] = _of(Kind.TEXTS, "Who checked it.", ())
    expires: str = _of(Kind.DATE, "When it is no longer to be relied on.", "")
    version: str = _text("Which version of it this is.")
    license: str = _text("Its licence: a URL, or an identifier of SPDX such as CC-BY-4.0.")
    doi: str = _text("The DOI of the document itself.")
    isbn: str = _text("The ISBN of the book that it is.")
    canonical_url: str = _text("Where it was published, where that is not in this graph.")
    based_on: str = _text("The address of the page that it is a copy of, or a remark about.")
    image: str = _text("The picture that stands for it: a URL, or a path relative to the document.")
    series: str = _text("The series that it is a part of.")
    generation_method: str = _text("How the text was made: human_only, ai_assisted, …")
    ai_models: tuple[str, ...] = _of(Kind.TEXTS, "The AI models that took part.", ())
    derived_from_human_seed: str = _of(Kind.BOOLEAN, "Whether people wrote what it began as.", "")
    conflict_of_interest: str = _text("Interests of its authors, or none_declared.")
    is_live_document: str = _of(Kind.BOOLEAN, "Whether it is kept up to date.", "")
    data_period: str = _text("The time that its data cover, or static.")
    completeness: str = _of(Kind.FRACTION, "How much of the subject it covers, from 0 to 1.", "")
    known_gaps: tuple[str, ...] = _of(Kind.TEXTS, "What it leaves out.", ())
    disputed_statements: tuple[Dispute, ...] = _of(Kind.DISPUTES, "What is disputed in it.", ())
    atomic_facts: tuple[Fact, ...] = _of(Kind.FACTS, "Its claims, one sentence each.", ())
    primary_sources: tuple[Source, ...] = _of(Kind.SOURCES, "Sources it rests on directly.", ())
    secondary_sources: tuple[Source, ...] = _of(Kind.SOURCES, "Sources about its sources.", ())
    bibliography: tuple[str, ...] = _of(
        Kind.TEXTS, "Files of the works that its text cites by keys: BibTeX, CSL JSON or YAML, RIS.", ()
    )
    nocite: str = _text("Keys of works that it cites without a mark in its text: @a, @b, or @* for all.")
    claims: str = _text("cited-sentences where each sentence that cites a work is a claim.")
    contributors: tuple[Contributor, ...] = _of(Kind.CONTRIBUTORS, "Who worked on it.", ())
    related_entities: tuple[Entity, ...] = _of(Kind.ENTITIES, "Things it speaks of.", ())
    related_articles: tuple[str, ...] = _of(Kind.TEXTS, "Paths or ids of other documents.", ())
    editorial_decisions: tuple[str, ...] = _of(Kind.TEXTS, "Decisions about its text.", ())
    ai_citations: tuple[str, ...] = _of(Kind.TEXTS, "Where AI systems cited it.", ())
    unmapped: tuple[Unmapped, ...] = ()
    further_languages: tuple[str, ...] = ()
    """The languages that it is in besides that of its texts."""
    titles: tuple[tuple[str, str], ...] = ()
    """The title in each language, with its tag, where it is given in several."""
    abstracts: tuple[tuple[str, str], ...] = ()
    """The summary in each language, likewise."""
    property_links: tuple[PropertyLink, ...] = ()
    cited_sources: tuple[Source, ...] = ()
    """Works that its text cites, and that its front matter does not list."""
    citations: tuple[Citation, ...] = ()

    @property
    def sources(self) -> tuple[Source, ...]:
        """Primary sources, then secondary ones, then those that only the text cites."""
        return self.primary_sources + self.secondary_sources + self.cited_sources

    def location(self, path: FieldPath) -> Location:
        """Where the value at ``path`` stands in the file."""
        return location_in(self.file, self.places, path)


RECORDS: dict[Kind, type[Any]] = {
    Kind.FACTS: Fact,
    Kind.SOURCES: Source,
    Kind.DISPUTES: Dispute,
    Kind.CONTRIBUTORS: Contributor,
    Kind.ENTITIES: Entity,
}
"""The type of the entries of each kind of list."""


def readable_fields(record: type[Any]) -> dict[str, Field[Any]]:
    """The fields of a record type that come from the front matter, by key."""
    return _readable_fields(cast(Hashable, record))


@cache
def _readable_fields(record: Hashable) -> dict[str, Field[Any]]:
    return {one.name: one for one in fields(cast(type[Any], record)) if "kind" in one.metadata}
