"""Whether two sequences of words differ only in the way they are written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cache

from kg.identity.tables import table, words
from kg.identity.wording import content, same_letters, telling, tokens
from kg.memoized import memoized

SHARED = 0.5
"""The share of words that two titles of one work have in common at least."""

YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
MOST_WORDS = 100
"""Of titles that differ in more words than these, from the first to the last, only equal ones are one."""
_MOST_MATCHES = 400
"""How often a word of the one may stand in the other, all words together, for their order to be compared."""
_ADDED = 0.1
_LONG_WORD = 8
_BRITISH = (("z", "s"), ("our", "or"), ("ae", "e"), ("oe", "e"), ("ll", "l"), ("tre", "ter"))
_GERMAN = (("ae", "a"), ("oe", "o"), ("ue", "u"))


def differ_in_spelling(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two titles are the same but for spelling, small words, or a word that one leaves out."""
    if not _share_enough(set(one), set(other)):
        return False
    start, end = _common_ends(one, other)
    if not _is_comparable(one[start : len(one) - end], other[start : len(other) - end]):
        return False
    same = len(telling(one[:start])) + len(telling(one[len(one) - end :]))
    added = 0
    left, right = one[start : len(one) - end], other[start : len(other) - end]
    for tag, left_start, left_end, right_start, right_end in _differences(left, right):
        mine_only, theirs_only = content(left[left_start:left_end]), content(right[right_start:right_end])
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


def begin_with(word: str, others: Sequence[str]) -> bool:
    """Whether the word is made of beginnings of the others: SHACL, Shapes Constraint Language."""
    reached = {0}
    for other in others:
        reached = {
            place + length
            for place in reached
            for length in range(1, len(other) + 1)
            if word[place : place + length] == other[:length]
        }
    return len(others) > 1 and len(word) in reached


def _share_enough(mine: set[str], theirs: set[str]) -> bool:
    """Whether a longer look at two titles is worth it."""
    if len(mine & theirs) < SHARED * max(len(mine), len(theirs)):
        return False
    small = words("words", "titles.small")
    left, right = mine - theirs - small, theirs - mine - small
    if left and right and not {word[0] for word in left} & {word[0] for word in right}:
        return False
    return not (_numbers_alone(left, right) or _numbers_alone(right, left))


def _numbers_alone(some: set[str], others: set[str]) -> bool:
    """Whether there is a number among some words that is not even part of one of the others."""
    return any(
        word.isdigit() and not YEAR.fullmatch(word) and not any(word in other for other in others)
        for word in some
    )


def _common_ends(one: Sequence[str], other: Sequence[str]) -> tuple[int, int]:
    """How many words the two share at their start, and how many of the rest at their end."""
    shorter = min(len(one), len(other))
    start = next((index for index in range(shorter) if one[index] != other[index]), shorter)
    rest = shorter - start
    end = next((index for index in range(rest) if one[-1 - index] != other[-1 - index]), rest)
    return start, end


def _is_comparable(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the order of the words can be compared: of words said again and again it costs too much."""
    if max(len(one), len(other)) > MOST_WORDS:
        return False
    counts = Counter(other)
    return sum(counts[word] for word in one) <= _MOST_MATCHES


def _differences(one: Sequence[str], other: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    if not one and not other:
        return []
    return SequenceMatcher(None, one, other, False).get_opcodes()


def _changes_meaning(word: str) -> bool:
    """Whether a word that only one of two titles has makes it the title of another work."""
    if word.isdigit():
        return not YEAR.fullmatch(word)
    return word in words("words", "titles.negations")


def _spelled_alike(one: Sequence[str], other: Sequence[str]) -> bool:
    if same_letters(one, other) or _abbreviates(one, other) or _abbreviates(other, one):
        return True
    return len(one) == len(other) and all(map(_near, one, other))


def _abbreviates(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether the one word is known to stand for the others: LLMs, large language models."""
    if len(short) != 1:
        return False
    known = _acronyms().get(short[0]) or _acronyms().get(short[0].removesuffix("s"), ())
    return len(known) == len(long) and all(map(_near, known, long))


@cache
def _acronyms() -> dict[str, tuple[str, ...]]:
    return {word: tokens(meaning) for word, meaning in table("words")["acronyms"].items()}


def _near(one: str, other: str) -> bool:
    """Whether two words are one: plural, British or American, a letter too few, two the wrong way round."""
    if any(map(str.isdigit, one + other)):
        return one == other
    if any(_squashed(one, pairs) == _squashed(other, pairs) for pairs in (_BRITISH, _GERMAN)):
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


@memoized
def _squashed(word: str, pairs: tuple[tuple[str, str], ...]) -> str:
    for written, spoken in pairs:
        word = word.replace(written, spoken)
    if len(word) > 3:
        word = word.removesuffix("s")
        word = word.removesuffix("ie") + "y" if word.endswith("ie") else word
    return word
