"""Documents in several languages: their tags, and texts that are given in each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from kg.documents import clean
from kg.documents.coerce import Reading
from kg.documents.front_matter import Value
from kg.documents.languages import language_tag
from kg.documents.places import FieldPath
from kg.documents.records import Kind

IN_LANGUAGES = {"title": "titles", "abstract": "abstracts"}
"""The fields that may be given in several languages, and those that hold them so."""
_BETWEEN = re.compile(r"\s*[,;]\s*")


def in_languages(value: Value) -> tuple[tuple[str, str], ...]:
    """The tags and texts of a mapping from languages to texts; nothing, where it is none."""
    if not isinstance(value, Mapping) or not value:
        return ()
    found = []
    for key, text in value.items():
        tag = language_tag(str(key))
        if not tag or not isinstance(text, str) or not text.strip():
            return ()
        found.append((tag, clean.text(text.strip())))
    return tuple(found)


def read_languages(reading: Reading, value: Value, path: FieldPath) -> tuple[str, ...]:
    """The languages of a document, the one of its texts first."""
    if isinstance(value, str) and not language_tag(value.strip()):
        parts = _BETWEEN.split(value.strip())
        if len(parts) > 1 and all(map(language_tag, parts)):
            return tuple(dict.fromkeys(map(language_tag, parts)))
    if isinstance(value, list):
        found = (reading.coerce(Kind.LANGUAGE, one, (*path, number)) for number, one in enumerate(value))
        return tuple(dict.fromkeys(filter(None, found)))
    return tuple(filter(None, (reading.coerce(Kind.LANGUAGE, value, path),)))


def choose(values: dict[str, Any]) -> None:
    """Put the text in the main language, else the first, in its own field."""
    for name, several in IN_LANGUAGES.items():
        if texts := values.get(several):
            wanted = values.get("language", "")
            short = wanted.partition("-")[0]
            values[name] = next(
                (text for tag, text in texts if tag == wanted),
                next((text for tag, text in texts if short and tag.partition("-")[0] == short), texts[0][1]),
            )
