"""Whether two titles can be titles of the same work.

Only ever asked of mentions that share an identifier. A subtitle more or less,
a note in brackets, a plural or a slip of the pen does not part them; another
word in the place of a word, and numbers or editions that contradict each
other, do: a survey "for education" is not the survey "for medicine".
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from kg.identity.tables import numbered, words
from kg.identity.text import fold, normalise

CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
LABEL = r"(?:vol(?:ume)?|part|book|band|teil|tome|no|issue|第)\b"
_TOKEN = re.compile(rf"[{CJK}]|[^\s{CJK}]+")
# Brackets stand for a note, unless they count the part or stand inside a word.
_NOTE = re.compile(
    rf"(?<!\w)\((?!{LABEL}|[ivx\d]{{1,4}}\))[^()]*\)(?!\w)|(?<=[{CJK}])\((?!{LABEL})[^()]*\)"
    r"|(?<!\w)\[[^\[\]]*\](?!\w)|【[^【】]*】",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"https?://\S+|(?:\bdoi\b\s*:?\s*)?\b10\.\d{4,9}/\S+|\barxiv\s*:\s*[\w./-]*\d{4,}(?:v\d+)?", re.IGNORECASE
)
_EDITION = re.compile(
    r"\b(?P<number>\d{1,2})\s*(?:st|nd|rd|th|e)?\.?\s*(?:ed\b\.?|edn\b\.?|edition\b|aufl(?:age)?\b\.?)"
    r"|\b(?P<word>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\s+(?:edition|ed\b\.?)"
    r"|第\s*(?P<cjk>\d{1,2}|[一二三四五六七八九十])\s*版|(?P<plain>\d{1,2})\s*版",
    re.IGNORECASE,
)
_SUBTITLE = re.compile(rf"\s*(?::\s+|(?<=\w):(?=[^\W\d])|(?<=[{CJK}]):|\s[-–—|]+\s|——)")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_SPOKEN = (
    ("++", re.compile(r"\+\+"), " plus plus "),
    ("#", re.compile(r"(?<=\w)#"), " sharp "),
    ("&", re.compile("&"), " and "),
)
_SPACE = re.compile(r"(?<!\d) | (?!\d)")
_LONGEST = 1000
_LETTERS_OF_MAIN = 4
_WORDS_OF_START = 4.0
SHARED = 0.5
"""The share of words that two titles of one work have in common at least."""
_ADDED = 0.1
_LONG_WORD = 6


@dataclass(frozen=True, slots=True)
class Title:
    """A title made comparable.

    ``core`` are its words without notes in brackets and edition, ``main``
    those before a subtitle, ``numbers`` the digits among them but years.
    ``key`` is core and edition as one text: equal keys are equal titles.
    """

    core: tuple[str, ...]
    main: tuple[str, ...]
    numbers: frozenset[str]
    edition: str
    key: str


@lru_cache(maxsize=65536)
def title(text: str) -> Title:
    """The title made comparable."""
    plain = readable(text)
    edition = _EDITION.search(plain)
    bare = _NOTE.sub(" ", plain)
    if edition:
        bare = _EDITION.sub(" ", bare)
    core = tokens(bare)
    if not core:
        bare, core = plain, tokens(plain)
    main = tokens(_SUBTITLE.split(bare, maxsplit=1)[0]) or core
    numbers = frozenset(word for word in core if word.isdigit() and not _YEAR.fullmatch(word))
    number = _edition_number(edition) if edition else ""
    return Title(core, main, numbers, number, joined(core) + (f" ed{number}" if number else ""))


def agree(one: Title, other: Title) -> bool:
    """Whether two titles can be titles of one work."""
    if one.edition and other.edition and one.edition != other.edition:
        return False
    if one.core == other.core or one.key == other.key:
        return True
    if one.numbers and other.numbers and not (one.numbers <= other.numbers or other.numbers <= one.numbers):
        return False
    shorter, longer = sorted((one, other), key=lambda each: (len(each.core), each.core))
    return _begins(shorter.core, longer) or differ_in_spelling(shorter.core, longer.core)


def readable(text: str) -> str:
    """The text as people read it: NFKC, without HTML entities, and without addresses if any word is left."""
    plain = " ".join(text[:_LONGEST].split())
    plain = unicodedata.normalize("NFKC", html.unescape(plain) if "&" in plain else plain)
    bare = _ADDRESS.sub(" ", plain) if "/" in plain or ":" in plain else plain
    return bare if normalise(bare) else plain


def is_address(text: str) -> bool:
    """Whether the text is nothing but an address or identifier."""
    return _ADDRESS.fullmatch(text.strip()) is not None


def tokens(text: str) -> tuple[str, ...]:
    """The words of a title, folded; a letter of Chinese, Japanese or Korean is a word of its own."""
    for sign, pattern, spoken in _SPOKEN:
        if sign in text:
            text = pattern.sub(spoken, text)
    found = _TOKEN.findall(fold(text))
    numerals, labels = numbered("words", "titles.roman_numerals"), words("words", "titles.labels")
    for index, word in enumerate(found):
        if word in numerals and (len(word) > 1 or (index and found[index - 1] in labels)):
            found[index] = numerals[word]
    return tuple(found)


def joined(core: Sequence[str]) -> str:
    """The words without the spaces between them, for "data set" is "dataset", but "3.5" is not "35"."""
    return _SPACE.sub("", " ".join(core))


def same_letters(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the words are the same but for the spaces between them."""
    return "".join(one) == "".join(other) and joined(one) == joined(other)


