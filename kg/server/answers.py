"""The answer to a query as bytes in the format a client wants, within the limits on rows and size."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

import pyoxigraph

from kg.errors import KgError, QueryError
from kg.server.media import GRAPHS, RESULTS, Format, chosen, named
from kg.vocabulary import PREFIXES

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

_RESULT_FORMATS = {
    "csv": pyoxigraph.QueryResultsFormat.CSV,
    "json": pyoxigraph.QueryResultsFormat.JSON,
    "tsv": pyoxigraph.QueryResultsFormat.TSV,
    "xml": pyoxigraph.QueryResultsFormat.XML,
}
_GRAPH_FORMATS = {
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
    "nt": pyoxigraph.RdfFormat.N_TRIPLES,
    "rdf": pyoxigraph.RdfFormat.RDF_XML,
    "ttl": pyoxigraph.RdfFormat.TURTLE,
}
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')
_QUOTED = re.compile(rb'"[^"]*"')
_SHORTEST_ROW = 1
"""Bytes that a row takes at least in any format."""


class FormatError(KgError):
    """None of the formats that an answer has is one that the client takes."""


class LimitError(KgError):
    """An answer is larger than one may be."""


class NotReadyError(KgError):
    """What is asked for is still being made."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How an answer is wanted: a header ``Accept``, the name of a form, which wins if it fits, and limits."""

    accept: str
    form: str
    rows: int
    size: int


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as bytes, the value of its ``Content-Type``, and what else the front is told."""

    type: str
    body: bytes
    told: dict[str, Any] = field(default_factory=dict)


def answered(
    asked: pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples, wish: Wish
) -> Answer:
    """What Oxigraph answers, written out.

    Raises FormatError where no format fits the wish, LimitError where the
    answer is too large, and QueryError where the query fails while it runs.
    """
    is_graph = isinstance(asked, pyoxigraph.QueryTriples)
    form = fitting(wish, GRAPHS if is_graph else RESULTS)
    target = Bounded(wish.size)
    try:
        if isinstance(asked, pyoxigraph.QueryTriples):
            write_triples(_limited(asked, wish.rows), form, target)
        else:
            asked.serialize(target, format=_RESULT_FORMATS[form.name])
            _check_rows(target.getvalue(), form, wish.rows)
    except LimitError:
        raise
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query failed while it ran: {error}") from error
    return Answer(form.content_type, target.getvalue())


def fitting(wish: Wish, offered: tuple[Format, ...]) -> Format:
    """The format that is wished for. Raises FormatError where none of those on offer fits."""
    found = (named(wish.form, offered) if wish.form else None) or chosen(wish.accept, offered)
    if found is None:
        types = ", ".join(one.type for one in offered)
        raise FormatError(f"this answer can be given as {types}; the header Accept wants none of these")
    return found


def write_triples(triples: Iterable[pyoxigraph.Triple], form: Format, target: Bounded) -> None:
    """Write triples in a format for graphs, with our prefixes where it knows prefixes."""
    prefixes = None if form.name == "nt" else PREFIXES
    pyoxigraph.serialize(triples, target, format=_GRAPH_FORMATS[form.name], prefixes=prefixes)


class Bounded(io.BytesIO):
    """A place to write to that takes ``size`` bytes, and raises LimitError past them."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size

    def write(self, data: Buffer, /) -> int:
        """Take some bytes."""
        if self.tell() + len(memoryview(data)) > self._size:
            raise LimitError(
                f"the answer is longer than {self._size:,} bytes; add a LIMIT, or ask for fewer variables"
            )
        return super().write(data)


def _limited(triples: Iterable[pyoxigraph.Triple], rows: int) -> Iterable[pyoxigraph.Triple]:
    source = iter(triples)
    yield from islice(source, rows)
    for _ in source:
        raise LimitError(f"the answer has more than {rows:,} triples; add a LIMIT")


def _check_rows(data: bytes, form: Format, rows: int) -> None:
    """Raise LimitError where an answer has more rows; Oxigraph writes them without a count."""
    if len(data) > rows * _SHORTEST_ROW and _counted(data, form) > rows:
        raise LimitError(f"the answer has more than {rows:,} rows; add a LIMIT")


def _counted(data: bytes, form: Format) -> int:
    """The rows of a result; what stands inside strings counts for nothing."""
    if form.name == "xml":
        return data.count(b"<result>")
    if form.name == "tsv":
        return data.count(b"\n") - 1
    if form.name == "csv":
        return _QUOTED.sub(b"", data).count(b"\n") - 1
    # A row begins after the bracket of the list, or after the row before it.
    bare = _STRING.sub(b"", data)
    return bare.count(b"[{") + bare.count(b"},{")
