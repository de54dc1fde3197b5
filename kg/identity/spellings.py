"""The name that a node is shown by: of all spellings in a corpus, the one that most give."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

Spelled = tuple[str, str]
"""The IRI of a node, and a spelling of its name that was seen once."""


def counted(seen: Iterable[Spelled]) -> dict[str, Counter[str]]:
    """How often each spelling of the name of each node was seen."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for iri, spelling in seen:
        found[iri][spelling] += 1
    return found


def choose(spellings: Mapping[str, int]) -> str:
    """The most frequent spelling; of several, the one with most accents and capitals, but not all."""
    return next(iter(spellings)) if len(spellings) == 1 else min(spellings.items(), key=_worth)[0]


def _worth(seen: tuple[str, int]) -> tuple[int, bool, bool, int, str]:
    """Sorts spellings, the one to show first."""
    spelling, count = seen
    return (-count, spelling.isupper(), spelling.isascii(), -sum(map(str.isupper, spelling)), spelling)
