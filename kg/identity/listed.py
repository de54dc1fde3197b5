"""Which of the listed sources of a document a fact cites, found by the words that both have.

A fact is compared with those sources only that share as many words with it as
:func:`~kg.identity.citations.match` asks for. One of these is then among the rarest of the
title, whose other words are too few; by these a title is found.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence, Set
from functools import cached_property
from typing import TYPE_CHECKING

from kg.identity.citations import WHOLE, fewest_words, match, says_only
from kg.identity.wording import tokens

if TYPE_CHECKING:
    from kg.identity.mentions import SourceMention

MOST_CANDIDATES = 100
"""A word, or a title, of more sources of one document than these tells none of them."""

_AS_CREDITS = 1
"""The words of a title that tell no more than the authors and the year."""
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")

_Found = Mapping[Hashable, Sequence[int]]


class Listed:
    """The sources that a document lists, to be found by citations of them."""

    def __init__(self, mentions: Sequence[SourceMention]) -> None:
        self._mentions = mentions
        self._credits: dict[int, tuple[frozenset[str], frozenset[str]]] = {}

    def cited_by(self, mention: SourceMention) -> SourceMention | None:
        """The one source that a fact without identifier cites by its title, or by its authors and year.

        Of several, the one whose title it gives most of; None where two fit as well.
        """
        if mention.identifiers or not mention.title or not self._mentions:
            return None
        same = self._by_key.get(mention.citation.title.key, ())
        if len(same) > MOST_CANDIDATES:
            return None
        likely, are_all = self._sharing(mention.citation.bag)
        fits = {number: self._fit(mention, self._mentions[number]) for number in {*same, *likely}}
        best = max(fits.values(), default=0)
        if not are_all and best < WHOLE:
            return None
        cited = {number for number, fit in fits.items() if best and fit == best}
        if best <= _AS_CREDITS:
            cited.update(self._credited(mention))
        return self._mentions[min(cited)] if len(cited) == 1 else None

    @cached_property
    def _by_key(self) -> _Found:
        return _index((number, [one.comparable.key]) for number, one in enumerate(self._mentions))

    @cached_property
    def _by_word(self) -> _Found:
        """The titles by the rarest of their words: so many that a citation must have one of them."""
        cores = [set(one.comparable.core) if one.has_title else set() for one in self._mentions]
        counts = Counter(word for core in cores for word in core)
        return _index(
            (
                number,
                sorted(core, key=lambda word: (counts[word], word))[
                    : len(core) + 1 - math.ceil(fewest_words(self._mentions[number].comparable))
                ],
            )
            for number, core in enumerate(cores)
            if core
        )

    def _sharing(self, bag: Set[str]) -> tuple[set[int], bool]:
        """The titles that may share enough words with a citation, and whether those are all."""
        held = sorted((found for word in bag if (found := self._by_word.get(word))), key=len)
        likely: set[int] = set()
        for numbers in held:
            if len(likely) + len(numbers) > MOST_CANDIDATES:
                return likely, False
            likely.update(numbers)
        return likely, True

    def _fit(self, mention: SourceMention, one: SourceMention) -> int:
        """How surely the title of a source is in a citation; 0 where it is not."""
        if not one.has_title or mention.is_by_others(one.people):
            return 0
        fit = match(mention.citation, one.comparable)
        if mention.homepage and mention.homepage != one.homepage:
            return fit if fit >= WHOLE and not one.homepage else 0
        return fit

    @cached_property
    def _by_credit(self) -> _Found:
        return _index(
            ((number, ((one.year, word) for word in self._credits_of(number)[0])))
            for number, one in enumerate(self._mentions)
            if one.year
        )

    def _credits_of(self, number: int) -> tuple[frozenset[str], frozenset[str]]:
        """The words of the authors of a source, and those of all that it credits."""
        if number not in self._credits:
            one = self._mentions[number]
            authors = (word for author in one.authors for word in tokens(author))
            self._credits[number] = frozenset(authors), one.credits
        return self._credits[number]

    def _credited(self, mention: SourceMention) -> list[int]:
        """The sources whose authors and year a citation gives, and no more: "Smith et al. (2020)"."""
        years = set(_YEAR.findall(mention.title))
        if len(years) != 1:
            return []
        year, words = min(years), tokens(mention.title)
        found: set[int] = set()
        for numbers in (self._by_credit.get((year, word), ()) for word in frozenset(words)):
            if len(numbers) > MOST_CANDIDATES:
                return []
            found.update(numbers)
        return [
            number
            for number in sorted(found)
            if says_only(mention.title, self._credits_of(number)[1])
            and self._is_free(mention, self._mentions[number])
        ]

    def _is_free(self, mention: SourceMention, one: SourceMention) -> bool:
        """Whether neither the author that a citation begins with nor its homepage is another's."""
        is_elsewhere = bool(mention.homepage) and mention.homepage != one.homepage
        return not is_elsewhere and not mention.is_by_others(one.people)


def _index(keyed: Iterable[tuple[int, Iterable[Hashable]]]) -> _Found:
    found: dict[Hashable, list[int]] = defaultdict(list)
    for number, keys in keyed:
        for key in keys:
            found[key].append(number)
    return dict(found)
