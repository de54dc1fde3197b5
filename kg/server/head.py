"""The head of a request: one strict grammar, so that nobody before us can have read it otherwise.

By RFC 9112. What it lets a server mend (a line that ends without CR, a header
over several lines, a length that is said twice) is refused: requests are
smuggled through such differences.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.server.problems import Problem

LONGEST = 128 * 1024
"""Bytes of a request before its body: the address, which may hold a query, and the headers."""

_LONGEST_TARGET = 96 * 1024
_MOST_HEADERS = 200
_MOST_DIGITS = 18
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE")
"""The methods that are known; what is at an address decides which of them it allows."""

_TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_FIRST = re.compile(rb"(%b) ([\x21-\x7e]+) HTTP/(\d)\.(\d)" % _TOKEN)
# What is possessive gives nothing back: else spaces before a wrong byte take the square of their number.
_HEADER = re.compile(rb"(%b):[ \t]*+((?:[^\x00-\x20\x7f]+(?:[ \t]+[^\x00-\x20\x7f]+)*+)?)[ \t]*" % _TOKEN)
_ABSOLUTE = re.compile(rb"https?://([^/?#@]+)(.*)", re.IGNORECASE)
_HOST = re.compile(rb"(\[[0-9A-Fa-f:.]{2,45}\]|[0-9A-Za-z._~%!$&'()*+,;=\-]{0,255})(?::(\d{0,5}))?")
_LONELY_LF = re.compile(rb"(?<!\r)\n")
_ONCE = frozenset(
    [
        b"authorization",
        b"content-length",
        b"content-type",
        b"expect",
        b"host",
        b"origin",
        b"transfer-encoding",
    ]
)
"""Headers that mean nothing certain where they stand twice."""


@dataclass(frozen=True, slots=True)
class Head:
    """A request before its body.

    ``target`` is the path with its query; ``minor`` the 1 of HTTP/1.1.
    ``length`` is that of the body, None where it comes in chunks. ``lasts`` says
    whether the connection may be used again, ``expects`` whether the client
    waits to be told to go on.
    """

    method: str
    target: bytes
    minor: int
    headers: list[tuple[bytes, bytes]]
    length: int | None
    lasts: bool
    expects: bool


def end_of(data: bytearray, seen: int) -> int:
    """Where the head that ``data`` begins with ends, 0 before that is there; ``seen`` bytes were looked at.

    Raises Problem where no head can come of it.
    """
    end = data.find(b"\r\n\r\n", max(0, seen - 3)) + 4
    if _LONELY_LF.search(data, seen, end if end > 3 else len(data)):
        raise _bad("a line of the head does not end with CR LF")
    if (end if end > 3 else len(data)) > LONGEST:
        first = data.find(b"\r\n")
        if first < 0 or first > _LONGEST_TARGET:
            raise _too_long()
        raise _too_large(f"the head of a request may have {LONGEST:,} bytes")
    return end if end > 3 else 0


def parsed(data: bytes) -> Head:
    """The head that ``data`` is, the empty line at its end included. Raises Problem."""
    first, *lines = data[:-4].split(b"\r\n")
    if len(first) > _LONGEST_TARGET:
        raise _too_long()
    if len(lines) > _MOST_HEADERS:
        raise _too_large(f"a request may have {_MOST_HEADERS} headers")
    line = _FIRST.fullmatch(first)
    if line is None:
        raise _bad("the first line is none of HTTP/1.1")
    method, target, major, minor = line.groups()
    if major != b"1":
        raise Problem(505, "Version not supported", "this server speaks HTTP/1.1")
    if method.decode("ascii") not in METHODS:
        allowed = {"allow": ", ".join(METHODS[:6])}
        raise Problem(501, "Method not known", "this server does not know the method", headers=allowed)
    headers = [_header(one) for one in lines]
    once = _once(headers)
    target = _path(target, once.get(b"host"), minor)
    expect = once.get(b"expect", b"").lower()
    if expect not in {b"", b"100-continue"}:
        raise Problem(417, "Expectation failed", "only 100-continue can be expected")
    wishes = b",".join(value for name, value in headers if name == b"connection").lower()
    return Head(
        method=method.decode("ascii"),
        target=target,
        minor=1 if minor != b"0" else 0,
        headers=headers,
        length=_length(once, minor),
        lasts=minor != b"0" and b"close" not in [one.strip() for one in wishes.split(b",")],
        expects=bool(expect) and minor != b"0",
    )


def _header(line: bytes) -> tuple[bytes, bytes]:
    match = _HEADER.fullmatch(line)
    if match is None:
        raise _bad("a line of the head is no header")
    return match[1].lower(), match[2]


def _once(headers: list[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Those headers that may stand once."""
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        if name in _ONCE:
            if name in found:
                raise _bad(f"the header {name.decode('ascii')} stands twice")
            found[name] = value
    return found


def _path(target: bytes, host: bytes | None, minor: bytes) -> bytes:
    """The path with its query, of a target in any form (RFC 9112, section 3.2) that fits the host."""
    if host is None and minor != b"0":
        raise _bad("the header host is missing")
    if host is not None and not _HOST.fullmatch(host):
        raise _bad("the header host is no name of a host")
    if b"#" in target:
        raise _bad("the address has a fragment")
    if absolute := _ABSOLUTE.fullmatch(target):
        if host is None or absolute[1].lower() != host.lower():
            raise _bad("the address and the header host name different hosts")
        target = absolute[2]
        return target if target.startswith(b"/") else b"/" + target
    if target == b"*":
        return b"/"
    if not target.startswith(b"/"):
        raise _bad("the address is no path")
    return target


def _length(once: dict[bytes, bytes], minor: bytes) -> int | None:
    """How long the body is, None where it comes in chunks (RFC 9112, section 6)."""
    told, coding = once.get(b"content-length"), once.get(b"transfer-encoding")
    if coding is not None:
        if told is not None or minor == b"0":
            raise _bad("the length of the body is said in two ways")
        if coding.lower() != b"chunked":
            raise Problem(501, "Coding not known", "a body may only come in chunks")
        return None
    if told is None:
        return 0
    if not told.isdigit() or len(told) > _MOST_DIGITS:
        raise _bad("the length of the body is no number")
    return int(told)


def _bad(detail: str) -> Problem:
    return Problem(400, "Bad request", detail)


def _too_large(detail: str) -> Problem:
    return Problem(431, "Request header fields too large", detail)


def _too_long() -> Problem:
    return Problem(414, "URI too long", f"an address may have {_LONGEST_TARGET:,} bytes")
