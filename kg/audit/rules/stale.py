"""KG541: documents that nobody has verified for long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kg.audit.corpus import Corpus
from kg.audit.dates import last_day
from kg.audit.findings import Place, Remark
from kg.audit.wording import counted
from kg.documents.records import Document


def find(corpus: Corpus) -> Iterator[Remark]:
    """One remark for all of them, the oldest first; live documents that are stale come before the others."""
    for is_live in (True, False):
        old = sorted(_stale(corpus, is_live), key=lambda one: (one[0], one[1].file))
        if old:
            days = corpus.stale_after.days
            kind = "live document" if is_live else "document"
            yield Remark(
                "KG541",
                "verification",
                f"{counted(len(old), kind)} {'was' if len(old) == 1 else 'were'} last verified more than "
                f"{days:,} days before {corpus.as_of.isoformat()}; the oldest on {old[0][0].isoformat()}",
                tuple(
                    Place(document.file, ("last_verified",), f"{when.isoformat()} — {document.title}")
                    for when, document in old
                ),
                hint="check them against their sources again, and set last_verified",
                rank=int(is_live),
            )


def _stale(corpus: Corpus, is_live: bool) -> Iterator[tuple[date, Document]]:
    for document in corpus.documents:
        when = last_day(document.last_verified)
        if when is None or corpus.as_of - when <= corpus.stale_after:
            continue
        if (document.is_live_document == "true") is is_live:
            yield when, document
