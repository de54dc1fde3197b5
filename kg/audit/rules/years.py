"""KG503: one work under years too far apart to be preprint and publication."""

from __future__ import annotations

from collections.abc import Iterator

from kg.audit.corpus import Corpus
from kg.audit.findings import Remark
from kg.audit.likeness import kinds
from kg.audit.wording import counted, listed, quoted

_APART = {"doi": 2, "arxiv": 4, "rfc": 1, "pmid": 2}


def find(corpus: Corpus) -> Iterator[Remark]:
    """One remark for each identifier whose one title stands under contradicting years."""
    for identifier, mentions in corpus.by_identifier.items():
        dated = [one for one in mentions if one.is_listed and one.year.isdigit() and one.title]
        years = sorted({int(one.year) for one in dated})
        if len(years) < 2 or years[-1] - years[0] < _APART.get(identifier.scheme, 100):
            continue
        if len(kinds([one.title for one in dated])) > 1:
            continue
        files = {one.document.file for one in dated}
        yield Remark(
            "KG503",
            str(identifier),
            f"{identifier} {quoted(dated[0].title, 60)} is dated {listed(map(str, years))} in "
            f"{counted(len(files), 'document')}",
            tuple(
                one.place("year", text=f"{one.year} — {one.title}", marks=(one.year,))
                for one in sorted(dated, key=lambda one: (one.year, one.document.file))
            ),
            hint="look the work up and give every mention its year of publication",
            rank=years[-1] - years[0],
        )
