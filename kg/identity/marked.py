"""A byline without its markup: what stands in brackets is taken out, and known by a mark in its place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.memoized import memoized

_LINK = re.compile(r"!?\[([^\[\]]{1,200})\]\(\s*<?([^()\s<>]{0,400})>?[^()]{0,200}\)")
_WIKILINK = re.compile(
    r"!?\[\[(?:[^\[\]|]{0,200}/)?([^\[\]|#/]{1,200})(?:#[^\[\]|]{0,200})?(?:\|([^\[\]]{1,200}))?\]\]"
)
_TAG = re.compile(r"</?(?:a|b|br|code|em|i|p|small|span|strong|sub|sup|u)\b[^<>]{0,400}>", re.IGNORECASE)
_EMPHASIS = re.compile(r"\*\*|__|`|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)")
_PAIRS = {"(": ")", "（": "）", "<": ">", "[": "]", "{": "}"}
_CLOSING = frozenset(_PAIRS.values())
_FIRST = 0xE000
_MOST = 200
MARK = re.compile("[\ue000-\ue0ff]")
"""What stands for a note: a letter of private use, of which people use none."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with a mark for each note in it, and the notes; ``braced`` are those in braces: names."""

    text: str
    notes: tuple[str, ...] = ()
    braced: frozenset[int] = frozenset()

    def notes_of(self, part: str) -> tuple[str, ...]:
        """The notes whose marks stand in a part of the text."""
        numbers = (ord(mark) - _FIRST for mark in MARK.findall(part))
        return tuple(self.notes[number] for number in numbers if number not in self.braced)

    def bare(self, part: str) -> str:
        """A part of the text without its notes, and with what was in braces."""

        def put_back(found: re.Match[str]) -> str:
            number = ord(found[0]) - _FIRST
            return self.notes[number] if number in self.braced else " "

        return " ".join(MARK.sub(put_back, part).split())


@memoized
def marked(text: str) -> Marked:
    """The text without markup, with marks for what stands in brackets; brackets of which one lacks stay."""
    if not text.isascii():
        # Nobody's letters, but they would be taken for marks.
        text = MARK.sub("", text)
    if "[[" in text:
        text = _WIKILINK.sub(lambda found: found[2] or found[1], text)
    if "](" in text:
        text = _LINK.sub(r"\1 <\2>", text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "*" in text or "_" in text or "`" in text:
        text = _EMPHASIS.sub("", text)
    if not any(opening in text for opening in _PAIRS):
        return Marked(text)
    pieces: list[str] = []
    notes: list[str] = []
    braced: set[int] = set()
    at = 0
    for start, end in _groups(text)[:_MOST]:
        pieces += text[at:start], chr(_FIRST + len(notes))
        if text[start] == "{":
            braced.add(len(notes))
        notes.append(
            text[start + 1 : end].strip(" {}") if text[start] == "{" else text[start + 1 : end].strip()
        )
        at = end + 1
    return Marked("".join((*pieces, text[at:])), tuple(notes), frozenset(braced))


def _groups(text: str) -> list[tuple[int, int]]:
    """Where the outermost brackets begin and end."""
    opened: list[int] = []
    found: list[tuple[int, int]] = []
    for place, letter in enumerate(text):
        if letter in _PAIRS:
            opened.append(place)
        elif letter in _CLOSING and opened and _PAIRS[text[opened[-1]]] == letter:
            start = opened.pop()
            while found and found[-1][0] > start:
                found.pop()
            found.append((start, place))
    return found
