"""Files for those who come by themselves: sitemap, robots.txt, an Atom feed, llms.txt.

Formats: https://www.sitemaps.org/protocol.html, RFC 9309 (robots), RFC 4287
(Atom), https://llmstxt.org/.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from kg.outlets import for_markdown, for_markdown_link, for_xml
from kg.site.site import Site
from kg.site.words import shortened
from kg.terms import Term, lexical
from kg.vocabulary import SCHEMA

_MOST = 50_000
"""How many addresses a sitemap may hold."""

_NEWEST = 50
_DAY = re.compile(r"\d{4}(-\d\d(-\d\d(T.*(Z|[+-]\d\d:\d\d))?)?)?")
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAPS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def sitemaps(site: Site, pages: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The sitemap of pages, each with its path and last change: one file, or parts and an index."""
    entries = [
        f"<url><loc>{_xml(site.addresses.url(path))}</loc>"
        + (f"<lastmod>{changed}</lastmod>" if _DAY.fullmatch(changed) else "")
        + "</url>\n"
        for path, changed in pages
    ]
    if len(entries) <= _MOST:
        yield "sitemap.xml", f"{_XML}<urlset {_SITEMAPS}>\n{''.join(entries)}</urlset>\n"
        return
    names: list[str] = []
    for start in range(0, len(entries), _MOST):
        names.append(f"sitemap-{len(names) + 1}.xml")
        part = "".join(entries[start : start + _MOST])
        yield names[-1], f"{_XML}<urlset {_SITEMAPS}>\n{part}</urlset>\n"
    listed = "".join(f"<sitemap><loc>{_xml(site.addresses.url(name))}</loc></sitemap>\n" for name in names)
    yield "sitemap.xml", f"{_XML}<sitemapindex {_SITEMAPS}>\n{listed}</sitemapindex>\n"


def robots(site: Site) -> str:
    """Everything may be read."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {site.addresses.url('sitemap.xml')}\n"


def atom(site: Site) -> str:
    """The newest documents; empty where no document says when it was written or changed."""
    dated = [(_instant(site.updated(one)), one) for one in site.of_kind("document")]
    newest = sorted((one for one in dated if one[0]), key=lambda one: one[1])
    newest.sort(key=lambda one: one[0], reverse=True)
    if not newest:
        return ""
    feed = site.addresses.url("feed.xml")
    entries = "".join(_entry(site, changed, one) for changed, one in newest[:_NEWEST])
    author = site.settings.publisher or site.settings.author or site.title
    return (
        f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<id>{_xml(feed)}</id>\n<title>{_xml(site.title)}</title>\n<updated>{newest[0][0]}</updated>\n"
        f'<link rel="self" type="application/atom+xml" href={_quoted(feed)}/>\n'
        f'<link rel="alternate" type="text/html" href={_quoted(site.addresses.url(""))}/>\n'
        f"<author><name>{_xml(author)}</name></author>\n"
        f"{entries}</feed>\n"
    )


def _entry(site: Site, changed: str, me: Term) -> str:
    reader = site.reader
    page = site.addresses.url(f"{site.addresses.stem(me)}.html")
    published = _instant(reader.text(me, SCHEMA.datePublished))
    topics = "".join(
        f"<category term={_quoted(reader.label(one))}/>\n" for one in reader.iris(me, SCHEMA.about)
    )
    authors = "".join(
        f"<author><name>{_xml(reader.label(one))}</name></author>\n" for one in reader.iris(me, SCHEMA.author)
    )
    return (
        f"<entry>\n<id>{_xml(lexical(me))}</id>\n<title>{_xml(reader.label(me))}</title>\n"
        f"<updated>{changed}</updated>\n"
        + (f"<published>{published}</published>\n" if published else "")
        + f'<link rel="alternate" type="text/html" href={_quoted(page)}/>\n{authors}{topics}'
        f"<summary>{_xml(shortened(reader.text(me, SCHEMA.abstract), 600))}</summary>\n</entry>\n"
    )


def llms(site: Site) -> str:
    """What an agent should read: every document with its address as Markdown, by topic."""
    top = [one for one in site.of_kind("topic") if site.reader.leading_to(one, SCHEMA.about)]
    seen: set[Term] = set()
    lines = [
        f"# {for_markdown(site.title)}",
        "",
        f"> {site.summary()}, each claim with the source it rests on.",
        "",
    ]
    lines += [
        "Every page has its data beside it: replace `.html` by `.md` for Markdown, `.ttl` for Turtle,",
        "`.jsonld` for JSON-LD. `llms-full.txt` holds all documents in one file.",
        "",
    ]
    for topic in sorted(top, key=lambda one: -len(site.reader.leading_to(one, SCHEMA.about))):
        documents = [one for one in site.reader.leading_to(topic, SCHEMA.about) if one not in seen]
        seen.update(documents)
        lines += _llms_section(site, site.reader.label(topic), documents)
    lines += _llms_section(site, "Documents", [one for one in site.of_kind("document") if one not in seen])
    optional = [("The whole graph as Turtle", "graph.ttl"), ("The whole graph as JSON-LD", "graph.jsonld")]
    optional += [("What the data set holds", "void.ttl"), ("All documents in one file", "llms-full.txt")]
    lines += ["## Optional", ""]
    lines += [f"- [{name}]({site.addresses.url(path) or path})" for name, path in optional]
    return "\n".join(lines) + "\n"


def _llms_section(site: Site, title: str, documents: list[Term]) -> list[str]:
    if not documents:
        return []
    lines = [f"## {for_markdown(title)}", ""]
    for one in sorted(documents, key=lambda one: (site.reader.label(one).casefold(), one)):
        path = f"{site.addresses.stem(one)}.md"
        name = for_markdown(site.reader.label(one))
        note = for_markdown(shortened(site.reader.text(one, SCHEMA.abstract), 160))
        address = for_markdown_link(site.addresses.url(path) or path)
        lines.append(f"- [{name}]({address})" + (f": {note}" if note else ""))
    return [*lines, ""]


def _instant(date: str) -> str:
    """RFC 3339 for ISO 8601: the first instant of a day, month or year."""
    if not _DAY.fullmatch(date):
        return ""
    if "T" in date:
        return date
    return f"{date}{'-01-01'[len(date) - 4 :] if len(date) < 10 else ''}T00:00:00Z"


def _xml(text: str) -> str:
    return escape(for_xml(text))


def _quoted(text: str) -> str:
    return f'"{escape(for_xml(text), {chr(34): "&quot;"})}"'
