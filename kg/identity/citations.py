"""Whether a citation string, as people write it beside a claim, means a work.

A citation holds authors, title, venue and year in any order and style. The
title is found in it between marks: full stops, commas, quotes, brackets,
dashes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, islice, pairwise

from kg.identity.bodies import known, read_institution
from kg.identity.spelling import SHARED, differ_in_spelling
from kg.identity.tables import words
from kg.identity.text import fold
from kg.identity.titles import Title, agree, answers, starts, title
from kg.identity.wording import (
    CJK,
    content,
    is_address,
    is_small,
    readable,
    same_letters,
    telling,
    tokens,
    weight,
)
from kg.memoized import memoized

_SENTENCE_MARK = r"[.!?;](?=\s|$)|[.!?]?[\"“”«»„]|[()\[\]【】《》「」『』〈〉。；]|\s[-–—|]+\s|——|--"
_SENTENCE = re.compile(_SENTENCE_MARK)
_MARK = re.compile(rf"{_SENTENCE_MARK}|,(?=\s|$|[{CJK}])|:(?=\s)|(?<=[{CJK}]):|[，、]")
_ET_AL = re.compile(r"\b(?:et\.?\s*al|and others|and colleagues)\b\.?|等人", re.IGNORECASE)
# How a citation begins that names authors first: "Vaswani, A.", "A. Vaswani et al.", "LeCun & Hinton".
_LEAD = re.compile(
    r"(?:[^\W\d_]\.[\s-]?){0,3}(?P<name>[^\W\d_][^\W\d_'’-]*(?:['’-][^\W\d_]+)*)"
    r"(?:\s+(?:et\.?\s*al\b|and\s+others)|,?\s*(?:&|and)\s+[A-ZÀ-Þ]|,?\s+[A-ZÀ-Þ]{1,3}(?:[.,]|\s*&)"
    r"|,\s+[A-ZÀ-Þ][\w'’-]+\s*(?:,|&|and\b|et\b|[A-ZÀ-Þ]\.))"
)
_VOLUME = re.compile(r"\b(?:vol(?:ume)?|no|issue|pp?|pages?)\b\.?|[\d–—:-]+")
_REFERENCES = frozenset({"al", "cf", "et", "eds", "in", "ibid", "ref", "see", "source"})
_SURE = 4.0
_MOST_SPANS = 24
"""So many parts of a citation, in its order, are compared with a title letter by letter."""
WHOLE = 1000
"""What :func:`match` gives at least where a citation holds the whole title of a work."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation string made comparable.

    ``words`` are all its words, ``bag`` the same without order, ``starts`` and
    ``ends`` the places among them where a part between two marks starts and
    ends; ``sentences`` are the parts that can be a title.
    """

    title: Title
    words: tuple[str, ...]
    bag: frozenset[str]
    starts: tuple[int, ...]
    ends: frozenset[int]
    sentences: frozenset[tuple[str, ...]]


@memoized
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
    return Citation(
        title(text),
        tuple(found),
        frozenset(found),
        tuple(starts),
        frozenset(ends),
        frozenset(_sentences(plain)),
    )


def match(cited: Citation, work: Title) -> int:
    """How surely a citation means a work; 0 where it does not.

    More words of the title count more, and a whole title more than the
    beginning of one.
    """
    if not work.core or (cited.title.edition and work.edition and cited.title.edition != work.edition):
        return 0
    if cited.title.key == work.key:
        return 2 * WHOLE
    if len(cited.bag.intersection(work.core)) < fewest_words(work) or _is_of_another(cited, work.core):
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
    return best or _unmarked(cited, work)


def fewest_words(work: Title) -> float:
    """How many words of a title a citation of it holds at least, unless its key is that of the title."""
    return min(len(set(work.main)), SHARED * len(set(work.core)), _SURE)


def cites(cited: Citation, work: Title) -> bool:
    """Whether a citation (authors, title, venue, year in any order) can mean the work."""
    return match(cited, work) > 0


def cite_the_same(one: Citation, other: Citation) -> bool:
    """Whether two citations can mean the same work."""
    if agree(one.title, other.title) or max(match(one, other.title), match(other, one.title)) >= WHOLE:
        return True
    return any(
        not any(body.kind.is_venue for body in read_institution(" ".join(shared)))
        for shared in one.sentences & other.sentences
    )


@memoized
def names_no_work(text: str) -> bool:
    """Whether a citation gives no title, but only authors, a venue, numbers: "Smith et al., Nature 2024"."""
    return is_address(text) or not any(map(_says_something, _pieces(readable(text))))


def says_only(text: str, known_words: frozenset[str]) -> bool:
    """Whether a citation holds no word that says something besides the known ones."""
    return _said(text) <= known_words


@memoized
def _said(text: str) -> frozenset[str]:
    """The words of a citation that say something, such as names and titles."""
    return frozenset(telling(tokens(readable(text)))) - _REFERENCES - words("words", "titles.months")


@memoized
def lead(text: str) -> str:
    """The last word of the surname with which a citation begins, comparable; else empty."""
    found = _LEAD.match(readable(text))
    if found is None or known(fold(found["name"])) is not None:
        return ""
    return next(reversed(_comparable(found["name"])), "")


def surnames(text: str) -> frozenset[str]:
    """The words of a name, alike for ü, ue and u."""
    return frozenset(_comparable(text))


def _comparable(name: str) -> list[str]:
    return [word.replace("ae", "a").replace("oe", "o").replace("ue", "u") for word in fold(name).split()]


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
    """The parts of a citation that can be a title: long enough, and no list of names."""
    for sentence in _SENTENCE.split(plain):
        pieces = [tokens(piece) for piece in sentence.split(",")] if sentence else []
        for piece in pieces:
            if len(piece) > len(content(piece)) + piece.count("and") + piece.count("et"):
                yield from _long_enough(piece)
        if len(pieces) == 1 or (pieces and max(map(weight, pieces)) >= _SURE):
            yield from _long_enough(tuple(word for piece in pieces for word in piece))


def _long_enough(core: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if weight(core) >= _SURE and len(telling(core)) >= 3:
        yield core


def _shared(cited: tuple[str, ...], start: int, core: tuple[str, ...]) -> int:
    """How many words of the title, from its first, stand in the citation from ``start``."""
    length = 0
    most = min(len(core), len(cited) - start)
    while length < most and cited[start + length] == core[length]:
        length += 1
    return length


def _start_between_marks(cited: Citation, start: int, shared: int, work: Title) -> int:
    """The length of the beginning of the title that stands between two marks of the citation."""
    if not shared:
        return 0
    lengths = starts(work)
    for length in range(shared, 0, -1):
        if start + length in cited.ends and length in lengths:
            return length
    return 0


def _is_between_marks(cited: Citation, work: Title) -> bool:
    """Whether the title stands between two marks, in other spelling or without the name before its colon."""
    core, after = frozenset(work.core), work.after_main
    fewest = SHARED * len(core)
    counts = [0, *accumulate(word in core for word in cited.words)]
    if after and weight(after) >= _SURE:
        for start in cited.starts:
            end = start + len(after)
            if end in cited.ends and cited.words[start:end] == after:
                return True
    length, tolerance = len(work.core), max(3, len(work.core) // 4)
    spans = (
        cited.words[start:end]
        for start in cited.starts
        for end in range(start + max(0, length - tolerance), start + length + tolerance + 1)
        if end in cited.ends and counts[end] - counts[start] >= fewest
    )
    return any(
        same_letters(span, work.core) or differ_in_spelling(span, work.core)
        for span in islice(spans, _MOST_SPANS)
    )


def _unmarked(cited: Citation, work: Title) -> int:
    """The length of a long title that stands in a citation without marks around it, and does not go on."""
    length = len(work.core)
    if weight(work.core) < _SURE:
        return 0
    for start in range(len(cited.words) - length + 1):
        end = start + length
        if cited.words[start] != work.core[0]:
            continue
        goes_on = end not in cited.ends and is_small(cited.words[end])
        if not goes_on and cited.words[start:end] == work.core:
            return length
    return 0


def _is_of_another(cited: Citation, core: tuple[str, ...]) -> bool:
    """Whether a citation is of an answer to the work, or says part 2 where the title says part 1."""
    if any(answers(cited.words[start : start + 2]) not in {"", answers(core)} for start in cited.starts):
        return True
    mine, theirs = _counted(cited.words), _counted(core)
    return any(mine[label] != theirs[label] for label in mine.keys() & theirs.keys())


def _counted(core: tuple[str, ...]) -> dict[str, str]:
    labels = words("words", "titles.labels")
    return {label: number for label, number in pairwise(core) if label in labels and number.isdigit()}
