"""Web addresses in one normal form (RFC 3986 section 6, RFC 3987)."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, unquote_to_bytes, urlsplit

from kg.identity.text import is_mark, percent_encoded, visible

_LABEL = r"[\w-]+"
_HOST = re.compile(
    rf"(?:{_LABEL}\.)+(?:[^\W\d_]{{2,}}|xn--[\w-]+)|\d{{1,3}}(?:\.\d{{1,3}}){{3}}|localhost|[0-9a-f:.]*:[0-9a-f:.]*"
)
_WITHOUT_SCHEME = re.compile(
    rf"(?:{_LABEL}\.)+(?:[^\W\d_]{{2,}}|xn--[\w-]+)(?::\d+)?(?:[/?#]|$)", re.IGNORECASE
)
_NO_URL = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_HOME_PATH = re.compile(
    r"/?(?:[a-z]{2}(?:[-_][a-z]{2,4})?)?/?(?:(?:index|home|default|main)(?:\.\w+)?)?/?", re.IGNORECASE
)
_INDEX = re.compile(r"/index\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_TRACKING = re.compile(
    r"(?:utm_.*|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|ref_src|_ga|yclid|spm)", re.IGNORECASE
)
_AMBIGUOUS = re.compile(r"[/?#%\s\x00-\x1f\x7f]")
_DEFAULT_PORTS = frozenset({None, 80, 443})
# What RFC 3987 allows in a path, query or fragment besides letters and digits.
_ALLOWED = frozenset("-._~!$&'()*+,;=:@/?%")
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


class WebAddress(NamedTuple):
    """A URL: ``url`` ready to follow, a valid IRI; ``key`` equal for all spellings of it.

    ``is_homepage`` says that its path is empty or as good as that.
    """

    url: str
    key: str
    is_homepage: bool


@lru_cache(maxsize=65536)
def web_address(text: str) -> WebAddress | None:
    """The http(s) URL that the text is; None where it is none.

    A name and password in it are left out of ``url``.
    """
    written = visible(text).removeprefix("<").removesuffix(">")
    if written.startswith("//"):
        written = f"https:{written}"
    elif "://" not in written and _WITHOUT_SCHEME.match(written):
        written = f"https://{written}"
    if _NO_URL.search(written):
        return None
    try:
        parts = urlsplit(written)
        port = parts.port
    except ValueError:
        return None
    host = unicodedata.normalize("NFKC", parts.hostname or "").rstrip(".").lower()
    if parts.scheme not in {"http", "https"} or not _is_host(host):
        return None
    path = _path(parts.path)
    query = _query(parts.query)
    place = _place(host) + (f":{port}" if port not in _DEFAULT_PORTS else "")
    route = f"#{parts.fragment}" if parts.fragment.startswith(("!", "/")) else ""
    key = unicodedata.normalize("NFC", place + path + (f"?{query}" if query else "") + route)
    is_homepage = not query and not route and _HOME_PATH.fullmatch(path) is not None
    return WebAddress(_followable(parts, host, port), key, is_homepage)


def _is_host(host: str) -> bool:
    letters = "".join(character for character in host if not is_mark(character)) if host else ""
    return _HOST.fullmatch(letters) is not None


def _place(host: str) -> str:
    """The host without ``www.``, internationalised names in their own letters."""
    bare = host.removeprefix("www.")
    if "." not in bare:
        bare = host
    if ":" in host:
        return f"[{host}]"
    bare = re.sub(r"^([a-z-]{2,12})\.m\.(wikipedia\.org)$", r"\1.\2", bare)
    return ".".join(map(_label, bare.split("."))) if "xn--" in bare else bare


def _label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        decoded = label[4:].encode("ascii").decode("punycode").lower()
    except (UnicodeError, OverflowError):
        return label
    is_name = all(one.isalnum() or is_mark(one) or one == "-" for one in decoded)
    return decoded if is_name and not decoded.isascii() else label


def _path(written: str) -> str:
    """The path with each segment decoded as far as that leaves it what it is, without a final slash."""
    segments = [_decoded(segment) for segment in written.split("/")]
    path = "/".join(segments)
    if "." in segments or ".." in segments:
        path = posixpath.normpath(f"/{path}").replace("//", "/")
    return _INDEX.sub("", path).rstrip("/")


def _query(written: str) -> str:
    """The parameters sorted, without those that only follow readers about."""
    if not written:
        return ""
    pairs = parse_qsl(written, keep_blank_values=True, errors="surrogateescape")
    return "&".join(
        f"{_readable(name)}={_readable(value)}"
        for name, value in sorted(pairs)
        if not _TRACKING.fullmatch(name)
    )


def _decoded(segment: str) -> str:
    if "%" not in segment:
        return segment
    try:
        text = unquote_to_bytes(segment).decode("utf-8")
    except UnicodeDecodeError:
        # Bytes of some other encoding: told apart by their codes, as nothing else can.
        return re.sub("%[0-9a-fA-F]{2}", lambda match: match[0].upper(), segment)
    return _AMBIGUOUS.sub(lambda match: percent_encoded(match[0]), text)


def _readable(text: str) -> str:
    """A decoded part of a query, with those characters encoded again that would part it."""
    return "".join(
        f"%{ord(one) - 0xDC00:02X}"
        if "\udc80" <= one <= "\udcff"
        else percent_encoded(one)
        if one in "&=#%" or one.isspace() or one < " "
        else one
        for one in text.replace(" ", "+")
    )


def _followable(parts: SplitResult, host: str, port: int | None) -> str:
    place = (f"[{host}]" if ":" in host else host) + (f":{port}" if port is not None else "")
    found = f"{parts.scheme}://{place}{_valid(parts.path)}"
    if parts.query:
        found += f"?{_valid(parts.query)}"
    return f"{found}#{_valid(parts.fragment)}" if parts.fragment else found


def _valid(text: str) -> str:
    """The text as part of an IRI: only what it may not hold is percent-encoded."""
    encoded = "".join(
        one if one in _ALLOWED or one.isalnum() or is_mark(one) else percent_encoded(one) for one in text
    )
    return _BARE_PERCENT.sub("%25", encoded)
