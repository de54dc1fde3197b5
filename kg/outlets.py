r"""Texts that leave: to terminals, logs, Markdown, spreadsheets, XML.

Titles, statements, file names, queries and answers of servers are other
people's. Each reader has signs that command it, so that each has a function
here, and every text passes the one of the place where it goes. What can be
read stays as it is; what commands is shown, as ``\x1b`` is.
"""

from __future__ import annotations

import re
from functools import cache

# What moves a terminal, ends a line, turns the direction of a text (UAX #9), or is not seen at all:
# controls C0 and C1, marks and overrides of direction, joiners without anything to join, tags, surrogates.
_UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "\ud800-\udfff\ufdd0-\ufdef"
)
_JOINER = "[\u200c\u200d](?=[\x00-\x7f]|$)|(?<![^\x00-\x7f])[\u200c\u200d]"
_COMMANDING = f"[\x00-\x1f\x7f-\x9f{_UNSEEN}]|{_JOINER}|(?<=[\ufe00-\ufe0f])[\ufe00-\ufe0f]"
_ON_LINES = f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_UNSEEN}]|{_JOINER}|(?<=[\ufe00-\ufe0f])[\ufe00-\ufe0f]"
# GitHub (::error, ##[error]), Azure (##vso[), TeamCity (##teamcity[) read commands out of what is printed.
_TO_A_RUNNER = r"(?mi)^([ \t]*):(?=:)|#(?=#(?:\[|vso\[|teamcity\[))"
_MARKDOWN = r"[\\`*\[\]<>|~]|(?<=\])\(|(?<!\w)_|_(?!\w)|&(?=#?\w+;)|^(?:[#+\-=]|\d+(?=[.)]))"
_ADDRESS = r"(?i)https?://|mailto:"
_FORMULA = r"^\s*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n|%]"
_NUMBER = r"[+-]?\d[\d_,.]*(?:[eE][+-]?\d+)?"
# XML 1.0 section 2.2: what no document may hold, not even escaped.
_NOT_IN_XML = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"


_compiled = cache(re.compile)
"""Some take ten milliseconds to compile, which most commands need not wait for."""


def for_line(text: str) -> str:
    """The text on one line of a terminal or a log: what ends a line, too, is shown."""
    if _is_plain(text):
        return text
    return _compiled(_TO_A_RUNNER).sub(_runner, _compiled(_COMMANDING).sub(_shown, text))


def for_terminal(text: str) -> str:
    """The text on a terminal or in a log, whose line ends and tabs stay."""
    if _is_plain(text.replace("\n", "")):
        return text
    return _compiled(_TO_A_RUNNER).sub(_runner, _compiled(_ON_LINES).sub(_shown, text.replace("\r\n", "\n")))


def for_github(text: str) -> str:
    """The text as data of a workflow command, as the toolkit ``@actions/core`` escapes it."""
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return _compiled(_ON_LINES).sub(_shown, escaped)


def for_github_property(text: str) -> str:
    """The text as a property of a workflow command."""
    return for_github(text).replace(":", "%3A").replace(",", "%2C")


def for_markdown(text: str) -> str:
    """The text as text of Markdown, on one line: no link, no element, no heading, no emphasis."""
    one_line = " ".join(_compiled(_COMMANDING).sub(_shown_or_space, text).split())
    return _compiled(_MARKDOWN).sub(_escaped, one_line)


def for_markdown_link(address: str) -> str:
    """The address as the target of a link; empty for one that a click would run, such as ``javascript:``."""
    cleaned = _compiled(_COMMANDING).sub("", address).strip()
    if re.match(r"[a-z][a-z0-9+.\-]*:", cleaned, re.IGNORECASE) and not _compiled(_ADDRESS).match(cleaned):
        return ""
    return re.sub(r"[\s<>()\[\]\\\"'`|]", lambda match: f"%{ord(match[0]):02X}", cleaned)


def for_spreadsheet(text: str) -> str:
    """The text as a cell: what a spreadsheet would take for a formula has an apostrophe before it (OWASP)."""
    return f"'{text}" if _compiled(_FORMULA).match(text) and not _compiled(_NUMBER).fullmatch(text) else text


def for_xml(text: str) -> str:
    """The text with what no document of XML 1.0 may hold replaced; markup is still to be escaped."""
    return _compiled(_NOT_IN_XML).sub("\N{REPLACEMENT CHARACTER}", text)


def _is_plain(text: str) -> bool:
    """Whether a text is as it may be shown; most are, and it takes no regular expression to see it."""
    if not text.isprintable() or "::" in text or "##" in text:
        return False
    return text.isascii() or _blank().isdisjoint(text)


@cache
def _blank() -> frozenset[str]:
    """Those characters that are not seen, and that Python takes for printable."""
    variants = map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
    return frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0").union(variants)


def _shown(match: re.Match[str]) -> str:
    return ascii(match[0])[1:-1]


def _shown_or_space(match: re.Match[str]) -> str:
    return " " if match[0] in "\t\n\r" else ascii(match[0])[1:-1]


def _escaped(match: re.Match[str]) -> str:
    # A number that would begin a list is told by what comes after it.
    return f"{match[0]}\\" if match[0].isdigit() else f"\\{match[0]}"


def _runner(match: re.Match[str]) -> str:
    return f"{match[1]}\\x3a" if match[1] is not None else "\\x23"
