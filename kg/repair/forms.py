"""The normal form of dates, type words, DOIs and URLs that are written in another."""

from __future__ import annotations

import re

from kg.documents.dates import day
from kg.identity.identifiers import canonical_url, doi, from_doi, from_url, resolver_url, web_address
from kg.mappers.schema_types import canonical_class

_YEAR_INSIDE = re.compile(r"\(?\s*(\d{4})\s*(?:年|\)|\.)?")


def date(text: str, order: str = "") -> tuple[str, str]:
    """The date as ISO 8601 writes it, and why there is none: one of the two is empty."""
    read = day(text, order)
    return read.iso, read.problem


def year(text: str) -> str:
    """The year that a text is but for a bracket or a full stop; empty where it says anything else."""
    match = _YEAR_INSIDE.fullmatch(text)
    return match[1] if match else ""


def document_type(word: str) -> str:
    """The schema.org class that a type word means, its parts parted in any way; empty where it means none."""
    return canonical_class(word) or canonical_class(re.sub(r"[\s_-]+", "", word))


def bare_doi(text: str) -> str:
    """The DOI without resolver and punctuation around it, in the author's case; empty where it is none."""
    value = doi(text)
    if not value or from_doi(text) is None:
        return ""
    at = text.lower().find(value)
    return text[at : at + len(value)] if at >= 0 else value


def plain_url(text: str) -> str:
    """The URL with its scheme and without what cannot stand in one; empty where the text is none.

    A page of the DOI resolver is named in one way. What the URL identifies
    stays the same.
    """
    address, identifier = web_address(text), from_url(text)
    if address is None or identifier is None:
        work = from_doi(text)
        return resolver_url(work) if work else ""
    found = canonical_url(text) if "doi.org/" in address.key else address.url
    # DOIs are the same in any case; the author's stays.
    if found.lower() == text.lower():
        return text
    return found if from_url(found) == identifier else ""
