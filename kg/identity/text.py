"""Text made comparable, and text made part of an IRI."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

_NOT_WORD = re.compile(r"[\W_]+")
_NOT_IN_PATH = re.compile(r"[^\w/:@!$&'()*+,;=~.-]")
_NOT_IN_FRAGMENT = re.compile(r"[^\w/?:@!$&'()*+,;=~.-]")
_DOT_SEGMENT = re.compile(r"(?<=/)(\.{1,2})(?=/|$)")
_SLUG_LIMIT = 80
_SPOKEN = str.maketrans({"+": " plus ", "#": " sharp ", "&": " and ", "@": " at "})


def normalise(text: str) -> str:
    """Lower case, NFKC, with one space for each run of anything but letters and digits."""
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """As :func:`normalise`, and Latin, Greek and Cyrillic letters without their accents."""
    if text.isascii():
        return _NOT_WORD.sub(" ", text.lower()).strip()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return normalise(unicodedata.normalize("NFC", bare))


@lru_cache(maxsize=65536)
def slug(text: str) -> str:
    """The text as one readable IRI segment: folded, words joined by hyphens.

    Letters of every script stay. A text longer than 80 characters, or one
    without letters and digits, ends in a hash, so that different texts do not
    share a slug.
    """
    words = fold(text.translate(_SPOKEN)).replace(" ", "-")
    if 0 < len(words) <= _SLUG_LIMIT:
        return words
    return f"{words[:_SLUG_LIMIT].rsplit('-', 1)[0]}-{digest(text)}".lstrip("-")


def digest(text: str) -> str:
    """Eight hexadecimal digits that stand for the text (the start of its SHA-256)."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]


def iri_path(text: str) -> str:
    """The text as the path of an IRI (RFC 3987): letters of every script stay as they are.

    A dot segment is encoded, or whoever resolves the IRI would take it away
    (RFC 3986 section 5.2.4).
    """
    path = _NOT_IN_PATH.sub(_percent_encoded, text)
    return _DOT_SEGMENT.sub(lambda match: match[0].replace(".", "%2E"), path)


def iri_fragment(text: str) -> str:
    """The text as the fragment of an IRI (RFC 3987)."""
    return _NOT_IN_FRAGMENT.sub(_percent_encoded, text)


def _percent_encoded(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace"))
