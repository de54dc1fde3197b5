"""KG522: facts without a source."""

from __future__ import annotations

from collections.abc import Iterator

from kg.audit.corpus import Corpus
from kg.audit.findings import Place, Remark
from kg.audit.wording import counted
from kg.identity.tables import is_nothing


def find(corpus: Corpus) -> Iterator[Remark]:
    """One remark for each document that has facts and does not say where it has them from."""
    for document in corpus.documents:
        bare = [
            fact
            for fact in document.atomic_facts
            if fact.statement
            and all(
                not text or is_nothing(text)
                for text in (fact.source_title, fact.source_url, fact.source_doi, fact.source_ref)
            )
        ]
        if bare:
            yield Remark(
                "KG522",
                document.file,
                f"{counted(len(bare), 'fact')} of {len(document.atomic_facts)} "
                f"{'names' if len(bare) == 1 else 'name'} no source, so nobody can check "
                f"{'it' if len(bare) == 1 else 'them'}",
                tuple(Place(document.file, (*fact.path, "statement"), fact.statement) for fact in bare),
                hint="give each source_title and source_url, or the source_ref of a listed source",
                rank=len(bare),
            )
