"""Words for people: names of classes, dates, languages and numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_KINDS = {
    "AcademicArticle": "Article",
    "BlogPosting": "Blog post",
    "CreativeWork": "Work",
    "CreativeWorkSeries": "Series",
    "DefinedTerm": "Topic",
    "HowTo": "How-to",
    "Organization": "Organisation",
    "ScholarlyArticle": "Scholarly article",
    "SoftwareSourceCode": "Source code",
    "TechArticle": "Technical article",
    "WebPage": "Web page",
}
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi"})


def kind_name(schema_class: str) -> str:
    """``Scholarly article`` for ``ScholarlyArticle``."""
    known = _KINDS.get(schema_class)
    return known or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", schema_class).capitalize()


def date_name(date: str) -> str:
    """``23 November 2026`` for ``2026-11-23``; a year, a month and a year, or what else it is, as it is."""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T.*)?)?)?", date)
    if not match or not match[2] or not 1 <= int(match[2]) <= 12:
        return date
    day = f"{int(match[3])} " if match[3] else ""
    return f"{day}{_MONTHS[int(match[2]) - 1]} {match[1]}"


def counted(count: int, one: str, many: str = "") -> str:
    """``1 claim``, ``1,234 claims``."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def listed(names: Sequence[str], most: int = 4, *, more: bool = False) -> str:
    """Names with commas; of many the first, and ``et al.``, as where there are ``more``."""
    shown = list(names[:most]) if len(names) > most + 1 else list(names)
    if more or len(shown) < len(names):
        return f"{', '.join(shown)} et al."
    return f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else "".join(shown)


def direction(language: str) -> str:
    """``rtl`` for a language that is written from right to left, else ``ltr``."""
    return "rtl" if language.lower().split("-")[0] in _RIGHT_TO_LEFT else "ltr"


def shortened(text: str, most: int = 300) -> str:
    """A text of at most so many characters, cut at a word."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return (cut.rpartition(" ")[0] if " " in cut[most // 2 :] else cut).rstrip(",;:.–- ") + "…"


def initial(name: str) -> str:
    """The letter under which a name stands in a list; ``#`` for what is no letter."""
    first = name.lstrip("“\"'‘(¿¡ ")[:1].upper()
    return first if first.isalpha() else "#"
