"""Why a front matter is not YAML, said so that its author can mend it.

A YAML parser names the place where it gave up, which is often lines after the
mistake. The usual mistakes are looked for first, on every line up to there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from kg.documents import front_matter

_MISSING_SPACE = re.compile(r"\s*(?:-\s+)*([^\W\d][\w-]*):(?=[^\s/:])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_TRIED = 100
"""So many lines are tried before the first one is blamed."""
_READ = 2_000_000
"""So many characters of YAML are read for that: of a long text fewer lines are tried."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake in a front matter; ``line`` and ``column`` count from 1 in the YAML text."""

    code: str
    message: str
    hint: str
    line: int
    column: int


def explain(text: str, error: yaml.YAMLError, *, of: str = "the front matter") -> Mistake:
    """The mistake that made PyYAML raise ``error`` on ``text``, which messages call ``of``."""
    line, column = place = _place(error)
    lines = text.split("\n")
    return (
        _control_character(lines)
        or _missing_space(lines, place)
        or _tab(lines, place)
        or _unquoted_colon(lines, place)
        or _special_start(lines, place, error)
        or _unknown_escape(lines, place, error)
        or _text_after_value(lines, place, error)
        or _indentation(lines, place, error)
        or _unclosed(error)
        or Mistake(
            "KG010",
            f"{of} is not YAML: {_problem(error)}",
            "look at this line and the one before it; quote values that hold special characters",
            line,
            column,
        )
    )


def explain_text(text: str) -> Mistake | None:
    """The mistake in a front matter that YAML reads as one text, where a usual one is seen."""
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            return _without_space(lines, number) if _MISSING_SPACE.match(line) else None
    return None


def _place(error: yaml.YAMLError) -> tuple[int, int]:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


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


