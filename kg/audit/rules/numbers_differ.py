"""KG533: statements that are the same but for a number: at most one can be right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from kg.audit.corpus import Corpus
from kg.audit.findings import Remark
from kg.audit.sentences import Sentence, is_year, statements
from kg.audit.wording import counted, listed

_FEWEST_WORDS = 6


def find(corpus: Corpus) -> Iterator[Remark]:
    """One remark for each group of statements that contradict each other in one number."""
    alike: dict[tuple[str, ...], list[Sentence]] = defaultdict(list)
    for one in statements(corpus):
        if one.numbers and len(one.tokens) - len(one.numbers) >= _FEWEST_WORDS:
            alike[one.masked].append(one)
    for group in alike.values():
        at = _place_of_difference(group)
        if at is None:
            continue
        values = sorted({one.numbers[at] for one in group})
        files = {one.document.file for one in group}
        yield Remark(
            "KG533",
            group[0].text,
            f"{counted(len(group), 'statement')} in {counted(len(files), 'document')} differ only in a "
            f"number: {listed(values)}",
            tuple(one.place((one.numbers[at],)) for one in group),
            hint="look up which is right; where both are, say of what each is true",
            rank=len(values),
        )


def _place_of_difference(group: Sequence[Sentence]) -> int | None:
    """Which number it is that differs; None where none does, or more than one.

    Where a year differs and another number too, the statements speak of
    different times and may all be true.
    """
    columns = list(zip(*(one.numbers for one in group), strict=True))
    differing = [index for index, column in enumerate(columns) if len(set(column)) > 1]
    if len(differing) != 1:
        return None
    (at,) = differing
    years = sum(map(is_year, columns[at]))
    return at if years in {0, len(columns[at])} else None
