"""KG521: facts whose source stands in no list of sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from kg.audit.corpus import Corpus, Mention
from kg.audit.findings import Remark
from kg.audit.likeness import MOST_COMPARED, name_words, telling_words, unrelated
from kg.audit.wording import counted, listed, quoted
from kg.identity.identifiers import web_address


def find(corpus: Corpus) -> Iterator[Remark]:
    """One remark for each document with such facts; documents that list no source are passed over."""
    for document in corpus.documents:
        mentions = corpus.by_file[document.file]
        entries = [one for one in mentions if one.is_listed]
        facts = [one for one in mentions if not one.is_listed and (one.title or one.url or one.doi)]
        listed_here = _Listed(entries)
        stray = [one for one in facts if entries and one not in listed_here]
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


class _Listed:
    """What a document lists, by what a fact may know of it."""

    def __init__(self, entries: Sequence[Mention]) -> None:
        self._iris = {one.iri for one in entries}
        self._pages = {page for one in entries if (page := _page(one))}
        self._identifiers = {identifier for one in entries for identifier in one.identifiers}
        titled = [one for one in entries if one.title]
        self._authors = name_words(name for one in titled for name in one.authors)
        self._titles: dict[str, list[str]] = defaultdict(list)
        for title in dict.fromkeys(one.title for one in titled):
            for word in telling_words(title):
                self._titles[word].append(title)

    def __contains__(self, fact: Mention) -> bool:
        """Whether the source of a fact is among the entries."""
        return (
            fact.iri in self._iris
            or _page(fact) in self._pages
            or not self._identifiers.isdisjoint(fact.identifiers)
            or bool(fact.title and self._may_be_cited(fact.title))
        )

    def _may_be_cited(self, citation: str) -> bool:
        """Whether the citation holds words of a title, or an author's name, and no more is needed.

        Of very many titles that share a word with it, those of the rarest words are looked at alone.
        """
        said = telling_words(citation)
        if said & self._authors:
            return True
        held = sorted((len(self._titles[word]), word) for word in said if word in self._titles)
        alike = chain.from_iterable(self._titles[word] for _, word in held)
        return any(not unrelated(citation, title) for title in dict.fromkeys(islice(alike, MOST_COMPARED)))


def _page(mention: Mention) -> str:
    """The page without its query: parts of what is listed are listed."""
    address = web_address(mention.url) if mention.url else None
    return address.key.partition("?")[0] if address else ""
