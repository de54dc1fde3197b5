"""Changes of single values in YAML text that leave every other character as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from kg.documents import front_matter
from kg.documents.front_matter import AliasLimitError, Value
from kg.documents.places import FieldPath
from kg.repair.scalars import quoted, written

_MOST_READ = 2_000_000
"""So many characters of YAML are read, with some edits and others, to find out which can be made."""
_FEWEST_TRIES, _MOST_TRIES = 10, 100
_GONE = object()
"""Stands in a list for an entry that is deleted."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: characters ``start`` to ``end`` become ``text``.

    ``change`` does the same to the values that YAML reads, so that the two can
    be compared.
    """

    start: int
    end: int
    text: str
    change: Callable[[Any], None]


class Places:
    """Where the nodes of a YAML text stand in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0]
        for line in text.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)

    def offset(self, mark: yaml.Mark) -> int:
        """The character at a mark."""
        return min(self._starts[mark.line] + mark.column, len(self.text))

    def line_start(self, line: int) -> int:
        """The first character of a line, the end of the text for the line after the last."""
        return min(self._starts[line], len(self.text))

    def span(self, node: yaml.Node) -> tuple[int, int]:
        """The characters of a scalar or flow collection."""
        return self.offset(node.start_mark), self.offset(node.end_mark)

    def last_line(self, node: yaml.Node) -> int:
        """The last line on which something of a node stands; block collections reach further in YAML."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style:
            parts = [part for one in node.value for part in (one if isinstance(one, tuple) else (one,))]
            return max(map(self.last_line, parts), default=node.start_mark.line)
        end = self.offset(node.end_mark)
        return node.start_mark.line + self.text[self.offset(node.start_mark) : end].rstrip().count("\n")


def replaced(places: Places, node: yaml.ScalarNode, path: FieldPath, value: str) -> Edit | None:
    """Another text for a scalar, in its quotes; None for one of several lines."""
    start, end = places.span(node)
    raw = places.text[start:end]
    if "\n" in raw or node.style in {"|", ">"} or not raw:
        return None
    return Edit(start, end, written(value, raw), lambda top: _set(top, path, value))


def as_text(places: Places, node: yaml.MappingNode, path: FieldPath) -> tuple[Edit, str] | None:
    """A mapping of one pair on one line as the text that it looks like, and that text."""
    if node.flow_style or len(node.value) != 1:
        return None
    ((_, held),) = node.value
    if not isinstance(held, yaml.ScalarNode):
        return None
    start, end = places.offset(node.start_mark), places.offset(held.end_mark)
    raw = places.text[start:end]
    if "\n" in raw or held.style or not held.value or raw[:1] in {'"', "'", "?"}:
        return None
    return Edit(start, end, quoted(raw), lambda top: _set(top, path, raw)), raw


def with_member(places: Places, node: yaml.MappingNode, path: FieldPath, key: str, value: str) -> Edit:
    """A first member more in a mapping."""
    at = places.offset(node.start_mark)
    if node.flow_style:
        text, at = f"{key}: {written(value)}, ", at + 1
    else:
        text = f"{key}: {written(value)}\n{' ' * node.start_mark.column}"
    return Edit(at, at, text, lambda top: _set(top, (*path, key), value))


def without_pair(places: Places, node: yaml.MappingNode, number: int) -> Edit | None:
    """A block mapping without one of its pairs, whose key stands there twice."""
    key, value = node.value[number]
    line = places.line_start(key.start_mark.line)
    if node.flow_style or number == 0 or places.text[line : places.offset(key.start_mark)].strip():
        return None
    return Edit(line, places.line_start(places.last_line(value) + 1), "", lambda top: None)


def without_entries(
    places: Places, node: yaml.SequenceNode, path: FieldPath, surplus: Sequence[int]
) -> dict[int, Edit]:
    """A list without some of its entries, by number; ``[]`` where none is left.

    Entries that one edit removes together have the same one.
    """
    if node.flow_style:
        start, end = places.span(node)
        removed = set(surplus)
        spans = [places.span(one) for number, one in enumerate(node.value) if number not in removed]
        text = "[" + ", ".join(places.text[first:last] for first, last in spans) + "]"
        together = Edit(start, end, text, lambda top: _delete(top, path, surplus))
        return {} if "\n" in places.text[start:end] else dict.fromkeys(surplus, together)
    if len(surplus) == len(node.value):
        start = places.offset(node.start_mark)
        while places.text[start - 1].isspace():
            start -= 1
        end = places.line_start(places.last_line(node) + 1)
        ending = "\n" if places.text[end - 1 : end] == "\n" else ""
        together = Edit(start, end, f" []{ending}", lambda top: _delete(top, path, surplus))
        return dict.fromkeys(surplus, together) if places.text[start - 1 : start] == ":" else {}
    return {
        number: edit
        for number in surplus
        if (edit := _without_entry(places, node.value[number], path, number)) is not None
    }


def _without_entry(places: Places, entry: yaml.Node, path: FieldPath, number: int) -> Edit | None:
    line = places.line_start(entry.start_mark.line)
    if places.text[line : places.offset(entry.start_mark)].strip() != "-":
        return None
    end = places.line_start(places.last_line(entry) + 1)
    return Edit(line, end, "", lambda top: _delete(top, path, (number,)))


def apply(text: str, edits: Sequence[Edit]) -> str | None:
    """The text with the edits; None where YAML would not read just what they mean to change."""
    expected = _value(text)
    after: list[str] = []
    end = len(text)
    for edit in sorted(edits, key=lambda one: (one.start, one.end), reverse=True):
        if edit.end > end:
            return None
        after += (text[edit.end : end], edit.text)
        end = edit.start
        edit.change(expected)
    made = "".join((text[:end], *reversed(after)))
    try:
        return made if _value(made) == _left(expected) else None
    except (yaml.YAMLError, AliasLimitError):
        return None


def apply_each(text: str, edits: Iterable[Edit]) -> tuple[str, list[Edit]]:
    """The text with those edits that can be made, and them; the last in the text comes first.

    Where some cannot be made, halves of them are tried, and halves of those.
    A text of which very many edits cannot be made is not read without end:
    edits that were not tried are not made.
    """
    ordered = sorted(edits, key=lambda one: (one.start, one.end), reverse=True)
    if not ordered:
        return text, []
    done: list[Edit] = []
    waiting = [ordered]
    tries = max(_FEWEST_TRIES, min(_MOST_TRIES, _MOST_READ // len(text)))
    while waiting and tries:
        tries -= 1
        group = waiting.pop()
        made = apply(text, group)
        if made is not None:
            text = made
            done += group
        elif len(group) > 1:
            waiting += [group[len(group) // 2 :], group[: len(group) // 2]]
    return text, done


def _value(text: str) -> Value:
    return front_matter.load(text).value


def _set(top: Any, path: FieldPath, value: str) -> None:
    for step in path[:-1]:
        top = top[step]
    top[path[-1]] = value


def _delete(top: Any, path: FieldPath, numbers: Sequence[int]) -> None:
    for step in path:
        top = top[step]
    # Numbers of later entries stay what they are until all is changed.
    for number in numbers:
        top[number] = _GONE


def _left(value: Any) -> Any:
    """A value without the entries of lists that were deleted."""
    if isinstance(value, list):
        return [_left(one) for one in value if one is not _GONE]
    if isinstance(value, dict):
        return {key: _left(one) for key, one in value.items()}
    return value
