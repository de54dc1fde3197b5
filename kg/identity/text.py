"""Text made comparable, and text made part of an IRI."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from kg.memoized import memoized

_NOT_WORD = re.compile(r"[\W_]+")
_NOT_IN_PATH = re.compile(r"[^\w/:@!$&'()*+,;=~.-]")
_NOT_IN_FRAGMENT = re.compile(r"[^\w/?:@!$&'()*+,;=~.-]")
_DOT_SEGMENT = re.compile(r"(?:(?<=/)|^)(\.{1,2})(?=/|$)")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
# Marks that many leave out: accents of Latin, Greek and Cyrillic, points of Hebrew,
# short vowels of Arabic. The marks of other scripts make other letters: か and が.
_ACCENT = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]")
# Letters that Unicode does not take apart into a letter and a mark.
_WITH_STROKE = str.maketrans(
    {"æ": "ae", "ð": "d", "ø": "o", "þ": "th", "đ": "d", "ħ": "h", "ı": "i", "ł": "l", "œ": "oe", "ŧ": "t"}
)
_SLUG_LIMIT = 80
_SPOKEN = str.maketrans({"+": " plus ", "#": " sharp ", "&": " and ", "@": " at "})


def normalise(text: str) -> str:
    """Lower case, NFKC, with one space for each run of anything but letters and digits."""
    if text.isascii():
        return _NOT_WORD.sub(" ", text.lower()).strip()
    return _words(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()))


@memoized
def fold(text: str) -> str:
    """As :func:`normalise`, and Latin, Greek and Cyrillic letters without their accents."""
    return folded(text)


def folded(text: str) -> str:
    """As :func:`fold`, for texts that are not met again, such as titles."""
    if text.isascii():
        return _NOT_WORD.sub(" ", text.lower()).strip()
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_WITH_STROKE))
    return normalise(unicodedata.normalize("NFC", _ACCENT.sub("", decomposed)))


@memoized
def slug(text: str) -> str:
    """The text as one readable IRI segment: folded, words joined by hyphens.

    Letters of every script stay. A text longer than 80 characters, or one
    without letters and digits, ends in a hash, so that different texts do not
    share a slug.
    """
    words = fold(text.translate(_SPOKEN)).replace(" ", "-")
    if 0 < len(words) <= _SLUG_LIMIT:
        return words
    return f"{words[:_SLUG_LIMIT].rsplit('-', 1)[0]}-{digest(words or text)}".lstrip("-")


def digest(text: str) -> str:
    """Eight hexadecimal digits that stand for the text (the start of its SHA-256)."""
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:8]


def visible(text: str) -> str:
    """The text without the characters nobody sees, which come along when text is copied from a page."""
    return text.strip() if text.isascii() else _INVISIBLE.sub("", text).strip()


def iri_path(text: str) -> str:
    """The text as the path of an IRI (RFC 3987): letters of every script stay as they are.

    A dot segment would be taken away by whoever resolves the IRI, even when it
    is percent-encoded once (RFC 3986 section 5.2.4, WHATWG URL section 4.1), so
    its dots are encoded twice.
    """
    path = _NOT_IN_PATH.sub(_percent_encoded, unicodedata.normalize("NFC", text))
    return _DOT_SEGMENT.sub(lambda match: match[0].replace(".", "%252E"), path)


def iri_fragment(text: str) -> str:
    """The text as the fragment of an IRI (RFC 3987)."""
    return _NOT_IN_FRAGMENT.sub(_percent_encoded, unicodedata.normalize("NFC", text))


def percent_encoded(text: str) -> str:
    """The UTF-8 bytes of the text, each as ``%XX``."""
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "replace"))


def is_mark(character: str) -> bool:
    """Whether the character is part of the letter before it, as vowels are in many scripts."""
    return (
        unicodedata.category(character) in {"Mn", "Mc"}
        and not "\ufe00" <= character <= "\ufe0f"
        and character < "\U000e0000"
    )


def _words(text: str) -> str:
    if not any(map(is_mark, text)):
        return _NOT_WORD.sub(" ", text).strip()
    found: list[str] = []
    for character in text:
        if character.isalnum() or (is_mark(character) and found and found[-1] != " "):
            found.append(character)
        elif not is_mark(character):
            found.append(" ")
    return " ".join("".join(found).split())


def _percent_encoded(match: re.Match[str]) -> str:
    return match[0] if is_mark(match[0]) else percent_encoded(match[0])
