"""Single values of YAML as text: where they end, and how to write what was meant."""

from __future__ import annotations

import re

_PLAIN = re.compile(r"""[^\W_][\w./+()-]*(?: [\w./+()-]+)*""")
_NO_TEXT = frozenset({"~", "null", "Null", "NULL"})
_ESCAPABLE = frozenset('0abt\tnvfre "/\\N_LPxuU\n')
_HEX = {"x": 2, "u": 4, "U": 8}
_TIGHT_MEMBER = re.compile(r"""\s*(["']?)[^\W\d][\w.-]*\1[ \t]?:(?=[^\s:,\]}])(?!//)""")


def closing_quote(text: str, start: int = 0) -> int:
    """Where the quote at ``start`` is closed; -1 where it is not."""
    quote, at = text[start], start + 1
    while at < len(text):
        if text[at] == "\\" and quote == '"':
            at += 2
            continue
        if text[at] == quote:
            if quote == "'" and text[at + 1 : at + 2] == "'":
                at += 2
                continue
            return at
        at += 1
    return -1


class Closing:
    """Where a value that begins with a quote or a bracket is closed, in lines that are given one by one.

    A quote inside brackets begins a text only where an entry or a value begins.
    """

    def __init__(self) -> None:
        self._quote = ""
        self._depth = 0
        self._before = ":"

    def find(self, line: str) -> int:
        """Where in a line, the next after those given before, the value is closed; -1 where it is not."""
        at = 0
        if self._quote:
            # A text goes on: the line is read as if the quote stood before it.
            at = closing_quote(self._quote + line)
            if at < 0:
                return -1
            self._before, self._quote = self._quote, ""
            if not self._depth:
                return at - 1
        while at < len(line):
            character = line[at]
            if character in "\"'" and self._before in "[{,:":
                end = closing_quote(line, at)
                if end < 0 or not self._depth:
                    self._quote = character if end < 0 else ""
                    return end
                at = end
            elif not character.isspace():
                self._depth += (character in "[{") - (character in "]}")
                if not self._depth:
                    return at
            if not character.isspace():
                self._before = character
            at += 1
        return -1


def spaced_flow(text: str) -> str:
    """A bracketed value with a space after each colon that follows a key inside braces."""
    made: list[str] = []
    opened: list[str] = []
    at, before = 0, ""
    while at < len(text):
        character = text[at]
        if character in "\"'" and before in {"[", "{", ",", ":"}:
            end = closing_quote(text, at)
            if end < 0:
                return text
            made.append(text[at : end + 1])
            at, before = end + 1, character
            continue
        before = before if character.isspace() else character
        if character in "[{":
            opened.append(character)
        elif character in "]}" and opened:
            opened.pop()
        made.append(character)
        at += 1
        if character in "{," and opened[-1:] == ["{"] and (key := _TIGHT_MEMBER.match(text, at)):
            is_quoted = bool(key[1])
            made.append(key[0] if is_quoted else f"{key[0]} ")
            at, before = key.end(), ":"
    return "".join(made)


def quoted(text: str) -> str:
    """A YAML scalar, in quotes, that means exactly this text on one line."""
    if text.isprintable() and ('"' in text or "\\" in text):
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(_escaped(character) for character in text) + '"'


def written(text: str, like: str = "") -> str:
    """A YAML scalar that means this text, in the quotes that ``like`` stands in; plain where it can be."""
    if like.startswith('"') and '"' not in text and "\\" not in text and text.isprintable():
        return f'"{text}"'
    if like.startswith("'") and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    if is_plain(text):
        return text
    return quoted(text)


def is_plain(text: str) -> bool:
    """Whether the text can certainly stand without quotes, also for other readers of YAML."""
    if _PLAIN.fullmatch(text) and text not in _NO_TEXT:
        return True
    return bool(re.fullmatch(r"https?://[\w./?=&%+~@-]+", text))


def with_literal_backslashes(text: str) -> str:
    """A double-quoted scalar whose backslashes are doubled if one of them escapes nothing."""
    at, wrong = 1, False
    while at < len(text) - 1:
        if text[at] == "\\":
            wrong = wrong or not _is_escape(text, at)
            at += 1
        at += 1
    return re.sub(r'\\(?!["\\])|\\\\', r"\\\\", text) if wrong else text


def with_inner_quotes(text: str) -> str:
    """A scalar in quotes, which also stand inside it unescaped, with those escaped."""
    quote, inner = text[0], text[1:-1]
    if quote == "'":
        return "'" + inner.replace("''", "'").replace("'", "''") + "'"
    return '"' + re.sub(r'(?<!\\)((?:\\\\)*)"', r'\1\\"', inner) + '"'


def _is_escape(text: str, at: int) -> bool:
    character = text[at + 1 : at + 2]
    if character in _HEX:
        digits = text[at + 2 : at + 2 + _HEX[character]]
        return bool(re.fullmatch(rf"[0-9A-Fa-f]{{{_HEX[character]}}}", digits))
    return character in _ESCAPABLE


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character == "\n":
        return "\\n"
    if character == "\t":
        return "\\t"
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\x{code:02X}" if code < 256 else f"\\u{code:04X}" if code < 65536 else f"\\U{code:08X}"
