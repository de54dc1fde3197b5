"""Whether a citation string, as people write it beside a claim, means a work.

A citation holds authors, title, venue and year in any order and style. The
title is found in it between marks: full stops, commas, quotes, brackets,
dashes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from kg.identity.bodies import known, read_institution
from kg.identity.tables import words
from kg.identity.text import fold
from kg.identity.titles import (
    CJK,
    SHARED,
    Title,
    agree,
    differ_in_spelling,
    is_start,
    readable,
    same_letters,
    telling,
    title,
    tokens,
    weight,
)

_SENTENCE_MARK = r"[.!?;](?=\s|$)|[.!?]?[\"“”«»„]|[()\[\]【】《》「」『』〈〉。；]|\s[-–—|]+\s|——|--"
_SENTENCE = re.compile(_SENTENCE_MARK)
_MARK = re.compile(rf"{_SENTENCE_MARK}|,(?=\s|$|[{CJK}])|:(?=\s)|(?<=[{CJK}]):|[，、]")
_ET_AL = re.compile(r"\b(?:et\.?\s*al|and others|and colleagues)\b\.?|等人", re.IGNORECASE)
_VOLUME = re.compile(r"\b(?:vol(?:ume)?|no|issue|pp?|pages?)\b\.?|[\d–—:-]+")
_REFERENCES = frozenset({"al", "cf", "et", "eds", "in", "ibid", "ref", "see", "source"})
_SURE = 4.0
WHOLE = 1000
"""What :func:`match` gives at least where a citation holds the whole title of a work."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation string made comparable.

    ``words`` are all its words, ``starts`` and ``ends`` the places among them
    where a part between two marks starts and ends; ``sentences`` are the
    parts that can be a title.
    """

    title: Title
    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: frozenset[int]
    sentences: frozenset[tuple[str, ...]]


@lru_cache(maxsize=65536)
def citation(text: str) -> Citation:
    """The citation string made comparable."""
    plain = readable(text)
    found: list[str] = []
    starts: list[int] = []
    ends: set[int] = set()
    for part in _MARK.split(plain):
        if part and (more := tokens(part)):
            starts.append(len(found))
            found.extend(more)
            ends.add(len(found))
    return Citation(title(text), tuple(found), tuple(starts), frozenset(ends), frozenset(_sentences(plain)))


def match(cited: Citation, work: Title) -> int:
    """How surely a citation means a work; 0 where it does not.

    More words of the title count more, and a whole title more than the
    beginning of one.
    """
    if not work.core or (cited.title.edition and work.edition and cited.title.edition != work.edition):
        return 0
    if cited.title.key == work.key:
        return 2 * WHOLE
    if _parts_contradict(cited.words, work.core):
        return 0
    best = len(cited.title.core) if agree(cited.title, work) else 0
    length = len(work.core)
    for start in cited.starts:
        shared = _shared(cited.words, start, work.core)
        if shared == length and start + shared in cited.ends:
            return WHOLE + length
        best = max(best, _start_between_marks(cited, start, shared, work))
    if not best and _is_between_marks(cited, work):
        return length
    return best or _unmarked(cited.words, work)


def cites(cited: Citation, work: Title) -> bool:
    """Whether a citation (authors, title, venue, year in any order) can mean the work."""
    return match(cited, work) > 0


def cite_the_same(one: Citation, other: Citation) -> bool:
    """Whether two citations can mean the same work."""
    if cites(one, other.title) or cites(other, one.title):
        return True
    return any(
        not any(body.kind.is_venue for body in read_institution(" ".join(shared)))
        for shared in one.sentences & other.sentences
    )


@lru_cache(maxsize=65536)
def names_no_work(text: str) -> bool:
    """Whether a citation gives no title, but only authors, a venue, numbers: "Smith et al., Nature 2024"."""
    return not any(map(_says_something, _pieces(readable(text))))


def says_only(text: str, known_words: frozenset[str]) -> bool:
    """Whether a citation holds no word that says something besides the known ones."""
    said = frozenset(telling(tokens(readable(text)))) - _REFERENCES - words("words", "titles.months")
    return said <= known_words


def _pieces(plain: str) -> Iterator[str]:
    for sentence in _SENTENCE.split(plain):
        yield from re.split(r"[,，、]", sentence)


def _says_something(piece: str) -> bool:
    bare = _VOLUME.sub(" ", piece)
    if cut := _ET_AL.search(bare):
        # Before "et al." stand the names of authors, after it whatever follows.
        bare = bare[cut.end() :]
    left = [
        word
        for word in telling(tokens(bare))
        if word not in _REFERENCES and word not in words("words", "titles.months")
    ]
    return bool(left) and known(fold(bare)) is None


def _sentences(plain: str) -> Iterator[tuple[str, ...]]:
    """The parts between full stops and the like that are long enough for a title, and no list of names."""
    for sentence in _SENTENCE.split(plain):
        if sentence:
            pieces = [tokens(piece) for piece in sentence.split(",")]
            core = tuple(word for piece in pieces for word in piece)
            is_list = len(pieces) > 1 and max(map(weight, pieces)) < _SURE
            if weight(core) >= _SURE and len(telling(core)) >= 3 and not is_list:
                yield core


def _shared(cited: tuple[str, ...], start: int, core: tuple[str, ...]) -> int:
    """How many words of the title, from its first, stand in the citation from ``start``."""
    length = 0
    for one, other in zip(cited[start:], core, strict=False):
        if one != other:
            break
        length += 1
    return length


def _start_between_marks(cited: Citation, start: int, shared: int, work: Title) -> int:
    """The length of the beginning of the title that stands between two marks of the citation."""
    for length in range(shared, 0, -1):
        if start + length in cited.ends and is_start(work.core[:length], work):
            return length
    return 0


def _is_between_marks(cited: Citation, work: Title) -> bool:
    """Whether the title stands between two marks, in other spelling or without the name before its colon."""
    core, after = frozenset(work.core), work.core[len(work.main) :]
    fewest = SHARED * len(core)
    counts = [0, *accumulate(word in core for word in cited.words)]
    if counts[-1] < min(fewest, len(after) or fewest):
        return False
    tolerance = max(3, len(work.core) // 4)
    for start in cited.starts:
        for end in cited.ends:
            span = cited.words[start:end]
            if span and span == after and weight(span) >= _SURE:
                return True
            if counts[end] - counts[start] < fewest or abs(len(span) - len(work.core)) > tolerance:
                continue
            if same_letters(span, work.core) or differ_in_spelling(span, work.core):
                return True
    return False


def _unmarked(cited: tuple[str, ...], work: Title) -> int:
    """The length of a long title that stands in a citation without marks around it."""
    length = len(work.core)
    if weight(work.core) < _SURE:
        return 0
    for start in range(len(cited) - length + 1):
        if cited[start] == work.core[0] and cited[start : start + length] == work.core:
            return length
    return 0


def _parts_contradict(cited: tuple[str, ...], core: tuple[str, ...]) -> bool:
    """Whether one says part 1, or volume 1, and the other part 2."""
    mine, theirs = _counted(cited), _counted(core)
    return any(mine[label] != theirs[label] for label in mine.keys() & theirs.keys())


def _counted(core: tuple[str, ...]) -> dict[str, str]:
    labels = words("words", "titles.labels")
    return {label: number for label, number in pairwise(core) if label in labels and number.isdigit()}
