"""Queries inside documents that say what they must answer: tests that a document brings along.

A fenced block of the language ``sparql`` whose lines ``#+`` have ``expect``
is such a test. It is asked of the graph of all documents that were read.
"""

from __future__ import annotations

import operator
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kg.diagnostics import Diagnostic, Location, diagnostic
from kg.errors import QueryError
from kg.graph.answers import QueryResult
from kg.graph.sparql import tokens
from kg.vocabulary import PREFIXES

if TYPE_CHECKING:
    from kg.documents.records import Document

_HEAD = re.compile(r"^#\+ ?(.*)$", re.MULTILINE)
_LANGUAGE = re.compile(r"\s*sparql\b", re.IGNORECASE)
_COUNT = re.compile(r"(=|>=|<=|>|<)?\s*(\d{1,9})(?:\s+(?:rows?|triples?))?", re.ASCII)
_COMPARISON = re.compile(r"^(expect:\s*)([<>]=?\s*\d+(?: \w+)?)\s*$", re.MULTILINE)
_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "": operator.eq,
    "=": operator.eq,
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_ANSWERS = {"yes": True, "true": True, "no": False, "false": False}
_UNBOUND = ("", "null", "~")
_MOST_SHOWN = 3
_HINT = "write '#+ expect: 3', '>= 1', yes or no, or a list of rows"

