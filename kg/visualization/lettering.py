"""How wide texts are, and where to cut them, by rule of thumb: the fonts are those of the reader."""

from __future__ import annotations

import re
import unicodedata

SIZE = 12
"""The usual size of letters, in pixels."""

# Nothing in a name may turn the direction of what stands around it, or be no character of XML
# (https://www.w3.org/TR/xml/#charsets).
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]+")
_NARROW = frozenset("iljtfrI.,:;'|!()[] ")
_BROAD = frozenset("mwMW@%")
_BOLD = 1.1


def clean(text: str) -> str:
    """A text in one line without characters that nobody sees."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def width(text: str, size: float = SIZE) -> float:
    """About how wide a text is in a broad sans serif, in pixels."""
    return size * sum(map(_ems, text))


def _ems(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if unicodedata.combining(letter):
        return 0.0
    if letter in _NARROW:
        return 0.36
    if letter in _BROAD:
        return 1.0
    return 0.78 if letter.isupper() else 0.62


def fitted(text: str, most: float, size: float = SIZE) -> str:
    """A text cut to a width, with an ellipsis where something is missing."""
    if width(text, size) <= most:
        return text
    room, kept = most - size, 0
    while (room := room - size * _ems(text[kept])) >= 0:
        kept += 1
    return f"{text[:kept].rstrip()}…"


def wrapped(text: str, most: float, lines: int, size: float = SIZE + 1) -> list[str]:
    """A bold text in at most so many lines of a width, each cut where a word is too long for it."""
    found = [""]
    for word in text.split():
        longer = f"{found[-1]} {word}".strip()
        if width(longer, size * _BOLD) <= most or not found[-1]:
            found[-1] = longer
        else:
            found.append(word)
    if len(found) > lines:
        found[lines - 1 :] = [" ".join(found[lines - 1 :])]
    return [fitted(line, most, size * _BOLD) for line in found]
