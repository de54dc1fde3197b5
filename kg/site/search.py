"""What can be found: a script that holds every page and claim as data.

A page that was opened from disk may load a script beside it, but no data; so
the index is a script that calls one function.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from kg.site.document_page import authors
from kg.site.site import PAGE_KINDS, Site
from kg.site.words import shortened
from kg.terms import Term, lexical
from kg.vocabulary import SCHEMA

_TEXT = 400


def search_index(site: Site) -> str:
    """Entries of kind, title, address and text; a claim's title is empty, its text the claim."""
    entries = [
        entry for kind in PAGE_KINDS for one in site.of_kind(kind) for entry in _entries(site, kind, one)
    ]
    data = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    data = data.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"kgSearch({data});\n"


def _entries(site: Site, kind: str, one: Term) -> Iterator[list[str]]:
    reader = site.reader
    href = site.addresses.link(one, "")
    text = ""
    if kind == "document":
        text = shortened(reader.text(one, SCHEMA.abstract), _TEXT)
    elif kind == "source":
        text = ", ".join(filter(None, (authors(site, one), reader.text(one, SCHEMA.datePublished)[:4])))
    yield [kind, reader.label(one), href, text]
    if kind == "document":
        for claim in site.claims_of(one):
            at = site.addresses.link(one, "", lexical(claim).partition("#")[2])
            yield ["claim", reader.label(one), at, shortened(reader.text(claim, SCHEMA.text), _TEXT)]
