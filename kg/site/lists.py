"""The first page, and the pages that list all things of a kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from kg.identity.topics import topic_iri
from kg.site import words
from kg.site.document_page import authors, confidence, where
from kg.site.site import LISTS, Site
from kg.site.thing_page import documents
from kg.site.views import Entry, Link, Section
from kg.terms import Term
from kg.vocabulary import KG, SCHEMA, SKOS

_ON_FRONT = 9
_NEWEST = 6


@dataclass(frozen=True, slots=True)
class ListView:
    """A page that lists all things of a kind, in sections."""

    title: str
    about: str
    sections: Sequence[Section]
    dense: bool = False


@dataclass(frozen=True, slots=True)
class FrontView:
    """The first page: counts, documents by topic, and what was changed last."""

    title: str
    counts: Sequence[tuple[int, str, str]]
    confidences: Sequence[tuple[str, int, int]]
    topics: Sequence[tuple[Link, int, Sequence[Entry]]]
    newest: Sequence[Entry]


def front_view(site: Site) -> FrontView:
    """What the first page shows."""
    counts = site.counts
    counted = (
        (counts["documents"], "documents", "documents.html"),
        (counts["facts"], "claims", "search.html?kind=claim"),
        (len(site.of_kind("source")), "sources", "sources.html"),
        (len(site.of_kind("person")), "people", "people.html"),
        (len(site.of_kind("topic")), "topics", "topics.html"),
    )
    return FrontView(
        title=site.title,
        counts=[(count, name if count != 1 else _ONE[name], href) for count, name, href in counted if count],
        confidences=_confidences(site),
        topics=_topics(site),
        newest=_newest(site),
    )


_ONE = {
    "documents": "document",
    "claims": "claim",
    "sources": "source",
    "people": "person",
    "topics": "topic",
}


def list_views(site: Site) -> Iterator[tuple[str, ListView]]:
    """Each page that lists all things of a kind, with its path."""
    for kind, (path, title) in LISTS.items():
        found = site.of_kind(kind)
        about = f"All {words.counted(len(found), title.lower().rstrip('s'), title.lower())}."
        if kind == "document":
            sections = _by_topic(site)
        elif kind == "topic":
            sections = _topic_tree(site)
        else:
            sections = _by_letter(site, kind, found)
        yield path, ListView(title, about, sections, dense=kind != "document")


def _main_topics(site: Site) -> dict[Term, list[Term]]:
    """The topic of each document that its category names, or the first that it is about."""
    found: dict[Term, list[Term]] = {}
    for me in site.of_kind("document"):
        category = site.records[me].category
        topics = site.reader.iris(me, SCHEMA.about)
        if category and topics:
            named = f"<{topic_iri(site.base, category)}>"
            topics = [named, *topics] if named in topics else topics
        if topics:
            found.setdefault(topics[0], []).append(me)
    return found


def _topics(site: Site) -> list[tuple[Link, int, Sequence[Entry]]]:
    by_topic = sorted(_main_topics(site).items(), key=lambda one: (-len(one[1]), site.reader.label(one[0])))
    return [
        (site.link(topic, ""), len(found), documents(site, found[:_ON_FRONT], ""))
        for topic, found in by_topic
    ]


def _by_topic(site: Site) -> list[Section]:
    by_topic = _main_topics(site)
    ordered = sorted(by_topic, key=lambda one: (site.reader.label(one).casefold(), one))
    sections = [
        Section(f"topic-{number}", _path(site, topic), documents(site, by_topic[topic], ""))
        for number, topic in enumerate(ordered, start=1)
    ]
    placed = {one for found in by_topic.values() for one in found}
    others = [one for one in site.of_kind("document") if one not in placed]
    return [*sections, *([Section("others", "Others", documents(site, others, ""))] if others else [])]


def _path(site: Site, topic: Term) -> str:
    broader = site.reader.iris(topic, SKOS.broader)
    own = site.reader.label(topic)
    return f"{_path(site, broader[0])} / {own}" if broader and broader[0] != topic else own


def _topic_tree(site: Site) -> list[Section]:
    return [
        Section(
            f"letter-{number}",
            letter,
            [
                Entry(
                    site.link(one, ""),
                    aside=words.counted(len(site.reader.leading_to(one, SCHEMA.about)), "document"),
                )
                for one in members
            ],
        )
        for number, (letter, members) in enumerate(_lettered(site, site.of_kind("topic")), start=1)
    ]


def _by_letter(site: Site, kind: str, found: Sequence[Term]) -> list[Section]:
    return [
        Section(f"letter-{number}", letter, [_entry(site, kind, one) for one in members])
        for number, (letter, members) in enumerate(_lettered(site, found), start=1)
    ]


def _lettered(site: Site, found: Sequence[Term]) -> Iterator[tuple[str, list[Term]]]:
    named = sorted(
        ((words.initial(site.reader.label(one)), site.reader.label(one).casefold(), one) for one in found),
        key=lambda one: (one[0] == "#", *one),
    )
    for letter, members in groupby(named, key=lambda one: one[0]):
        yield letter, [one for _, _, one in members]


def _entry(site: Site, kind: str, one: Term) -> Entry:
    reader = site.reader
    if kind == "source":
        text = " · ".join(filter(None, (authors(site, one), where(site, one))))
        return Entry(site.link(one, ""), aside=reader.text(one, SCHEMA.datePublished)[:4], text=text)
    leading = {
        work
        for predicate in (SCHEMA.author, SCHEMA.publisher, SCHEMA.sourceOrganization)
        for work in reader.leading_to(one, predicate)
    }
    return Entry(site.link(one, ""), aside=words.counted(len(leading), "work") if leading else "")


def _confidences(site: Site) -> list[tuple[str, int, int]]:
    """Each degree of confidence with the number of claims that have it, and their share in percent."""
    counts = [
        (name, len([one for one in site.reader.leading_to(term, KG.confidence) if "#" in one]))
        for name, term in (("high", KG.high), ("medium", KG.medium), ("low", KG.low))
    ]
    total = sum(count for _, count in counts)
    return [(name, count, round(100 * count / total)) for name, count in counts if count]


def _newest(site: Site) -> list[Entry]:
    dated = [one for one in site.of_kind("document") if site.updated(one)]
    dated.sort(key=site.updated, reverse=True)
    return [
        Entry(
            site.link(one, ""),
            aside=words.date_name(site.updated(one)),
            confidence=confidence(site.reader, one),
        )
        for one in dated[:_NEWEST]
    ]
