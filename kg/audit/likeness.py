"""Whether two titles have nothing to do with each other, as a person would judge.

Identity asks whether two titles are surely of one work, and keeps apart what
may be two. An audit accuses, so it asks the other question: only titles that
share next to no telling word are called unrelated.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from kg.audit.tables import words
from kg.identity.text import fold
from kg.identity.titles import agree, title
from kg.memoized import memoized

_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_WORD = re.compile(rf"[{_CJK}]|[^\s{_CJK}]+")
_SHARED = 0.4
_FEWEST_LISTED = 2
_FEWEST_CITED = 4
_LONG = 4
MOST_COMPARED = 64
"""A title is compared with so many others at most: each comparison takes some hundredths of a millisecond."""


@memoized
def telling_words(text: str) -> frozenset[str]:
    """The words of a title that say what it is about, without plurals, numbers and words like survey."""
    found = (word for word in _WORD.findall(fold(text)) if not word.isdigit())
    return frozenset(_singular(word) for word in found if word not in words("little"))


def unrelated(one: str, other: str, *, ignoring: frozenset[str] = frozenset(), cited: bool = False) -> bool:
    """Whether two titles cannot be of one work.

    Words in ``ignoring`` say nothing here, such as the names of the authors.
    With ``cited`` the other is a citation string, of which more has to be
    left, for it may hold no title. Titles in different scripts may be
    translations and are not called unrelated.
    """
    mine, theirs = telling_words(one) - ignoring, telling_words(other) - ignoring
    if len(mine) < _FEWEST_LISTED or len(theirs) < (_FEWEST_CITED if cited else _FEWEST_LISTED):
        return False
    if _is_cjk(mine) != _is_cjk(theirs):
        return False
    shared = _in_common(mine, theirs)
    if len(shared) >= _SHARED * min(len(mine), len(theirs)) or (cited and shared & _nickname(one, other)):
        return False
    return not agree(title(one), title(other))


def kinds(titles: Sequence[str], *, ignoring: frozenset[str] = frozenset()) -> list[list[str]]:
    """The titles, parted so that each is unrelated to the first of every other group, in order.

    Of very many groups each title is compared with the first
    :data:`MOST_COMPARED` alone: who has so many titles has invented them.
    """
    groups: list[list[str]] = []
    for text in titles:
        for group in groups[:MOST_COMPARED]:
            if not unrelated(group[0], text, ignoring=ignoring):
                group.append(text)
                break
        else:
            groups.append([text])
    return groups


def name_words(texts: Iterable[str]) -> frozenset[str]:
    """The words of names, to be ignored in titles."""
    return frozenset(word for text in texts for word in telling_words(text))


def _nickname(*texts: str) -> set[str]:
    """The one word before a colon, by which people speak of a work: "Space2Vec: Learning…"."""
    found: set[str] = set()
    for text in texts:
        before = telling_words(text.partition(": ")[0])
        found |= before if len(before) == 1 else set()
    return found


def _in_common(one: frozenset[str], other: frozenset[str]) -> set[str]:
    """The words of ``one`` that the other has too, or has as the beginning of a word or as its initials."""
    shared = set(one & other)
    # Only words that begin alike can have one stem.
    long: dict[str, list[str]] = defaultdict(list)
    for word in other:
        if len(word) >= _LONG:
            long[word[:_LONG]].append(word)
    for word in one - other:
        if any(_same_stem(word, second) for second in long.get(word[:_LONG], ())):
            shared.add(word)
    return shared


def _same_stem(one: str, other: str) -> bool:
    """Whether two long words begin alike for all but their ending: generation, generative."""
    length = max(_LONG, min(len(one), len(other)) - 3)
    return one[:length] == other[:length]


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _is_cjk(words_of: frozenset[str]) -> bool:
    return sum(word[0] > "\u2fff" for word in words_of) * 2 > len(words_of)
