"""Whether two titles can be titles of the same work.

Only ever asked of mentions that share an identifier. A subtitle more or less,
a note in brackets, a plural or a slip of the pen does not part them; another
word in the place of a word, and numbers or editions that contradict each
other, do: a survey "for education" is not the survey "for medicine".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.identity.spelling import YEAR, begin_with, differ_in_spelling
from kg.identity.tables import numbered, words
from kg.identity.wording import CJK, is_small, joined, readable, same_letters, tokens, weight
from kg.memoized import memoized

_LABEL = r"(?:vol(?:ume)?|part|book|band|teil|tome|no|issue|第)\b"
# Brackets stand for a note, unless they count the part or stand inside a word.
_NOTE = re.compile(
    rf"(?<!\w)\((?!{_LABEL}|[ivx\d]{{1,4}}\))([^()]*)\)(?!\w)|(?<!\w)\[([^\[\]]*)\](?!\w)|【([^【】]*)】",
    re.IGNORECASE,
)
_EDITION = re.compile(
    r"\b(?P<number>\d{1,2})\s*(?:st|nd|rd|th|e)?\.?\s*(?:ed\b\.?|edn\b\.?|edition\b|aufl(?:age)?\b\.?)"
    r"|\b(?P<word>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\s+(?:edition|ed\b\.?)"
    r"|(?<=\w)\s+(?P<end>\d{1,2})e$"
    r"|第\s*(?P<cjk>\d{1,2}|[一二三四五六七八九十])\s*版|(?P<plain>\d{1,2})\s*版",
    re.IGNORECASE,
)
_SUBTITLE = re.compile(
    rf"\s*(?::\s+|(?<=\w):(?=[^\W\d])|(?<=[{CJK}]):|\s[-–—|]+\s|——|(?<=[^\W\d_]{{4}})[.?!]\s+(?=[A-ZÀ-Þ]))"
)
MOST_TITLES = 100
"""Where there are more titles, of one work, under one identifier or by one author in one year, they tell
nothing, and only equal ones are joined."""
_LETTERS_OF_MAIN = 4
_WORDS_OF_START = 4.0
_WORDS_BEYOND_MAIN = 6.0


@dataclass(frozen=True, slots=True)
class Title:
    """A title made comparable.

    ``core`` are its words without notes in brackets and edition, ``main``
    those before a subtitle, ``numbers`` the digits among them but years.
    ``key`` is core and edition as one text: equal keys are equal titles.
    ``notes`` are the notes, each as one text.
    """

    core: tuple[str, ...]
    main: tuple[str, ...]
    numbers: frozenset[str]
    edition: str
    key: str
    notes: frozenset[str]

    @property
    def after_main(self) -> tuple[str, ...]:
        """The words of the subtitle."""
        return self.core[len(self.main) :]


@memoized
def title(text: str) -> Title:
    """The title made comparable."""
    plain = readable(text)
    edition = _EDITION.search(plain)
    bare = _NOTE.sub(" ", plain)
    notes = _NOTE.findall(plain) if bare != plain else []
    if edition:
        bare = _EDITION.sub(" ", bare)
    core = tokens(bare)
    if not core:
        bare, core = plain, tokens(plain)
    main = tokens(_SUBTITLE.split(bare, maxsplit=1)[0]) or core
    numbers = frozenset(word for word in core if word.isdigit() and not YEAR.fullmatch(word))
    number = _edition_number(edition) if edition else ""
    key = joined(core) + (f" ed{number}" if number else "")
    said = frozenset(joined(tokens("".join(groups))) for groups in notes)
    return Title(core, main, numbers, number, key, said)


def agree(one: Title, other: Title) -> bool:
    """Whether two titles can be titles of one work."""
    if one.edition and other.edition and one.edition != other.edition:
        return False
    if one.core == other.core or one.key == other.key:
        return True
    if one.numbers and other.numbers and not (one.numbers <= other.numbers or other.numbers <= one.numbers):
        return False
    if answers(one.core) != answers(other.core):
        return False
    shorter, longer = sorted((one, other), key=lambda each: (len(each.core), each.core))
    return (
        _begins(shorter.core, longer)
        or _is_noted(shorter, longer)
        or _is_noted(longer, shorter)
        or differ_in_spelling(shorter.core, longer.core)
    )


def answers(core: Sequence[str]) -> str:
    """How a title begins that is about another work: "Reply to", "Erratum"; empty for any other."""
    two = " ".join(core[:2])
    if two in words("words", "titles.answers"):
        return two
    return core[0] if core and core[0] in words("words", "titles.answers") else ""


def is_start(core: Sequence[str], work: Title) -> bool:
    """Whether the words are the title of the work before its subtitle, or enough of its beginning.

    Where the title goes on with "for" or "in", it is most often another one's.
    """
    if tuple(core) == work.main:
        return len("".join(core)) >= _LETTERS_OF_MAIN
    if weight(core) < _WORDS_OF_START or work.core[: len(core)] != tuple(core):
        return False
    if len(core) < len(work.core) and is_small(work.core[len(core)]):
        return len(core) > len(work.main) and weight(core) >= _WORDS_BEYOND_MAIN
    return True


@memoized
def starts(work: Title) -> frozenset[int]:
    """The numbers of words from its first that :func:`is_start` takes for the title of the work."""
    return frozenset(length for length in range(1, len(work.core) + 1) if is_start(work.core[:length], work))


def _begins(shorter: tuple[str, ...], longer: Title) -> bool:
    """Whether the longer title is the shorter one with a subtitle, or with a name before it."""
    if same_letters(shorter, longer.main):
        return len("".join(shorter)) >= _LETTERS_OF_MAIN
    if is_start(shorter, longer):
        return True
    is_named = len(longer.main) == 1 and begin_with(longer.main[0], shorter)
    return shorter == longer.after_main and (weight(shorter) >= _WORDS_OF_START or is_named)


def _is_noted(one: Title, other: Title) -> bool:
    """Whether one title is given as a note beside the other: "Mastering the Game of Go (AlphaGo)"."""
    return joined(one.core) in other.notes and len("".join(one.core)) >= _LETTERS_OF_MAIN


def _edition_number(match: re.Match[str]) -> str:
    found = next(group for group in match.groups() if group).lower()
    for series in ("titles.ordinals", "titles.chinese_numerals"):
        found = numbered("words", series).get(found, found)
    return found.lstrip("0")