def weight(core: Sequence[str]) -> float:
    """How many words there are; two letters of Chinese, Japanese or Korean count as one."""
    return sum(0.5 if "\u3040" <= word[0] <= "\ufaff" else 1.0 for word in core)


def telling(core: Sequence[str]) -> list[str]:
    """The words that say something: neither articles and the like, nor numbers."""
    small = words("words", "titles.small")
    return [word for word in core if word not in small and not word.isdigit()]


def differ_in_spelling(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two titles are the same but for spelling, small words, or a word that one leaves out."""
    mine, theirs = set(one), set(other)
    if len(mine & theirs) < SHARED * max(len(mine), len(theirs)):
        return False
    start, end = _common_ends(one, other)
    same = len(telling(one[:start])) + len(telling(one[len(one) - end :]))
    added = 0
    left, right = one[start : len(one) - end], other[start : len(other) - end]
    for tag, left_start, left_end, right_start, right_end in _differences(left, right):
        mine_only, theirs_only = _content(left[left_start:left_end]), _content(right[right_start:right_end])
        if tag == "equal":
            same += len(mine_only)
        elif mine_only and theirs_only:
            if not _spelled_alike(mine_only, theirs_only):
                return False
            same += max(len(mine_only), len(theirs_only))
        elif any(map(_changes_meaning, (*mine_only, *theirs_only))):
            return False
        else:
            added += len(mine_only) + len(theirs_only)
    return added <= _ADDED * (same + added)


def _common_ends(one: Sequence[str], other: Sequence[str]) -> tuple[int, int]:
    """How many words the two share at their start, and how many of the rest at their end."""
    shorter = min(len(one), len(other))
    start = next((index for index in range(shorter) if one[index] != other[index]), shorter)
    rest = shorter - start
    end = next((index for index in range(rest) if one[-1 - index] != other[-1 - index]), rest)
    return start, end


def _differences(one: Sequence[str], other: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    if not one and not other:
        return []
    return SequenceMatcher(None, one, other, False).get_opcodes()


def _content(core: Sequence[str]) -> list[str]:
    small = words("words", "titles.small")
    return [word for word in core if word not in small]


def _changes_meaning(word: str) -> bool:
    """Whether a word that only one of two titles has makes it the title of another work."""
    if word.isdigit():
        return not _YEAR.fullmatch(word)
    return word in words("words", "titles.negations")


def is_start(core: Sequence[str], work: Title) -> bool:
    """Whether the words are the title of the work before its subtitle, or enough of its beginning."""
    if tuple(core) == work.main:
        return len("".join(core)) >= _LETTERS_OF_MAIN
    return weight(core) >= _WORDS_OF_START and work.core[: len(core)] == tuple(core)


def _begins(shorter: tuple[str, ...], longer: Title) -> bool:
    """Whether the longer title is the shorter one with a subtitle, or with a name before it."""
    if same_letters(shorter, longer.main):
        return len("".join(shorter)) >= _LETTERS_OF_MAIN
    return is_start(shorter, longer) or (
        weight(shorter) >= _WORDS_OF_START and shorter == longer.core[len(longer.main) :]
    )


def _edition_number(match: re.Match[str]) -> str:
    found = next(group for group in match.groups() if group).lower()
    for series in ("titles.ordinals", "titles.chinese_numerals"):
        found = numbered("words", series).get(found, found)
    return found.lstrip("0")


def _spelled_alike(one: Sequence[str], other: Sequence[str]) -> bool:
    if same_letters(one, other) or _abbreviates(one, other) or _abbreviates(other, one):
        return True
    return len(one) == len(other) and all(map(_near, one, other))


def _abbreviates(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether the one word is made of beginnings of the others: LLMs, MLOps."""
    if len(short) != 1 or len(long) < 2:
        return False
    reached = {0}
    for word in long:
        reached = {
            place + length
            for place in reached
            for length in range(1, len(word) + 1)
            if short[0][place : place + length] == word[:length]
        }
    return len(short[0]) in reached or (short[0].endswith("s") and len(short[0]) - 1 in reached)


def _near(one: str, other: str) -> bool:
    """Whether two words are one: plural, British or American, a letter too few, two the wrong way round."""
    if any(map(str.isdigit, one + other)):
        return one == other
    if _squashed(one) == _squashed(other):
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < _LONG_WORD or one[0] != other[0]:
        return False
    if len(longer) == len(shorter) + 1:
        return any(longer[:index] + longer[index + 1 :] == shorter for index in range(1, len(longer)))
    swapped = (
        one[:index] + one[index + 1] + one[index] + one[index + 2 :] for index in range(1, len(one) - 1)
    )
    return len(longer) == len(shorter) and other in swapped


@lru_cache(maxsize=65536)
def _squashed(word: str) -> str:
    for written, spoken in (("z", "s"), ("our", "or"), ("ae", "e"), ("oe", "e"), ("ll", "l"), ("tre", "ter")):
        word = word.replace(written, spoken)
    if len(word) > 3:
        word = word.removesuffix("s")
        word = word.removesuffix("ie") + "y" if word.endswith("ie") else word
    return word
