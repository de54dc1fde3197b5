"""Sentences made comparable, and sentences that are nearly the same, found in near-linear time."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kg.audit.corpus import Corpus
from kg.audit.findings import Place
from kg.audit.tables import words
from kg.documents.places import FieldPath
from kg.documents.records import Document
from kg.memoized import memoized

_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_NUMBER = r"\d+(?:[.,]\d+)*"
_TOKEN = re.compile(rf"[{_CJK}]|{_NUMBER}(?![^\W\d_{_CJK}])|[^\W_{_CJK}]+(?:[.'’-][^\W_{_CJK}]+)*")
_IS_NUMBER = re.compile(_NUMBER)
_YEAR = re.compile(r"(?:1[0-9]|20)\d\d")
MASK = "#"
NEAR = 0.9
_FEWEST_TOKENS = 10
_BUSY_BLOCK = 64
_MOST_COMPARED = 256
"""A sentence is compared with so many others at most; only very long ones have more rare tokens in common."""


@dataclass(frozen=True)
class Sentence:
    """A sentence of a document, as tokens: words, numbers, Chinese, Japanese or Korean letters."""

    document: Document
    path: FieldPath
    text: str

    @property
    def tokens(self) -> tuple[str, ...]:
        """Its tokens in lower case; numbers without the commas that group them."""
        return _compared(self.text).tokens

    @property
    def masked(self) -> tuple[str, ...]:
        """Its tokens with ``#`` for each number that is a quantity or a year, not a name."""
        return _compared(self.text).masked

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers that are masked."""
        return _compared(self.text).numbers

    def place(self, marks: tuple[str, ...] = ()) -> Place:
        """Where it stands."""
        return Place(self.document.file, self.path, self.text, marks)


def statements(corpus: Corpus) -> list[Sentence]:
    """The statements of all facts."""
    return [
        Sentence(document, (*fact.path, "statement"), fact.statement)
        for document in corpus.documents
        for fact in document.atomic_facts
        if fact.statement
    ]


def is_year(number: str) -> bool:
    """Whether a number can be a year."""
    return _YEAR.fullmatch(number) is not None


def near_pairs(sentences: Sequence[Sentence]) -> Iterator[tuple[int, int]]:
    """The pairs of sentences that share at least nine tenths of their tokens (Jaccard).

    Only the rarest tokens of a sentence are indexed: of two sentences so alike
    one of those is shared (prefix filtering; Chaudhuri et al. 2006, "A
    Primitive Operator for Similarity Joins in Data Cleaning"). A token that
    stays common in spite of that parts nothing and is passed over.
    """
    sets = [frozenset(_numbered(one.tokens)) for one in sentences]
    frequency = Counter(token for tokens in sets for token in tokens)
    blocks: dict[tuple[str, int], list[int]] = defaultdict(list)
    for index, tokens in enumerate(sets):
        if len(tokens) < _FEWEST_TOKENS:
            continue
        rarest = sorted(tokens, key=lambda token: (frequency[token], token))
        seen: set[int] = set()
        for token in rarest[: len(rarest) - _least(len(rarest)) + 1]:
            block = blocks[token]
            if len(block) < _BUSY_BLOCK:
                seen.update(block)
                block.append(index)
        for other in sorted(seen)[:_MOST_COMPARED]:
            shared = len(tokens & sets[other])
            if shared >= NEAR * (len(tokens) + len(sets[other]) - shared):
                yield other, index


def _least(length: int) -> int:
    """The fewest tokens that a sentence so long shares with one as alike as that."""
    return -int(-NEAR * length // 1)


def _numbered(tokens: Sequence[str]) -> Iterator[tuple[str, int]]:
    """The tokens, each with the number of times that it stood before."""
    seen: Counter[str] = Counter()
    for token in tokens:
        yield token, seen[token]
        seen[token] += 1


class _Compared(NamedTuple):
    """A text as it is compared: its tokens, those with the numbers masked, and the numbers."""

    tokens: tuple[str, ...]
    masked: tuple[str, ...]
    numbers: tuple[str, ...]


@memoized
def _compared(text: str) -> _Compared:
    plain = text.casefold() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
    tokens = [one.replace(",", "") if _is_number(one) else one for one in _TOKEN.findall(plain)]
    masked, numbers = list(tokens), []
    for index, one in enumerate(tokens):
        if _is_number(one) and (index == 0 or tokens[index - 1] not in words("labels")):
            masked[index] = MASK
            numbers.append(one)
    return _Compared(tuple(tokens), tuple(masked), tuple(numbers))


def _is_number(token: str) -> bool:
    # Most tokens are told from a number by how they begin.
    return token[0].isdecimal() and _IS_NUMBER.fullmatch(token) is not None
