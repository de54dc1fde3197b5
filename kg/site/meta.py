"""What the head of a page says to programs: Open Graph, Highwire's citation tags, and links to other forms.

Highwire's tags are what Zotero and Google Scholar read
(https://scholar.google.com/intl/en/scholar/inclusion.html#indexing);
``describedby`` and ``alternate`` are as RFC 8288 and HTML say.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from kg.site.citation import cited_document
from kg.site.site import Site
from kg.site.views import Head, ThingView
from kg.site.words import shortened
from kg.terms import Term
from kg.vocabulary import SCHEMA

Attributes = tuple[tuple[str, str], ...]

DATA_SET: tuple[Attributes, ...] = (
    (("rel", "describedby"), ("type", "text/turtle"), ("href", "void.ttl")),
    (("rel", "alternate"), ("type", "text/turtle"), ("href", "graph.ttl")),
    (("rel", "alternate"), ("type", "application/ld+json"), ("href", "graph.jsonld")),
)
"""Links of the first page to the data set and to what is said of it."""


def document_head(site: Site, me: Term, root: str, json_ld: str) -> Head:
    """The head of the page of a document."""
    reader, stem = site.reader, site.addresses.stem(me)
    work, url = cited_document(site, me), site.addresses.url(f"{stem}.html")
    description = shortened(reader.text(me, SCHEMA.abstract)) or shortened(
        f"{work.title}: what is claimed, and on which sources it rests."
    )
    metas = _open_graph(site, work.title, description, url, "article")
    metas += [
        ("property", f"article:{name}", text)
        for name, text in (
            ("published_time", reader.text(me, SCHEMA.datePublished)),
            ("modified_time", reader.text(me, SCHEMA.dateModified)),
        )
        if text
    ]
    authors = [
        f"{who.whole_family}, {who.given}" if who.is_person and who.given else who.family
        for who in work.authors
    ]
    metas += [("name", "author", author) for author in authors[:1]]
    metas.append(("name", "citation_title", work.title))
    metas += [("name", "citation_author", author) for author in authors]
    metas += [
        ("name", f"citation_{name}", text)
        for name, text in (
            ("publication_date", (reader.text(me, SCHEMA.datePublished) or work.date)[:10].replace("-", "/")),
            ("online_date", work.date[:10].replace("-", "/")),
            ("publisher", work.publisher),
            ("language", work.language),
            ("public_url", url),
            ("abstract_html_url", url),
            ("abstract", description),
            ("keywords", "; ".join(reader.label(one) for one in reader.iris(me, SCHEMA.about))),
        )
        if text
    ]
    links = _files(stem, root, markdown=True)
    links += [
        (("rel", "license"), ("href", licence))
        for licence in reader.texts(me, SCHEMA.license)
        if licence.startswith("http")
    ]
    language = work.language or "en"
    return Head(work.title, description, url, json_ld, language, links, metas, is_document=True)


def thing_head(site: Site, me: Term, view: ThingView, root: str, json_ld: str) -> Head:
    """The head of the page of a source, a person, a body, a periodical or a topic."""
    stem = site.addresses.stem(me)
    url = site.addresses.url(f"{stem}.html")
    said = ", ".join(f"{count:,} {what}" for count, what in view.counts)
    parts = (f"{view.kind}: {view.title}", view.subtitle, said)
    description = shortened(". ".join(filter(None, parts)))
    metas = _open_graph(site, view.title, description, url, "website")
    return Head(view.title, description, url, json_ld, "en", _files(stem, root), metas)


def plain_head(
    site: Site,
    path: str,
    title: str,
    description: str,
    json_ld: str = "",
    links: Sequence[Attributes] = (),
) -> Head:
    """The head of a page that is about no single thing."""
    url = site.addresses.url("" if path == "index.html" else path)
    metas = _open_graph(site, title, description, url, "website")
    return Head(title, description, url, json_ld, "en", links, metas)


def _open_graph(site: Site, title: str, description: str, url: str, kind: str) -> list[tuple[str, str, str]]:
    said = [("title", title), ("type", kind), ("site_name", site.title), ("description", description)]
    metas = [("property", f"og:{name}", text) for name, text in [*said, ("url", url)] if text]
    return [*metas, ("name", "twitter:card", "summary")]


def _files(stem: str, root: str, *, markdown: bool = False) -> list[Attributes]:
    at = f"{root}{quote(stem)}"
    links: list[Attributes] = [
        (("rel", "describedby"), ("type", "text/turtle"), ("href", f"{at}.ttl")),
        (("rel", "alternate"), ("type", "text/turtle"), ("href", f"{at}.ttl")),
        (("rel", "alternate"), ("type", "application/ld+json"), ("href", f"{at}.jsonld")),
    ]
    if markdown:
        links.append((("rel", "alternate"), ("type", "text/markdown"), ("href", f"{at}.md")))
    return links
