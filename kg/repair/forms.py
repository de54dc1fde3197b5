"""The normal form of dates, type words, DOIs and URLs that are written in another."""

from __future__ import annotations

import datetime
import re
import tomllib
from functools import cache
from importlib import resources

from kg.identity.identifiers import canonical_url, doi, from_doi, from_url, resolver_url, web_address
from kg.identity.text import normalise
from kg.mappers.schema_types import canonical_class

_YEAR_FIRST = re.compile(r"(\d{4})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{1,2})\.?")
_YEAR_LAST = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CHINESE = re.compile(r"(\d{4})\s*年\s*(?:(\d{1,2})\s*月\s*(?:(\d{1,2})\s*日)?)?")
_DAY_MONTH = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?\.?\s+(?:of\s+)?)?([A-Za-z]+)\.?,?\s+(\d{4})", re.IGNORECASE
)
_MONTH_DAY = re.compile(r"([A-Za-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.IGNORECASE)
_ISO_LIKE = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")
_YEAR_INSIDE = re.compile(r"\(?\s*(\d{4})\s*(?:年|\)|\.)?")
_WEEKDAY = re.compile(
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+", re.IGNORECASE
)


def date(text: str) -> tuple[str, str]:
    """The date as ISO 8601 writes it, and why there is none: one of the two is empty."""
    bare = _WEEKDAY.sub("", text, count=1)
    for pattern, order in (
        (_YEAR_FIRST, (1, 3, 4)),
        (_COMPACT, (1, 2, 3)),
        (_CHINESE, (1, 2, 3)),
        (_ISO_LIKE, (1, 2, 3)),
        (_MONTH_DAY, (3, 1, 2)),
        (_DAY_MONTH, (3, 2, 1)),
    ):
        if match := pattern.fullmatch(bare):
            year, month, day = (match[number] or "" for number in order)
            return _calendar(year, month, day)
    if match := _YEAR_LAST.fullmatch(bare):
        first, second = int(match[1]), int(match[3])
        if match[2] == "." or first > 12:
            return _calendar(match[4], match[3], match[1])
        if second > 12 or first == second:
            return _calendar(match[4], match[1], match[3])
        return "", f"it may be {match[4]}-{second:02}-{first:02} or {match[4]}-{first:02}-{second:02}"
    return "", "nothing in it is surely a date"


def year(text: str) -> str:
    """The year that a text is or a date in it names; empty where there is no single one."""
    if match := _YEAR_INSIDE.fullmatch(text):
        return match[1]
    return date(text)[0][:4]


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


def _calendar(year: str, month: str, day: str) -> tuple[str, str]:
    number = month if month.isdigit() or not month else _months().get(normalise(month), "")
    if month and not number:
        return "", f"{month!r} is no month"
    try:
        datetime.date(int(year), int(number or 1), int(day or 1))
    except ValueError:
        return "", "there is no such day in the calendar"
    return "-".join([year, *(f"{int(part):02}" for part in (number, day) if part)]), ""


@cache
def _months() -> dict[str, str]:
    text = resources.files(__package__).joinpath("data/months.toml").read_text(encoding="utf-8")
    return {name: number for number, names in tomllib.loads(text)["months"].items() for name in names}
