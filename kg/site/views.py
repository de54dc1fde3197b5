"""What the templates show: texts and links, nothing of RDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.site.markdown import Rendered


@dataclass(frozen=True, slots=True)
class Link:
    """A text, and where it leads; ``href`` is empty where it leads nowhere."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of a document.

    ``id`` is its fragment, ``label`` the id that its author gave it,
    ``confidence`` ``high``, ``medium``, ``low`` or empty.
    """

    id: str
    number: int
    text: str
    label: str = ""
    confidence: str = ""
    source: Link | None = None
    credit: str = ""
    locator: str = ""
    verified: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """A source in the list of a document: ``claims`` are the numbers of those that rest on it."""

    link: Link
    authors: str
    year: str
    where: str
    kind: str
    outward: tuple[Link, ...]
    is_primary: bool
    claims: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table of properties."""

    name: str
    values: Sequence[Link]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list of things: a link, what is said beside it, and a text below it."""

    link: Link
    aside: str = ""
    text: str = ""
    confidence: str = ""
    from_document: Link | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A list with a heading; ``id`` is its fragment."""

    id: str
    title: str
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a page says: see :mod:`kg.site.meta`.

    ``is_document`` says that its JSON-LD is that of a document, which
    ``kg embed`` may renew; that of other pages it leaves alone.
    """

    title: str
    description: str
    canonical: str
    json_ld: str = ""
    language: str = "en"
    links: Sequence[tuple[tuple[str, str], ...]] = ()
    metas: Sequence[tuple[str, str, str]] = ()
    is_document: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as SVG, and the addresses at which the explorer shows the same: alone, and in a frame."""

    svg: str
    explorer: str
    framed: str


@dataclass(slots=True)
class DocumentView:
    """The page of a document."""

    title: str
    kind: str
    language: str
    direction: str
    topics: Sequence[Link]
    trail: Sequence[Link]
    authors: Sequence[Link]
    dates: Sequence[tuple[str, str]]
    status: str
    confidence: str
    completeness: int | None
    words: int
    body: Rendered
    claims: Sequence[Claim]
    disputes: Sequence[Claim]
    gaps: Sequence[str]
    references: Sequence[Reference]
    provenance: Sequence[Row]
    related: Sequence[Section]
    picture: Picture
    downloads: Sequence[Link]
    citations: str = ""


@dataclass(slots=True)
class ThingView:
    """The page of a source, a person, a body, a periodical or a topic."""

    title: str
    kind: str
    trail: Sequence[Link]
    rows: Sequence[Row]
    sections: Sequence[Section]
    downloads: Sequence[Link]
    subtitle: str = ""
    outward: Sequence[Link] = ()
    explorer: str = ""
    counts: Sequence[tuple[int, str]] = field(default_factory=list)
