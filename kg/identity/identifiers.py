"""Identifiers of works in one normal form: DOI, arXiv, ISBN, RFC, PubMed, URL.

References: DOI Handbook section 2 (syntax, case); arXiv identifier scheme
(https://info.arxiv.org/help/arxiv_identifier.html); ISO 2108 (ISBN check
digits); RFC 3986 section 6 (URL normalisation).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit


class Identifier(NamedTuple):
    """A scheme and a value in normal form; equal identifiers name the same thing."""

    scheme: str
    value: str

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}" if self.scheme != "web" else self.value


SCHEMES = ("doi", "arxiv", "isbn", "rfc", "pmid", "web")
"""Every scheme, the most telling first."""

_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_DOI_PREFIX = re.compile(r"^(?:https?://)?(?:(?:dx\.)?doi\.org/|doi:\s*|urn:doi:)", re.IGNORECASE)
_ARXIV_NEW = re.compile(r"(\d{2})(0[1-9]|1[0-2])\.(\d{4,5})(?:v\d+)?")
_ARXIV_OLD = re.compile(r"([a-z][a-z-]*)(?:\.[a-z]{2})?/(\d{2}(?:0[1-9]|1[0-2])\d{3})(?:v\d+)?")
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+)")
_ARXIV_PATH = re.compile(r"/(?:abs|pdf|html|format|ps)/(.+?)(?:\.pdf)?/?$", re.IGNORECASE)
_RFC_PATH = re.compile(r"/(?:doc/(?:html/)?|html/|rfc/|info/)?rfc(\d{1,5})(?:\.\w+)?/?$", re.IGNORECASE)
_RFC_HOSTS = frozenset({"rfc-editor.org", "datatracker.ietf.org", "tools.ietf.org", "ietf.org"})
_PUBMED = re.compile(r"^/(?:pubmed/)?(\d{1,8})/?$")
_NATURE = re.compile(
    r"^/articles/((?:s\d{5}-\d{3}-\d{4,5}-[\da-z])|(?:nature\d{4,5})|(?:sdata\.?\d+))(?:\.pdf)?/?$"
)
_DOI_IN_PATH = re.compile(r"/(10\.\d{4,9}/[^?#]+)")
_DOI_PATH_ENDING = re.compile(
    r"(?:/(?:full|abstract|abs|pdf|epdf|fulltext|html|meta|references|summary)|\.(?:pdf|full|abstract|html?))+/?$",
    re.IGNORECASE,
)
_TRACKING = re.compile(
    r"^(?:utm_.*|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|ref_src|_ga|yclid|spm)$", re.IGNORECASE
)
_HOST = re.compile(r"(?:[\w-]+\.)+[\w-]{2,}|localhost|\[[0-9a-f:.]+\]", re.IGNORECASE)
_HOME_PATH = re.compile(r"/(?:(?:index|home|default)(?:\.\w+)?|[a-z]{2}(?:[-_][a-z]{2})?)?/?", re.IGNORECASE)


def doi(text: str) -> str:
    """A DOI in lower case without prefix or resolver; empty where the text is none."""
    bare = unquote(_DOI_PREFIX.sub("", text.strip())).rstrip(".,;").lower()
    if bare.endswith(")") and "(" not in bare:
        bare = bare[:-1]
    return bare if _DOI.fullmatch(bare) else ""


def arxiv(text: str) -> str:
    """An arXiv id without version; empty where the text is none."""
    bare = text.strip().lower().removeprefix("arxiv:").strip()
    if match := _ARXIV_NEW.fullmatch(bare):
        return f"{match[1]}{match[2]}.{match[3]}"
    if match := _ARXIV_OLD.fullmatch(bare):
        return f"{match[1]}/{match[2]}"
    return ""


def isbn(text: str) -> str:
    """An ISBN-13 without hyphens, made from an ISBN-10 if need be; empty where the check digit is wrong."""
    bare = re.sub(r"[\s\u2010-\u2015-]", "", text).upper().removeprefix("ISBN").lstrip(":")
    if re.fullmatch(r"\d{9}[\dX]", bare):
        digits = [10 if digit == "X" else int(digit) for digit in bare]
        if sum(weight * digit for weight, digit in zip(range(10, 0, -1), digits, strict=True)) % 11:
            return ""
        stem = "978" + bare[:9]
        return stem + str(-_isbn13_sum(stem) % 10)
    if re.fullmatch(r"97[89]\d{10}", bare) and _isbn13_sum(bare) % 10 == 0:
        return bare
    return ""


def _isbn13_sum(digits: str) -> int:
    return sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(digits))


class WebAddress(NamedTuple):
    """A URL: ``url`` ready to follow, ``key`` equal for all spellings of it.

    ``is_homepage`` says that its path is empty or as good as that.
    """

    url: str
    key: str
    is_homepage: bool


@lru_cache(maxsize=65536)
def web_address(text: str) -> WebAddress | None:
    """The http(s) URL that the text is; None where it is none."""
    written = text.strip()
    if "://" not in written and _HOST.match(written) and " " not in written:
        written = f"https://{written}"
    try:
        parts = urlsplit(written)
        host = (parts.hostname or "").rstrip(".")
        port = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not _HOST.fullmatch(host):
        return None
    if any(character.isspace() for character in written):
        return None
    path = quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._")
    query = urlencode(
        sorted(
            pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(pair[0])
        )
    )
    place = host.removeprefix("www.") + (f":{port}" if port not in {None, 80, 443} else "")
    route = f"#{parts.fragment}" if parts.fragment.startswith(("!", "/")) else ""
    key = place + path.rstrip("/") + (f"?{query}" if query else "") + route
    return WebAddress(written, key, not query and not route and bool(_HOME_PATH.fullmatch(path or "/")))


@lru_cache(maxsize=65536)
def from_url(text: str) -> Identifier | None:
    """The most telling identifier in a URL, ``web`` where it holds no other; None where it is no URL."""
    address = web_address(text)
    if address is None:
        return None
    parts = urlsplit(address.url)
    host = (parts.hostname or "").removeprefix("www.")
    path = unquote(parts.path)
    if host in {"doi.org", "dx.doi.org"}:
        return from_doi(path.lstrip("/")) or Identifier("web", address.key)
    return _from_known_host(host, path) or _from_doi_in_path(path) or Identifier("web", address.key)


def from_doi(text: str) -> Identifier | None:
    """The identifier that a DOI is; the DOI of an arXiv paper is its arXiv id."""
    value = doi(text)
    if not value:
        return None
    if (match := _ARXIV_DOI.fullmatch(value)) and (paper := arxiv(match[1])):
        return Identifier("arxiv", paper)
    return Identifier("doi", value)


def _from_known_host(host: str, path: str) -> Identifier | None:
    if host == "arxiv.org" or host.endswith(".arxiv.org"):
        match = _ARXIV_PATH.search(path)
        paper = arxiv(match[1]) if match else ""
        return Identifier("arxiv", paper) if paper else None
    if host in _RFC_HOSTS:
        match = _RFC_PATH.search(path)
        return Identifier("rfc", str(int(match[1]))) if match else None
    if host == "pubmed.ncbi.nlm.nih.gov" or (host == "ncbi.nlm.nih.gov" and path.startswith("/pubmed/")):
        match = _PUBMED.match(path)
        return Identifier("pmid", match[1]) if match else None
    if host == "nature.com" and (match := _NATURE.match(path)):
        return Identifier("doi", f"10.1038/{match[1].lower()}")
    return None


def _from_doi_in_path(path: str) -> Identifier | None:
    match = _DOI_IN_PATH.search(path)
    if not match:
        return None
    return from_doi(_DOI_PATH_ENDING.sub("", match[1]).rstrip("/"))


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
        return "https://doi.org/" + quote(value, safe="/:;()._-")
    return {
        "arxiv": f"https://arxiv.org/abs/{value}",
        "rfc": f"https://www.rfc-editor.org/info/rfc{value}",
        "pmid": f"https://pubmed.ncbi.nlm.nih.gov/{value}/",
    }.get(scheme, "")
