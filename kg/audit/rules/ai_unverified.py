"""KG544: documents that a model wrote and that nobody is said to have verified."""

from __future__ import annotations

from collections.abc import Iterator

from kg.audit.corpus import Corpus
from kg.audit.findings import Place, Remark
from kg.audit.tables import words
from kg.audit.wording import counted
from kg.documents.records import Document
from kg.identity.tables import is_nothing
from kg.identity.text import normalise


def find(corpus: Corpus) -> Iterator[Remark]:
    """One remark for all of them."""
    written = [
        document
        for document in corpus.documents
        if normalise(document.generation_method).replace(" ", "_") in words("written_by_model")
    ]
    bare = [
        document
        for document in written
        if not any(_is_somebody(who, document) for who in document.verified_by)
    ]
    if bare:
        yield Remark(
            "KG544",
            "verification",
            f"{counted(len(bare), 'document')} of {len(written):,} that a model wrote "
            f"{'names' if len(bare) == 1 else 'name'} nobody who verified the facts",
            tuple(Place(one.file, ("generation_method",), one.title) for one in bare),
            hint="let a person check the facts against their sources, and name them in verified_by",
        )


def _is_somebody(who: str, document: Document) -> bool:
    """Whether it names a person or a body, rather than the model itself or a program."""
    name = normalise(who)
    first = name.partition(" ")[0]
    if not name or is_nothing(who) or name in map(normalise, document.ai_models):
        return False
    return name not in words("programs") and first not in words("models")
