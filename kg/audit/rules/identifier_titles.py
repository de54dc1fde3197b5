"""KG501: one identifier under titles that have nothing to do with each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.audit.corpus import Corpus, Mention
from kg.audit.findings import Remark
from kg.audit.likeness import MOST_COMPARED, kinds, name_words, unrelated
from kg.audit.wording import counted, listed, quoted
from kg.documents.records import Source

_PART = re.compile(r"\b(?:section|chapter|appendix|sec\.)\s*\d|§", re.IGNORECASE)


def find(corpus: Corpus) -> Iterator[Remark]:
    """One remark for each DOI, arXiv id, ISBN or the like that several unrelated works claim.

    A fact is asked only where its own document does not list the identifier:
    else it is KG526 that compares the two.
    """
    for identifier, mentions in corpus.by_identifier.items():
        home = {one.document.file for one in mentions if one.is_listed}
        titled = [
            one
            for one in mentions
            if one.title and not _is_part(one) and (one.is_listed or one.document.file not in home)
        ]
        names = name_words(text for one in titled for text in (*one.authors, one.institution))
        works = _works(titled, names)
        if len(works) < 2:
            continue
        files = {mention.document.file for mention in titled}
        yield Remark(
            "KG501",
            str(identifier),
            f"{identifier} stands under {len(works)} different titles in "
            f"{counted(len(files), 'document')}: {listed((quoted(one, 70) for one in works), 3)}",
            tuple(one.place("doi", "url", "isbn") for one in _in_order(titled)),
            hint="look the identifier up: at most one of the titles is right, and the other "
            "citations may be of works that do not exist",
            rank=len(works),
        )


def _works(titled: Sequence[Mention], names: frozenset[str]) -> list[str]:
    """One title for each work that the mentions are of; only one, where they may all be of the same."""
    entries = [one for one in titled if one.is_listed]
    groups = kinds(list(dict.fromkeys(one.title for one in entries)), ignoring=names)
    first_of = {one.iri: one.title for one in reversed(entries)}
    works = list(dict.fromkeys(first_of[one.iri] for one in entries)) if len(groups) > 1 else []
    works = works or [group[0] for group in groups]
    for one in titled:
        # What identity joined to a listed work has been judged already.
        if one.is_listed or one.iri in first_of:
            continue
        if all(unrelated(work, one.title, ignoring=names, cited=True) for work in works[:MOST_COMPARED]):
            first_of[one.iri] = one.title
            works.append(one.title)
    return works


def _in_order(titled: Sequence[Mention]) -> list[Mention]:
    return sorted(titled, key=lambda one: (not one.is_listed, one.document.file))


def _is_part(mention: Mention) -> bool:
    """Whether it is a part of a work, whose title is its own: a chapter has the ISBN of the book."""
    record = mention.record
    if isinstance(record, Source) and (record.chapter or "chapter" in record.type.lower()):
        return True
    return "#" in mention.url or _PART.search(mention.title) is not None
