"""Words of texts in any script, as the index holds them and as people ask for them.

Chinese, Japanese and Korean put no spaces where words end, so that runs of
their characters are held as overlapping pairs: 游戏引擎 as 游戏, 戏引, 引擎, 擎. A
run that is asked for is the phrase of its pairs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_UNSPACED = "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(f"[{_UNSPACED}]+")
_PIECE = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+")
_TERM = re.compile(r'(-?)"([^"]*)"|(-?)(\S+)')
_SHORTEST_BEGINNING = 3


@dataclass(frozen=True, slots=True)
class Term:
    """What is asked for: the ``pieces`` of a word or phrase, and whether it must be absent.

    The last piece of an ``open`` term may be the beginning of a word.
    """

    pieces: tuple[str, ...]
    is_open: bool
    is_excluded: bool


def folded(text: str) -> str:
    """The text without differences of case, width and accents."""
    return "".join(map(_folded, text))


def indexed(text: str) -> str:
    """The text as the index holds it: folded, runs of unspaced scripts as pairs."""
    return " ".join(token for piece in _PIECE.findall(folded(text)) for token in _tokens(piece))


def terms(asked: str) -> list[Term]:
    """The terms of what is asked for: words, "phrases", and either with a minus before it."""
    found = []
    for minus_phrase, phrase, minus_word, word in _TERM.findall(asked):
        pieces = tuple(_PIECE.findall(folded(phrase or word)))
        if pieces:
            found.append(Term(pieces, is_open=not phrase, is_excluded=bool(minus_phrase or minus_word)))
    return found


def match_expression(asked: list[Term]) -> str:
    """What is asked for in the language of FTS5 (https://sqlite.org/fts5.html, 3); empty for nothing."""
    wanted = [_phrase(term) for term in asked if not term.is_excluded]
    excluded = [_phrase(term) for term in asked if term.is_excluded]
    if not wanted:
        return ""
    expression = " AND ".join(wanted)
    return f"({expression}) NOT ({' OR '.join(excluded)})" if excluded else expression


def places(text: str, asked: list[Term]) -> list[tuple[int, int]]:
    """Where the terms stand in a text: beginning and end in characters, in order, apart from each other."""
    marks, origin = [], []
    for index, character in enumerate(text):
        piece = _folded(character)
        marks.append(piece)
        origin += [index] * len(piece)
    flat = "".join(marks)
    found = sorted(
        (origin[start], origin[end - 1] + 1)
        for term in asked
        if not term.is_excluded
        for start, end in _matches(flat, term)
    )
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _matches(flat: str, term: Term) -> Iterator[tuple[int, int]]:
    parts = []
    for number, piece in enumerate(term.pieces):
        if _RUN.fullmatch(piece):
            parts.append(re.escape(piece))
            continue
        is_open = term.is_open and number == len(term.pieces) - 1 and len(piece) >= _SHORTEST_BEGINNING
        rest = rf"[^\W_{_UNSPACED}]*" if is_open else rf"(?![^\W_{_UNSPACED}])"
        parts.append(rf"(?<![^\W_{_UNSPACED}]){re.escape(piece)}{rest}")
    for match in re.finditer(r"[\W_]*".join(parts), flat):
        yield match.span()


def _phrase(term: Term) -> str:
    tokens = []
    for piece in term.pieces:
        tokens += _tokens(piece)[:-1] if _RUN.fullmatch(piece) and len(piece) > 1 else [piece]
    last = term.pieces[-1]
    is_run = bool(_RUN.fullmatch(last))
    is_open = len(last) == 1 if is_run else term.is_open and len(last) >= _SHORTEST_BEGINNING
    return f'"{" ".join(tokens)}"{" *" if is_open else ""}'


def _tokens(piece: str) -> list[str]:
    if not _RUN.fullmatch(piece):
        return [piece]
    return [piece[index : index + 2] for index in range(len(piece))]


def _folded(character: str) -> str:
    whole = unicodedata.normalize("NFKC", character)
    if _RUN.fullmatch(whole):
        return whole
    parts = unicodedata.normalize("NFKD", whole)
    return "".join(one for one in parts if not unicodedata.combining(one)).casefold()
