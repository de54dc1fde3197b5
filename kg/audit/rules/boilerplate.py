"""KG531: the same sentence about gaps or disputes in many documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kg.audit.corpus import Corpus
from kg.audit.findings import Place, Remark
from kg.audit.wording import quoted
from kg.identity.tables import is_nothing, is_placeholder_dispute
from kg.identity.text import normalise

_MANY = 5


def find(corpus: Corpus) -> Iterator[Remark]:
    """One remark for each sentence that five documents or more have."""
    found: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for document in corpus.documents:
        for index, gap in enumerate(document.known_gaps):
            if not is_nothing(gap):
                found["gap", normalise(gap)].append(Place(document.file, ("known_gaps", index), gap))
        for dispute in document.disputed_statements:
            if dispute.statement and not is_placeholder_dispute(dispute.statement):
                found["dispute", normalise(dispute.statement)].append(
                    Place(document.file, (*dispute.path, "statement"), dispute.statement)
                )
    for (kind, _), places in found.items():
        files = {place.file for place in places}
        if len(files) >= _MANY:
            yield Remark(
                "KG531",
                places[0].text,
                f"{len(files):,} documents have the same {kind}, {quoted(places[0].text)}: "
                "what fits all of them says nothing of any",
                tuple(places),
                hint="say what this document leaves out"
                if kind == "gap"
                else "say which claim is disputed, and by whom; or leave disputed_statements empty",
            )
