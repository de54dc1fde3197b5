"""How a document, and each of its claims, is cited: as text, as BibTeX, as CSL JSON."""

from __future__ import annotations

import json
from dataclasses import replace

from kg.exporters.bibliography import Work, citation_key, csl, name, to_bibtex
from kg.site.site import Site
from kg.site.views import DocumentView
from kg.site.words import date_name, listed
from kg.terms import Term, lexical
from kg.vocabulary import SCHEMA
from kg.web.script import script_safe

_MOST_AUTHORS = 100
"""Authors that a citation of a document, and of each of its claims, names."""


def cited_document(site: Site, me: Term) -> Work:
    """A document as a reference of its own: without named authors, its publisher stands for them."""
    reader = site.reader
    who = reader.iris(me, SCHEMA.author) or reader.iris(me, SCHEMA.publisher)
    authors = tuple(name(reader, one) for one in who[:_MOST_AUTHORS])
    date, title = site.updated(me), site.name(me)
    publishers = reader.iris(me, SCHEMA.publisher)
    return Work(
        key=citation_key(authors, date, title),
        kind="WebPage",
        title=title,
        authors=authors,
        truncated=len(who) > _MOST_AUTHORS,
        date=date,
        container=site.title,
        publisher=reader.label(publishers[0]) if publishers else "",
        url=address(site, me),
        language=reader.text(me, SCHEMA.inLanguage),
    )


def address(site: Site, me: Term) -> str:
    """The address of a document's page on the web; its IRI, where the base is none of the web."""
    return site.addresses.url(f"{site.addresses.stem(me)}.html") or lexical(me)


def citations(site: Site, me: Term, view: DocumentView) -> str:
    """JSON for the page: for the document (under an empty key) and each claim, its three citations."""
    document = cited_document(site, me)
    found = {"": _forms(document, sentence(document))}
    for claim in view.claims:
        source = claim.source.text if claim.source else ""
        place = f"{document.url}#{claim.id}"
        cited = cited_claim(document, claim.label or claim.id, place, claim.text, source)
        found[claim.id] = _forms(cited, sentence(cited))
    return script_safe(json.dumps(found, ensure_ascii=False, separators=(",", ":")))


def cited_claim(document: Work, label: str, url: str, text: str, source: str) -> Work:
    """A claim of a document as a reference; ``source`` is the title of what it rests on, or empty."""
    rests = f"; rests on {source}" if source else ""
    key = f"{document.key}-{label}"
    return replace(
        document,
        key="".join(one if one.isalnum() or one in "-_.:" else "-" for one in key),
        title=text,
        container=document.title,
        url=url,
        note=f"Claim {label} of “{document.title}”{rests}",
    )


def _forms(work: Work, said: str) -> list[str]:
    return [said, to_bibtex([work]), json.dumps([csl(work)], ensure_ascii=False, indent=2)]


def sentence(work: Work) -> str:
    """The reference as a sentence: authors, title, where and when it appeared, address."""
    people = listed([f"{who.given} {who.whole_family} {who.suffix}".strip() for who in work.authors], 3)
    title = work.title.rstrip()
    parts = [people, f"“{title}”" if title.endswith((".", "?", "!")) else f"“{title}.”"]
    parts.append(", ".join(filter(None, (work.container, date_name(work.date)))))
    return f"{'. '.join(filter(None, parts[:1]))}{'. ' if people else ''}{parts[1]} {parts[2]}. {work.url}"
