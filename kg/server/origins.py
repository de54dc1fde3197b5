"""Whose pages may ask: the names that this server has, and requests that other sites make browsers send.

A server that only this machine reaches is reached by every page that its user
opens. A name of the attacker's that leads here (DNS rebinding) is not one of
ours; and what a browser sends for another site says so (Fetch Metadata,
https://www.w3.org/TR/fetch-metadata/; ``Origin``, RFC 6454).
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import Request

from kg.server.problems import Problem

_ELSEWHERE = frozenset({"cross-site", "same-site"})
_ANY = "*"
_HOST_OF = re.compile(r":\d*$", re.ASCII)


@dataclass(frozen=True, slots=True)
class Origins:
    """The names of the server, without ports; ``*`` stands for any. ``is_open`` for pages of all sites."""

    names: frozenset[str]
    is_open: bool = False
    takes_addresses: bool = False

    @classmethod
    def of(cls, host: str, names: Iterable[str] = (), *, is_open: bool | None = None) -> Origins:
        """Those of a server that listens at an address, and has further names.

        Where nobody says, it is open where others than this machine reach it.
        """
        known = {"localhost", "127.0.0.1", "[::1]", *(_plain(one) for one in names), _plain(_bracketed(host))}
        takes_addresses = _is_everywhere(host)
        if takes_addresses:
            known.add(_plain(socket.gethostname()))
        return cls(frozenset(known), not is_loopback(host) if is_open is None else is_open, takes_addresses)

    def check(self, request: Request, base: str) -> None:
        """Raise Problem for a name that is not ours, and for what another site made a browser send.

        ``base`` is what the names in the graph begin with; its host is one of ours.
        """
        # HTTP/1.0 knows no names; every browser says one.
        host = _HOST_OF.sub("", request.headers.get("host", "localhost"))
        if not self._is_ours(host, base):
            shown = host[:100]
            detail = f"this server is not {shown!r}; start it with --host-name {shown} if it is"
            raise Problem(421, "Misdirected request", detail, headers={"connection": "close"})
        if not self.is_open and _is_foreign(request):
            detail = "pages of other sites may not ask; start the server with --cors if they may"
            raise Problem(403, "Not for other sites", detail)

    def _is_ours(self, host: str, base: str) -> bool:
        name = _plain(host)
        if name in self.names or _ANY in self.names or name.endswith(".localhost"):
            return True
        # A name can be made to lead anywhere; an address is what was asked.
        if self.takes_addresses and _is_address(name):
            return True
        return bool(name) and name == _plain(urlsplit(base).hostname or "")


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _is_foreign(request: Request) -> bool:
    """Whether a browser sent it for a page of another origin, other than to go to a page of ours."""
    headers = request.headers
    origin = headers.get("origin")
    if origin is not None:
        own = headers.get("host", "").lower()
        return urlsplit(origin.lower()).netloc != own or not own
    if headers.get("sec-fetch-site", "") not in _ELSEWHERE:
        return False
    goes_there = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return not goes_there or request.method not in {"GET", "HEAD"} or "sec-purpose" in headers


def _is_everywhere(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return not host


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _bracketed(host: str) -> str:
    return f"[{host.partition('%')[0]}]" if ":" in host else host


def _plain(name: str) -> str:
    return name.strip().lower().removesuffix(".")
