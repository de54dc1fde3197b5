"""What a request brings: its parameters, its body, and who sent it."""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
from functools import lru_cache
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from kg.server.limits import MEBIBYTE
from kg.server.problems import Problem

FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 200
_SECONDS_A_MEBIBYTE = 8
"""What a large body may take; a slower client has less than a megabit a second."""


def parameters(text: str) -> dict[str, list[str]]:
    """The parameters in a query string or form, by name, in order. Raises Problem."""
    found: dict[str, list[str]] = {}
    try:
        for name, value in parse_qsl(
            text, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict"
        ):
            found.setdefault(name, []).append(value)
    except ValueError as error:
        raise Problem(400, "Bad request", f"the parameters cannot be read: {error}") from error
    return found


def one_of(found: dict[str, list[str]], name: str) -> str | None:
    """The value of a parameter that may stand once. Raises Problem where it stands twice."""
    values = found.get(name, [])
    if len(values) > 1:
        raise Problem(
            400, "Bad request", f"the parameter {name} stands {len(values)} times; it may stand once"
        )
    return values[0] if values else None


def root_of(request: Request) -> str:
    """What stands before each path in addresses that clients see; empty, or with a slash before it."""
    return str(request.scope["root_path"])


def path_of(request: Request, *, is_raw: bool = False) -> str:
    """The path of the address below the root, which a proxy may take off or not; raw, as it was sent."""
    root = root_of(request)
    path: str = request.scope["raw_path"].decode("ascii") if is_raw else request.scope["path"]
    # The server has put the root before what it was sent (ASGI).
    path = path.removeprefix(root)
    return path.removeprefix(root) if root and path.startswith(f"{root}/") else path


def content_type(request: Request) -> tuple[str, str]:
    """The media type of the body, and its encoding; both are empty where the request does not say."""
    kind, *rest = request.headers.get("content-type", "").split(";")
    encoding = ""
    for one in rest:
        name, _, value = one.partition("=")
        if name.strip().lower() == "charset":
            encoding = value.strip().strip('"').lower()
    return kind.strip().lower(), encoding


async def body(request: Request, most: int, wait: float, longest: float | None = None) -> bytes:
    """The body, at most so many bytes. Raises Problem.

    It has to arrive within ``wait`` seconds; with ``longest``, it has more of
    them for each mebibyte that has arrived, up to so many.
    """
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding not in {"", "identity"}:
        detail = f"the body is said to be {coding[:100]!r}; send it as it is"
        raise Problem(415, "Unsupported media type", detail, headers={"accept-encoding": "identity"})
    too_large = Problem(
        413, "The request is too large", f"the body may have {most:,} bytes", headers={"connection": "close"}
    )
    if int(request.headers.get("content-length", "0")) > most:
        raise too_large
    held = bytearray()
    loop = asyncio.get_running_loop()
    began = loop.time()
    try:
        async with asyncio.timeout(wait) as limit:
            async for piece in request.stream():
                held += piece
                if len(held) > most:
                    raise too_large
                if longest is not None:
                    limit.reschedule(began + min(wait + _SECONDS_A_MEBIBYTE * len(held) / MEBIBYTE, longest))
    except TimeoutError as error:
        raise Problem(
            408,
            "The request is too slow",
            f"after {loop.time() - began:.0f} s the body had only {len(held):,} bytes",
            headers={"connection": "close"},
        ) from error
    except ClientDisconnect as error:
        raise Problem(499, "The client has gone", "the client closed the connection") from error
    return bytes(held)


def text_of(data: bytes, encoding: str) -> str:
    """A body as text, which is UTF-8. Raises Problem."""
    if encoding not in {"", "utf-8", "utf8", "us-ascii"}:
        raise Problem(415, "Unsupported media type", f"the body is said to be {encoding}; send UTF-8")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(400, "Bad request", f"the body is not UTF-8: {error}") from error


def client_of(request: Request) -> str:
    """Who sent a request; see :func:`network_of`."""
    return network_of(request.scope["client"][0] if request.scope.get("client") else "")


@lru_cache(maxsize=4096)
def network_of(host: str) -> str:
    """What stands for a client: its address, of IPv6 the network that one customer has."""
    if ":" not in host:
        return host
    try:
        address = ipaddress.IPv6Address(host.partition("%")[0])
    except ValueError:
        return host
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))


def check_token(request: Request, token: str) -> None:
    """Raise Problem unless the request has the token that allows changes (RFC 6750)."""
    if not token:
        raise Problem(403, "Read-only", "this server changes nothing; it was started without a token")
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), token.encode()):
        challenge = {"www-authenticate": 'Bearer realm="kg"'}
        raise Problem(401, "Not allowed", "changes need the header Authorization: Bearer", headers=challenge)
