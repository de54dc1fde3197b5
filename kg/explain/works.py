"""Why mentions are one work, and why others are not."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from kg.explain.corpus import Corpus
from kg.explain.near_works import apart, near_works
from kg.explain.records import Answer, Join, Miss, Seen
from kg.identity.clusters import Cluster
from kg.identity.identifiers import Identifier
from kg.identity.mentions import SourceMention
from kg.identity.titles import title
from kg.identity.works import Why

_RULES = {
    "authority": "the authority file says so",
    "source_ref": "the fact names the source by source_ref",
    "equal titles": "the same title, under one identifier",
    "titles agree": "titles that agree, under one identifier",
    "citation": "a citation that means no other work under it",
    "citations agree": "citations that agree, under one identifier",
    "no title": "no title, and identifiers that can mean no other work",
    "equal identifiers": "no title, and the same identifiers",
    "title, year and author": "the same title, year and first author or institution",
    "title and author": "the same title and first author; only one year is given",
}


class Works:
    """The works of a corpus, to be explained."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self.iris = corpus.clusters.keys()

    def holding(self, identifier: Identifier) -> Iterator[str]:
        """The works whose mentions hold an identifier."""
        for iri, group in self._corpus.clusters.items():
            if identifier in group.owned or identifier in group.claimed:
                yield iri

    def titled(self, written: str) -> Iterator[str]:
        """The works that bear a title."""
        key = title(written).key
        for iri, group in self._corpus.clusters.items():
            if any(one.has_title and one.comparable.key == key for one in group.mentions):
                yield iri

    def nearest(self, written: str) -> list[str]:
        """The titles most like the text."""
        titles = sorted({one.title for group in self._corpus.clusters.values() for one in group.mentions})
        return difflib.get_close_matches(written, titles, n=3, cutoff=0.7)

    def answer(self, iri: str) -> Answer:
        """What was decided about a work."""
        group = self._corpus.clusters[iri]
        place = self._corpus.place
        shown = [f"{place(one.file, one.path)}" for one in group.mentions]
        return Answer(
            "work",
            iri,
            self._corpus.identity.works[iri].title,
            facts=tuple(_facts(group)),
            mentions=tuple(
                Seen(place(one.file, one.path), one.title or "(no title)", _keys(one))
                for one in group.mentions
            ),
            joins=tuple(_join(shown[one], shown[other], why) for one, other, why in group.joins),
            misses=tuple(self._misses(iri, group)),
        )

    def _misses(self, iri: str, group: Cluster) -> Iterator[Miss]:
        works = self._corpus.identity.works
        for other in near_works(iri, self._corpus.clusters):
            yield Miss(other, works[other].title, apart(group, self._corpus.clusters[other]))


def _facts(group: Cluster) -> Iterator[str]:
    if group.authority is not None:
        yield "an entry of the authority file"
    if group.owned:
        yield "identified by " + ", ".join(map(str, group.owned))
    if group.claimed:
        yield "claims, but does not own, " + ", ".join(map(str, group.claimed))
    if not group.owned and not group.claimed:
        yield "no identifier"


def _keys(mention: SourceMention) -> tuple[str, ...]:
    found = [str(identifier) for identifier in mention.identifiers]
    if mention.homepage:
        found.append(f"{mention.homepage} (a homepage, which identifies nothing)")
    if mention.is_listed:
        found += [f"year {mention.year}"] * bool(mention.year)
        found += [f"by {mention.originator}"] * bool(mention.originator)
    if mention.refers_to:
        found.append("source_ref")
    return tuple(found)


def _join(one: str, other: str, why: Why) -> Join:
    return Join(one, other, _RULES[why.rule], why.key)
