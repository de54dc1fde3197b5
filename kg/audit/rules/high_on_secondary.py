"""KG523: high confidence that rests on secondary sources only."""

from __future__ import annotations

from collections.abc import Iterator

from kg.audit.corpus import Corpus
from kg.audit.findings import Place, Remark
from kg.audit.wording import counted


def find(corpus: Corpus) -> Iterator[Remark]:
    """One remark for each document all of whose facts of high confidence rest on secondary sources."""
    for document in corpus.documents:
        primary, secondary = (
            {corpus.identity.source_of[document.file, source.path].iri for source in sources}
            for sources in (document.primary_sources, document.secondary_sources)
        )
        high = [
            (fact, corpus.identity.source_of[document.file, fact.path].iri)
            for fact in document.atomic_facts
            if fact.confidence == "high" and (document.file, fact.path) in corpus.identity.source_of
        ]
        secondary_only = secondary - primary
        found = [fact for fact, iri in high if iri in secondary_only]
        if not found or len(found) < len(high) or document.confidence not in {"", "high"}:
            continue
        yield Remark(
            "KG523",
            document.file,
            f"{counted(len(found), 'fact')} of high confidence "
            f"{'rests' if len(found) == 1 else 'rest'} on secondary sources only",
            tuple(Place(document.file, (*fact.path, "confidence"), fact.statement) for fact in found),
            hint="cite the primary source of each, list the source among primary_sources if it is one, "
            "or lower the confidence",
            rank=len(found),
        )
