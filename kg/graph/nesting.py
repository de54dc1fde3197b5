"""How deeply RDF is nested: parsers of nested terms call themselves, and end the process past a depth.

Rows and triples are flat but for triple terms (RDF 1.2), each of which may
hold another. Trees of JSON and XML are not read without calls within calls.
"""

from __future__ import annotations

import re
from typing import Literal

Syntax = Literal["json", "turtle", "xml"]
"""What RDF is written in; Turtle stands for N-Triples and N-Quads too."""

_DEEPEST = 100
"""Brackets of JSON, triple terms, or elements of XML, one within another."""

_JSON_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\Z)', re.DOTALL)
_OTHERS = bytes(set(range(256)) - set(b"[]{}"))
_AS_BRACES = bytes.maketrans(b"[]", b"{}")
_TURTLE = re.compile(
    rb"""
      (?P<text> \"{3} (?:[^"\\]|\\.|"(?!""))*+ \"{3} | '{3} (?:[^'\\]|\\.|'(?!''))*+ '{3}
        | "(?:[^"\\\n]|\\.)*+" | '(?:[^'\\\n]|\\.)*+' | \#[^\r\n]*+ )
    | \\. | (?P<open> <<\(? ) | (?P<close> \)?>> ) | <[^<>\s"]*+>
    """,
    re.DOTALL | re.VERBOSE,
)


_XML = re.compile(
    rb"""
      <!-- .*? (?: --> | \Z ) | <!\[CDATA\[ .*? (?: \]\]> | \Z ) | <\? .*? (?: \?> | \Z )
    | (?P<close> </ ) | (?P<open> <[^!?/\s] (?: "[^"]*+" | '[^']*+' | [^>"'] )*+ (?<!/) > )
    """,
    re.DOTALL | re.VERBOSE,
)


def is_too_deep(data: bytes, syntax: Syntax) -> bool:
    """Whether terms are within terms past what any graph needs; what is cut may be, too."""
    if syntax == "json":
        return _is_deep_json(data)
    if syntax == "xml":
        return _is_deep(_XML, data)
    return data.count(b"<<") > _DEEPEST and _is_deep(_TURTLE, data)


def _is_deep_json(data: bytes) -> bool:
    if data.count(b"{") + data.count(b"[") <= _DEEPEST:
        return False
    brackets = _JSON_STRING.sub(b"", data).translate(_AS_BRACES, _OTHERS)
    for _ in range(_DEEPEST):
        if b"{}" not in brackets:
            break
        brackets = brackets.replace(b"{}", b"")
    return b"{" * _DEEPEST in brackets or b"{}" in brackets


def _is_deep(pattern: re.Pattern[bytes], data: bytes) -> bool:
    depth = 0
    for one in pattern.finditer(data):
        depth += (one.lastgroup == "open") - (one.lastgroup == "close")
        if depth > _DEEPEST:
            return True
    return False
