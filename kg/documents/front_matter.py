"""Front matter: where it ends, what YAML says it holds, where each value stands.

Values are read by PyYAML's C loader with one change: every scalar stays the
text that its author wrote, and only its field says what it means. YAML 1.1
would turn the language ``no`` into false, the ISBN ``0131103627`` into an
octal number and ``1.10`` into 1.1 (https://yaml.org/type/).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeAlias

import yaml

from kg.documents.places import FieldPath, Noting, Places

Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"
"""What YAML gives: text, a list, a mapping, or nothing."""

_ALIAS_FACTOR = 4
DEEPEST = 100
"""Steps from the top to the innermost value of a front matter, at most."""
_LINE_ENDS_OF_YAML_1_1 = re.compile("[\x85\u2028\u2029]")
# What is escaped is passed over by pairs, so that a quote in it is not tried for one that begins a text.
_QUOTED = re.compile(r"""'[^']*'|"(?:[^"\\]|\\.)*"|(\\.)""", re.DOTALL)
_OPENINGS = frozenset({"---", "---yaml", "--- yaml"})
_TEXT = "tag:yaml.org,2002:str"
_LIST = "tag:yaml.org,2002:seq"
_MAPPING = "tag:yaml.org,2002:map"
_NULL = "tag:yaml.org,2002:null"
_MERGE = "tag:yaml.org,2002:merge"
_PLAIN_TAGS = {"": _NULL, "~": _NULL, "null": _NULL, "Null": _NULL, "NULL": _NULL, "<<": _MERGE}


@dataclass(frozen=True, slots=True)
class Parts:
    """A document cut in two.

    ``yaml`` starts on line ``yaml_line`` of the file and ``body`` on line
    ``body_line``, both counted from 1.
    """

    yaml: str
    body: str
    body_line: int
    yaml_line: int = 2


@dataclass(frozen=True, slots=True)
class DuplicateKey:
    """A key that stands twice in one mapping; lines and columns count from 1 in the file.

    ``dropped`` is the earlier value, for which the later one counts.
    """

    key: str
    dropped: Value
    first: tuple[int, int]
    second: tuple[int, int]


class Loaded(NamedTuple):
    """What a YAML text holds, where each value of it stands, and the keys that stand twice in it."""

    value: Value
    places: Places
    duplicates: tuple[DuplicateKey, ...]


class UnclosedFrontMatterError(Exception):
    """There is an opening ``---`` but no closing one."""


class AliasLimitError(Exception):
    """The YAML repeats its parts by alias more often than any document needs."""


def split(text: str) -> Parts | None:
    """The front matter and the body of a document; None when it has no front matter.

    ``text`` has no byte order mark and ``LF`` line ends. The closing line is
    ``---`` or ``...``. Raises UnclosedFrontMatterError when there is none.
    """
    opening = text.find("\n")
    if opening < 0 or text[:opening].rstrip() not in _OPENINGS:
        return None
    for found in _fences(text, opening):
        line_end = text.find("\n", found + 1)
        line_end = len(text) if line_end < 0 else line_end
        if text[found + 1 : line_end].rstrip() in {"---", "..."}:
            head = text[opening + 1 : found + 1]
            return Parts(
                yaml=head if head.isascii() else _LINE_ENDS_OF_YAML_1_1.sub(" ", head),
                body=text[line_end + 1 :],
                body_line=head.count("\n") + 3,
            )
    raise UnclosedFrontMatterError


def load(text: str, line: int = 1) -> Loaded:
    """What the YAML holds, from ``line`` of its file on; of a key that stands twice the last one wins.

    Tags such as ``!!int`` change nothing: every scalar is text. Raises
    yaml.YAMLError when it is not YAML, and AliasLimitError when its aliases
    expand to more than a document could write out.
    """
    try:
        node = _composed(text)
        if node is None:
            return Loaded(None, Places(line=line), ())
        conversion = _Conversion(len(text), line)
        value = conversion.value(node, 0)
        return Loaded(value, conversion.noting.places(), tuple(conversion.duplicates))
    except RecursionError as error:
        raise yaml.YAMLError("a part of it holds itself by an alias") from error


def _composed(text: str) -> yaml.Node | None:
    """The nodes of the YAML. Raises yaml.YAMLError, whose problem is ours where it is nested too deeply."""
    loader = _FrontMatterLoader(text)
    try:
        return loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        # The scanner of PyYAML 6.0.4 has a limit of its own, and looks ahead of the composer that counts.
        if error.problem_mark is None or _open_brackets(text[: error.problem_mark.index]) <= DEEPEST:
            raise
        raise _nested_too_deeply(error.problem_mark) from error
    finally:
        loader.dispose()


def _open_brackets(text: str) -> int:
    """How many flow lists and mappings are open at the end of a text, whose quoted texts do not count."""
    bare = _QUOTED.sub(r"\1", text)
    return sum(map(bare.count, "[{")) - sum(map(bare.count, "]}"))


def _nested_too_deeply(mark: yaml.Mark) -> yaml.YAMLError:
    return yaml.composer.ComposerError(None, None, "it is nested too deeply", mark)


def path_to(text: str, place: tuple[int, int]) -> FieldPath:
    """The path of the value whose key stands at ``place``, a line and column of the file."""
    return _keyed(text)[0].get(place, ())


def is_plain(text: str, path: FieldPath) -> bool:
    """Whether the value at ``path`` is a text without quotes that is written where it stands."""
    return path in _keyed(text)[1]


