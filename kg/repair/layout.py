"""The lines of a front matter as its author laid them out, whether or not YAML can read them.

A scan goes line by line and tells keys from text: by their column, by what
the format expects there, and by whether the value before goes on. It is
lenient in one way only: a colon or a dash need not be followed by a space.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.repair.expectations import ANYTHING, Expected, below, of_document
from kg.repair.scalars import Closing

_DASH = re.compile(r"-(?:[ \t]+|$)")
_TIGHT_DASH = re.compile(r"-(?=[^\W\d]|[\"'\[{])")
# YAML 1.1 section 7.3.3: what a plain scalar may begin with.
_SPACED_KEY = re.compile(
    r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'\[\]{}#&*!|>%@`,-](?:[^#]|(?<!\s)\#)*?(?<![ \t]))"""
    r"""[ \t]*:(?=\s|$)"""
)
_TIGHT_KEY = re.compile(r"""(["']?)([^\W\d][\w.-]*)\1[ \t]?:(?=[^\s:])""")
_NAMESPACED = re.compile(r"[\w.:-]+:(?=\s|$)")
_BLOCK_HEADER = re.compile(r"[|>][-+1-9]{0,2}[ \t]*(?:#.*)?$")
_CITED_AS = frozenset({"doi", "isbn"})
_COMMENT = re.compile(r"[ \t]*(?:#.*)?$")


@dataclass(slots=True)
class Entry:
    """One key with its value, or one text of a list.

    Lines and columns count from 0. The value begins at ``value_at`` of
    ``line`` and goes on to before line ``end``. ``column`` is that of the key,
    or of the dash before a text; what belongs to the entry is indented more.
    ``dash_at`` is where a dash lacks its space, ``colon_at`` where a colon
    does, and -1 where nothing is amiss.
    """

    line: int
    column: int
    key: str
    value_at: int
    end: int
    colon_at: int = -1
    dash_at: int = -1

    def is_hollow(self, lines: Sequence[str]) -> bool:
        """Whether a block of text is announced, but none follows."""
        announced = _BLOCK_HEADER.fullmatch(lines[self.line][self.value_at :].lstrip(" \t"))
        return bool(announced) and self.end == self.line + 1


@dataclass(slots=True)
class _Level:
    """A mapping or list that is open; ``last`` is what its last key leads to."""

    column: int
    is_list: bool
    expected: Expected
    last: Expected = ANYTHING


