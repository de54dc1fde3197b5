"""Dates as people and programs write them, read where they can mean one day alone.

What may mean two days (``04/05/2025``) is none, unless an order of day and month is given. Nothing is
guessed: no clock is asked, no century added to two digits, no zone to a time.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from kg.documents.front_matter import Value

# ASCII, because the graph may hold no other digits (XML Schema part 2, section 3.3).
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{1,2})\.?", re.ASCII)
_YEAR_AND_MONTH = re.compile(r"(\d{4})-(\d{1,2})", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4})", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_WEEK = re.compile(r"\d{4}-?W\d{2}-?[1-7]", re.ASCII)
_EAST_ASIAN = re.compile(
    r"(?:(\d{4})|(明治|大正|昭和|平成|令和)\s*(\d{1,2}|元))\s*[年년]\s*(?:(\d{1,2})\s*[月월]\s*(?:(\d{1,2})\s*[日일])?)?"
    r"(?:\s*[(（][^()（）]{1,6}[)）])?",
    re.ASCII,
)
_DAY_MONTH = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th|er|º|ª)?\.?(?:[\s-]+(?:(?:of|de)\s+)?))?([^\W\d_]{3,})\.?[,\s-]+(?:(?:of|de)\s+)?(\d{4})\.?",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(r"([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.IGNORECASE)
_YEAR_MONTH_DAY = re.compile(
    r"(\d{4})[,\s-]+([^\W\d_]{3,})\.?(?:[\s-]+(\d{1,2})(?:st|nd|rd|th)?)?", re.IGNORECASE
)
_WEEKDAY = re.compile(r"([^\W\d_]{3,})\.?,?\s+(?=\S)")

_DATE_TIME = re.compile(
    r"(?P<day>.{6,40}?)(?:\s*,\s*|\s+at\s+|\s+|(?<=\d)[Tt])"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?:\s*(?P<half>[apAP])\.?[mM]\b\.?)?"
    r"\s*(?P<zone>Z|z|[+-]\d{2}(?::?\d{2})?|[A-Za-z]{2,5}(?:[+-]\d{1,2}(?::?\d{2})?)?|\(?[A-Z][A-Za-z_]+/[A-Za-z_/]+\)?)?"
    r"(?:\s*[\[(][A-Za-z/_ ]+[\])])?",
    re.ASCII,
)
_RUN_TOGETHER = re.compile(r"(\d{8})[Tt]?(\d{2})(\d{2})(\d{2})?(Z|z|[+-]\d{2}:?\d{2})?", re.ASCII)
# As the programs date and git write it, the year at the end.
_YEAR_AFTER_TIME = re.compile(
    r"(?:[A-Z][a-z]{2} )?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d)(?: ([A-Z]{3,4}))?"
    r" (\d{4})(?: ([+-]\d{4}))?",
    re.ASCII,
)
# RFC 5322 section 3.3.
_MAIL_DAY = re.compile(r"(?:[A-Z][a-z]{2},\s+)?\d{1,2}\s+[A-Z][a-z]{2}\s+\d{4}", re.ASCII)
_BETWEEN = re.compile(r"\s*(?:/|(?<!/)\.\.(?!/|$)|--|–|—|\s-\s|\sto\s|\suntil\s|\sbis\s)\s*")
_OFFSET = re.compile(r"(?:UTC|GMT(?=[+-]\d{2}:?\d{2}))?([+-])(\d{1,2}):?(\d{2})?", re.ASCII)
_EPOCH = re.compile(r"(\d{10})(\d{3})?", re.ASCII)
_LATEST = 4_102_444_800
"""Seconds from 1970 to 2100: what is more counts something else."""
_WIKILINK = re.compile(r"\[\[([^\[\]|#]+)(?:[#|][^\[\]]*)?\]\]")
_TEMPLATED = re.compile(r"\{\{|\{%|<%|\$\{|`r\s|`\{|`=|\$=|^\$[A-Za-z]+:?.*\$$|^<[A-Za-z][^<>]*>$")
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date as ISO 8601 writes it, to the day, month or year, or with a time; else why there is none.

    ``may_be`` are the days that it may be, where it may be two. ``is_span`` is whether it is a time from
    one day to another, ``is_programs`` is whether a program is
    to put a date in the place of the text.
    """

    iso: str = ""
    problem: str = ""
    may_be: tuple[str, ...] = ()
    is_span: bool = False
    is_programs: bool = False


