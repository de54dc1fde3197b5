"""Full-text search over a built graph, the best first."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from kg.errors import QueryError
from kg.queries.index import open_index
from kg.queries.words import Term, folded, match_expression, places, terms

# A word in a name tells more than one in a text.
_RANK = "bm25(words, 4.0, 1.0)"
_SNIPPET = 240
_MOST_WORDS = 100
"""Words that may be asked for at once: each is looked for in each text that is shown."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a hit must be, where not empty: its kind, confidence, topic (name, code or IRI) and language."""

    kind: str = ""
    confidence: str = ""
    topic: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A node that was found.

    ``excerpt`` is of its text where a word stands in it, else its name;
    ``highlights`` are beginnings and ends in it, in characters.
    ``name`` is empty for a claim, and ``document`` the title of the document
    that makes it; ``score`` is higher for a better hit.
    """

    iri: str
    kind: str
    name: str
    excerpt: str
    highlights: tuple[tuple[int, int], ...]
    confidence: str
    language: str
    document: str
    score: float


def search(folder: Path, asked: str, filters: Filters | None = None, *, limit: int = 10) -> list[Hit]:
    """What has all the words that are asked for, the best first, at most ``limit``.

    A word also finds longer ones that begin with it; words in quotes are a
    phrase, whole; a minus excludes. A language ``en`` also means ``en-GB``.
    Raises QueryError where no word is asked for, or more than a hundred, and NotFoundError where the
    folder holds no graph.
    """
    connection = open_index(folder)
    try:
        return find(connection, asked, filters or Filters(), limit=limit)
    finally:
        connection.close()


def find(connection: sqlite3.Connection, asked: str, filters: Filters, *, limit: int) -> list[Hit]:
    """What :func:`search` finds, in an index that is open already. Raises QueryError."""
    wanted = terms(asked)
    if sum(len(one.pieces) for one in wanted) > _MOST_WORDS:
        raise QueryError(f"ask for at most {_MOST_WORDS} words")
    expression = match_expression(wanted)
    if not expression:
        raise QueryError("ask for at least one word that is to be found")
    conditions, values = _conditions(filters)
    try:
        rows = connection.execute(
            f"SELECT item.iri, item.kind, item.name, item.text, item.confidence, item.language,"  # noqa: S608
            f" coalesce(home.name, ''), {_RANK} AS rank"
            " FROM words JOIN item ON item.id = words.rowid"
            " LEFT JOIN item AS home ON home.iri = item.document AND item.document <> ''"
            f" WHERE words MATCH ?{''.join(conditions)} ORDER BY rank, item.iri LIMIT ?",
            (expression, *values, limit),
        ).fetchall()
    except sqlite3.Error as error:
        raise QueryError(f"the search failed: {error}") from error
    hits = []
    for iri, kind, name, text, confidence, language, document, rank in rows:
        excerpt = _excerpt(text if places(text, wanted) else name or text, wanted)
        marks = tuple(places(excerpt, wanted))
        hits.append(Hit(iri, kind, name, excerpt, marks, confidence, language, document, round(-rank, 4)))
    return hits


def _conditions(filters: Filters) -> tuple[list[str], list[str]]:
    conditions, values = [], []
    for column, value in (("kind", filters.kind), ("confidence", filters.confidence)):
        if value:
            conditions.append(f" AND item.{column} = ?")
            values.append(value)
    if filters.language:
        conditions.append(" AND (lower(item.language) = ? OR lower(item.language) GLOB ?)")
        values += [filters.language.lower(), f"{filters.language.lower()}-*"]
    if filters.topic:
        conditions.append(
            " AND EXISTS (SELECT 1 FROM about WHERE about.topic = ?"
            " AND about.document = CASE item.document WHEN '' THEN item.iri ELSE item.document END)"
        )
        values.append(folded(filters.topic))
    return conditions, values


def _excerpt(text: str, wanted: list[Term]) -> str:
    """The part of a text in which the first term stands, cut where words end."""
    text = " ".join(text.split())
    if len(text) <= _SNIPPET:
        return text
    found = places(text, wanted)
    start = max(0, found[0][0] - _SNIPPET // 3) if found else 0
    if start:
        space = text.find(" ", start, start + 20)
        start = space + 1 if space >= 0 else start
    end = min(len(text), start + _SNIPPET)
    if end < len(text):
        space = text.rfind(" ", end - 20, end)
        end = space if space > start else end
    return f"{'… ' if start else ''}{text[start:end]}{' …' if end < len(text) else ''}"
