"""The words of a title or citation, made comparable."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence

from kg.identity.tables import numbered, words
from kg.identity.text import folded, normalise

CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
ADDRESS = re.compile(
    r"https?://\S+|(?:\bdoi\b\s*:?\s*)?\b10\.\d{4,9}/\S+|\barxiv\s*:\s*[\w./-]*\d{4,}(?:v\d+)?", re.IGNORECASE
)
"""A URL, DOI or arXiv id in a text."""

_TOKEN = re.compile(rf"[{CJK}]|[^\s{CJK}]+")
_SPOKEN = (
    ("++", re.compile(r"\+\+"), " plus plus "),
    ("#", re.compile(r"(?<=\w)#"), " sharp "),
    ("&", re.compile("&"), " and "),
)
_WIDE_BRACKETS = str.maketrans({"（": " (", "）": ") "})
_MARKUP = re.compile(r"</?(?:b|em|i|scp|span|strong|sub|sup|tt)\b[^<>]*>", re.IGNORECASE)
_SPACE = re.compile(r"(?<!\d) | (?!\d)")
_LONGEST = 1000


def readable(text: str) -> str:
    """The text as people read it: NFKC, without markup, and without addresses if any word is left."""
    plain = " ".join(text[:_LONGEST].split())
    if not plain.isascii():
        # One letter can stand for a sentence of 18: what is compared stays as long as it was.
        plain = unicodedata.normalize("NFKC", plain.translate(_WIDE_BRACKETS))[:_LONGEST]
    if "&" in plain or "<" in plain:
        plain = html.unescape(_MARKUP.sub("", plain))
    if "/" not in plain and ":" not in plain:
        return plain
    bare, count = ADDRESS.subn(" ", plain)
    return bare if count and normalise(bare) else plain


def is_address(text: str) -> bool:
    """Whether the text is nothing but an address or identifier."""
    return ADDRESS.fullmatch(" ".join(text.split())) is not None


def tokens(text: str) -> tuple[str, ...]:
    """The words of a title, folded; a letter of Chinese, Japanese or Korean is a word of its own."""
    for sign, pattern, spoken in _SPOKEN:
        if sign in text:
            text = pattern.sub(spoken, text)
    found = _TOKEN.findall(folded(text))
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


def is_small(word: str) -> bool:
    """Whether the word is an article, a preposition or the like."""
    return word in words("words", "titles.small")


def content(core: Sequence[str]) -> list[str]:
    """The words without articles, prepositions and the like."""
    small = words("words", "titles.small")
    return [word for word in core if word not in small]


def telling(core: Sequence[str]) -> list[str]:
    """The words that say something: neither articles and the like, nor numbers."""
    return [word for word in content(core) if not word.isdigit()]
