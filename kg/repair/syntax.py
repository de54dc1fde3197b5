"""Front matter that YAML cannot read, or reads as something else, made to say what was meant.

Each change is small and local: a space, an indentation, a pair of quotes. The
result is taken only when YAML then sees every key that its author laid out,
and each mended value is exactly the text that stood there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import yaml

from kg.documents import front_matter
from kg.documents.front_matter import AliasLimitError, Value
from kg.repair.layout import Entry, Layout
from kg.repair.mending import Mended, mend
from kg.repair.scalars import spaced_flow

_TAB_WIDTHS = (2, 4, 8)
_BLOCK_BEGINS = re.compile(r"(?:^|:[ \t]*|-[ \t]+)[|>][-+1-9]{0,2}[ \t]*(?:#.*)?$")
_TAB_AFTER_DASH = re.compile(r"^-\t[ \t]*")
_LEADING = re.compile(r"[ \t]*")
_DASHES = re.compile(r"[ \t]*(?:-[ \t]+)*")


@dataclass(frozen=True, slots=True)
class Change:
    """One change: the code of what it cures, what was done, and where it was, from 0."""

    code: str
    done: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Mending:
    """A front matter as it should be, and the changes that lead there."""

    text: str
    changes: tuple[Change, ...]
    likeliness: tuple[int, int] = (0, 0)
    """How few blocks are left without text, and how many keys stand on lines of their own.

    Of two widths of a tab, one may turn the text of a block into keys, or keys
    into the text of the line above.
    """


def mend_syntax(text: str) -> Mending | None:
    """The front matter so that YAML reads what was meant; None where that cannot be told.

    A front matter that needs no change comes back as it is, without changes.
    """
    lines = text.split("\n")
    if _is_whole(text):
        return _attempt(lines, [], trusting=False) or Mending(text, ())
    if found := _attempt(lines, [], trusting=True):
        return found
    if not any("\t" in _leading(line) for line in lines):
        return None
    attempts = [_attempt(*_without_tabs(lines, width), trusting=True) for width in _TAB_WIDTHS]
    candidates = [one for one in attempts if one is not None]
    if not candidates:
        return None
    most = max(one.likeliness for one in candidates)
    best = [one for one in candidates if one.likeliness == most]
    return best[0] if len({repr(_load(one.text)) for one in best}) == 1 else None


def _attempt(lines: Sequence[str], changes: Sequence[Change], *, trusting: bool) -> Mending | None:
    """The lines with every entry mended that needs it; None where YAML still does not read that."""
    entries = Layout(lines, trust_unknown_keys=trusting).scan()
    hollow = sum(entry.is_hollow(lines) for entry in entries)
    likeliness = (-hollow, sum(bool(entry.key) for entry in entries))
    spaced = list(lines)
    made = list(changes)
    for entry in entries:
        made += _space(spaced, entry, "KG011" if trusting else "KG016")
    text = "\n".join(spaced)
    if _reads(text, spaced, entries, {}):
        return Mending(text, tuple(made), likeliness)
    if not trusting and not made:
        return None
    mended: dict[int, Mended] = {}
    for entry in entries:
        if found := mend(spaced, entry):
            mended[entry.line] = found
            spaced[entry.line : entry.end] = [*found.lines]
            made.append(Change(found.code, found.done, entry.line, entry.value_at))
    text = "\n".join(spaced)
    return Mending(text, tuple(made), likeliness) if _reads(text, spaced, entries, mended) else None


def _space(lines: list[str], entry: Entry, code: str) -> Iterator[Change]:
    """Put the spaces into a line that its colon and its dash lack; ``code`` is that of a colon."""
    line = lines[entry.line]
    if entry.colon_at >= 0:
        lines[entry.line] = line = f"{line[: entry.colon_at]} {line[entry.colon_at :]}"
        yield Change(code, f"a space after the colon of {entry.key!r}", entry.line, entry.colon_at)
        entry.value_at += 1
    if entry.dash_at >= 0:
        lines[entry.line] = f"{line[: entry.dash_at]} {line[entry.dash_at :]}"
        yield Change("KG010", "a space after the dash", entry.line, entry.dash_at)
        entry.value_at += 1
    if lines[entry.line].startswith(("[", "{"), entry.value_at):
        head = lines[entry.line][: entry.value_at]
        value = "\n".join((lines[entry.line][entry.value_at :], *lines[entry.line + 1 : entry.end]))
        spaced = spaced_flow(value)
        if spaced != value:
            lines[entry.line : entry.end] = (head + spaced).split("\n")
            yield Change(code, "a space after each colon inside the braces", entry.line, entry.value_at)


def _without_tabs(lines: Sequence[str], width: int) -> tuple[list[str], list[Change]]:
    """The lines with spaces for the tabs they are indented with; a block keeps those in its text."""
    made: list[str] = []
    changes: list[Change] = []
    block: int | None = None
    margin: int | None = None
    for number, line in enumerate(lines):
        leading = _leading(line)
        indent = leading.replace("\t", " " * width)
        rest = line[len(leading) :]
        if block is not None and rest and len(indent) <= block:
            block = margin = None
        if block is not None and rest and margin is None:
            margin = len(indent)
        if margin is not None:
            indent = _indent_up_to(leading, margin, width)
        rest = _TAB_AFTER_DASH.sub("- ", rest)
        found = indent + rest if rest or block is not None else ""
        if found != line and "\t" in line:
            changes.append(Change("KG012", "spaces for the tab", number, line.index("\t")))
            made.append(found)
        else:
            made.append(line)
        if block is None and _BLOCK_BEGINS.search(made[-1]):
            block = len(_DASHES.match(made[-1])[0])  # type: ignore[index]
    return made, changes


def _indent_up_to(leading: str, margin: int, width: int) -> str:
    """The indentation with spaces for tabs up to a column; what follows belongs to the text."""
    made = ""
    for position, character in enumerate(leading):
        if len(made) >= margin:
            return made + leading[position:]
        made += " " * width if character == "\t" else character
    return made


def _leading(line: str) -> str:
    return _LEADING.match(line)[0]  # type: ignore[index]


def _load(text: str) -> Value:
    try:
        return front_matter.load(text).value
    except (yaml.YAMLError, AliasLimitError):
        return None


def _is_whole(text: str) -> bool:
    """Whether YAML reads the text as a mapping, or as nothing."""
    try:
        return isinstance(front_matter.load(text).value, dict | None)
    except (yaml.YAMLError, AliasLimitError):
        return False


def _reads(text: str, lines: Sequence[str], entries: Sequence[Entry], mended: dict[int, Mended]) -> bool:
    """Whether YAML sees a mapping, each key on the line where the layout has it, and the mended values."""
    try:
        node = front_matter.compose(text)
        front_matter.load(text)
    except (yaml.YAMLError, AliasLimitError):
        return False
    if not isinstance(node, yaml.MappingNode):
        return False
    pairs = {(key.start_mark.line, str(key.value)): value for key, value in _pairs(node)}
    for entry in entries:
        if not entry.key:
            continue
        value = pairs.get((entry.line, entry.key))
        if value is None:
            return False
        expected = mended.get(entry.line)
        wanted = expected.text if expected is not None else None
        if wanted is not None and not (isinstance(value, yaml.ScalarNode) and value.value == wanted):
            return False
    return True


def _pairs(node: yaml.Node) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    # What aliases repeat is seen again, no more often than was allowed when the values were read.
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, yaml.MappingNode):
            yield from one.value
            waiting.extend(part for pair in one.value for part in pair)
        elif isinstance(one, yaml.SequenceNode):
            waiting.extend(one.value)
