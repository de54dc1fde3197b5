"""The head of a file: what stands before its body, in whichever form its author writes that.

YAML between lines ``---`` (``---yaml``), TOML between ``+++`` or after ``---toml``, JSON after
``---json``, between ``;;;`` or as an object, a title block of Pandoc
(https://pandoc.org/MANUAL.html#extension-pandoc_title_block), the header of MultiMarkdown,
properties (``key:: value``) as Logseq has them, a comment of HTML that holds YAML, or none.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from kg.documents import front_matter
from kg.documents.front_matter import DEEPEST, Loaded, Value
from kg.documents.places import Noting, Places

_LABEL = re.compile(r"---[ \t]*(toml|json)[ \t]*\n", re.IGNORECASE)
_RULE = re.compile(r"---[ \t]*\n[ \t]*\n\s*(?!---[ \t]*$|\.\.\.[ \t]*$)[^\s:]++(?!:)", re.MULTILINE)
"""A line across the page, with a paragraph after it: no front matter begins with an empty line and prose."""
_OBJECT = re.compile(r"\{\s*(?:\"|\}\s*(?:\n|\Z))")
_FIELD = re.compile(r"([A-Za-z][\w .-]{0,40}):(?:[ \t]+(.*))?")
_PROPERTY = re.compile(r"(?:[-*][ \t]+)?([A-Za-z][\w./-]{0,60})::(?:[ \t]+(.*))?")
_COMMENT = re.compile(r"<!--[ \t]*\n(.*?)\n?-->[ \t]*(?:\n|\Z)", re.DOTALL)
_TOML_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=\s*""")
_TOML_TABLE = re.compile(r"""(\[\[?)([\w."' \t-]+)\]\]?""")
_TOML_PART = re.compile(r"""\s*([\w-]+|"[^"]*"|'[^']*')\s*(?:\.|$)""")
# More steps of one key than a document may be deep; the reader of TOML takes their square in time.
_TOML_DEEP = re.compile(
    rf"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){{{DEEPEST + 1}}}"""
)
_TOML_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
_HEADERS = frozenset(
    {"title", "subtitle", "author", "authors", "date", "keywords", "tags", "language", "slug", "category"}
    | {"summary", "abstract", "description", "status", "modified", "id", "lang", "affiliation", "email"}
)
"""Keys of which a header without fences must hold one of the first line, lest a sentence be taken for it."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a file, and what follows it.

    ``text`` starts on ``line`` of the file and ``body`` on ``body_line``, from 1. ``form`` is its
    form: one of the keys of the readers below.
    """

    form: str
    text: str
    line: int
    body: str
    body_line: int


class HeadError(Exception):
    """A head that cannot be read: a code of :mod:`kg.diagnostics`, and the place in the file."""

    def __init__(self, code: str, message: str, line: int, column: int, hint: str) -> None:
        super().__init__(message)
        self.code = code
        self.line = line
        self.column = column
        self.hint = hint


def cut(text: str) -> Head:
    """The head of a file, whose form is ``none`` where it has none.

    ``text`` has no byte order mark and ``LF`` line ends. Raises
    :class:`~kg.documents.front_matter.UnclosedFrontMatterError` where ``---`` or ``+++`` opens one
    that never ends.
    """
    if text.startswith("---"):
        if label := _LABEL.match(text):
            return _fenced(text, label[1].lower(), "---")
        if not _RULE.match(text) and (parts := front_matter.split(text)) is not None:
            return Head("yaml", parts.yaml, parts.yaml_line, parts.body, parts.body_line)
    elif found := _CUTTING.get(text[:1], _lines)(text):
        return found
    return Head("none", "", 1, text, 1)


def load(head: Head) -> Loaded:
    """What a head holds. Raises HeadError, or what :func:`kg.documents.front_matter.load` raises for YAML."""
    return _LOADING[head.form](head)


def _fenced(text: str, form: str, fence: str) -> Head:
    opening = text.index("\n")
    closing = re.compile(rf"^{re.escape(fence)}[ \t]*$", re.MULTILINE).search(text, opening + 1)
    if closing is None:
        raise front_matter.UnclosedFrontMatterError
    head = text[opening + 1 : closing.start()]
    body = text[closing.end() :]
    return Head(form, head, 2, body.removeprefix("\n"), head.count("\n") + 3)


def _toml_fenced(text: str) -> Head | None:
    return _fenced(text, "toml", "+++") if re.match(r"\+\+\+[ \t]*\n", text) else None