@lru_cache(maxsize=2)
def _keyed(text: str) -> tuple[Mapping[tuple[int, int], FieldPath], frozenset[FieldPath]]:
    """The path of each key by its place in the file, and the paths of all texts without quotes.

    Made once for all that asks about one text: there may be as many mistakes in it as there are keys.
    """
    keys: dict[tuple[int, int], FieldPath] = {}
    plain: dict[FieldPath, bool] = {}

    def look(node: yaml.Node, path: FieldPath) -> None:
        if isinstance(node, yaml.ScalarNode):
            plain[path] = not node.style
        elif isinstance(node, yaml.SequenceNode):
            for number, one in enumerate(node.value):
                look(one, (*path, number))
        else:
            for key, _ in node.value:
                # What an alias repeats has its first path.
                keys.setdefault(_file_position(key), (*path, key.value))
            for key, value in node.value:
                look(value, (*path, key.value))

    if (top := compose(text)) is not None:
        look(top, ())
    return keys, frozenset(path for path, is_text in plain.items() if is_text)


@lru_cache(maxsize=32)
def compose(text: str) -> yaml.Node | None:
    """The nodes of the YAML, which know their places; None where there is nothing.

    Raises yaml.YAMLError when it is not YAML.
    """
    try:
        return _composed(text)
    except RecursionError as error:
        raise yaml.YAMLError("a part of it holds itself by an alias") from error


def _fences(text: str, start: int) -> Iterator[int]:
    """Where lines begin with ``---`` or ``...``, in order: the places of the line ends before them."""
    places = {mark: text.find(mark, start) for mark in ("\n---", "\n...")}
    while ahead := {mark: place for mark, place in places.items() if place >= 0}:
        mark = min(ahead, key=ahead.__getitem__)
        yield places[mark]
        # Only the mark that was passed is looked for again: of the other there may be none up to the end.
        places[mark] = text.find(mark, places[mark] + 1)


def _has_text(node: yaml.Node) -> bool:
    # The C loader gives plain scalars the style "", the Python loader None.
    return not (isinstance(node, yaml.ScalarNode) and node.value == "" and not node.style)


class _FrontMatterLoader(yaml.CSafeLoader):
    """PyYAML's safe C loader, whose only implicit types are null and the merge key ``<<``."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: object) -> str:
        """The tag of a node without an explicit one."""
        if kind is yaml.ScalarNode:
            plain = isinstance(implicit, tuple) and implicit[0]
            return _PLAIN_TAGS.get(value or "", _TEXT) if plain else _TEXT
        return _LIST if kind is yaml.SequenceNode else _MAPPING

    def descend_resolver(self, current_node: yaml.Node | None, current_index: object) -> None:
        """Count how deep the parser is: it recurses in C, where too deep is the end of the process."""
        self._depth += 1
        if self._depth > DEEPEST and current_node is not None:
            raise _nested_too_deeply(current_node.start_mark)

    def ascend_resolver(self) -> None:
        """Count likewise."""
        self._depth -= 1


class _Conversion:
    """From YAML nodes to values, whose places are noted.

    Each visit of a node costs one of a budget that no document without
    aliases can spend: a node is at least one character long.
    """

    def __init__(self, length: int, line: int) -> None:
        self.duplicates: list[DuplicateKey] = []
        self.noting = Noting(line)
        self._line = line
        self._budget = _ALIAS_FACTOR * (length + 1_000)

    def value(self, node: yaml.Node, depth: int) -> Value:
        """The value of a node that so many steps lead to."""
        self._budget -= 1
        if self._budget < 0:
            raise AliasLimitError
        if isinstance(node, yaml.ScalarNode):
            return None if node.tag == _NULL else str(node.value)
        if isinstance(node, yaml.SequenceNode):
            return self._list(node, depth)
        return self._mapping(node, depth)

    def _list(self, node: yaml.Node, depth: int) -> list[Value]:
        found: list[Value] = []
        for number, one in enumerate(node.value):
            mark = one.start_mark
            self.noting.note(number, depth, mark.line, mark.column)
            found.append(self.value(one, depth + 1))
        return found

    def _mapping(self, node: yaml.Node, depth: int) -> dict[str, Value]:
        found: dict[str, Value] = {}
        defaults: list[dict[str, Value]] = []
        keys: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, "a key must be a text", key.start_mark)
            if key.tag == _MERGE:
                many = value.value if isinstance(value, yaml.SequenceNode) else [value]
                defaults += map(self._defaults, many)
                continue
            first = keys.setdefault(key.value, key)
            if first is not key:
                where = self._position(first), self._position(key)
                self.duplicates.append(DuplicateKey(key.value, found[key.value], *where))
                self.noting.has_repeated_steps = True
            mark = value.start_mark if _has_text(value) else key.start_mark
            self.noting.note(key.value, depth, mark.line, mark.column)
            found[key.value] = self.value(value, depth + 1)
        if not defaults:
            return found
        merged: dict[str, Value] = {}
        # Of several the first counts most.
        for held in reversed(defaults):
            merged.update(held)
        return {**merged, **found}

    def _position(self, node: yaml.Node) -> tuple[int, int]:
        return node.start_mark.line + self._line, node.start_mark.column + 1

    def _defaults(self, node: yaml.Node) -> dict[str, Value]:
        """What ``<<`` merges into a mapping; it stands elsewhere, so that the mapping is its place."""
        noting, self.noting = self.noting, Noting()
        found = self.value(node, 0)
        self.noting = noting
        if not isinstance(found, dict):
            reason = "'<<' takes a mapping, or a list of them"
            raise yaml.constructor.ConstructorError(None, None, reason, node.start_mark)
        return found


def _file_position(node: yaml.Node) -> tuple[int, int]:
    # The front matter starts on the second line of the file.
    return node.start_mark.line + 2, node.start_mark.column + 1
