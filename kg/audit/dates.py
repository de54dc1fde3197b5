"""Dates as documents write them: a day, or only a month or a year."""

from __future__ import annotations

import calendar
import re
from datetime import date

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ].*)?)?)?", re.ASCII)


def first_day(text: str) -> date | None:
    """The first day that the text can mean; None where it is no date."""
    return _day(text, is_last=False)


def last_day(text: str) -> date | None:
    """The last day that the text can mean; None where it is no date."""
    return _day(text, is_last=True)


def _day(text: str, *, is_last: bool) -> date | None:
    match = _DATE.fullmatch(text.strip())
    if match is None:
        return None
    year = int(match[1])
    month = int(match[2] or (12 if is_last else 1))
    if not (1 <= month <= 12 and year):
        return None
    longest = calendar.monthrange(year, month)[1]
    day = int(match[3] or (longest if is_last else 1))
    return date(year, month, day) if 1 <= day <= longest else None
