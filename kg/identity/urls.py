"""Web addresses in one normal form (RFC 3986 section 6, RFC 3987)."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, unquote_to_bytes, urlsplit

from kg.identity.text import is_mark, percent_encoded, visible
from kg.memoized import memoized

_LABEL = r"[\w-]+"
_HOST = re.compile(
    rf"(?:{_LABEL}\.)+(?:[^\W\d_]{{2,}}|xn--[\w-]+)|\d{{1,3}}(?:\.\d{{1,3}}){{3}}|localhost|[0-9a-f:.]*:[0-9a-f:.]*"
)
_LONGEST_HOST = 253
"""Characters of a host with all its labels (RFC 1035 section 2.3.4)."""
_LONGEST_START = 2 * _LONGEST_HOST
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
_VIDEO = re.compile(
    r"(?:m\.)?(?:youtu\.be/|youtube\.com/(?:embed/|shorts/|live/|watch\?(?:.*&)?v=))([\w-]{11})(?:[?&/].*)?"
)
_AMBIGUOUS = re.compile(r"[/?#%\s\x00-\x1f\x7f]")
_PARTS_QUERY = re.compile(r"[&=#%\s\x00-\x1f]")
_ESCAPED = re.compile("[\udc80-\udcff]")
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


@memoized
def web_address(text: str) -> WebAddress | None:
    """The http(s) URL that the text is; None where it is none.

    A name and password in it are left out of ``url``.
    """
    written = visible(text).removeprefix("<").removesuffix(">")
    if written.startswith("//"):
        written = f"https:{written}"
    elif "://" not in written and _WITHOUT_SCHEME.match(written[:_LONGEST_START]):
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
    # A fragment is a place in the page, but one such as #!/a is a page of its own.
    is_route = parts.fragment.startswith(("!", "/")) and parts.fragment.strip("!/")
    route = "#" + "/".join(map(_decoded, parts.fragment.split("/"))) if is_route else ""
    key = unicodedata.normalize("NFC", place + path + (f"?{query}" if query else "") + route)
    is_homepage = not query and not route and _HOME_PATH.fullmatch(path) is not None
    return WebAddress(_followable(parts, host, port), _one_of_several(key), is_homepage)


def _one_of_several(key: str) -> str:
    """One key for a page that a site has under several addresses."""
    if video := _VIDEO.fullmatch(key):
        return f"youtube.com/watch?v={video[1]}"
    return key.removesuffix(".git") if key.startswith(("github.com/", "gitlab.com/")) else key


def _is_host(host: str) -> bool:
    letters = "".join(character for character in host if not is_mark(character)) if host else ""
    return len(letters) <= _LONGEST_HOST and _HOST.fullmatch(letters) is not None


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
    segments = list(map(_decoded, written.split("/")))
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
        return _AMBIGUOUS.sub(lambda match: percent_encoded(match[0]), segment)
    # Bytes of some other encoding than UTF-8 stay codes, or all of them would be alike.
    text = unquote_to_bytes(segment).decode("utf-8", "surrogateescape")
    return _ESCAPED.sub(_as_code, _AMBIGUOUS.sub(lambda match: percent_encoded(match[0]), text))


def _as_code(match: re.Match[str]) -> str:
    return f"%{ord(match[0]) - 0xDC00:02X}"


def _readable(text: str) -> str:
    """A decoded part of a query, with those characters encoded again that would part it."""
    encoded = _PARTS_QUERY.sub(lambda match: percent_encoded(match[0]), text.replace(" ", "+"))
    return _ESCAPED.sub(_as_code, encoded)


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
