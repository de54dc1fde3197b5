"""Years as people write them of works, read where one year is meant, and known."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.documents.dates import is_iso_date, is_part_of_year, is_span, read_date, words

_YEAR = re.compile(r"-?\d{1,4}", re.ASCII)
# What stands around a year and changes nothing: [1999] is not printed in the work, ©2011 and cop. 2011 are
# of its copyright, 2020a is told apart from 2020b in a list.
_AROUND = re.compile(
    r"(?:©\s*|\(c\)\s*|cop\.\s*|copyright\s+(?:©\s*|\(c\)\s*)?|anno\s+)?([\[(]?)\s*(\d{4})\s*([\])]?)[a-k]?(?:\.|年|년)?",
    re.ASCII | re.IGNORECASE,
)
_OF_AN_ERA = re.compile(r"(?:(a\.?d\.?)\s+)?(\d{1,4})(?:\s+([a-z][a-z. -]{0,8}))?", re.ASCII | re.IGNORECASE)
# Spring 2020, Q3 2020, May/June 2020.
_PART_OF_ONE = re.compile(
    r"([^\W\d_]{3,}|Q[1-4]|[^\W\d_]{3,}\s?[-/–]\s?[^\W\d_]{3,}),?\s+(\d{4})", re.IGNORECASE
)
_CIRCA = re.compile(
    r"(?:ca?\.?|circa|around|about|approx\.?|approximately|um|vers|env\.|~|≈)\s*(?=[\d\[])|.*\d\s*[~?%]",
    re.IGNORECASE,
)
_NOT_ONE = re.compile(
    r"\d{1,3}[Xxu?]{1,3}|\d{3,4}s|\d{1,2}(?:st|nd|rd|th)?\.?\s+(?:century|jahrhundert|jh\.?)|\d{4}\s*[\[(/]\s*\d{2,4}\s*[\])]?"
    r"|\d{3,4}\s*[-–—]+\s*\d{2,4}|.*\bcentury\b.*|[xvi]+e\s+siècle",
    re.ASCII | re.IGNORECASE,
)
_PARTS = re.compile(r"\s?[-/–]\s?")
_LONGEST = 60
_LAST = 2100
"""A later year is rather one of another calendar, such as the Buddhist one."""


@dataclass(frozen=True, slots=True)
class ReadYear:
    """A year as ``xsd:gYear`` writes it, else why there is none.

    A year before our era is counted as in XML Schema 1.1 and ISO 8601: 44 BC is -0043, for the year before
    1 is 0. ``is_none`` is whether the text says that there is none yet.
    """

    year: str = ""
    problem: str = ""
    is_none: bool = False


def read_year(text: str) -> ReadYear:
    """What a text without space around it says of the year of a work."""
    lowered = text.lower()
    if lowered in words("unknown") or lowered in words("unpublished"):
        return ReadYear(is_none=lowered in words("unpublished"))
    if _YEAR.fullmatch(text):
        return _counted(int(text))
    if is_iso_date(text):
        return ReadYear(text[:4])
    if len(text) > _LONGEST:
        return ReadYear(problem=_NO_YEAR)
    return _of_number(text) or _of_date(text) or ReadYear(problem=_NO_YEAR)


def _of_number(text: str) -> ReadYear | None:
    """A year, with what people write around one."""
    if (found := _AROUND.fullmatch(text)) and (found[1] + found[3]) in {"", "[]", "()"}:
        return _counted(int(found[2]))
    if found := _OF_AN_ERA.fullmatch(text):
        said = (found[3] or "").strip().lower()
        if said in words("before_our_era") and not found[1]:
            return _counted(1 - int(found[2]))
        if said in words("of_our_era") or (found[1] and not said):
            return _counted(int(found[2]))
    if _CIRCA.match(text):
        return ReadYear(problem="is not known for sure")
    if _NOT_ONE.fullmatch(text) or is_span(text):
        return ReadYear(problem="is not one year")
    return None


def _of_date(text: str) -> ReadYear | None:
    found = _PART_OF_ONE.fullmatch(text)
    if found and all(map(is_part_of_year, _PARTS.split(found[1]))):
        return _counted(int(found[2]))
    read = read_date(text)
    # 04/05/2020 may be two days, of one year.
    date = read.iso or next(iter(read.may_be), "")
    return _counted(int(date[:4])) if date else None


_NO_YEAR = "is not a number of up to four digits"


def _counted(number: int) -> ReadYear:
    if number > _LAST:
        return ReadYear(problem=f"lies after {_LAST}")
    if not number:
        return ReadYear(problem=_NO_YEAR)
    return ReadYear(f"-{-number:04}" if number < 0 else f"{number:04}")
