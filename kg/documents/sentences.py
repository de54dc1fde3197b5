"""Where the sentences of a text begin."""

from __future__ import annotations

import re
from collections.abc import Iterator

# What ends a sentence may be followed by quotation marks, and by the mark of a footnote.
_END = re.compile(
    r"[.!?…](?:[\"'”’»)\]]{0,4})(?:\x05[^\x06]*\x06(?:\^[^\s\[\]]*\])?)*\s+(?=[\"'“‘«(\[]{0,4}(?:[^\Wa-zß-öø-ÿ]|@|$))"
    r"|[。！？][」』”’]{0,4}"
)
_LAST_WORD = re.compile(r"([^\W\d_]+(?:\.[^\W\d_]+)*)$")
_LONGEST_WORD = 24
_ABBREVIATIONS = frozenset(
    {
        "al",
        "approx",
        "art",
        "c",
        "ca",
        "cf",
        "ch",
        "chap",
        "col",
        "dept",
        "dr",
        "e.g",
        "ed",
        "eds",
        "eq",
        "eqs",
    }
    | {
        "esp",
        "fig",
        "figs",
        "i.e",
        "jr",
        "mr",
        "mrs",
        "ms",
        "no",
        "nos",
        "nr",
        "op",
        "p",
        "par",
        "pp",
        "prof",
    }
    | {"resp", "sec", "sr", "st", "tab", "viz", "vol", "vols", "vs", "z.b", "bzw", "d.h", "u.a", "vgl"}
)


def beginnings(text: str) -> Iterator[int]:
    """Where each sentence but the first begins; neither an abbreviation nor an initial ends one."""
    for found in _END.finditer(text):
        if text[found.start()] == ".":
            before = text[max(0, found.start() - _LONGEST_WORD) : found.start()]
            word = _LAST_WORD.search(before)
            if word and (word[1].lower() in _ABBREVIATIONS or (len(word[1]) == 1 and word[1].isupper())):
                continue
        yield found.end()
