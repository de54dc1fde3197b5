"""KG542: dates that have not come yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from kg.audit.corpus import Corpus
from kg.audit.dates import first_day
from kg.audit.findings import Place, Remark
from kg.audit.wording import counted
from kg.documents.places import FieldPath
from kg.documents.records import Document

_TIME_ZONES = timedelta(days=1)


def find(corpus: Corpus) -> Iterator[Remark]:
    """One remark for each document with dates after the day of the audit.

    A source may bear the year that follows, as books do that come out in autumn.
    """
    for document in corpus.documents:
        places = tuple(
            Place(document.file, path, f"{path[-1]}: {text}", (text,))
            for path, text in _dates(document)
            if (when := first_day(text)) is not None
            and when > corpus.as_of + _TIME_ZONES
            and (path[-1] != "year" or when.year > corpus.as_of.year + 1)
        )
        if places:
            yield Remark(
                "KG542",
                document.file,
                f"{counted(len(places), 'date')} of the document "
                f"{'lies' if len(places) == 1 else 'lie'} in the future, seen from "
                f"{corpus.as_of.isoformat()}: {places[0].text}",
                places,
                hint="correct it; nobody has verified or published anything on a day to come",
                rank=len(places),
            )


def _dates(document: Document) -> Iterator[tuple[FieldPath, str]]:
    for name in ("created", "updated", "last_verified"):
        if text := getattr(document, name):
            yield (name,), text
    for fact in document.atomic_facts:
        if fact.last_verified:
            yield (*fact.path, "last_verified"), fact.last_verified
    for source in document.sources:
        if source.year:
            yield (*source.path, "year"), source.year
