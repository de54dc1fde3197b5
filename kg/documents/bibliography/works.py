"""From entries of bibliographies to the sources of a document."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace

from kg.documents.bibliography import bibtex, csl, ris
from kg.documents.bibliography.entries import Bibliography, Entry
from kg.documents.coerce import Reading
from kg.documents.entries import read_records
from kg.documents.findings import Findings
from kg.documents.front_matter import Value
from kg.documents.places import FieldPath
from kg.documents.records import Source

_LATEX_OR_MARKUP = re.compile(r"</?(?:i|b|em|strong|sub|sup|sc|span)\b[^<>]*>", re.IGNORECASE)
_ADDRESSES = {
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/{}/",
    "pubmed": "https://pubmed.ncbi.nlm.nih.gov/{}/",
    "pmcid": "https://www.ncbi.nlm.nih.gov/pmc/articles/{}/",
    "pmc": "https://www.ncbi.nlm.nih.gov/pmc/articles/{}/",
    "arxiv": "https://arxiv.org/abs/{}",
    "wikidata": "https://www.wikidata.org/wiki/{}",
}
_AUTHOR_YEAR = re.compile(
    r"(?P<authors>[^()\n]{2,300}?)\s*\((?P<year>\d{4})[a-z]?(?:,[^()]*)?\)\s*[.,:]?\s*(?P<title>[^\n]+)"
)
_INITIAL = re.compile(r",\s*[^\W\d_]\.|\bet al\b")
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|\bdoi:\s*)(10\.\d{4,9}/[^\s<>\"\]]+)", re.IGNORECASE)
_ISBN = re.compile(r"\bISBN(?:-1[03])?:?\s*([\dXx][\dXx -]{8,16}[\dXx])")
_URL = re.compile(r"https?://[^\s<>\"\]]+")
_LINKED = re.compile(r"\[([^\[\]]+)\]\(<?(https?://[^\s<>()]+(?:\([^\s<>()]*\)[^\s<>()]*)*)>?[^()]*\)")
_TITLE_END = re.compile(r"(?<=[^\s.]{2})[.?!](?=\s|$)|[.,]?\s+(?=https?://|doi:|\[|<http)", re.IGNORECASE)


def source_of_entry(entry: Entry, key: str, path: FieldPath, bibliography: Bibliography) -> Source | None:
    """The source that an entry describes; None where it cannot be parsed."""
    if entry.form == bibtex.FORM:
        item = bibtex.as_csl(entry, bibliography)
    elif entry.form == ris.FORM:
        item = ris.as_csl(entry)
    else:
        item = json.loads(entry.text)
    if item is None:
        return None
    source = source_of_item(item, path)
    if source.doi.startswith("10/"):
        # A short DOI (https://shortdoi.org) is resolved as one, and is none.
        source = replace(source, doi="", url=source.url or f"https://doi.org/{source.doi}")
    return replace(source, id=key)


def source_of_item(item: Mapping[str, Value], path: FieldPath) -> Source:
    """The source that an item of CSL describes; what it says beyond that stays in the bibliography."""
    fields, _ = csl.as_fields(item)
    if "title" in fields:
        fields["title"] = " ".join(_LATEX_OR_MARKUP.sub("", str(fields["title"])).split())
    reading = Reading(Findings("", ""))
    found = read_records(reading, Source, [fields], ())
    return replace(found[0], path=path, unmapped=()) if found else Source(path)


def source_of_key(key: str, path: FieldPath) -> Source:
    """The source that a key names which says itself which work it means: ``doi:10.1000/182``."""
    scheme, _, value = key.partition(":")
    scheme, value = scheme.lower(), value.strip()
    if scheme == "doi":
        return Source(path, id=key, doi=value)
    if scheme == "isbn":
        return Source(path, id=key, isbn=value)
    if scheme in _ADDRESSES:
        if scheme in {"pmcid", "pmc"} and not value.upper().startswith("PMC"):
            value = f"PMC{value}"
        return Source(path, id=key, url=_ADDRESSES[scheme].format(value))
    return Source(path, id=key, url=value if scheme == "url" else key)


def source_of_footnote(text: str, label: str, path: FieldPath) -> Source | None:
    """The source that a footnote gives as a reference; None where it is a remark.

    A reference has a DOI or an ISBN, or begins with authors and a year in brackets, or is an
    address and nothing else.
    """
    flat = " ".join(text.split())
    doi, isbn, url = _DOI.search(flat), _ISBN.search(flat), _URL.search(flat)
    linked = _LINKED.search(flat)
    cited = _AUTHOR_YEAR.match(flat)
    address = (linked[2] if linked else url[0].rstrip(".,;:)>") if url else "") if not doi else ""
    if cited and (doi or isbn or url or _INITIAL.search(cited["authors"])):
        title = _title(cited["title"])
        year, authors = cited["year"], tuple(_authors(cited["authors"]))
    elif doi or isbn:
        title, year, authors = linked[1] if linked else _title(_without_addresses(flat)), "", ()
    elif address and not _without_addresses(flat).strip(" .,;:()<>"):
        title, year, authors = linked[1] if linked else "", "", ()
    else:
        return None
    return Source(
        path,
        id=label,
        title=title,
        year=year,
        authors=authors,
        url=address,
        doi=doi[1].rstrip(".,;:)") if doi else "",
        isbn=isbn[1].strip() if isbn else "",
    )


def _title(text: str) -> str:
    flat = " ".join(_LINKED.sub(lambda found: f"{found[1]} {found[2]}", text).split())
    end = _TITLE_END.search(flat)
    return (flat[: end.start()] if end else flat).strip(" .,;:*_\"“”'")


def _without_addresses(text: str) -> str:
    return _ISBN.sub("", _DOI.sub("", _URL.sub("", _LINKED.sub("", text))))


def _authors(written: str) -> list[str]:
    """Names as a reference has them: ``Smith, J., & Doe, B.`` are two, ``Smith, J.`` is one."""
    parts = re.split(r"\s*(?:,?\s*&|;|,?\s+and\s)\s*|(?<=\.),\s+(?=[^\W\d_]{2})", written.strip(" .,"))
    return [
        f"{one.strip()}." if re.search(r"\b[^\W\d_]$", one.strip()) and "," in one else one.strip()
        for one in parts
        if one.strip()
    ]
