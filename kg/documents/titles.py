"""What the name of a file says of its document: a title, and the day on which it was published."""

from __future__ import annotations

import datetime
import re
from urllib.parse import unquote

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}[-_ ]")
_DAY = re.compile(r"(?:.*/)?(\d{4}-(?:0\d|1[0-2])-(?:[0-2]\d|3[01]))[-_ ][^/]*")
_INDEX = frozenset({"index", "_index", "readme"})


def title_of_name(name: str) -> str:
    """``my-first_note`` as ``My first note``; the name of the folder for an index.

    ``name`` is the path name of a document. The date that blogs put before a name is no part of it.
    """
    steps = [step for step in unquote(name).split("/") if step]
    if len(steps) > 1 and steps[-1].lower() in _INDEX:
        steps.pop()
    written = steps[-1] if steps else name
    bare = _DATE.sub("", written, count=1) if _DATE.match(written) else written
    if " " in bare:
        return " ".join(bare.split())
    words = " ".join(re.split(r"[-_\s]+", bare)).strip()
    return words[:1].upper() + words[1:] if words else written


def date_of_name(name: str) -> str:
    """The day with which the name of a file begins, as those of blogs do; empty where it begins with none."""
    found = _DAY.fullmatch(name)
    try:
        return datetime.date.fromisoformat(found[1]).isoformat() if found else ""
    except ValueError:
        return ""
