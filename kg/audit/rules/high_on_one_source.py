"""KG525: a document of high confidence whose facts all rest on one source."""

from __future__ import annotations

from collections.abc import Iterator

from kg.audit.corpus import Corpus
from kg.audit.findings import Place, Remark
from kg.audit.wording import quoted

_FEWEST_FACTS = 3


def find(corpus: Corpus) -> Iterator[Remark]:
    """One remark for each such document of three facts or more."""
    for document in corpus.documents:
        if document.confidence != "high" or len(document.atomic_facts) < _FEWEST_FACTS:
            continue
        sources = [
            corpus.identity.source_of.get((document.file, fact.path)) for fact in document.atomic_facts
        ]
        only = sources[0]
        if only is None or any(one is None or one.iri != only.iri for one in sources):
            continue
        yield Remark(
            "KG525",
            document.file,
            f"the document is of high confidence, but its {len(sources)} facts all rest on one source, "
            f"{quoted(only.title or only.iri, 60)}",
            (
                Place(document.file, ("confidence",), document.title),
                *(Place(document.file, fact.path, fact.statement) for fact in document.atomic_facts),
            ),
            hint="find a second, independent source, or lower the confidence",
            rank=len(sources),
        )
