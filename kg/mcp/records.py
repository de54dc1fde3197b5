"""What an agent is told of documents, claims and sources: plain records, which become JSON.

Every text is empty, and every list too, where nothing is known.
"""

from __future__ import annotations

from typing_extensions import TypedDict  # that of Python 3.11 does not nest for pydantic


class Named(TypedDict):
    """A node by its IRI, with its name or title."""

    iri: str
    name: str


class Source(TypedDict):
    """A work that is evidence.

    ``claimed_identifiers`` are identifiers that stand beside it in documents
    and may belong to another work; ``identifiers`` are sure.
    """

    iri: str
    title: str
    type: str
    authors: list[str]
    more_authors: bool
    date: str
    container: str
    publisher: str
    url: str
    identifiers: list[str]
    claimed_identifiers: list[str]
    same_as: list[str]


class Claim(TypedDict):
    """A statement that a document makes, and what it rests on.

    ``confidence`` is low, medium or high, as the document says; ``locator``
    the place in the source, and ``credit`` how the document cites it.
    """

    iri: str
    text: str
    confidence: str
    disputed: bool
    language: str
    locator: str
    credit: str
    last_verified: str
    document: Named
    evidence: list[Source]


class ClaimLine(TypedDict):
    """A claim in the list of its document; ``sources`` are the titles of what it rests on."""

    iri: str
    text: str
    confidence: str
    disputed: bool
    sources: list[str]


class Document(TypedDict):
    """A document: what it is about, how far it can be trusted, what it claims and what it cites."""

    iri: str
    title: str
    abstract: str
    language: str
    created: str
    modified: str
    last_verified: str
    confidence: str
    completeness: str
    made_with: list[str]
    known_gaps: list[str]
    topics: list[str]
    related: list[Named]
    claims: list[ClaimLine]
    sources: list[Named]


class Rows(TypedDict):
    """The answer to a query: ``kind`` is select, ask or graph.

    Of a graph, ``rows`` are its triples in N-Triples form. ``is_cut`` tells
    that there are more than are here.
    """

    kind: str
    variables: list[str]
    rows: list[list[str | None]]
    answer: bool | None
    is_cut: bool
