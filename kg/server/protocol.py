"""Requests of the SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/), section 2."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from kg.server.limits import Limits
from kg.server.problems import Problem
from kg.server.requests import FORM, body, content_type, one_of, parameters, text_of

QUERY_TYPE = "application/sparql-query"
UPDATE_TYPE = "application/sparql-update"

Graphs = list[str] | None


@dataclass(frozen=True, slots=True)
class Operation:
    """What a request asks for: a query or an update, and its data set where it names one.

    ``format`` is the name of a format for the answer, empty where the header
    ``Accept`` decides. A text of None asks for the description of the service.
    """

    text: str | None
    is_update: bool = False
    default: Graphs = None
    named: Graphs = None
    format: str = ""


async def operation(request: Request, limits: Limits) -> Operation:
    """What a request asks for. Raises Problem where it is not one of the protocol."""
    found = parameters(request.scope["query_string"].decode("latin-1"))
    if request.method in {"GET", "HEAD"}:
        if "update" in found:
            raise Problem(400, "Bad request", "an update must be sent by POST")
        return _operation(found, one_of(found, "query"))
    if request.method != "POST":
        raise Problem(405, "Method not allowed", "ask by GET or POST", headers={"allow": ALLOWED})
    kind, encoding = content_type(request)
    if kind not in {FORM, QUERY_TYPE, UPDATE_TYPE}:
        raise Problem(
            415,
            "Unsupported media type",
            f"POST a query as {QUERY_TYPE} or {FORM}, an update as {UPDATE_TYPE}",
        )
    is_update = kind == UPDATE_TYPE
    most = limits.upload if is_update else limits.body
    longest = limits.upload_wait if is_update else None
    text = text_of(await body(request, most, limits.body_wait, longest), encoding)
    if kind != FORM:
        if "query" in found or "update" in found:
            raise Problem(400, "Bad request", "the body is the query; the address must not have another")
        return _operation(found, text, is_update=is_update)
    found = parameters(text)
    query, update = one_of(found, "query"), one_of(found, "update")
    if (query is None) == (update is None):
        raise Problem(400, "Bad request", "a form has either query or update")
    return _operation(found, query if update is None else update, is_update=update is not None)


ALLOWED = "GET, HEAD, POST, OPTIONS"


def _operation(found: dict[str, list[str]], text: str | None, *, is_update: bool = False) -> Operation:
    names = (
        ("using-graph-uri", "using-named-graph-uri")
        if is_update
        else ("default-graph-uri", "named-graph-uri")
    )
    default, named = (found.get(name) for name in names)
    if default is not None or named is not None:
        default, named = default or [], named or []
    return Operation(text, is_update, default, named, _first(found, "format"))


def _first(found: dict[str, list[str]], name: str) -> str:
    """The value of a parameter that is not one of the protocol, and which some clients send twice."""
    return next(iter(found.get(name, [])), "")