def _missing_space(lines: list[str], place: tuple[int, int]) -> Mistake | None:
    """The last line up to the error that lacks a space and, given one, lets the parser get further.

    A line such as ``- doi:10.1000/1`` only looks like it, and so does one
    inside a quoted or folded text: a space there mends nothing.
    """
    alike = [number for number, line in enumerate(lines[: place[0]], start=1) if _MISSING_SPACE.match(line)]
    if not alike:
        return None
    # A space put into the line of the error moves the error along.
    passed = (place[0], place[1] + (alike[-1] == place[0]))
    most = min(_TRIED, _READ // (sum(map(len, lines)) + 1))
    for number in (*alike[:0:-1][:most], alike[0]):
        if _gets_past(passed, _with_spaces(lines, number)):
            return _without_space(lines, number)
    return None


def _with_spaces(lines: list[str], start: int) -> str:
    """The text with a space after each colon that seems to lack one, from line ``start`` on."""
    mended = (_MISSING_SPACE.sub(lambda match: f"{match[0]} ", line, count=1) for line in lines[start - 1 :])
    return "\n".join((*lines[: start - 1], *mended))


def _gets_past(place: tuple[int, int], text: str) -> bool:
    try:
        front_matter.load(text)
    except yaml.YAMLError as error:
        return _place(error) > place
    except front_matter.AliasLimitError:
        return True
    return True


def _without_space(lines: list[str], number: int) -> Mistake | None:
    match = _MISSING_SPACE.match(lines[number - 1])
    if match is None:
        return None
    key = match[1]
    more = sum(_MISSING_SPACE.match(line) is not None for line in lines[number:])
    others = f" ({more} more line{'' if more == 1 else 's'} below look{'s' if more == 1 else ''} alike)"
    return Mistake(
        "KG011",
        f"no space after the colon of {key!r}{others if more else ''}, so YAML sees no key here",
        f"write a space after each colon: {_shortened(key, lines[number - 1][match.end() :])}",
        number,
        match.end() + 1,
    )


def _shortened(key: str, value: str) -> str:
    value = value.strip()
    return f"{key}: {value if len(value) <= 40 else value[:39] + '…'}"


def _character(lines: Sequence[str], place: tuple[int, int]) -> str:
    """The character at which the parser gave up; empty at the end of a line."""
    line, column = place
    return lines[line - 1][column - 1 : column] if line <= len(lines) else ""


def _tab(lines: list[str], place: tuple[int, int]) -> Mistake | None:
    if _character(lines, place) != "\t":
        return None
    return Mistake(
        "KG012",
        "the line is indented with a tab, which YAML forbids",
        "indent with two spaces for each level",
        *place,
    )


def _unquoted_colon(lines: list[str], place: tuple[int, int]) -> Mistake | None:
    line, column = place
    if _character(lines, place) != ":" or ": " not in lines[line - 1][: column - 1]:
        return None
    return Mistake(
        "KG013",
        "the value holds a colon and a space without quotes, so YAML sees a second key",
        'put the whole value in double quotes: key: "value: with a colon"',
        *place,
    )


def _special_start(lines: list[str], place: tuple[int, int], error: yaml.YAMLError) -> Mistake | None:
    character = _character(lines, place)
    if _context(error) in {"while scanning an alias", "while scanning an anchor"}:
        # The parser gives up after the star, at the first character that no name holds.
        mark = getattr(error, "context_mark", None)
        place = (mark.line + 1, mark.column + 1) if mark else place
        character = _character(lines, place)
    elif _character(lines, (place[0], place[1] - 1)) == "{" == character:
        place, character = (place[0], place[1] - 1), "{{"
    elif character == "-":
        if "entries are not allowed" not in _problem(error):
            return None
    elif not character or character not in "@`%":
        return None
    return Mistake(
        "KG010",
        f"a value cannot begin with {character!r} without quotes",
        f'put the value in double quotes: "{character}…"',
        *place,
    )


def _unknown_escape(lines: list[str], place: tuple[int, int], error: yaml.YAMLError) -> Mistake | None:
    if "escape" not in _problem(error):
        return None
    line, column = place
    start = lines[line - 1].rfind("\\", 0, column) + 1 if line <= len(lines) else column
    escape = lines[line - 1][start - 1 : start + 1] if line <= len(lines) else ""
    return Mistake(
        "KG010",
        f"{escape} in double quotes begins no character that YAML knows",
        r"write \\ for a backslash, or put the value in single quotes",
        line,
        max(start, 1),
    )


def _text_after_value(lines: list[str], place: tuple[int, int], error: yaml.YAMLError) -> Mistake | None:
    line, column = place
    before = lines[line - 1][: column - 1].rstrip() if line <= len(lines) else ""
    if "did not find expected" not in _problem(error) or not before.endswith(("'", '"', "]", "}")):
        return None
    return Mistake(
        "KG010",
        f"the value ends before this, with {before[-1]}, but its line goes on",
        r"put the whole value in quotes; inside single quotes write '' for a quote, inside double ones \"",
        line,
        column,
    )


def _indentation(lines: list[str], place: tuple[int, int], error: yaml.YAMLError) -> Mistake | None:
    """A line that is indented otherwise than those that it belongs to."""
    line, column = place
    before = lines[line - 1][: column - 1] if line <= len(lines) else ""
    problem = _problem(error)
    is_deeper = "mapping values are not allowed" in problem and _character(lines, place) == ":"
    is_between = "did not find expected" in problem and not before.strip() and _character(lines, place) != ":"
    if not (is_deeper and before[:1] == " ") and not (is_between and before):
        return None
    return Mistake(
        "KG010",
        "the indentation of this line fits none of the lines above it",
        "indent the keys of one entry alike, with spaces, below the first letter of its first key",
        line,
        len(before) - len(before.lstrip()) + 1,
    )


def _unclosed(error: yaml.YAMLError) -> Mistake | None:
    context = _context(error)
    mark = getattr(error, "context_mark", None)
    if mark is None:
        return None
    place = (mark.line + 1, mark.column + 1)
    if "quoted scalar" in context:
        return Mistake(
            "KG010",
            "a quoted value that begins here is never closed, or holds the same quote inside",
            r"close the quote; inside double quotes write \" for a quote",
            *place,
        )
    if "flow" in context:
        opening, closing = "[]" if "sequence" in context else "{}"
        return Mistake(
            "KG010",
            f"what begins here with {opening} is never closed, or lacks a comma",
            f"close it with {closing}, and put entries that hold brackets, commas or colons in quotes",
            *place,
        )
    return None


def _context(error: yaml.YAMLError) -> str:
    return getattr(error, "context", None) or ""


def _problem(error: yaml.YAMLError) -> str:
    problem = getattr(error, "problem", None) or str(error).split("\n", 1)[0]
    context = getattr(error, "context", None)
    return f"{problem} ({context})" if context else str(problem)
