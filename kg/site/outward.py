"""Links from a source to where it is on the web."""

from __future__ import annotations

from kg.site.site import Site
from kg.site.views import Link
from kg.terms import Term
from kg.vocabulary import SCHEMA

_PLACES = {
    "https://doi.org/": "DOI",
    "https://arxiv.org/abs/": "arXiv",
    "https://www.rfc-editor.org/info/": "RFC",
    "https://pubmed.ncbi.nlm.nih.gov/": "PubMed",
    "https://orcid.org/": "ORCID",
    "https://ror.org/": "ROR",
    "http://www.wikidata.org/entity/": "Wikidata",
    "https://www.wikidata.org/entity/": "Wikidata",
    "https://www.wikidata.org/wiki/": "Wikidata",
}


def outward(site: Site, subject: Term) -> tuple[Link, ...]:
    """Where a thing is on the web: at its identifiers first, then at its addresses."""
    reader = site.reader
    found: dict[str, Link] = {}
    for address in (*reader.texts(subject, SCHEMA.sameAs), *reader.texts(subject, SCHEMA.url)):
        if not address.startswith(("http://", "https://")) or address in found:
            continue
        for start, name in _PLACES.items():
            if address.startswith(start):
                found[address] = Link(name, address)
                break
        else:
            host = address.split("/")[2].removeprefix("www.")
            found[address] = Link(host, address)
    return tuple(found.values())