def read_date(text: str, order: str = "") -> ReadDate:
    """What a text without space around it says of when; ``order`` is ``dmy``, ``mdy`` or empty."""
    if is_iso_date(text):
        return ReadDate(text)
    if len(text) > _LONGEST:
        return ReadDate(problem=_NO_DATE)
    if _TEMPLATED.search(text) or text.lower() in words("programs"):
        return ReadDate(problem="a program is to write it", is_programs=True)
    if linked := _WIKILINK.fullmatch(text):
        text = linked[1].strip().rpartition("/")[2]
    if moment := _epoch(text):
        return ReadDate(moment)
    read = day(text, order)
    if read.problem == _NO_DATE:
        read = _moment(text, order)
    if read.problem == _NO_DATE and is_span(text):
        return ReadDate(problem="is a span of time", is_span=True)
    return read


def is_span(text: str) -> bool:
    """Whether a text has a day, month or year at its beginning and another at its end."""
    ends = _BETWEEN.split(text)
    return len(ends) == 2 and all(one == ".." or is_iso_date(one) or day(one).iso for one in ends)


def is_iso_date(text: str) -> bool:
    """Whether the text is a day, month or year of the calendar as ISO 8601 writes it."""
    found = _ISO.fullmatch(text)
    if not found:
        return False
    return _is_in_calendar(*(int(part) if part else 1 for part in found.groups()))


_NO_DATE = "nothing in it is surely a date"
_NO_SUCH_DAY = "there is no such day in the calendar"


def day(text: str, order: str = "") -> ReadDate:
    """As :func:`read_date`, for texts of a day, month or year without a time."""
    bare = text
    if (named := _WEEKDAY.match(text)) and named[1].lower() in words("weekdays"):
        bare = text[named.end() :]
    for pattern, places in (
        (_YEAR_FIRST, (1, 3, 4)),
        (_COMPACT, (1, 2, 3)),
        (_YEAR_AND_MONTH, (1, 2)),
        (_MONTH_DAY, (3, 1, 2)),
        (_DAY_MONTH, (3, 2, 1)),
        (_YEAR_MONTH_DAY, (1, 2, 3)),
    ):
        if found := pattern.fullmatch(bare):
            return _calendar(*(found[number] or "" for number in places))
    if found := _EAST_ASIAN.fullmatch(bare):
        year = found[1] or str(_table("eras")[found[2]] + (1 if found[3] == "元" else int(found[3])))
        return _calendar(year, found[4] or "", found[5] or "")
    if found := _YEAR_LAST.fullmatch(bare):
        return _year_last(found, order)
    if _WEEK.fullmatch(bare):
        try:
            return ReadDate(datetime.date.fromisoformat(bare).isoformat())
        except ValueError:
            return ReadDate(problem=_NO_SUCH_DAY)
    return ReadDate(problem=_NO_DATE)


def _year_last(found: re.Match[str], order: str) -> ReadDate:
    first, mark, second, year = found.groups()
    if mark == "." or int(first) > 12:
        return _calendar(year, second, first)
    if int(second) > 12 or int(first) == int(second):
        return _calendar(year, first, second)
    if order:
        return _calendar(year, *((second, first) if order == "dmy" else (first, second)))
    days = tuple(
        f"{year}-{int(month):02}-{int(number):02}" for month, number in ((second, first), (first, second))
    )
    return ReadDate(problem=f"it may be {days[0]} or {days[1]}", may_be=days)


def _calendar(year: str, month: str = "", number: str = "") -> ReadDate:
    if month and not month.isdigit():
        name = month
        month = _named("months").get(month.lower(), "")
        if not month:
            return ReadDate(problem=f"{name!r} is no month")
    if not _is_in_calendar(int(year), int(month or 1), int(number or 1)):
        return ReadDate(problem=_NO_SUCH_DAY)
    return ReadDate("-".join([year, *(f"{int(part):02}" for part in (month, number) if part)]))


def _is_in_calendar(year: int, month: int, number: int) -> bool:
    try:
        datetime.date(year, month, number)
    except ValueError:
        return False
    return True


