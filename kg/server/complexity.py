"""Queries that are nested too deeply for anybody to have written them.

Oxigraph's parser and evaluator go one step deeper for each bracket, and the
stack of a process has an end. What slips through ends its worker, no more;
this says so before, in words, and the worker lives on.
"""

from __future__ import annotations

import re

from kg.errors import QueryError

_DEEPEST = 100
_MOST_GROUPS = 1000
# What a backslash stands before begins no text and no comment: a name may hold it, and hides nothing.
_MARK = re.compile(
    r"""(?P<passed>\\. | \#[^\r\n]* | '''(?:[^'\\]|\\.|'(?!''))*''' | \"""(?:[^"\\]|\\.|"(?!""))*\"""
      | '(?:[^'\\\r\n]|\\.)*' | "(?:[^"\\\r\n]|\\.)*" | <[^<>"{}|^`\\\x00-\x20]*>)
      | (?P<open>[({\[]) | (?P<close>[)}\]])""",
    re.VERBOSE | re.DOTALL,
)
_OPERATORS = re.compile(rf"(?:[!+^-]\s*){{{_DEEPEST}}}")


def check_complexity(query: str) -> None:
    """Raise QueryError where a query is nested too deeply, or has too many groups."""
    groups = query.count("{")
    if groups > _MOST_GROUPS:
        raise QueryError(f"the query has {groups:,} groups; {_MOST_GROUPS:,} are allowed")
    if groups + query.count("(") + query.count("[") > _DEEPEST and _depth(query) > _DEEPEST:
        raise QueryError(f"the query is nested more than {_DEEPEST} brackets deep")
    if _OPERATORS.search(query):
        raise QueryError(f"the query has more than {_DEEPEST} operators before one value")


def _depth(query: str) -> int:
    """How deep its brackets are nested at most; those in strings, IRIs and comments are none."""
    depth = deepest = 0
    for match in _MARK.finditer(query):
        if match["open"]:
            depth += 1
            deepest = max(deepest, depth)
        elif match["close"]:
            depth -= 1
    return deepest
