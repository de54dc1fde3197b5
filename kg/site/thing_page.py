"""The views of sources, people, bodies, periodicals and topics: what they are, and what leads to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from kg.site import words
from kg.site.document_page import authors, confidence, downloads, where
from kg.site.outward import outward
from kg.site.picture import explorer_of
from kg.site.site import LISTS, Site
from kg.site.views import Entry, Link, Row, Section, ThingView
from kg.terms import Term, lexical
from kg.vocabulary import KG, SCHEMA, SKOS

_MAKES = (SCHEMA.author, SCHEMA.publisher, SCHEMA.sourceOrganization, SCHEMA.isPartOf)
_COMPANIONS = 24
_MOST_SHARING = 200
"""What more things than these share says nothing about any two of them."""
_MOST_CLAIMS = 500
"""Claims that the page of an agent shows: each author of a work would show all that rests on it."""
_IDENTIFIERS = {"arxiv": "arXiv", "doi": "DOI", "isbn": "ISBN", "pmid": "PubMed", "rfc": "RFC"}


def thing_view(site: Site, me: Term, root: str) -> ThingView:
    """The page of ``me``, whose way to the top of the site is ``root``."""
    kind = site.reader.kind(me)
    trail = [Link(site.title, f"{root}index.html")]
    if kind in LISTS:
        file, title = LISTS[kind]
        trail.append(Link(title, f"{root}{file}"))
    view = ThingView(
        title=site.reader.label(me),
        kind=words.kind_name(site.class_of(me)),
        trail=trail,
        rows=(),
        sections=(),
        downloads=downloads(site, me, root),
        outward=outward(site, me),
        explorer=explorer_of(site, me, root),
    )
    if kind == "source":
        _source(site, me, root, view)
    elif kind == "topic":
        _topic(site, me, root, view)
    else:
        _agent(site, me, root, view)
    view.rows = [row for row in view.rows if row.values]
    view.sections = [section for section in view.sections if section.entries]
    return view


def _source(site: Site, me: Term, root: str, view: ThingView) -> None:
    reader = site.reader
    who = site.links(reader.authors(me), root)
    if reader.text(me, KG.authorsTruncated) == "true":
        who.append(Link("and others"))
    on_claims = site.claims_on(me)
    cited_by = reader.leading_to(me, SCHEMA.citation)
    view.rows = [
        Row("Authors" if len(who) > 1 else "Author", who),
        Row("Published", [Link(one) for one in reader.texts(me, SCHEMA.datePublished)]),
        Row("Appeared in", site.links(reader.iris(me, SCHEMA.isPartOf), root)),
        Row("Publisher", site.links(reader.iris(me, SCHEMA.publisher), root)),
        Row("Institution", site.links(reader.iris(me, SCHEMA.sourceOrganization), root)),
        *_identifiers(site, me),
        Row("On the web", [Link(_bare(one.href), one.href) for one in view.outward]),
        Row("Claimed identifier", [Link(one) for one in reader.texts(me, KG.claimedIdentifier)]),
        Row("Also cited as", [Link(one) for one in reader.texts(me, SCHEMA.alternateName)]),
        Row("Chapter", [Link(one) for one in reader.texts(me, KG.chapter)]),
        Row("Notes", [Link(one) for one in reader.texts(me, SKOS.note)]),
        Row("Identifier here", [Link(lexical(me))]),
    ]
    view.subtitle = authors(site, me)
    view.sections = [
        Section("claims", "Claims that rest on it", _claims(site, on_claims, root)),
        Section("cited-by", "Cited by", documents(site, cited_by, root)),
    ]
    view.counts = [
        (len(on_claims), "claims rest on it" if len(on_claims) != 1 else "claim rests on it"),
        (len(cited_by), "documents cite it" if len(cited_by) != 1 else "document cites it"),
    ]


def _agent(site: Site, me: Term, root: str, view: ThingView) -> None:
    reader = site.reader
    groups = [
        ("written", "Wrote", SCHEMA.author),
        ("published", "Published", SCHEMA.publisher),
        ("produced", "Produced", SCHEMA.sourceOrganization),
        ("appeared", "Appeared here", SCHEMA.isPartOf),
        ("edited", "Edited", SCHEMA.editor),
        ("contributed", "Contributed to", SCHEMA.contributor),
    ]
    sections = [
        Section(name, title, works(site, reader.leading_to(me, predicate), root))
        for name, title, predicate in groups
    ]
    reviewed = [
        document
        for page in reader.leading_to(me, SCHEMA.reviewedBy)
        for document in reader.iris(page, SCHEMA.mainEntity)
    ]
    own = [work for predicate in _MAKES for work in reader.leading_to(me, predicate)]
    resting = _resting_on(site, own)
    is_cut = len(resting) > _MOST_CLAIMS
    rests = "Claims that rest on these works" + (f", the first {_MOST_CLAIMS}" if is_cut else "")
    view.sections = [
        *sections,
        Section("verified", "Verified", documents(site, reviewed, root)),
        Section("claims", rests, _claims(site, resting[:_MOST_CLAIMS], root)),
        Section("with", "Wrote with", _companions(site, me, root)),
    ]
    made = len({one for one in own if one in site.addresses})
    said = "claims or more rest on them" if is_cut else "claims rest on them"
    view.counts = [
        (made, "works" if made != 1 else "work"),
        (len(resting[:_MOST_CLAIMS]), said if len(resting) != 1 else "claim rests on them"),
    ]
    view.rows = [
        Row("Also called", [Link(one) for one in reader.texts(me, SCHEMA.alternateName)]),
        Row("On the web", [Link(_bare(one.href), one.href) for one in view.outward]),
        Row("Identifier here", [Link(lexical(me))]),
    ]


def _resting_on(site: Site, works: Iterable[Term]) -> list[Term]:
    """The claims that rest on works, by IRI; of more than are shown, the first and one more."""
    found: dict[Term, None] = {}
    for work in dict.fromkeys(works):
        for claim in site.claims_on(work):
            found[claim] = None
            if len(found) > _MOST_CLAIMS:
                return sorted(found)
    return sorted(found)


def _companions(site: Site, me: Term, root: str) -> list[Entry]:
    """Those who wrote works together with somebody, most works first."""
    reader = site.reader
    # Of a work of hundreds nobody is a companion; and each of them would be told of all others.
    made = reader.leading_to(me, SCHEMA.author)
    works_of_few = (one for one in made if len(reader.values(one, SCHEMA.author)) <= _MOST_SHARING)
    together = Counter(who for work in works_of_few for who in reader.authors(work) if who != me)
    ordered = sorted(together, key=lambda one: (-together[one], reader.label(one)))
    return [
        Entry(site.link(one, root), aside=words.counted(together[one], "work") if together[one] > 1 else "")
        for one in ordered[:_COMPANIONS]
    ]


def _topic(site: Site, me: Term, root: str, view: ThingView) -> None:
    reader = site.reader
    broader = reader.iris(me, SKOS.broader)
    about = reader.leading_to(me, SCHEMA.about)
    view.trail = [*view.trail, *site.links(broader, root)]
    narrower = [Entry(site.link(one, root)) for one in reader.leading_to(me, SKOS.broader)]
    view.sections = [
        Section("narrower", "Within it", narrower),
        Section("documents", "Documents", documents(site, about, root)),
        Section("often-with", "Often together with", _neighbours(site, me, about, root)),
    ]
    view.rows = [Row("Broader", site.links(broader, root)), Row("Identifier here", [Link(lexical(me))])]
    view.counts = [(len(about), "documents" if len(about) != 1 else "document")]


def _neighbours(site: Site, me: Term, about: Sequence[Term], root: str) -> list[Entry]:
    reader = site.reader
    topics = (reader.values(document, SCHEMA.about) for document in about)
    shared = Counter(other for held in topics if len(held) <= _MOST_SHARING for other in held if other != me)
    ordered = sorted(shared, key=lambda one: (-shared[one], reader.label(one)))
    return [
        Entry(site.link(one, root), aside=words.counted(shared[one], "document"))
        for one in ordered[:_COMPANIONS]
    ]


def documents(site: Site, found: Iterable[Term], root: str) -> list[Entry]:
    """Documents as entries, by name, each with how much it claims and when it was changed."""
    unique = {one for one in found if one in site.records}
    return [
        Entry(
            site.link(one, root),
            aside=words.counted(len(site.claims_of(one)), "claim"),
            text=_summary(site, one),
            confidence=confidence(site.reader, one),
        )
        for one in sorted(unique, key=lambda one: (site.reader.label(one).casefold(), one))
    ]


def _summary(site: Site, document: Term) -> str:
    found = site.summaries.get(document)
    if found is None:
        text = words.shortened(site.reader.text(document, SCHEMA.abstract), 200)
        found = site.summaries[document] = text
    return found


def works(site: Site, found: Sequence[Term], root: str) -> list[Entry]:
    """Works as entries: the newest first, each with its authors and where it appeared."""
    reader = site.reader
    unique = sorted(set(found), key=lambda one: (reader.label(one).casefold(), one))
    unique.sort(key=lambda one: reader.text(one, SCHEMA.datePublished)[:4], reverse=True)
    return [
        Entry(
            site.link(one, root),
            aside=reader.text(one, SCHEMA.datePublished)[:4],
            text=" · ".join(filter(None, (authors(site, one), where(site, one)))),
        )
        for one in unique
        if one in site.addresses
    ]


def _claims(site: Site, claims: Sequence[Term], root: str) -> list[Entry]:
    reader = site.reader
    found = []
    for one in claims:
        documents = reader.iris(one, SCHEMA.appearance)
        link = site.link(one, root)
        found.append(
            Entry(
                Link(reader.text(one, SCHEMA.text), link.href),
                aside=reader.text(one, KG.locator),
                confidence=confidence(reader, one),
                from_document=site.link(documents[0], root) if documents else None,
            )
        )
    return found


def _identifiers(site: Site, me: Term) -> Iterable[Row]:
    for node in site.reader.iris(me, SCHEMA.identifier):
        scheme = site.reader.text(node, SCHEMA.propertyID)
        yield Row(_IDENTIFIERS.get(scheme, scheme), [Link(site.reader.text(node, SCHEMA.value))])


def _bare(address: str) -> str:
    return address.partition("://")[2].removeprefix("www.").rstrip("/")
