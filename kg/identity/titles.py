"""Whether two titles, or a citation and a title, can name the same work.

Only ever asked of mentions that share an identifier, so a subtitle more or
less, a note in brackets or a small slip does not part them, while numbers and
editions that contradict each other do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg.identity.text import fold

_BRACKETS = re.compile(r"\s*[(\[（【][^()\[\]（）【】]*[)\]）】]")
_EDITION = re.compile(r"\b(\d{1,2})\s*(?:st|nd|rd|th|e)?\s*(?:ed\b|edn\b|edition\b|版)", re.IGNORECASE)
_SUBTITLE = re.compile(r"\s*(?:[:：]\s+|[:：](?=\D)|\s[-–—]+\s|——)")
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]|[^\W_]+")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")

_LIKE_ENOUGH = 0.8
_SHORTEST_PREFIX = 4
_SHORTEST_MAIN = 4
_TELLING_START = 5


@dataclass(frozen=True, slots=True)
class Title:
    """A title made comparable.

    ``core`` are its words without notes in brackets and edition, ``main``
    those before a subtitle, ``numbers`` the digits among them but years.
    """

    core: tuple[str, ...]
    main: tuple[str, ...]
    numbers: frozenset[str]
    edition: str

    @property
    def key(self) -> str:
        """The core and edition as one text: equal keys are equal titles."""
        return " ".join(self.core) + (f" ed{self.edition}" if self.edition else "")


@lru_cache(maxsize=65536)
def title(text: str) -> Title:
    """The title made comparable."""
    edition = _EDITION.search(text)
    plain = unicodedata.normalize("NFKC", text)
    bare = _BRACKETS.sub(" ", plain)
    bare = _EDITION.sub(" ", bare)
    if not _TOKEN.search(bare):
        bare = plain
    core = _tokens(bare)
    main = _tokens(_SUBTITLE.split(bare, maxsplit=1)[0]) or core
    numbers = frozenset(word for word in core if word.isdigit() and not _YEAR.fullmatch(word))
    return Title(core, main, numbers, edition[1] if edition else "")


def agree(one: Title, other: Title) -> bool:
    """Whether two titles can be titles of one work."""
    if one.edition and other.edition and one.edition != other.edition:
        return False
    if "".join(one.core) == "".join(other.core):
        return True
    if one.numbers and other.numbers and not (one.numbers <= other.numbers or other.numbers <= one.numbers):
        return False
    shorter, longer = sorted((one, other), key=lambda each: len(each.core))
    short = "".join(shorter.core)
    if short == "".join(longer.main) and len(short) >= _SHORTEST_MAIN:
        return True
    if len(shorter.core) >= _SHORTEST_PREFIX and longer.core[: len(shorter.core)] == shorter.core:
        return True
    mine, theirs = frozenset(one.core), frozenset(other.core)
    if (mine ^ theirs) & (one.numbers | other.numbers):
        return False
    return len(mine & theirs) >= _LIKE_ENOUGH * len(mine | theirs)


def cites(citation: Title, work: Title) -> bool:
    """Whether a citation string (authors, title, venue, year in any order) can mean the work."""
    if agree(citation, work):
        return True
    if citation.edition and work.edition and citation.edition != work.edition:
        return False
    run = _longest_run(citation.core, work.core)
    if run == len(work.core) and len("".join(work.core)) >= _SHORTEST_MAIN:
        return True
    start = work.core[:_TELLING_START]
    if len(start) == _TELLING_START and _longest_run(citation.core, start) == _TELLING_START:
        return True
    if len(work.main) >= 2 and _longest_run(citation.core, work.main) == len(work.main):
        return not (work.numbers - set(citation.core)) or len(work.main) >= _SHORTEST_PREFIX
    return run >= _SHORTEST_PREFIX and run >= 0.6 * len(work.core)


def cite_the_same(one: Title, other: Title) -> bool:
    """Whether two citation strings can mean the same work."""
    if cites(one, other) or cites(other, one):
        return True
    run = _longest_run(one.core, other.core)
    return run >= _SHORTEST_PREFIX and run >= 0.5 * min(len(one.core), len(other.core))


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(fold(text)))


def _longest_run(one: Sequence[str], other: Sequence[str]) -> int:
    """The length of the longest run of words that stands in both."""
    longest = 0
    previous = [0] * (len(other) + 1)
    for word in one:
        current = [0] * (len(other) + 1)
        for index, against in enumerate(other, start=1):
            if word == against:
                current[index] = previous[index - 1] + 1
                longest = max(longest, current[index])
        previous = current
    return longest
