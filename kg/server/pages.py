"""Pages and data of what the graph names, and the pages of the server itself."""

from __future__ import annotations

import mimetypes
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import Response

import kg.site
from kg.server.openapi import document
from kg.server.problems import Problem
from kg.server.rendering import POLICY, environment
from kg.server.requests import path_of, root_of

if TYPE_CHECKING:
    from kg.server.service import Service

_FOLDERS = (Path(__file__).parent / "assets", Path(kg.site.__file__).parent / "assets")
_SAFE = "/?:@!$&'()*+,;=~-._%"
_HTML = {"content-type": "text/html; charset=utf-8", "content-security-policy": POLICY}
_ASSETS = ("codejar.js", "favicon.svg", "query.js", "serve.css", "site.css", "site.js", "sparql.js")


async def home(service: Service, request: Request) -> Response:
    """The first page: what there is, and how to ask it."""
    build = service.served
    return page(service, request, "home", build.title, triples=build.triples, base=build.base)


async def query_page(service: Service, request: Request) -> Response:
    """The page on which people write queries."""
    return page(service, request, "query", "Ask the graph", timeout=service.limits.timeout)


async def thing(service: Service, request: Request) -> Response:
    """What the graph says of an IRI; elsewhere (303) for what cannot be sent itself."""
    read_only(request)
    build, way = service.served, f"{root_of(request)}/"
    path = path_of(request, is_raw=True)
    # A proxy may leave the path that all IRIs begin with, or take it off.
    below = path.removeprefix(urlsplit(build.base).path).removeprefix("/")
    told = {"do": "thing", "path": below, "way": way, "accept": request.headers.get("accept", "")}
    header, body = await service.ask(told, request)
    headers = {"content-type": header["type"], "vary": "Accept", "cache-control": "no-cache"}
    if "location" in header:
        headers["location"] = _header(header["location"])
        return Response(body, status_code=header["status"], headers=headers)
    stem = _header(header["stem"])
    headers |= {
        "content-location": _header(header["at"]),
        "link": _links(stem, header["iri"], header["type"]),
        "etag": f'"{build.identity}-{header["at"].rpartition(".")[2]}"',
    }
    if header["type"].startswith("text/html"):
        headers |= _HTML
    return conditional(request, Response(body, headers=headers))


async def asset(service: Service, request: Request) -> Response:
    """A style sheet or script of the pages."""
    read_only(request)
    name = path_of(request).rpartition("/")[2]
    if name not in _ASSETS:
        raise Problem(404, "Not found", f"there is no {name!r}")
    data, etag = _file(name)
    kind = mimetypes.guess_type(name)[0] or "text/plain"
    headers = {"content-type": f"{kind}; charset=utf-8", "cache-control": "no-cache", "etag": etag}
    return conditional(request, Response(data, headers=headers))


async def health(service: Service, request: Request) -> Response:
    """Whether queries are answered: 200, or 503 where they are not."""
    read_only(request)
    build = service.build
    is_well = build is not None and bool(service.pool.pids) and not service.is_stopping
    told = {"status": "ok" if is_well else "not ready", "triples": build.triples if build else 0}
    told["workers"] = len(service.pool.pids)
    told |= {"build": build.identity if build else "", "base": build.base if build else ""}
    return json_response(told, 200 if is_well else 503, {"cache-control": "no-store"})


async def metrics(service: Service, request: Request) -> Response:
    """What the server has done, for Prometheus."""
    read_only(request)
    return Response(
        service.metrics.text(), headers={"content-type": "text/plain; version=0.0.4; charset=utf-8"}
    )


async def openapi(service: Service, request: Request) -> Response:
    """The description of everything but SPARQL's own protocols, in OpenAPI 3.1."""
    read_only(request)
    root = f"{root_of(request)}/"
    return json_response(document(service.served.title, root, has_token=bool(service.token)))


def page(service: Service, request: Request, template: str, title: str, **view: Any) -> Response:
    """A page made from a template."""
    read_only(request)
    way = f"{root_of(request)}/"
    head = {"title": title, "site": service.served.title, "way": way, "json_ld": ""}
    text = environment().get_template(f"{template}.html.j2").render(head=head, view=view)
    return Response(text.encode("utf-8", "replace"), headers={**_HTML, "cache-control": "no-cache"})


def json_response(told: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A value as JSON."""
    import json

    data = (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")
    return Response(data, status_code=status, headers={"content-type": "application/json", **(headers or {})})


def read_only(request: Request) -> None:
    """Raise Problem unless the request only reads."""
    if request.method not in {"GET", "HEAD"}:
        allowed = {"allow": "GET, HEAD, OPTIONS"}
        raise Problem(405, "Method not allowed", "this can only be read", headers=allowed)


def conditional(request: Request, response: Response) -> Response:
    """The answer, or 304 where the client has it already (RFC 9110, section 13.1.2)."""
    given = request.headers.get("if-none-match", "")
    held = {one.strip().removeprefix("W/") for one in given.split(",")}
    if response.headers["etag"] not in held and given.strip() != "*":
        return response
    kept = ("cache-control", "content-location", "etag", "vary", "link")
    headers = {name: response.headers[name] for name in kept if name in response.headers}
    return Response(status_code=304, headers=headers)


def _links(stem: str, iri: str, kind: str) -> str:
    """The header ``Link`` (RFC 8288): what is described, and its other forms."""
    forms = {
        "html": "text/html",
        "ttl": "text/turtle",
        "jsonld": "application/ld+json",
        "nt": "application/n-triples",
    }
    links = [f'<{_header(iri)}>; rel="describes"']
    links += [
        f'<{stem}.{name}>; rel="alternate"; type="{form}"'
        for name, form in forms.items()
        if not kind.startswith(form)
    ]
    return ", ".join(links)


def _header(address: str) -> str:
    """An address as a header can hold it."""
    return quote(address, safe=_SAFE + "#")


@cache
def _file(name: str) -> tuple[bytes, str]:
    import hashlib

    path = next(folder / name for folder in _FOLDERS if (folder / name).is_file())
    data = path.read_bytes()
    return data, f'"{hashlib.sha256(data).hexdigest()[:16]}"'
