"""Requests to SPARQL endpoints: credentials, retries, and errors that say what to do.

Authentication is that of RFC 6750 (a bearer token), RFC 7617 (basic) or RFC
7616 (digest). A redirect is never followed, so that no credentials and no
graph reach a server that nobody named.
"""

from __future__ import annotations

import http.client
import os
import socket
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from kg import __version__
from kg.errors import EndpointError

TOKEN, USER, PASSWORD = "KG_ENDPOINT_TOKEN", "KG_ENDPOINT_USER", "KG_ENDPOINT_PASSWORD"
"""The environment variables that hold credentials."""

_AGAIN = frozenset({429, 502, 503, 504})
_PAUSES = (0.5, 1.0, 2.0)
_FINAL = (ConnectionRefusedError, socket.gaierror, ssl.SSLCertVerificationError)
"""Failures that a moment later are the same."""
_LONGEST_PAUSE = 30.0
_MOST_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Credentials:
    """A bearer token, or a user's name and password; all empty for nobody."""

    token: str = ""
    user: str = ""
    password: str = ""

    @classmethod
    def of_environment(cls) -> Credentials:
        """Those that the environment holds."""
        return cls(*(os.environ.get(name, "") for name in (TOKEN, USER, PASSWORD)))


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: object) -> None:
        """Follow none: what was a redirect becomes an error."""


class _Digest(urllib.request.HTTPDigestAuthHandler):
    def http_error_401(self, request: Any, answer: Any, *rest: Any) -> Any:
        return _closing(answer, super().http_error_401(request, answer, *rest))


class _Basic(urllib.request.HTTPBasicAuthHandler):
    def http_error_401(self, request: Any, answer: Any, *rest: Any) -> Any:
        return _closing(answer, super().http_error_401(request, answer, *rest))


def _closing(refusal: Any, answer: Any) -> Any:
    """The answer to a request that was sent again; urllib leaves open what it answers anew."""
    if answer is not None:
        refusal.close()
    return answer


class Client:
    """Sends requests to endpoints, again where a server is busy or a connection breaks."""

    def __init__(self, credentials: Credentials | None = None, *, timeout: float = 120.0) -> None:
        """Each request may take ``timeout`` seconds without a byte."""
        self._credentials = Credentials.of_environment() if credentials is None else credentials
        self._timeout = timeout

    def send(
        self, method: str, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> bytes:
        """The body of the answer; the request must be one that may be sent twice.

        Raises EndpointError, with the status of the answer where there was one.
        """
        check_url(url)
        opener = self._opener(url)
        for pause in (*_PAUSES, None):
            request = urllib.request.Request(url, body, dict(headers or {}), method=method)  # noqa: S310
            request.add_header("User-Agent", f"claimgraph/{__version__}")
            if self._credentials.token:
                request.add_unredirected_header("Authorization", f"Bearer {self._credentials.token}")
            try:
                with opener.open(request, timeout=self._timeout) as answer:
                    return bytes(answer.read())
            except urllib.error.HTTPError as error:
                with error:
                    if error.code not in _AGAIN or pause is None:
                        raise _refused(url, error) from error
                time.sleep(_pause(error.headers.get("Retry-After"), pause))
            except (OSError, http.client.HTTPException, ValueError) as error:
                reason = getattr(error, "reason", None) or error
                if pause is None or isinstance(reason, (*_FINAL, ValueError)):
                    raise EndpointError(
                        f"{url} cannot be reached: {reason or type(error).__name__}"
                    ) from error
                time.sleep(pause)
        raise AssertionError("unreachable")

    def _opener(self, url: str) -> urllib.request.OpenerDirector:
        handlers: list[urllib.request.BaseHandler] = [_NoRedirect()]
        if self._credentials.user and not self._credentials.token:
            # A new one each time, for the handlers count refusals and then give up.
            known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
            known.add_password(None, url, self._credentials.user, self._credentials.password)
            handlers += [_Digest(known), _Basic(known)]
        return urllib.request.build_opener(*handlers)


def check_url(url: str) -> None:
    """Raise EndpointError for what is no address of a server, or holds a password."""
    try:
        parts = urlsplit(url)
        host, secret = parts.hostname, parts.username or parts.password
    except ValueError as error:
        raise EndpointError(f"{url!r} is no URL: {error}") from error
    if parts.scheme not in {"http", "https"} or not host:
        raise EndpointError(f"{url!r} is no address of a server; it begins with http:// or https://")
    if secret:
        raise EndpointError(
            f"the URL of {host} holds credentials, which end up in logs; set {USER} and {PASSWORD} instead"
        )


def _refused(url: str, error: urllib.error.HTTPError) -> EndpointError:
    status = f"{error.code} {error.reason}".strip()
    if error.code in {401, 403}:
        message = f"{url} answers {status}; set {TOKEN}, or {USER} and {PASSWORD}, in the environment"
        return EndpointError(message, error.code)
    if moved := error.headers.get("Location"):
        return EndpointError(f"{url} answers {status}, and names {moved}; ask that address", error.code)
    try:
        said = " ".join(error.read(4096).decode("utf-8", "replace").split())
    except (OSError, http.client.HTTPException):
        said = ""
    shown = f": {said[:_MOST_SHOWN]}" if said else ""
    return EndpointError(f"{url} answers {status}{shown}", error.code)


def _pause(asked: str | None, otherwise: float) -> float:
    """How long a server wants us to wait, in seconds (RFC 9110, 10.2.3), within reason."""
    if asked is not None and asked.isascii() and asked.isdigit():
        return min(float(asked), _LONGEST_PAUSE)
    return otherwise