def _json_fenced(text: str) -> Head | None:
    return _fenced(text, "json", ";;;") if re.match(r";;;[ \t]*\n", text) else None


def _json_object(text: str) -> Head | None:
    if not _OBJECT.match(text):
        return None
    try:
        # No number is made of digits: there may be more of them than Python makes one of.
        _, end = json.JSONDecoder(parse_int=str).raw_decode(text)
    except (json.JSONDecodeError, RecursionError):
        # An object that cannot be read ends where a line does that closes it.
        closing = re.compile(r"^\}[ \t]*$", re.MULTILINE).search(text)
        end = closing.end() if closing else len(text)
    return _ending(text, "json", end)


def _title_block(text: str) -> Head | None:
    """The block of up to three fields, each a line ``% …`` with those that go on with a space."""
    end = fields = 0
    while fields < 3 and re.compile(r"%(?:[ \t]|\n|\Z)").match(text, end):
        fields += 1
        end = _line_after(text, end)
        while re.compile(r"[ \t]+\S").match(text, end):
            end = _line_after(text, end)
    return _ending(text, "pandoc", end) if fields else None


def _comment(text: str) -> Head | None:
    found = _COMMENT.match(text)
    if not found or not _is_header(found[1]):
        return None
    body = text[found.end() :]
    return Head("comment", found[1], 2, body, text[: found.end()].count("\n") + 1)


def _lines(text: str) -> Head | None:
    return (_header(text) or _properties(text)) if text[:1].isalpha() else None


def _header(text: str) -> Head | None:
    """Lines ``Key: value`` up to an empty one, the first of which has a key that headers have."""
    end = text.find("\n\n")
    end = len(text) if end < 0 else end + 1
    return _ending(text, "header", end) if _is_header(text[:end].rstrip("\n")) else None


def _is_header(text: str) -> bool:
    lines = text.split("\n")
    first = _FIELD.fullmatch(lines[0])
    return (
        first is not None
        and first[1].lower() in _HEADERS
        and all(_FIELD.fullmatch(line) or (line[:1] in " \t" and line.strip()) for line in lines)
    )


def _properties(text: str) -> Head | None:
    end = 0
    while end < len(text) and _PROPERTY.fullmatch(text, end, _line_end(text, end)):
        end = _line_after(text, end)
    return _ending(text, "properties", end) if end else None


def _ending(text: str, form: str, end: int) -> Head:
    head = text[:end]
    rest = text[end:]
    body = rest.removeprefix("\n")
    return Head(form, head, 1, body, head.count("\n") + 1 + (len(rest) - len(body)))


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _line_after(text: str, start: int) -> int:
    return min(_line_end(text, start) + 1, len(text))


_CUTTING: dict[str, Callable[[str], Head | None]] = {
    "+": _toml_fenced,
    ";": _json_fenced,
    "{": _json_object,
    "%": _title_block,
    "<": _comment,
    "-": _properties,
    "*": _properties,
}


def _load_yaml(head: Head) -> Loaded:
    return front_matter.load(head.text, head.line)


def _load_json(head: Head) -> Loaded:
    try:
        value = json.loads(head.text.strip() or "{}", parse_int=str, parse_float=str, parse_constant=str)
    except json.JSONDecodeError as error:
        raise HeadError(
            "KG017",
            f"the front matter is not JSON: {error.msg}",
            error.lineno + head.line - 1,
            error.colno,
            "correct this place, or the one before it",
        ) from error
    except RecursionError as error:
        raise _too_deep("KG017", head) from error
    found = _as_values(value, "KG017", head)
    try:
        # JSON is YAML but for corners; only there its values have no places.
        _, places, duplicates = front_matter.load(head.text, head.line)
    except (yaml.YAMLError, front_matter.AliasLimitError):
        return Loaded(found, Places(line=head.line), ())
    return Loaded(found, places, duplicates)


def _load_toml(head: Head) -> Loaded:
    if _TOML_DEEP.search(head.text):
        raise _too_deep("KG018", head)
    try:
        value = tomllib.loads(head.text, parse_float=str)
        found = _as_values(value, "KG018", head)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = _TOML_PLACE.search(message)
        line, column = (int(place[1]), int(place[2])) if place else (max(head.text.count("\n"), 1), 1)
        raise HeadError(
            "KG018",
            f"the front matter is not TOML: {_TOML_PLACE.sub('', message).strip()}",
            line + head.line - 1,
            column,
            "correct this line, or the one before it (https://toml.io)",
        ) from error
    except RecursionError as error:
        raise _too_deep("KG018", head) from error
    except ValueError as error:
        raise _too_long("KG018", head) from error
    return Loaded(found, _toml_places(head), ())