def _epoch(text: str) -> str:
    """A moment that is given as the seconds or milliseconds since 1970 (Dendron, and many a program)."""
    found = _EPOCH.fullmatch(text)
    if not found or int(found[1]) >= _LATEST or day(found[1][:8]).iso:
        # 2025042913 may as well be an hour of a day.
        return ""
    moment = datetime.datetime.fromtimestamp(int(found[1]), datetime.UTC)
    return moment.replace(microsecond=int(found[2] or 0) * 1000).isoformat()


def _moment(text: str, order: str) -> ReadDate:
    """A day with a time. Without an offset, or with a zone that several are called, it is a local time."""
    if run := _RUN_TOGETHER.fullmatch(text):
        number, hour, minute, second, zone = run.groups(default="")
        text = f"{number} {hour}:{minute}:{second or '00'}{zone}"
    elif after := _YEAR_AFTER_TIME.fullmatch(text):
        month, number, time, zone, year, offset = after.groups(default="")
        text = f"{month} {number}, {year} {time} {offset or zone}".rstrip()
    found = _DATE_TIME.fullmatch(text)
    if not found:
        return ReadDate(problem=_NO_DATE)
    read = day(found["day"], order)
    if len(read.iso) < len("2000-01-01"):
        return ReadDate(problem=read.problem or _NO_DATE, may_be=read.may_be)
    is_mail = _MAIL_DAY.fullmatch(found["day"]) is not None
    moment = _timed(read.iso, found, _offset(found["zone"] or "", is_mail=is_mail))
    return ReadDate(moment) if moment else ReadDate(problem="there is no such time of the day")


def _timed(iso: str, found: re.Match[str], zone: str) -> str:
    """The moment; empty where there is none such. Of a leap second it is the one before it."""
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    micros = int((found["fraction"] or "0").ljust(6, "0")[:6])
    if half := (found["half"] or "").lower():
        if not 1 <= hour <= 12:
            return ""
        hour = hour % 12 + (12 if half == "p" else 0)
    ends_day = hour == 24 and not (minute or second or micros)
    if second == 60 and minute % 30 == 29:
        # xsd:dateTime has no leap seconds (XML Schema 1.1 part 2, section 3.3.7).
        second = 59
    try:
        moment = datetime.datetime.fromisoformat(
            f"{iso}T{0 if ends_day else hour:02}:{minute:02}:{second:02}.{micros:06}{zone}"
        )
        return (moment + datetime.timedelta(days=1) if ends_day else moment).isoformat()
    except (ValueError, OverflowError):
        return ""


def _offset(zone: str, *, is_mail: bool) -> str:
    """The offset of a zone; empty where it has none that is sure."""
    if not zone:
        return ""
    if found := _OFFSET.fullmatch(zone):
        return f"{found[1]}{found[2]:0>2}:{found[3] or '00'}"
    name = zone.lower()
    if is_mail and (offset := _named("mail_zones").get(name)):
        return offset
    # GMT+2 of some programs is what others call GMT-2.
    return _named("zones").get(name, "")


def as_one_text(value: Value) -> Value:
    """The text of a date that is no text: ``[[2024-05-01]]`` without quotes, or the parts of it in CSL."""
    if isinstance(value, list) and len(value) == 1:
        (value,) = value
        if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
            return value[0]
        value = value if isinstance(value, dict) else [value]
    if not isinstance(value, dict):
        return value
    parts = value.get("date-parts")
    if isinstance(parts, list) and parts:
        parts = parts[0] if isinstance(parts[0], list) else parts
    else:
        parts = [value[key] for key in ("year", "month", "day") if key in value]
    if parts and all(isinstance(part, str) for part in parts):
        return "-".join(str(part).zfill(2) for part in parts)
    return value.get("raw") or value.get("literal") or value


def is_part_of_year(word: str) -> bool:
    """Whether a word is the name of a month, a season or a quarter."""
    return word.lower() in _named("months") or word.lower() in words("seasons")


@cache
def words(name: str) -> frozenset[str]:
    """The words of a list in dates.toml."""
    return frozenset(_table("words")[name])


@cache
def _named(table: str) -> Mapping[str, str]:
    """A table of dates.toml by the names in it."""
    return {name: value for value, names in _table(table).items() for name in names}


@cache
def _table(name: str) -> Any:
    text = resources.files(__package__).joinpath("data/dates.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)[name]
