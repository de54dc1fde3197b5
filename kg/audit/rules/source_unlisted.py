"""KG521: facts whose source stands in no list of sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.audit.corpus import Corpus, Mention
from kg.audit.findings import Remark
from kg.audit.likeness import name_words, telling_words, unrelated
from kg.audit.wording import counted, listed, quoted
from kg.identity.identifiers import web_address


def find(corpus: Corpus) -> Iterator[Remark]:
    """One remark for each document with such facts; documents that list no source are passed over."""
    for document in corpus.documents:
        mentions = corpus.by_file[document.file]
        entries = [one for one in mentions if one.is_listed]
        facts = [one for one in mentions if not one.is_listed and (one.title or one.url or one.doi)]
        stray = [one for one in facts if entries and not _is_listed(one, entries)]
        if stray:
            works = dict.fromkeys(one.title or one.url or one.doi for one in stray)
            yield Remark(
                "KG521",
                document.file,
                f"{counted(len(stray), 'fact')} of the document {'rests' if len(stray) == 1 else 'rest'} on "
                f"sources that its lists do not hold: {listed((quoted(one, 60) for one in works), 3)}",
                tuple(one.place("title", "url", "doi") for one in stray),
                hint="add the source to primary_sources or secondary_sources, or cite one that is there",
                rank=len(stray),
            )


def _is_listed(fact: Mention, entries: Sequence[Mention]) -> bool:
    if any(fact.iri == entry.iri for entry in entries):
        return True
    page = _page(fact)
    for entry in entries:
        if page and page == _page(entry):
            return True
        if fact.identifiers and not set(fact.identifiers).isdisjoint(entry.identifiers):
            return True
        if fact.title and entry.title and _may_cite(fact, entry):
            return True
    return False


def _page(mention: Mention) -> str:
    """The page without its query: parts of what is listed are listed."""
    address = web_address(mention.url) if mention.url else None
    return address.key.partition("?")[0] if address else ""


def _may_cite(fact: Mention, entry: Mention) -> bool:
    """Whether the citation holds words of the title, or the author's name, and no more is needed."""
    said = telling_words(fact.title)
    if said & name_words(entry.authors):
        return True
    return bool(said & telling_words(entry.title)) and not unrelated(fact.title, entry.title)