def _toml_places(head: Head) -> Places:
    """Where the keys stand that begin lines; what is inside a value has the place of its key."""
    noting = Noting(head.line)
    table: tuple[str | int, ...] = ()
    tables: dict[tuple[str | int, ...], int] = {}
    for number, line in enumerate(head.text.split("\n")):
        if opened := _TOML_TABLE.fullmatch(line.partition("#")[0].strip()):
            path = _toml_path(opened[2])
            table = path
            if opened[1] == "[[":
                tables[path] = tables.get(path, -1) + 1
                table = (*path, tables[path])
            for depth, step in enumerate(table):
                noting.note(step, depth, number, len(line) - len(line.lstrip()))
        elif key := _TOML_KEY.match(line):
            path = (*table, *_toml_path(key[1]))
            for depth in range(len(table), len(path)):
                noting.note(path[depth], depth, number, key.end())
    return noting.places()


def _toml_path(written: str) -> tuple[str | int, ...]:
    return tuple(part.strip("\"'") for part in _TOML_PART.findall(written))


def _as_values(value: Any, code: str, head: Head, depth: int = 0) -> Value:
    """A value as YAML would have given it: every scalar is text."""
    if depth > DEEPEST:
        raise _too_deep(code, head)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return {str(key): _as_values(one, code, head, depth + 1) for key, one in value.items()}
    if isinstance(value, list):
        return [_as_values(one, code, head, depth + 1) for one in value]
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _too_deep(code: str, head: Head) -> HeadError:
    return HeadError(code, "the front matter is nested too deeply", head.line, 1, "write it flatter")


def _too_long(code: str, head: Head) -> HeadError:
    message = "the front matter holds a number of thousands of digits"
    return HeadError(code, message, head.line, 1, "put it in quotes")


def _load_title_block(head: Head) -> Loaded:
    noting = Noting(head.line)
    written: dict[str, list[str]] = {}
    keys = iter(("title", "author", "date"))
    key = ""
    for number, line in enumerate(head.text.rstrip("\n").split("\n")):
        text = line.removeprefix("%").strip()
        if line.startswith("%"):
            key = next(keys)
            noting.note(key, 0, number, len(line) - len(line[1:].lstrip()))
            written[key] = [text]
        else:
            written[key].append(text)
    found: dict[str, Value] = {
        key: ("; " if key == "author" else " ").join(lines) for key, lines in written.items()
    }
    if isinstance(authors := found.get("author"), str) and ";" in authors:
        found["author"] = [one.strip() for one in authors.split(";") if one.strip()]
    return Loaded({key: value for key, value in found.items() if value}, noting.places(), ())


def _load_lines(head: Head, pattern: re.Pattern[str]) -> Loaded:
    """Keys with texts, a line each; a line that is indented goes on with the one before it."""
    noting = Noting(head.line)
    found: dict[str, list[str]] = {}
    key = ""
    for number, line in enumerate(head.text.rstrip("\n").split("\n")):
        if match := pattern.fullmatch(line):
            key = match[1].strip()
            key = key if pattern is _PROPERTY else key.lower()
            noting.has_repeated_steps |= key in found
            noting.note(key, 0, number, max(match.start(2), 0))
            found[key] = [(match[2] or "").strip()]
        elif key:
            found[key].append(line.strip())
    return Loaded({key: "\n".join(lines).strip() for key, lines in found.items()}, noting.places(), ())


def _load_comment(head: Head) -> Loaded:
    try:
        return _load_yaml(head)
    except (yaml.YAMLError, front_matter.AliasLimitError):
        return _load_lines(head, _FIELD)


_LOADING: dict[str, Callable[[Head], Loaded]] = {
    "yaml": _load_yaml,
    "toml": _load_toml,
    "json": _load_json,
    "pandoc": _load_title_block,
    "header": lambda head: _load_lines(head, _FIELD),
    "properties": lambda head: _load_lines(head, _PROPERTY),
    "comment": _load_comment,
    "none": lambda head: Loaded({}, Places(line=head.line), ()),
}