class Layout:
    """A scan of the lines of a front matter."""

    def __init__(self, lines: Sequence[str], *, trust_unknown_keys: bool) -> None:
        self.lines = lines
        self.entries: list[Entry] = []
        self._trusting = trust_unknown_keys
        self._open = [_Level(0, False, of_document())]
        self._awaiting = False

    def scan(self) -> list[Entry]:
        """The entries of all lines, in order."""
        number = 0
        while number < len(self.lines):
            line = self.lines[number]
            number = number + 1 if _COMMENT.fullmatch(line) else self._take(number, line)
        return self.entries

    def _take(self, number: int, line: str) -> int:
        """Read the entry that begins on a line; gives the line after it."""
        at, tight, dash = len(line) - len(line.lstrip(" ")), -1, -1
        while found := self._dash(line, at):
            dash = at
            self._enter_list(at)
            if found.end() == at + 1 < len(line):
                tight = at + 1
            at = found.end()
        if dash >= 0 and _COMMENT.fullmatch(line[at:]):
            self._awaiting = True
            return number + 1
        # A space after the dash would move the key one column on.
        column = at + (tight >= 0)
        expected = self._expected_at(column)
        top = self._open[-1]
        is_sibling = dash < 0 and top.column == column and not top.is_list
        key = self._key(number, at, expected, is_sibling)
        if key is None:
            margin = dash if dash >= 0 else top.column
            self._awaiting = False
            end = self._end(number, margin, at)
            self.entries.append(Entry(number, margin, "", at, end, dash_at=tight))
            return end
        name, colon_at, value_at = key
        if not is_sibling:
            self._open.append(_Level(column, False, expected))
        self._open[-1].last = below(expected, name)
        self._awaiting = bool(_COMMENT.fullmatch(line[value_at:]))
        end = number + 1 if self._awaiting else self._end(number, column, value_at)
        self.entries.append(Entry(number, column, name, value_at, end, colon_at, tight))
        return end

    def _dash(self, line: str, at: int) -> re.Match[str] | None:
        if dash := _DASH.match(line, at):
            return dash
        expects = self._awaiting and self._open[-1].last.is_list
        if expects or any(level.is_list and level.column == at for level in self._open):
            return _TIGHT_DASH.match(line, at)
        return None

    def _enter_list(self, column: int) -> None:
        while self._open[-1].column > column:
            self._open.pop()
        top = self._open[-1]
        if not (top.is_list and top.column == column):
            self._open.append(_Level(column, True, top.expected if top.is_list else top.last))

    def _expected_at(self, column: int) -> Expected:
        """What is expected at the column where a line or an entry begins, after closing what has ended."""
        while self._open[-1].column + self._open[-1].is_list > column:
            self._open.pop()
        top = self._open[-1]
        return top.expected if top.column == column or top.is_list else top.last

    def _key(self, number: int, at: int, expected: Expected, is_sibling: bool) -> tuple[str, int, int] | None:
        """Key, place of a colon without space or -1, and where the value begins; None for text."""
        line = self.lines[number]
        tight = _TIGHT_KEY.match(line, at)
        if tight and self._is_tight_key(number, tight, expected, is_sibling):
            return tight[2], tight.end(), tight.end()
        spaced = _SPACED_KEY.match(line, at)
        key = spaced[1].strip("\"'") if spaced else ""
        if spaced and (not expected.is_text or key in expected.keys or is_sibling):
            return key, -1, len(line) - len(line[spaced.end() :].lstrip(" \t"))
        return None

    def _is_tight_key(self, number: int, match: re.Match[str], expected: Expected, is_sibling: bool) -> bool:
        line = self.lines[number]
        value = line[match.end() :]
        if value.startswith(("//", "\\")):
            return False
        following = self.lines[number + 1] if number + 1 < len(self.lines) else ""
        indent = len(following) - len(following.lstrip())
        has_sibling = indent == match.start() and _is_keyed(following, indent)
        if match[2] in expected.keys:
            if match[2] in _CITED_AS and value[0].isdigit() and not (is_sibling or has_sibling):
                # doi:10.1000/182 is how an identifier is cited.
                return False
            return not expected.is_text or value.startswith(('"', "'"))
        if expected.is_text or not self._trusting or _NAMESPACED.match(line, match.start()):
            return False
        if is_sibling or expected.is_open or value.startswith(('"', "'", "[", "{")):
            return True
        return not expected.keys and has_sibling

    def _end(self, number: int, margin: int, value_at: int) -> int:
        """The line after the value that begins at ``value_at`` under a key or dash at ``margin``."""
        line = self.lines[number]
        bare = line[value_at:].lstrip(" \t")
        if bare.startswith(("[", "{", '"', "'")):
            return self._until(number, margin, bare)
        is_block = bool(_BLOCK_HEADER.fullmatch(bare))
        following = number + 1
        while following < len(self.lines) and self._goes_on(following, margin, is_block):
            following += 1
        while following > number + 1 and not self.lines[following - 1].strip():
            following -= 1
        return following

    def _goes_on(self, number: int, margin: int, is_block: bool) -> bool:
        line = self.lines[number]
        bare = line.lstrip(" ")
        return not bare.strip() or (len(line) - len(bare) > margin and (is_block or not bare.startswith("#")))

    def _until(self, number: int, margin: int, text: str) -> int:
        """The line after the one that ends a quoted or bracketed value; the next one where none does.

        A quoted text may go on at any column (YAML 1.1 section 9.1.1 forbids
        it, its readers do not), if its last line ends with the quote.
        """
        following, is_quote = number + 1, text[0] in "\"'"
        is_deeper, closing = True, Closing()
        while (end := closing.find(text)) < 0:
            if following >= len(self.lines):
                return number + 1
            is_deeper = is_deeper and self._goes_on(following, margin, True)
            if not (is_deeper or is_quote):
                return number + 1
            text = self.lines[following]
            following += 1
        if is_deeper or _COMMENT.fullmatch(text, end + 1):
            return following
        return number + 1


def _is_keyed(line: str, at: int) -> bool:
    return bool(_TIGHT_KEY.match(line, at) or _SPACED_KEY.match(line, at))


def is_key_line(line: str) -> bool:
    """Whether a line begins with a key and its colon."""
    return _is_keyed(line, 0)
