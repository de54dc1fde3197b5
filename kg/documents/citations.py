"""Citations in running text, as Pandoc, Quarto, MyST and Manubot write them.

``[@key]``, ``@key``, ``[-@key, p. 3]``, ``[see @a, pp. 33-35; also @b]``, ``@{key}``
(https://pandoc.org/MANUAL.html#citation-syntax), keys that say themselves which work they mean, such
as ``@doi:10.1000/182`` (https://manubot.org), and roles such as ``{cite}`` of MyST, which are turned
into the first of these (https://mystmd.org/guide/citations).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from kg.documents.sentences import beginnings

HELD_AT = "\x04"
"""Stands for an ``@`` that cites nothing: in code, in the text of a link, after a backslash."""
OPEN_MARK, CLOSE_MARK = "\x05", "\x06"
"""Stand around the mark of a footnote, which is its place in bytes, a colon and its label."""

_INSIDE = r":.#$%&\-+?<>~/"
_NAME = rf"[^\W_](?:\w|[{_INSIDE}]+(?=\w))*/?|_\w(?:\w|[{_INSIDE}]+(?=\w))*"
_AT = re.compile(rf"(?<![\w@/.\\{HELD_AT}])(-?)@(?:\{{([^{{}}\s]+)\}}|({_NAME}))")
_GROUP = re.compile(r"\[([^\[\]]*)\]")
_SELF_TELLING = re.compile(
    r"(?:doi|pmid|pubmed|pmcid|pmc|arxiv|isbn|url|wikidata):\S|https?://\S", re.IGNORECASE
)
_CROSS_REFERENCE = re.compile(
    r"(?:fig|tbl|sec|eq|lst|thm|lem|cor|prp|cnj|def|exm|exr|rem|sol|alg|nte|tip|wrn|imp|cau|tab|suppfig|vid)"
    r"(?:-|:(?!\d{4}))",
    re.IGNORECASE,
)
_LOCATOR = re.compile(
    r"\{?((?:p|pp|page|pages|ch|chap|chapter|chaps|chs|sec|sect|section|secs|§+|¶+|vol|vols|fig|figs|eq|line"
    r"|lines|l|ll|para|part|col|no|v|vv|s\.v|table|app|appendix|theorem|thm|lemma|def|definition)\b\.?\s*\S.*"
    r"|[ivxlcdm]*\d.*)",
    re.IGNORECASE | re.DOTALL,
)
# What is marked though no footnote of that label is there still has its own text after it.
_DEFINITION = re.compile(r"^ {0,3}\[@([^\[\]\s]+)\]:[ \t]*<?([^\s<>]+)>?[^\n]*$", re.MULTILINE)
_MARK = re.compile(rf"\s*{OPEN_MARK}(\d+):([^{CLOSE_MARK}]*){CLOSE_MARK}(?:\^\2\])?")
_HAS_WORDS = re.compile(r"[^\W_]")
_SPACE_BEFORE = re.compile(r"\s+(?=[.,;:!?)\]](?:\W|$))")
# "et al. [@key]." without the citation.
_TWO_STOPS = re.compile(r"(?<![.\s])\. ?\.(?![.\w])")
_ROLES = frozenset({"cite", "citep", "citet", "footcite", "citeauthor", "citeyear"})
_ROLE_PART = re.compile(r"(?:\{([^{}]*)\})?\s*([^{}]+?)\s*(?:\{([^{}]*)\})?", re.DOTALL)
_MOST_IN_SENTENCE = 5_000
"""Letters of a sentence: what is longer is no sentence."""


@dataclass(frozen=True, slots=True)
class Cite:
    """A work that a sentence cites: its key, where in the work, and what the sentence says.

    ``offset`` counts UTF-8 bytes from the body's start. ``label`` is that of the footnote which
    holds the sentence; of a mark of a footnote it is the ``key``, and ``is_mark`` is true.
    """

    key: str
    sentence: str
    locator: str = ""
    offset: int = 0
    label: str = ""
    is_mark: bool = False


@dataclass(frozen=True, slots=True)
class Citing:
    """Which texts with an ``@`` cite: those with one of the ``keys``, and those that say what they mean.

    Of other keys, those in brackets cite where ``in_brackets`` is true, all others where ``bare`` is.
    """

    keys: Set[str] = frozenset()
    in_brackets: bool = False
    bare: bool = False

    def is_key(self, key: str, *, bracketed: bool) -> bool:
        """Whether a key that stands after an ``@`` cites a work."""
        if key in self.keys or is_self_telling(key):
            return True
        return (self.in_brackets if bracketed else self.bare) and not _CROSS_REFERENCE.match(key)


def is_self_telling(key: str) -> bool:
    """Whether a key says itself which work it means: ``doi:10.1000/182``."""
    return _SELF_TELLING.match(key) is not None


def of_role(role: str, content: str) -> str:
    """A role that cites, such as ``{cite:p}`` with its keys, as Pandoc writes it; empty for another."""
    family, _, form = role.removeprefix("std:").partition(":")
    if family not in _ROLES:
        return ""
    parts = [_ROLE_PART.fullmatch(one.strip()) for one in re.split(r"[,;](?![^{}]*\})", content)]
    named = [f"{one[1] or ''} @{{{one[2]}}}{', ' + one[3] if one[3] else ''}".strip() for one in parts if one]
    if not named or any(" " in one[2] or "@" in one[2] for one in parts if one):
        return ""
    is_narrative = (form or family) in {"t", "citet", "ct", "author", "citeauthor"}
    return " ".join(named) if is_narrative and len(named) == 1 else f"[{'; '.join(named)}]"


def definitions(text: str) -> tuple[dict[str, str], str]:
    """What keys stand for (``[@tag:ml]: doi:10.1038/nature14539``), and the text without those lines."""
    if "[@" not in text or "]:" not in text:
        return {}, text
    found = {one[1]: one[2] for one in _DEFINITION.finditer(text)}
    # The lines stay, lest what follows them is counted from another.
    return found, _DEFINITION.sub(lambda one: " " * len(one[0].encode()), text) if found else text


class Scanned(NamedTuple):
    """What a block cites, and its text without citations in brackets and marks of footnotes."""

    cites: tuple[Cite, ...]
    text: str


class _Span(NamedTuple):
    """A key in a block: where the text begins and ends that is no part of the sentence."""

    start: int
    end: int
    key: str
    locator: str
    offset: int
    is_mark: bool = False


def scan(block: str, offsets: Sequence[int], citing: Citing, label: str) -> Scanned:
    """What a block of text cites.

    ``offsets`` are those of each ``@`` in it, ``label`` is that of the footnote that holds it.
    """
    spans = sorted((*_cited(block, offsets, citing), *_marks(block)), key=lambda one: (one.start, one.offset))
    if not spans:
        return Scanned((), block)
    sentences = _sentences(block, spans)
    cites: list[Cite] = []
    number = 0
    for span in spans:
        while number + 1 < len(sentences) and sentences[number + 1].start <= span.start:
            number += 1
        # What stands in brackets before a sentence belongs to the one before it.
        before = bool(number) and span.end > span.start == sentences[number].start
        said = sentences[number - before].text
        cites.append(Cite(span.key, said, span.locator, span.offset, label, span.is_mark))
    return Scanned(tuple(cites), _without(block, spans, 0, len(block)))


def _cited(block: str, offsets: Sequence[int], citing: Citing) -> Iterator[_Span]:
    """The keys of a block that cite, each with the brackets around it."""
    found = list(_AT.finditer(block))
    if not found or not offsets:
        return
    groups = list(_GROUP.finditer(block))
    position = 0
    counted = 0
    last = 0
    for index, one in enumerate(found):
        at = one.start() + len(one[1])
        counted += block.count("@", last, at)
        last = at
        key = one[2] or one[3]
        offset = offsets[min(counted, len(offsets) - 1)]
        while position < len(groups) and groups[position].end() <= at:
            position += 1
        group = groups[position] if position < len(groups) else None
        bracketed = group is not None and group.start() < at
        if not citing.is_key(key, bracketed=bracketed):
            continue
        if bracketed and group is not None:
            # Up to the next citation of the group.
            end = found[index + 1].start() if index + 1 < len(found) else len(block)
            after = block[one.end() : min(end, group.end() - 1)]
            locator = _locator(after.partition(";")[0])
            yield _Span(group.start(), group.end(), key, locator, offset)
        else:
            # The key stays in the sentence; of @key [p. 3] the brackets do not.
            yield _narrative(block, one.end(), key, group, offset)


def _narrative(block: str, end: int, key: str, group: re.Match[str] | None, offset: int) -> _Span:
    if group is None or "@" in group[1] or block[end : group.start()].strip():
        return _Span(end, end, key, "", offset)
    locator = _locator(group[1])
    return _Span(end, group.end() if locator else end, key, locator, offset)


def _locator(suffix: str) -> str:
    found = _LOCATOR.fullmatch(suffix.strip(" ,"))
    return " ".join(found[1].rstrip("}").split()) if found else ""


def _marks(block: str) -> Iterator[_Span]:
    if OPEN_MARK in block:
        for one in _MARK.finditer(block):
            yield _Span(one.start(), one.end(), one[2], "", int(one[1]), is_mark=True)


class _Sentence(NamedTuple):
    start: int
    text: str


def _sentences(block: str, spans: Sequence[_Span]) -> list[_Sentence]:
    """The sentences of a block; what has no words but citations belongs to the sentence before it."""
    starts = [0]
    position = 0
    for start in beginnings(block):
        while position < len(spans) and spans[position].end < start:
            position += 1
        if position < len(spans) and spans[position].start < start <= spans[position].end - 1:
            continue
        starts.append(start)
    found: list[_Sentence] = []
    of = _Cutting(block, spans)
    for start, end in zip(starts, (*starts[1:], len(block)), strict=True):
        text = of.between(start, end)
        if found and not _HAS_WORDS.search(text):
            continue
        found.append(_Sentence(start, shortened(text)))
    return found


def shortened(text: str) -> str:
    """A sentence, which is cut where it is far too long."""
    return text if len(text) <= _MOST_IN_SENTENCE else text[:_MOST_IN_SENTENCE].rstrip() + "…"


class _Cutting:
    """Cuts pieces out of a block from its beginning to its end, without the spans."""

    def __init__(self, block: str, spans: Sequence[_Span]) -> None:
        self._block = block
        self._spans = spans
        self._position = 0

    def between(self, start: int, end: int) -> str:
        parts: list[str] = []
        at = start
        while self._position < len(self._spans) and self._spans[self._position].start < end:
            span = self._spans[self._position]
            if span.end > at:
                parts.append(self._block[at : max(at, span.start)])
                at = span.end
            self._position += 1
        parts.append(self._block[at:end])
        return tidy("".join(parts))


def _without(block: str, spans: Sequence[_Span], start: int, end: int) -> str:
    return _Cutting(block, spans).between(start, end)


def tidy(text: str) -> str:
    """A text out of which something was cut, with its spaces and its ``@`` as they should be."""
    return _SPACE_BEFORE.sub("", _TWO_STOPS.sub(".", " ".join(text.replace(HELD_AT, "@").split())))


def fragment(*said: str) -> str:
    """The name of a citation in its document: of what it says, so that edits elsewhere leave it alone."""
    return f"cited-{hashlib.sha256(chr(0).join(said).encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
