"""Requests to SPARQL endpoints: credentials, retries, limits, and errors that say what to do.

Authentication is that of RFC 6750 (a bearer token), RFC 7617 (basic) or RFC
7616 (digest). A redirect is never followed, so that no credentials and no
graph reach a server that nobody named.

A server may be anybody's. So a request ends after a time in all, however
slowly bytes drip in; an answer has a size that it may have, and nothing of it
is unpacked, for a compressed one is refused.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import socket
import ssl
import string
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from kg import __version__
from kg.errors import EndpointError
from kg.remote.deadline import Deadline, handlers

TOKEN, USER, PASSWORD = "KG_ENDPOINT_TOKEN", "KG_ENDPOINT_USER", "KG_ENDPOINT_PASSWORD"
"""The environment variables that hold credentials."""

_AGAIN = frozenset({429, 502, 503, 504})
_PAUSES = (0.5, 1.0, 2.0)
_FINAL = (ConnectionRefusedError, socket.gaierror, ssl.SSLCertVerificationError)
"""Failures that a moment later are the same."""
_LONGEST_PAUSE = 30.0
_TOKEN = re.compile(r"(?:[!-~](?:[ -~]*[!-~])?)?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_USER_OF_URL = re.compile(r"^([a-z]+:/*)?[^/?#]*@", re.IGNORECASE)
_MOST_SHOWN = 300
_PIECE = 1 << 16

MEBIBYTE = 2**20
MOST = 256 * MEBIBYTE
"""How many bytes the answer to a question may have."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """A bearer token, or a user's name and password; all empty for nobody.

    Raises EndpointError for what no header may hold, before it stands in the words of another error.
    """

    token: str = ""
    user: str = ""
    password: str = ""

    def __post_init__(self) -> None:
        if not _TOKEN.fullmatch(self.token):
            raise EndpointError(
                f"{TOKEN} holds what no token may: a space at an end, a line break or a strange letter"
            )
        for name, value in ((USER, self.user), (PASSWORD, self.password)):
            if _CONTROL.search(value):
                raise EndpointError(f"{name} holds a line break or another control character")

    @classmethod
    def of_environment(cls) -> Credentials:
        """Those that the environment holds."""
        return cls(*(os.environ.get(name, "") for name in (TOKEN, USER, PASSWORD)))


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: object) -> None:
        """Follow none: what was a redirect becomes an error."""


class _Digest(urllib.request.HTTPDigestAuthHandler):
    def http_error_401(self, request: Any, answer: Any, *rest: Any) -> Any:
        with _closing(answer) as kept:
            kept.append(super().http_error_401(request, answer, *rest))
        return kept[0]


class _Basic(urllib.request.HTTPBasicAuthHandler):
    def http_error_401(self, request: Any, answer: Any, *rest: Any) -> Any:
        with _closing(answer) as kept:
            kept.append(super().http_error_401(request, answer, *rest))
        return kept[0]


@contextlib.contextmanager
def _closing(refusal: Any) -> Iterator[list[Any]]:
    """Close a refusal unless it is the answer; urllib leaves open what it asks anew, or cannot read."""
    kept: list[Any] = []
    try:
        yield kept
    finally:
        if kept != [None]:
            refusal.close()


class Client:
    """Sends requests to endpoints, again where a server is busy or a connection breaks."""

    def __init__(
        self,
        credentials: Credentials | None = None,
        *,
        timeout: float = 120.0,
        in_all: float = 300.0,
        most: int = MOST,
    ) -> None:
        """Each request may take ``timeout`` seconds without a byte, and ``in_all`` with all its attempts.

        An answer may have ``most`` bytes.
        """
        self._credentials = Credentials.of_environment() if credentials is None else credentials
        self._timeout, self._in_all, self._most = timeout, in_all, most

    def send(
        self,
        method: str,
        url: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> bytes:
        """The body of the answer; the request must be one that may be sent twice.

        Raises EndpointError, with the status of the answer where there was one.
        """
        check_url(url)
        written = _in_ascii(url)
        with Deadline(self._in_all) as deadline:
            for pause in (*_PAUSES, None):
                opener = self._opener(written, deadline)
                request = urllib.request.Request(written, body, dict(headers or {}), method=method)  # noqa: S310
                request.add_header("User-Agent", f"claimgraph/{__version__}")
                if self._credentials.token:
                    request.add_unredirected_header("Authorization", f"Bearer {self._credentials.token}")
                try:
                    with opener.open(request, timeout=deadline.at_most(self._timeout)) as answer:
                        return self._read(url, answer)
                except urllib.error.HTTPError as error:
                    with error:
                        if error.code not in _AGAIN or pause is None:
                            raise _refused(url, error) from error
                    pause = _pause(error.headers.get("Retry-After"), pause)
                except (OSError, http.client.HTTPException, ValueError) as error:
                    reason = getattr(error, "reason", None) or error
                    if deadline.is_over:
                        break
                    if pause is None or isinstance(reason, (*_FINAL, ValueError)):
                        raise EndpointError(f"{url} cannot be reached: {_said(reason)}") from error
                if deadline.at_most(pause) < pause:
                    break
                time.sleep(pause)
        raise EndpointError(f"{url} did not answer within {self._in_all:g} s")

    def _read(self, url: str, answer: http.client.HTTPResponse) -> bytes:
        """The body of an answer. Raises EndpointError where it is too large, or not as it should be."""
        packing = (answer.headers.get("Content-Encoding") or "identity").strip().lower()
        if packing != "identity":
            raise EndpointError(f"{url} answers in {shown(packing)}, which it was not asked for")
        told = answer.length
        data = bytearray()
        while piece := answer.read(_PIECE):
            data += piece
            if len(data) > self._most:
                allowed = self._most / MEBIBYTE
                raise EndpointError(f"{url} answers more than {allowed:g} MiB; ask for less, or add a LIMIT")
        if told is not None and len(data) < told:
            raise http.client.IncompleteRead(b"", told - len(data))
        return bytes(data)

    def _opener(self, url: str, deadline: Deadline) -> urllib.request.OpenerDirector:
        chosen: list[urllib.request.BaseHandler] = [_NoRedirect(), *handlers(deadline)]
        if self._credentials.user and not self._credentials.token:
            # A new one each time, for the handlers count refusals and then give up.
            known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
            known.add_password(None, url, self._credentials.user, self._credentials.password)
            chosen += [_Digest(known), _Basic(known)]
        return urllib.request.build_opener(*chosen)


def check_url(url: str) -> None:
    """Raise EndpointError for what is no address of a server, or holds a password."""
    known = repr(_USER_OF_URL.sub(r"\1…@", url))
    try:
        parts = urlsplit(url)
        host, _, secret = parts.hostname, parts.port, parts.username or parts.password
    except ValueError as error:
        raise EndpointError(f"{known} is no URL: {error}") from error
    if parts.scheme not in {"http", "https"} or not host:
        raise EndpointError(f"{known} is no address of a server; it begins with http:// or https://")
    if not url.isprintable():
        raise EndpointError(f"{known} is no URL: it holds a control character")
    if secret:
        raise EndpointError(
            f"the URL of {host} holds credentials, which end up in logs; set {USER} and {PASSWORD} instead"
        )


def _in_ascii(url: str) -> str:
    """The URL with other letters and spaces escaped, as browsers do (RFC 3987, 3.1); its host is for IDNA."""
    parts = urlsplit(url)
    path, query = (quote(part, safe=string.punctuation) for part in (parts.path, parts.query))
    return urlunsplit((parts.scheme, parts.netloc, path, query, ""))


def shown(text: str) -> str:
    """What a server says, for a message: one line that is not long, its control characters visible."""
    line = " ".join(text.split())
    safe = "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in line[: _MOST_SHOWN + 1])
    return safe if len(safe) <= _MOST_SHOWN else f"{safe[:_MOST_SHOWN]}…"


def _said(reason: object) -> str:
    return shown(str(reason)) or type(reason).__name__


def _refused(url: str, error: urllib.error.HTTPError) -> EndpointError:
    status = f"{error.code} {shown(str(error.reason))}".strip()
    if error.code in {401, 403}:
        message = f"{url} answers {status}; set {TOKEN}, or {USER} and {PASSWORD}, in the environment"
        return EndpointError(message, error.code)
    if moved := error.headers.get("Location"):
        return EndpointError(
            f"{url} answers {status}, and names {shown(moved)}; ask that address", error.code
        )
    try:
        said = shown(error.read(4096).decode("utf-8", "replace"))
    except (OSError, http.client.HTTPException, ValueError):
        said = ""
    return EndpointError(f"{url} answers {status}{f': {said}' if said else ''}", error.code)


def _pause(asked: str | None, otherwise: float) -> float:
    """How long a server wants us to wait, in seconds (RFC 9110, 10.2.3), within reason."""
    if asked is not None and asked.isascii() and asked.isdigit():
        return min(float(asked[:9]), _LONGEST_PAUSE)
    return otherwise