Row = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of SPARQL in a document: its text, where it begins in the file, its indentation."""

    text: str
    file: str
    line: int
    indentation: int

    def place(self, line: int = 1, column: int = 1) -> Location:
        """Where a line and column of the query are in the file."""
        return Location(self.file, self.line + line - 1, self.indentation + column)


class Asked(Protocol):
    """What answers queries."""

    def query(self, query: str, /) -> QueryResult:
        """The answer to a query. Raises QueryError."""


def failed_expectations(documents: Iterable[Document], store: Callable[[], Asked]) -> list[Diagnostic]:
    """What is wrong with the queries in documents, each at its line: KG701 to KG703.

    ``store`` is called at the first query that there is.
    """
    found: list[Diagnostic] = []
    for document in documents:
        for block in sparql_blocks(document):
            head = _HEAD.findall(block.text)
            if head:
                found += _failures(block, "\n".join(head), store)
    return found


def expecting_queries(documents: Iterable[Document]) -> list[str]:
    """The queries in documents that say something of what they must answer, in order."""
    blocks = (block for document in documents for block in sparql_blocks(document))
    return [block.text for block in blocks if _HEAD.search(block.text)]


def sparql_blocks(document: Document) -> Iterator[Block]:
    """The fenced blocks of SPARQL in the body of a document, in order."""
    if "sparql" not in document.body.text.lower():
        return
    import pyromark

    data = document.body.text.encode("utf-8")
    start: int | None = None
    parts: list[str] | None = None
    line, counted = document.body.line, 0
    for event, where in pyromark.events_with_range(document.body.text):
        match event:
            case {"Start": {"CodeBlock": {"Fenced": str(info)}}} if _LANGUAGE.match(info):
                start, parts = None, []
            case {"Text": str(text)} if parts is not None:
                start = where["start"] if start is None else start
                parts.append(text)
            case {"End": "CodeBlock"} if parts is not None:
                if start is not None:
                    line, counted = line + data.count(b"\n", counted, start), start
                    indentation = start - (data.rfind(b"\n", 0, start) + 1)
                    yield Block("".join(parts), document.file, line, indentation)
                parts = None
            case _:
                pass


def _failures(block: Block, head: str, store: Callable[[], Asked]) -> Iterator[Diagnostic]:
    import yaml

    try:
        # An unquoted ">" would begin a block scalar of YAML.
        told = yaml.load(_COMPARISON.sub(r"\1'\2'", head), Loader=yaml.CBaseLoader)  # noqa: S506
        if not isinstance(told, dict) or "expect" not in told:
            return
        expected = _expectation(told["expect"])
    except (yaml.YAMLError, ValueError) as error:
        reason = " ".join(str(error).split())
        yield diagnostic(
            "KG703", f"what this query must answer cannot be read: {reason}", block.place(), hint=_HINT
        )
        return
    try:
        answer = store().query(block.text)
    except QueryError as error:
        reason, *rest = str(error).split("\n")
        hint = next((line.strip().removeprefix("hint: ") for line in rest if "hint: " in line), "")
        yield diagnostic("KG701", reason, block.place(*error.place), hint=hint)
        return
    if difference := expected(answer, block.text):
        yield diagnostic(
            "KG702", difference, block.place(), hint="correct the documents, or what is expected"
        )


def _expectation(told: object) -> Callable[[QueryResult, str], str]:
    """What says how an answer differs from what is expected, in words; an empty text where it does not.

    Raises ValueError for what is no expectation.
    """
    if isinstance(told, list):
        rows = [_row(one) for one in told]
        return lambda answer, query: _other_rows(rows, answer, query)
    text = str(told).strip()
    if text.lower() in _ANSWERS:
        return lambda answer, _: _other_answer(_ANSWERS[text.lower()], answer)
    if match := _COUNT.fullmatch(text):
        return lambda answer, _: _other_count(match[1] or "", int(match[2]), answer)
    raise ValueError(f"{text!r} is no number, yes or no, or list of rows")


def _row(told: object) -> Row:
    if isinstance(told, dict):
        raise ValueError("a row is a list of values")
    cells = told if isinstance(told, list) else [told]
    if any(isinstance(cell, dict | list) for cell in cells):
        raise ValueError("a row is a list of values")
    return tuple(None if cell in _UNBOUND else _expanded(str(cell)) for cell in cells)


def _expanded(text: str) -> str:
    prefix, colon, local = text.partition(":")
    return PREFIXES[prefix] + local if colon and prefix in PREFIXES else text


def _other_answer(expected: bool, answer: QueryResult) -> str:
    if answer.kind != "ask":
        return f"yes or no is expected, but this is no ASK; it gives {_size(answer)}"
    said = {True: "yes", False: "no"}
    return "" if answer.answer is expected else f"the answer is {said[answer.answer]}, not {said[expected]}"


def _other_count(comparison: str, expected: int, answer: QueryResult) -> str:
    if answer.kind == "ask":
        return "a number of rows is expected, but this is an ASK, which gives yes or no"
    if _COMPARE[comparison](len(answer), expected):
        return ""
    return f"there {'is' if len(answer) == 1 else 'are'} {_size(answer)}, not {comparison}{expected}"


def _other_rows(expected: Sequence[Row], answer: QueryResult, query: str) -> str:
    if answer.kind != "select":
        return "rows are expected, but this is no SELECT"
    if any(one.text.upper() == "ORDER" for one in tokens(query) if one.kind == "word"):
        if list(answer.rows) == list(expected):
            return ""
        if Counter(answer.rows) == Counter(expected):
            return "the rows are those that are expected, in another order"
    missing, surplus = Counter(expected) - Counter(answer.rows), Counter(answer.rows) - Counter(expected)
    parts = [_listed("missing", missing), _listed("not expected", surplus)]
    return "; ".join(part for part in parts if part)


def _listed(word: str, rows: Counter[Row]) -> str:
    shown = sorted(" | ".join("null" if cell is None else cell for cell in row) for row in rows.elements())
    more = f", and {len(shown) - _MOST_SHOWN} more" if len(shown) > _MOST_SHOWN else ""
    return f"{word}: {', '.join(shown[:_MOST_SHOWN])}{more}" if shown else ""


def _size(answer: QueryResult) -> str:
    word = "triple" if answer.kind == "graph" else "row"
    return f"{len(answer)} {word}{'' if len(answer) == 1 else 's'}"
