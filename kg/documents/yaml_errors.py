"""Why a front matter is not YAML, said so that its author can mend it.

A YAML parser names the place where it gave up, which is often lines after the
mistake. The usual mistakes are looked for first, on every line up to there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

_MISSING_SPACE = re.compile(r"""^\s*(?:-\s+)?([A-Za-z_][\w-]*):(?=["'\[{\w-])(?!//)""")
_TAB = re.compile(r"^ *\t")
_UNQUOTED_COLON = re.compile(r"""^\s*(?:-\s+)?[A-Za-z_][\w-]*:\s+(?!["'\[{|>&*!])(.*?:)(?:\s|$)""")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_SCHEMES = frozenset({"arxiv", "doi", "isbn", "issn", "mailto", "orcid", "pmid", "rfc", "urn"})
_SPECIAL_START = re.compile(r"""^\s*(?:-\s+)?[A-Za-z_][\w-]*:\s+([@`%])""")


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake in a front matter; ``line`` and ``column`` count from 1 in the YAML text."""

    code: str
    message: str
    hint: str
    line: int
    column: int


def explain(text: str, error: yaml.YAMLError) -> Mistake:
    """The mistake that made PyYAML raise ``error`` on ``text``."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = text.split("\n")
    return (
        _control_character(lines)
        or _missing_space(lines, line)
        or _tab(lines, line)
        or _unquoted_colon(lines, line)
        or _special_start(lines, line)
        or _unclosed_quote(error)
        or Mistake(
            "KG010",
            f"the front matter is not YAML: {_problem(error)}",
            "look at this line and the one before it; quote values that hold special characters",
            line,
            column,
        )
    )


def explain_text(text: str) -> Mistake | None:
    """The mistake in a front matter that YAML reads as one text, where a usual one is seen."""
    lines = text.split("\n")
    return _missing_space(lines, len(lines))


def _control_character(lines: list[str]) -> Mistake | None:
    for number, line in enumerate(lines, start=1):
        if match := _CONTROL.search(line):
            return Mistake(
                "KG010",
                f"the control character U+{ord(match[0]):04X} cannot stand in YAML",
                "delete it; many editors show it only with invisible characters switched on",
                number,
                match.start() + 1,
            )
    return None


def _missing_space(lines: list[str], upto: int) -> Mistake | None:
    wrong = [
        (number, match)
        for number, line in enumerate(lines, start=1)
        if (match := _MISSING_SPACE.match(line)) and match[1].lower() not in _SCHEMES
    ]
    if not wrong or wrong[0][0] > upto:
        return None
    number, match = wrong[0]
    key = match[1]
    others = f" (and on {len(wrong) - 1} more lines)" if len(wrong) > 1 else ""
    return Mistake(
        "KG011",
        f"no space after the colon of {key!r}{others}, so YAML sees no key here",
        f"write a space after each colon: {_shortened(key, lines[number - 1][match.end() :])}",
        number,
        match.end() + 1,
    )


def _shortened(key: str, value: str) -> str:
    value = value.strip()
    return f"{key}: {value if len(value) <= 40 else value[:39] + '…'}"


def _tab(lines: list[str], upto: int) -> Mistake | None:
    for number in (upto, upto - 1):
        if 1 <= number <= len(lines) and (match := _TAB.match(lines[number - 1])):
            return Mistake(
                "KG012",
                "the line is indented with a tab, which YAML forbids",
                "indent with two spaces for each level",
                number,
                match.end(),
            )
    return None


def _unquoted_colon(lines: list[str], upto: int) -> Mistake | None:
    if not 1 <= upto <= len(lines):
        return None
    match = _UNQUOTED_COLON.match(lines[upto - 1])
    if not match:
        return None
    return Mistake(
        "KG013",
        "the value holds a colon and a space without quotes, so YAML sees a second key",
        'put the whole value in double quotes: key: "value: with a colon"',
        upto,
        match.end(1),
    )


def _special_start(lines: list[str], upto: int) -> Mistake | None:
    if not 1 <= upto <= len(lines):
        return None
    match = _SPECIAL_START.match(lines[upto - 1])
    if not match:
        return None
    return Mistake(
        "KG010",
        f"a value cannot begin with {match[1]!r} without quotes",
        f'put the value in double quotes: "{match[1]}…"',
        upto,
        match.start(1) + 1,
    )


def _unclosed_quote(error: yaml.YAMLError) -> Mistake | None:
    context = getattr(error, "context", None) or ""
    mark = getattr(error, "context_mark", None)
    if mark is None or "quoted scalar" not in context:
        return None
    return Mistake(
        "KG010",
        "a quoted value that begins here is never closed, or holds the same quote inside",
        r"close the quote; inside double quotes write \" for a quote",
        mark.line + 1,
        mark.column + 1,
    )


def _problem(error: yaml.YAMLError) -> str:
    problem = getattr(error, "problem", None) or str(error).split("\n", 1)[0]
    context = getattr(error, "context", None)
    return f"{problem} ({context})" if context else str(problem)
