"""Languages as people name them, as tags of BCP 47 (RFC 5646)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

# RFC 5646 section 2.1, without the grandfathered tags.
_TAG = re.compile(
    r"(?:[A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}(-[A-Za-z]{4})?(-(?:[A-Za-z]{2}|\d{3}))?"
    r"(-(?:[A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*(-[0-9A-WY-Za-wy-z](-[A-Za-z0-9]{2,8})+)*"
    r"(-[xX](-[A-Za-z0-9]{1,8})+)?|[xX](-[A-Za-z0-9]{1,8})+)",
    re.ASCII,
)
# The encoding of a locale of POSIX: de_DE.UTF-8.
_ENCODING = re.compile(r"\.[A-Za-z0-9-]+$")


def language_tag(written: str) -> str:
    """The tag of a language that is written as a tag, a locale or a word; empty where it is none of them.

    ``de_DE.UTF-8`` is ``de-DE``, ``eng`` and ``English`` are ``en``, ``i-klingon`` is ``tlh``.
    """
    tag = _ENCODING.sub("", written.replace("_", "-")) if "_" in written else written
    if len(tag) == 2 and tag.isascii() and tag.isalpha():
        return tag
    lowered = tag.lower()
    if found := _table("grandfathered").get(lowered):
        return str(found)
    first = lowered.partition("-")[0]
    if len(first) == 3 and (found := _words().get(first)):
        tag = found + tag[3:]
    elif found := _words().get(lowered):
        return found
    return tag if _TAG.fullmatch(tag) else ""


@cache
def _words() -> Mapping[str, str]:
    return {word: tag for tag, words in _table("words").items() for word in words}


@cache
def _table(name: str) -> Mapping[str, Any]:
    text = resources.files(__package__).joinpath("data/languages.toml").read_text(encoding="utf-8")
    found: Mapping[str, Any] = tomllib.loads(text)[name]
    return found
