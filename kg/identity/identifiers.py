"""Identifiers of works in one normal form: DOI, arXiv, ISBN, RFC, PubMed, URL.

References: DOI Handbook section 2 (syntax, case); arXiv identifier scheme
(https://info.arxiv.org/help/arxiv_identifier.html); ISO 2108 (ISBN check
digits).
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple
from urllib.parse import parse_qs, quote, unquote, urlsplit

from kg.identity.tables import table
from kg.identity.text import visible
from kg.identity.urls import WebAddress as WebAddress
from kg.identity.urls import web_address as web_address
from kg.memoized import memoized


class Identifier(NamedTuple):
    """A scheme and a value in normal form; equal identifiers name the same thing."""

    scheme: str
    value: str

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}" if self.scheme != "web" else self.value


SCHEMES = ("doi", "arxiv", "isbn", "rfc", "pmid", "web")
"""Every scheme, the most telling first."""

SINGLE = frozenset({"doi", "arxiv", "rfc", "pmid"})
"""Schemes in which a work has one identifier; it may have several ISBNs and web pages."""

_LONGEST = 2000
"""Characters of an identifier, at most: none is nearly as long."""

_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S*[^\W_]\S*", re.ASCII)
_DOI_PREFIX = re.compile(
    r"(?:https?://)?(?:www\.|dx\.)*doi\.org/|(?:info:|urn:)?doi\b\s*[:/]?\s*", re.IGNORECASE
)
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_BRACKETS = {")": "(", "]": "[", "}": "{", ">": "<"}
_ARXIV_PREFIX = re.compile(r"arxiv\s*[:.]?\s*(?=[a-z\d])", re.IGNORECASE)
_ARXIV_NOTE = re.compile(r"\s*\[[\w.-]+\]$")
_ARXIV_NEW = re.compile(r"(\d\d)(0[1-9]|1[0-2])\.(\d{4,5})(?:v\d+)?", re.ASCII)
_ARXIV_OLD = re.compile(r"([a-z-]+)(?:\.[a-z]{2})?/(\d\d(?:0[1-9]|1[0-2])\d{3})(?:v\d+)?", re.ASCII)
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+)")
_ARXIV_PATH = re.compile(r"/(?:abs|pdf|html|format|ps|src|e-print|papers?)/(.+?)(?:\.pdf)?/?$", re.IGNORECASE)
_ARXIV_HOSTS = frozenset(
    {"arxiv.org", "ar5iv.org", "alphaxiv.org", "arxiv-vanity.com", "huggingface.co", "ar5iv.labs.arxiv.org"}
)
_RFC_DOI = re.compile(r"10\.17487/rfc0*(\d{1,5})")
_RFC_PATH = re.compile(
    r"/(?:doc/(?:html/|pdf/)?|html/|pdf/|rfc/|info/)?rfc0*([1-9]\d{0,4})(?:\.\w+)?/?$", re.IGNORECASE
)
_RFC_HOSTS = frozenset({"rfc-editor.org", "datatracker.ietf.org", "tools.ietf.org", "ietf.org"})
_PUBMED = re.compile(r"/(?:m/)?(?:pubmed/)?0*([1-9]\d{0,7})/?")
_PMC = re.compile(r"/(?:pmc/)?articles/pmc(\d+)(?:/(?:pdf/.*)?)?", re.IGNORECASE)
# Articles of nature.com whose DOI is 10.1038 and the last step of the path. Of
# the numbered journals 41599 has another registrant; names such as sdata201618
# are spelled otherwise in the DOI.
_NATURE = re.compile(
    r"/articles/(s4[1-4]\d{3}-\d{3}-\d{4,5}-[\da-z]|d4\d{4}-\d{3}-\d{5}-[\da-z]|(?:nature|ncomms|srep)\d{4,5}"
    r"|nr[a-z]{1,9}\d{3,4}|n[a-z]{1,9}\.\d{1,4}|\d{3,6}[a-z]\d|\d{8})(?:\.pdf)?/?",
    re.IGNORECASE,
)
_NATURE_OTHER = "s41599-"
_DOI_IN_PATH = re.compile(r"/(10\.\d{4,9}(?:\.\d+)*/[^?#]+)", re.ASCII)
_DOI_PATH_ENDING = re.compile(
    r"(?:/(?:full|full-?text|abstract|abs|e?pdf|html?|meta|references|summary|metrics|citations|figures|tables"
    r"|suppl(?:_file|ementary-material)?(?:/.*)?)|\.(?:full|e?pdf|abstract|html?)|;jsessionid=.*)$",
    re.IGNORECASE,
)
_PREPRINT_VERSION = re.compile(r"(10\.1101/[\d.]+)v\d+")
_ISBN_PREFIX = re.compile(r"(?:urn:)?(?:e-?)?isbn(?:[-\s]?1[03](?=[:\s]))?[:\s]*", re.IGNORECASE)
_ISBN_NOTE = re.compile(r"\s*\([^()]*\)$")
_ISBN_EXAMPLES = frozenset({"123456789X", "9781234567897"})


def doi(text: str) -> str:
    """A DOI in lower case without prefix or resolver; empty where the text is none."""
    bare = _DASHES.sub("-", unicodedata.normalize("NFKC", _written(text)))
    while (shorter := _one_layer_less(bare)) != bare:
        bare = shorter
    bare = bare.lower()
    return bare if _DOI.fullmatch(bare) and bare.isprintable() else ""


def _written(text: str) -> str:
    """The text of an identifier, with one space for many; empty where it is too long for any."""
    bare = " ".join(visible(text).split())
    return bare if len(bare) <= _LONGEST else ""


def _one_layer_less(text: str) -> str:
    """The text without one layer of what is written around a DOI."""
    if match := _DOI_PREFIX.match(text):
        rest = text[match.end() :]
        return re.split(r"[?#]", rest, maxsplit=1)[0] if "/" in match[0] else rest
    if "%" in text and (decoded := unquote(text)) != text:
        return decoded
    if text and text[0] in "([{<\"'“":
        return text[1:]
    if text and text[-1] in ".,;:!?\"'”’":
        return text[:-1]
    opening = _BRACKETS.get(text[-1:], "")
    if opening and text.count(text[-1]) > text.count(opening):
        return text[:-1]
    return text.strip()


def arxiv(text: str) -> str:
    """An arXiv id without version; empty where the text is none."""
    bare = _ARXIV_NOTE.sub("", _ARXIV_PREFIX.sub("", _written(text), count=1)).lower()
    if match := _ARXIV_NEW.fullmatch(bare):
        # From 0704 on the numbers have four digits, from 1501 on five.
        month = match[1] + match[2]
        digits = 4 if month < "1501" else 5
        return f"{month}.{match[3]}" if "0704" <= month < "9101" and len(match[3]) == digits else ""
    if (match := _ARXIV_OLD.fullmatch(bare)) and match[1] in table("words")["identifiers"]["archives"]:
        return f"{match[1]}/{match[2]}"
    return ""


def isbn(text: str) -> str:
    """An ISBN-13 without hyphens, made from an ISBN-10 if need be; empty where the check digit is wrong."""
    written = _ISBN_NOTE.sub("", _ISBN_PREFIX.sub("", unicodedata.normalize("NFKC", _written(text)), count=1))
    bare = re.sub(r"[\s\u2010-\u2015\u2212-]", "", written).upper()
    if bare in _ISBN_EXAMPLES or len(set(bare)) < 2:
        return ""
    if re.fullmatch(r"[0-9]{9}[0-9X]", bare):
        digits = [10 if digit == "X" else int(digit) for digit in bare]
        if sum(weight * digit for weight, digit in zip(range(10, 0, -1), digits, strict=True)) % 11:
            return ""
        stem = "978" + bare[:9]
        return stem + str(-_isbn13_sum(stem) % 10)
    if re.fullmatch(r"97[89][0-9]{10}", bare) and _isbn13_sum(bare) % 10 == 0:
        return bare
    return ""


def _isbn13_sum(digits: str) -> int:
    return sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(digits))


def from_doi(text: str) -> Identifier | None:
    """The identifier that a DOI is; the DOI of an arXiv paper is its arXiv id, that of an RFC its number."""
    value = doi(text)
    if not value:
        return None
    if match := _ARXIV_DOI.fullmatch(value):
        paper = arxiv(match[1])
        return Identifier("arxiv", paper) if paper else None
    if match := _RFC_DOI.fullmatch(value):
        return Identifier("rfc", match[1])
    return Identifier("doi", value)


def from_text(text: str) -> Identifier | None:
    """The identifier that a bare DOI or arXiv id is; None for anything else."""
    if found := from_doi(text):
        return found
    paper = arxiv(text)
    return Identifier("arxiv", paper) if paper else None


@memoized
def from_url(text: str) -> Identifier | None:
    """The most telling identifier in a URL, ``web`` where it holds no other; None where it is no URL."""
    address = web_address(text)
    if address is None:
        return None
    parts = urlsplit(address.url)
    host = (parts.hostname or "").removeprefix("www.")
    path = unquote(parts.path)
    if len(path) > _LONGEST:
        return Identifier("web", address.key)
    found = (
        from_doi(path.lstrip("/"))
        if host in {"doi.org", "dx.doi.org"}
        else _from_known_host(host, path, parts.query) or _from_doi_in_path(path)
    )
    return found or Identifier("web", address.key)


def _from_known_host(host: str, path: str, query: str) -> Identifier | None:
    if host in _ARXIV_HOSTS or host.endswith(".arxiv.org"):
        match = _ARXIV_PATH.search(path)
        paper = arxiv(match[1]) if match else ""
        return Identifier("arxiv", paper) if paper else None
    if host in _RFC_HOSTS:
        match = _RFC_PATH.match(path)
        return Identifier("rfc", match[1]) if match else None
    if host == "nature.com":
        match = _NATURE.fullmatch(path)
        is_other = match is None or match[1].lower().startswith(_NATURE_OTHER)
        return None if match is None or is_other else Identifier("doi", f"10.1038/{match[1].lower()}")
    if host == "journals.plos.org":
        return from_doi(parse_qs(query).get("id", [""])[0])
    return _from_medicine(host, path)


def _from_medicine(host: str, path: str) -> Identifier | None:
    is_ncbi = host == "ncbi.nlm.nih.gov"
    if host in {"pmc.ncbi.nlm.nih.gov", "ncbi.nlm.nih.gov"} and (match := _PMC.fullmatch(path)):
        return Identifier("web", f"pmc.ncbi.nlm.nih.gov/articles/PMC{match[1]}")
    if host == "pubmed.ncbi.nlm.nih.gov" or (is_ncbi and path.startswith(("/pubmed/", "/m/pubmed/"))):
        found = _PUBMED.fullmatch(path)
        return Identifier("pmid", found[1]) if found else None
    return None


def _from_doi_in_path(path: str) -> Identifier | None:
    match = _DOI_IN_PATH.search(path)
    if not match:
        return None
    bare = match[1].rstrip("/")
    while (shorter := _DOI_PATH_ENDING.sub("", bare).rstrip("/")) != bare:
        bare = shorter
    version = _PREPRINT_VERSION.fullmatch(bare)
    return from_doi(version[1] if version else bare)


def canonical_url(text: str) -> str:
    """The URL itself, but one address for all forms of a page at doi.org and arxiv.org."""
    address = web_address(text)
    identifier = from_url(text)
    if address is None or identifier is None:
        return text
    if address.key.startswith(("doi.org/", "dx.doi.org/", "arxiv.org/")):
        return resolver_url(identifier) or text
    return text


def resolver_url(identifier: Identifier) -> str:
    """Where the identifier leads; empty for a scheme without a resolver."""
    scheme, value = identifier
    if scheme == "doi":
        return "https://doi.org/" + quote(value, safe="/:;()._-", errors="replace")
    return {
        "arxiv": f"https://arxiv.org/abs/{value}",
        "rfc": f"https://www.rfc-editor.org/info/rfc{value}",
        "pmid": f"https://pubmed.ncbi.nlm.nih.gov/{value}/",
    }.get(scheme, "")
