"""KG512: an arXiv id whose month contradicts the year that is stated."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.audit.corpus import Corpus
from kg.audit.findings import Remark
from kg.audit.rules.arxiv_impossible import why_impossible
from kg.audit.wording import quoted

_DATED = re.compile(r"(?:[a-z-]+/)?(\d\d)(\d\d)(?:\.\d+|\d{3})", re.ASCII)
_LATE_IN_YEAR = 7
_YEARS_TO_PRINT = 5


def find(corpus: Corpus) -> Iterator[Remark]:
    """One remark for each identifier and stated year that contradict each other."""
    for identifier, mentions in corpus.by_identifier.items():
        match = _DATED.fullmatch(identifier.value) if identifier.scheme == "arxiv" else None
        if match is None or why_impossible(identifier.value, corpus.as_of):
            continue
        year, month = int(match[1]), int(match[2])
        year += 1900 if year > 90 else 2000
        wrong = [one for one in mentions if one.year.isdigit() and _contradicts(int(one.year), year, month)]
        if wrong:
            stated = sorted({one.year for one in wrong})
            yield Remark(
                "KG512",
                str(identifier),
                f"{identifier} is of {year}-{month:02}, but {quoted(wrong[0].title, 60)} is dated "
                f"{' and '.join(stated)}",
                tuple(
                    one.place("year", text=f"{one.year} — {one.title}", marks=(one.year,)) for one in wrong
                ),
                hint="open the id on arXiv: either the year or the id is of another work",
                rank=max(abs(int(one) - year) for one in stated),
            )


def _contradicts(stated: int, year: int, month: int) -> bool:
    """Whether a work of the stated year cannot well be the paper of that month.

    A paper of a December conference may reach arXiv in the next spring, and
    one that waited for its journal bears a later year.
    """
    if stated == year - 1:
        return month >= _LATE_IN_YEAR
    return stated < year or stated > year + _YEARS_TO_PRINT
