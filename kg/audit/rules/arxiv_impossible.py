"""KG511: an arXiv id that arXiv cannot have given.

The scheme: https://info.arxiv.org/help/arxiv_identifier.html. Ids are
``YYMM.NNNN`` from April 2007, ``YYMM.NNNNN`` from January 2015, and
``archive/YYMMNNN`` before, from August 1991.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from urllib.parse import unquote

from kg.audit.corpus import Corpus, Mention
from kg.audit.findings import Remark
from kg.identity import identifiers
from kg.identity.identifiers import web_address
from kg.memoized import memoized

_PATH = re.compile(r"(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/(.+)", re.IGNORECASE)
_DOI = re.compile(r".*10\.48550/arxiv\.(.+)", re.IGNORECASE)
_ENDING = re.compile(r"(?:v\d+)?(?:\.pdf)?/?$", re.IGNORECASE)
_AFTER_ID = re.compile(r"(\d{4}\.\d{4,5})(?:v\d+)?/.*")
_NEW = re.compile(r"(\d\d)(\d\d)\.(\d+)", re.ASCII)
_OLD = re.compile(r"([a-z-]+)(?:\.[a-z]{2})?/(\d\d)(\d\d)(\d{3})", re.ASCII | re.IGNORECASE)
_BUSIEST_MONTH = 60_000


def find(corpus: Corpus) -> Iterator[Remark]:
    """One remark for each impossible id."""
    found: dict[str, list[Mention]] = defaultdict(list)
    for mention in corpus.mentions:
        if paper := written_id(mention):
            found[paper].append(mention)
    for paper, mentions in sorted(found.items()):
        if reason := why_impossible(paper, corpus.as_of):
            yield Remark(
                "KG511",
                f"arxiv:{paper}",
                f"arxiv:{paper} cannot exist: {reason}",
                tuple(one.place("doi", "url") for one in mentions),
                hint="search arXiv for the title; if it is not there, take the citation out",
            )


def written_id(mention: Mention) -> str:
    """What a mention writes in the place of an arXiv id, without version; empty where it writes none."""
    return _written_id(mention.doi, mention.url)


@memoized
def _written_id(doi: str, url: str) -> str:
    written = f"{doi} {url}"
    if "arxiv" not in written.lower() and "%" not in written:
        return ""
    address = web_address(url) if url else None
    for pattern, text in ((_DOI, doi), (_DOI, url), (_PATH, address.key if address else "")):
        if match := pattern.fullmatch(unquote(text)):
            bare = _ENDING.sub("", match[1].partition("?")[0].partition("#")[0])
            # What stands after an id is a figure or a section of the paper.
            return identifiers.arxiv(bare) or _AFTER_ID.sub(r"\1", bare.lower())
    return ""


def why_impossible(paper: str, as_of: date) -> str:
    """Why arXiv cannot have given the id until that day; empty where it can."""
    if match := _NEW.fullmatch(paper):
        return _why_not_new(match, as_of)
    if match := _OLD.fullmatch(paper):
        return _why_not_old(match)
    return "arXiv ids look like 2306.11644 or hep-th/9901001"


def _why_not_new(match: re.Match[str], as_of: date) -> str:
    year, month, number = 2000 + int(match[1]), int(match[2]), match[3]
    if not 1 <= month <= 12:
        return f"there is no month {match[2]}"
    if (year, month) < (2007, 4):
        return "ids of this form begin in April 2007"
    if (year, month) > (as_of.year, as_of.month):
        return f"{year}-{match[2]} is in the future, seen from {as_of.isoformat()}"
    digits = 4 if year < 2015 else 5
    if len(number) != digits:
        return f"ids of {year} have {digits} digits after the point, not {len(number)}"
    if int(number) == 0:
        return "numbers begin at 1"
    if int(number) > _BUSIEST_MONTH:
        return f"no month has had {int(number):,} papers"
    return ""


def _why_not_old(match: re.Match[str]) -> str:
    year, month = int(match[2]), int(match[3])
    full = year + (1900 if year > 90 else 2000)
    if not 1 <= month <= 12:
        return f"there is no month {match[3]}"
    if (full, month) < (1991, 7) or (full, month) > (2007, 3):
        return "ids of this form were given from 1991 to March 2007"
    return "numbers begin at 1" if match[4] == "000" else ""
