"""KG543: documents that were updated before they were created."""

from __future__ import annotations

from collections.abc import Iterator

from kg.audit.corpus import Corpus
from kg.audit.dates import first_day, last_day
from kg.audit.findings import Place, Remark


def find(corpus: Corpus) -> Iterator[Remark]:
    """One remark for each document whose dates run backwards."""
    for document in corpus.documents:
        created = first_day(document.created)
        for name in ("updated", "last_verified"):
            text = getattr(document, name)
            later = last_day(text)
            if created is not None and later is not None and later < created:
                yield Remark(
                    "KG543",
                    document.file,
                    f"the document was {'updated' if name == 'updated' else 'verified'} on {text}, before it "
                    f"was created on {document.created}",
                    (
                        Place(document.file, (name,), f"{name}: {text}", (text,)),
                        Place(
                            document.file, ("created",), f"created: {document.created}", (document.created,)
                        ),
                    ),
                    hint="correct one of the two dates",
                    rank=(created - later).days,
                )
