"""What is wrong with a query, in words that help: line, column, caret, and the nearest right word."""

from __future__ import annotations

import difflib
import re

from kg.errors import QueryError
from kg.graph.services import service_in
from kg.graph.sparql import KEYWORDS, Token, declared_prefixes, place_of, tokens
from kg.vocabulary import PREFIXES

_UPDATE = re.compile(
    r"\s*(?:(?:PREFIX\s+\S+|BASE)\s+<[^>]*>\s*)*(INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD)\b",
    re.IGNORECASE,
)
_EXPECTED = re.compile(r"""\"(?:[^"\\]|\\.)*"|\b[A-Z]{2,}(?: [A-Z]{2,})*\b""")
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|^`]+")
_CHARACTERS = re.compile(r"\[[^\]]*\]")
_MOST_EXPECTED = 12
_PLACE = re.compile(r"error at (\d+):(\d+)(?:-\d+:\d+)?:\s*(.*)", re.DOTALL)
_OTHERS = {
    "bibo": "http://purl.org/ontology/bibo/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "sh": "http://www.w3.org/ns/shacl#",
    "wd": "http://www.wikidata.org/entity/",
    "wdt": "http://www.wikidata.org/prop/direct/",
}
"""Namespaces that our graphs do not use, and that people type nevertheless."""


def refusal(query: str) -> QueryError | None:
    """Why a query is not even tried: it would reach out to another server. None for all others."""
    service = service_in(query)
    if service is None:
        return None
    line, column = place_of(query, service)
    return _pointed(
        f"SERVICE asks another server, and is refused (line {line}, column {column})",
        query,
        (line, column),
        "ask this graph alone; the IRIs in schema:sameAs lead to what others say",
    )


def explained(query: str, message: str) -> QueryError:
    """What Oxigraph's ``message`` about a query that does not parse means to its author."""
    if match := _UPDATE.match(query):
        return QueryError(
            f"{match[1].upper()} changes a graph, and a query only asks one; change the documents and build"
        )
    match = _PLACE.search(message)
    if match and "Prefix not found" in match[3] and (name := _undeclared(query)):
        return _at(query, place_of(query, name.start), "the prefix is not declared", _prefix_hint(name))
    if quote := next((one for one in tokens(query) if one.text in {'"', "'"}), None):
        return _at(query, place_of(query, quote.start), "the text that begins here has no end", "")
    if word := _unknown_word(query):
        if address := _address_around(query, word.start):
            hint = f"write <{address[0]}>"
            return _at(query, place_of(query, address.start()), "an IRI stands in angle brackets", hint)
        near = difflib.get_close_matches(word.text.lower(), sorted(KEYWORDS - {"a"}), n=1, cutoff=0.6)
        hint = f"did you mean {near[0].upper()}?" if near else "a variable begins with ?, a text with a quote"
        return _at(query, place_of(query, word.start), f"{word.text!r} is no word of SPARQL", hint)
    if not match:
        return QueryError(f"the query does not parse: {message}")
    return _at(query, (int(match[1]), int(match[2])), _readable(match[3].strip()), "")


def explained_update(text: str, message: str) -> QueryError:
    """What Oxigraph's ``message`` about an update that does not parse means to its author."""
    match = _PLACE.search(message)
    if not match:
        return QueryError(f"the update does not parse: {message}")
    place = (int(match[1]), int(match[2]))
    told = f"the update does not parse at line {place[0]}, column {place[1]}: {_readable(match[3].strip())}"
    return _pointed(told, text, place, "")


def _undeclared(query: str) -> Token | None:
    known = {*PREFIXES, *declared_prefixes(query), "_"}
    return next(
        (one for one in tokens(query) if one.kind == "name" and one.text.partition(":")[0] not in known),
        None,
    )


def _prefix_hint(name: Token) -> str:
    prefix = name.text.partition(":")[0]
    if prefix in _OTHERS:
        return f"begin the query with PREFIX {prefix}: <{_OTHERS[prefix]}>"
    known = f"without PREFIX only {', '.join(PREFIXES)} are known"
    near = difflib.get_close_matches(prefix, PREFIXES, n=1, cutoff=0.5)
    return f"did you mean {near[0]}:{name.text.partition(':')[2]}? {known}" if near else known


def _unknown_word(query: str) -> Token | None:
    return next(
        (one for one in tokens(query) if one.kind == "word" and one.text.lower() not in KEYWORDS), None
    )


def _address_around(query: str, offset: int) -> re.Match[str] | None:
    return next((one for one in _ADDRESS.finditer(query) if one.start() <= offset < one.end()), None)


def _at(query: str, place: tuple[int, int], reason: str, hint: str) -> QueryError:
    line, column = place
    message = f"the query does not parse at line {line}, column {column}: {reason}"
    return _pointed(message, query, place, hint)


def _pointed(message: str, query: str, place: tuple[int, int], hint: str) -> QueryError:
    line, column = place
    lines = query.split("\n")
    shown = lines[line - 1] if 0 < line <= len(lines) else ""
    parts = [message]
    if shown:
        # Tabs stay, so that the caret stands under its place however wide they are.
        gap = "".join(character if character == "\t" else " " for character in shown[: column - 1])
        parts += [f"  {shown}", f"  {gap}^"]
    if hint:
        parts.append(f"  hint: {hint}")
    return QueryError("\n".join(parts), place)


def _readable(reason: str) -> str:
    """What Oxigraph's grammar expects, without the classes of characters that names are made of."""
    if reason.startswith("expected") and "The SELECT contains a variable that is unbound" in reason:
        return "SELECT names a variable that GROUP BY does not hold; name it there, or aggregate it"
    if not reason.startswith("expected"):
        return reason
    expected = _EXPECTED.findall(_CHARACTERS.sub("", reason))
    if not expected or (len(expected) == 1 and expected[0].isalpha()):
        # One keyword of many that could stand here would mislead.
        return "this cannot stand here, or something is missing"
    shown = expected if len(expected) <= _MOST_EXPECTED else [*expected[:_MOST_EXPECTED], "…"]
    return f"expected {'one of ' if len(expected) > 1 else ''}{', '.join(shown)}"
