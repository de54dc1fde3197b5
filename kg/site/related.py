"""What else to read: documents that link to a document, and those that rest on the same sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kg.site import words
from kg.site.site import Site
from kg.site.views import Entry, Section
from kg.terms import Term
from kg.vocabulary import KG, SCHEMA

_SHOWN = 6
_MOST_SHARING = 200
"""What more documents than these cite says nothing about any two of them."""


def related(site: Site, me: Term, root: str) -> list[Section]:
    """Lists of other documents; those that are empty are left out."""
    reader = site.reader
    cited_by = [
        one for predicate in (SCHEMA.mentions, SCHEMA.citation) for one in reader.leading_to(me, predicate)
    ]
    named = [*reader.iris(me, KG.relatedDocument), *reader.leading_to(me, KG.relatedDocument)]
    citing = (reader.leading_to(one, SCHEMA.citation) for one in reader.iris(me, SCHEMA.citation))
    shared = Counter(
        other for documents in citing if len(documents) <= _MOST_SHARING for other in documents if other != me
    )
    for one in (*cited_by, *named):
        shared.pop(one, None)
    neighbours = sorted(shared, key=lambda one: (-shared[one], reader.label(one)))[:_SHOWN]
    sections = (
        Section("cited-by", "Cited by", _entries(site, cited_by, root)),
        Section("related", "Related", _entries(site, set(named) - set(cited_by), root)),
        Section(
            "same-evidence",
            "On the same evidence",
            [
                Entry(site.link(one, root), aside=f"{words.counted(shared[one], 'source')} in common")
                for one in neighbours
            ],
        ),
    )
    return [section for section in sections if section.entries]


def _entries(site: Site, documents: Iterable[Term], root: str) -> list[Entry]:
    unique = sorted(set(documents), key=lambda one: (site.reader.label(one), one))
    return [Entry(site.link(one, root)) for one in unique if site.reader.kind(one) == "document"]
