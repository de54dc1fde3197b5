"""One value that YAML cannot read where it stands, written so that it can."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from kg.documents import front_matter
from kg.repair.layout import Entry
from kg.repair.scalars import quoted, with_inner_quotes, with_literal_backslashes

_COMMENT_AFTER = re.compile(r"(?<![ \t])[ \t]+#.*$")
_COLON = re.compile(r":(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Mended:
    """The lines of an entry with its value mended; ``text`` is what it must be read as, if that is known."""

    code: str
    done: str
    lines: tuple[str, ...]
    text: str | None


def mend(lines: Sequence[str], entry: Entry) -> Mended | None:
    """The lines of an entry so that YAML reads its value; None where it does already, or cannot."""
    first, rest = lines[entry.line], lines[entry.line + 1 : entry.end]
    head, value = first[: entry.value_at], first[entry.value_at :]
    if not value.strip() or _is_readable(head, value, rest):
        return None
    for candidate in _candidates(value.rstrip(), rest):
        if _is_readable(head, candidate.lines[0], candidate.lines[1:]):
            whole = (head + candidate.lines[0], *candidate.lines[1:])
            return Mended(candidate.code, candidate.done, whole, candidate.text)
    return None


def _is_readable(head: str, value: str, rest: Sequence[str]) -> bool:
    """Whether the value can be read by itself, as deep in the text as it stands."""
    # All that stands before the value becomes one key of the same width.
    margin = len(head) - len(head.lstrip(" "))
    key = " " * margin + "k" * max(1, len(head.strip()) - 1) + ": "
    try:
        node = front_matter.compose("\n".join((key + value, *rest)))
    except yaml.YAMLError:
        return False
    if not isinstance(node, yaml.MappingNode) or len(node.value) != 1:
        return False
    held = node.value[0][1]
    return not (isinstance(held, yaml.MappingNode) and not held.flow_style) and held.tag.startswith(
        "tag:yaml.org"
    )


def _candidates(value: str, rest: Sequence[str]) -> list[Mended]:
    """The ways to write a value, the one that changes least first."""
    found: list[Mended] = []
    comment = _COMMENT_AFTER.search(value)
    bare, after = (value[: comment.start()], value[comment.start() :]) if comment else (value, "")

    def add(code: str, done: str, lines: Sequence[str], text: str | None) -> None:
        found.append(Mended(code, done, tuple(lines), text))

    quote = value[0]
    if quote in "\"'" and not rest:
        for one, tail in ((value, ""), (bare, after)):
            if len(one) > 1 and one.endswith(quote):
                literal = with_literal_backslashes(one) if quote == '"' else one
                if literal != one:
                    add("KG010", "backslashes doubled", [literal + tail], None)
                inner = with_inner_quotes(literal)
                add("KG010", "the quotes inside escaped", [inner + tail], _meaning(one))
        if quote not in value[1:]:
            text = value[1:]
            add("KG010", "the quote closed", [quoted(text)], text)
    code = "KG013" if _COLON.search(value) and quote not in "\"'[{" else "KG010"
    if not rest:
        add(code, "quotes around the value", [quoted(bare) + after], bare)
    elif quote not in "\"'[{|>" and not any(_COLON.search(line) for line in rest):
        add(code, "quotes around the value", *_quoted_lines(value, rest))
    return found


def _quoted_lines(value: str, rest: Sequence[str]) -> tuple[list[str], str | None]:
    """A plain value of several lines in double quotes; its lines stay as they are."""
    lines = [line.replace("\\", "\\\\").replace('"', '\\"') for line in (value, *rest)]
    lines[0] = f'"{lines[0]}'
    lines[-1] = f'{lines[-1].rstrip()}"'
    return lines, None


def _meaning(scalar: str) -> str:
    """The text of a scalar in quotes that also stand inside it."""
    inner = scalar[1:-1]
    if scalar[0] == "'":
        return inner.replace("''", "'")
    return inner.replace('\\"', '"').replace("\\\\", "\\") if "\\" in inner else inner
