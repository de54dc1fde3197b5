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
    bare = [document for document in written if not _somebody(document)]
    if bare:
        yield Remark(
            "KG544",
            "verification",
            f"{counted(len(bare), 'document')} of {len(written):,} that a model wrote "
            f"{'names' if len(bare) == 1 else 'name'} nobody who verified the facts",
            tuple(Place(one.file, ("generation_method",), one.title) for one in bare),
            hint="let a person check the facts against their sources, and name them in verified_by",
        )


def _somebody(document: Document) -> bool:
    """Whether somebody verified it: a person or a body, rather than the model itself or a program."""
    models = set(map(normalise, document.ai_models))
    for who in document.verified_by:
        name = normalise(who)
        first = name.partition(" ")[0]
        is_program = name in models or name in words("programs") or first in words("models")
        if name and not is_nothing(who) and not is_program:
            return True
    return False
