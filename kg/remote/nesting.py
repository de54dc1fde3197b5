"""How deeply an answer is nested: parsers of nested terms call themselves, and end the process past a depth.

The rows and triples of SPARQL are flat but for triple terms (RDF 1.2), each of
which may hold another.
"""

from __future__ import annotations

import re

_DEEPEST = 100
"""Brackets of JSON, or triple terms, one within another."""

_JSON_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\Z)', re.DOTALL)
_OTHERS = bytes(set(range(256)) - set(b"[]{}"))
_AS_BRACES = bytes.maketrans(b"[]", b"{}")
_TURTLE = re.compile(
    rb"""
      (?P<text> \"{3} (?:[^"\\]|\\.|"(?!""))*+ \"{3} | '{3} (?:[^'\\]|\\.|'(?!''))*+ '{3}
        | "(?:[^"\\\n]|\\.)*+" | '(?:[^'\\\n]|\\.)*+' | \#[^\r\n]*+ )
    | (?P<open> <<\(? ) | (?P<close> \)?>> ) | <[^<>\s"]*+>
    """,
    re.DOTALL | re.VERBOSE,
)


def is_too_deep(data: bytes, *, is_json: bool) -> bool:
    """Whether JSON or Turtle holds terms within terms past what any answer needs; JSON that is cut is not."""
    return _is_deep_json(data) if is_json else _is_deep_turtle(data)


def _is_deep_json(data: bytes) -> bool:
    if data.count(b"{") + data.count(b"[") <= _DEEPEST:
        return False
    brackets = _JSON_STRING.sub(b"", data).translate(_AS_BRACES, _OTHERS)
    for _ in range(_DEEPEST):
        if b"{}" not in brackets:
            break
        brackets = brackets.replace(b"{}", b"")
    return b"{" * _DEEPEST in brackets or b"{}" in brackets


def _is_deep_turtle(data: bytes) -> bool:
    if data.count(b"<<") <= _DEEPEST:
        return False
    depth = 0
    for one in _TURTLE.finditer(data):
        depth += (one.lastgroup == "open") - (one.lastgroup == "close")
        if depth > _DEEPEST:
            return True
    return False
