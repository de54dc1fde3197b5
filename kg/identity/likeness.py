"""Whether two spellings of a name can be of one person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kg.identity.names import PersonName
from kg.identity.tables import table, words
from kg.identity.text import fold
from kg.memoized import memoized

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa"})


class Form(NamedTuple):
    """A name made comparable: folded given names, and the folded family name without spaces."""

    given: tuple[str, ...]
    family: str

    @property
    def blocks(self) -> frozenset[tuple[str, str]]:
        """The family name with each first initial that it may go by: compatible forms share one."""
        first = self.given[0] if self.given else ""
        return frozenset({(self.family, first[:1]), (self.family, _long_form(first)[:1])})


@memoized
def form(name: PersonName) -> Form:
    """The name made comparable; ``LeCun`` and ``Le Cun`` are one family name."""
    return _form(_given(name), fold(name.family))


@memoized
def transliterated(name: PersonName) -> Form | None:
    """The name with ``ae`` for ``ä`` and the like, as German names are typed; None where nothing changes."""
    given, family = name.given.lower(), name.family.lower()
    typed_given, typed_family = given.translate(_UMLAUTS), family.translate(_UMLAUTS)
    if (given, family) == (typed_given, typed_family):
        return None
    return _form(fold(typed_given).split(), fold(typed_family))


def _form(given: Sequence[str], family: str) -> Form:
    """The form of folded names; particles left behind the given names go before the family name."""
    first = len(given)
    while first > 1 and given[first - 1] in words("names", "particles"):
        first -= 1
    return Form(tuple(given[:first]), "".join((*given[first:], *family.split())))


def compatible(one: Form, other: Form) -> bool:
    """Whether the names can be of one person: each given name equal to the other's, or its initial.

    A short form stands for the whole, and middle names may be left out.
    """
    if one.family != other.family or not one.given or not other.given:
        return False
    return all(map(_fits, one.given, other.given))


def is_common(family: str) -> bool:
    """Whether so many people bear the family name that sharing it says little."""
    return family in words("names", "common")


def _fits(one: str, other: str) -> bool:
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0] or _long_form(one)[0] == _long_form(other)[0]
    return one == other or _long_form(one) == _long_form(other)


def _long_form(given: str) -> str:
    short: dict[str, str] = table("names")["short"]
    return short.get(given, given)


def _given(name: PersonName) -> list[str]:
    """The given names, each letter of ``JW`` on its own."""
    found: list[str] = []
    for part in name.given.split():
        spoken = fold(part).split()
        is_run = part.isalpha() and part.isascii() and part.isupper() and not name.family.isupper()
        found += [letter for word in spoken for letter in word] if is_run and len(part) <= 3 else spoken
    return found
