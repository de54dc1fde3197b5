"""Where a query would reach out to another server by SERVICE, and an update by LOAD, found in its raw text.

What seems a comment or an IRI to one lexer may be code to another, so that a
word in either counts. Each character is looked at a few times, whatever the query
holds: whoever may ask may send megabytes of ``#SERVICE``.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

_SERVICE = re.compile(r"(?<![?$:\w])SERVICE", re.IGNORECASE)
_LOAD = re.compile(r"(?<![?$:\w])LOAD", re.IGNORECASE)
_SILENT = re.compile(r"SILENT", re.IGNORECASE)
_SPACE = re.compile(r"\s*+")
_LINE_END = re.compile(r"[\r\n]")
_IRI = re.compile(r"<[^<>]*+>")
_NAME = re.compile(r"(?:\\.|[^\s{}<>()\\#])++", re.DOTALL)
_PREFIX = re.compile(r"[\w.\-]++")


def service_in(query: str) -> int | None:
    """The offset of the first SERVICE of a server, followed by a group; None where there is none."""
    return _first_call(query, _SERVICE, _Services)


def load_in(update: str) -> int | None:
    """The offset of the first LOAD of a document; None where there is none."""
    return _first_call(update, _LOAD, _Documents)


def _first_call(query: str, word: re.Pattern[str], reading: type[_Text]) -> int | None:
    words = list(word.finditer(query))
    if not words:
        return None
    text = reading(query)
    return next((match.start() for match in words if text.is_call(match.end())), None)


class _Text:
    """A query, with what was found out about its places."""

    names: re.Pattern[str]

    def __init__(self, query: str) -> None:
        self._query = query
        self._line_ends = [match.start() for match in _LINE_END.finditer(query)]
        names = [match.span() for match in self.names.finditer(query)]
        self._starts, self._ends = [start for start, _ in names], [end for _, end in names]
        self._beyond: dict[int, int] = {}
        self._targets: dict[int, bool] = {}

    def is_call(self, at: int) -> bool:
        """Whether a server and a group stand behind the word that ends here."""
        at = self._gap(at)
        if self._is_target(at):
            return True
        silent = _SILENT.match(self._query, at)
        return silent is not None and self._is_target(self._gap(silent.end()))

    def _is_target(self, at: int) -> bool:
        if at not in self._targets:
            self._targets[at] = self._names_target(at)
        return self._targets[at]

    def _names_target(self, at: int) -> bool:
        """Whether what the word reaches for stands here."""
        raise NotImplementedError

    def _name_end(self, at: int) -> int:
        number = bisect_right(self._starts, at) - 1
        return max(at, self._ends[number]) if number >= 0 else at

    def _gap(self, at: int) -> int:
        """Where what is no space and no comment stands next."""
        passed = []
        while True:
            if (known := self._beyond.get(at)) is not None:
                at = known
                break
            passed.append(at)
            beyond = _SPACE.match(self._query, at)
            at = beyond.end() if beyond else at
            if not self._query.startswith("#", at):
                break
            line = bisect_left(self._line_ends, at)
            at = self._line_ends[line] + 1 if line < len(self._line_ends) else len(self._query)
        self._beyond.update(dict.fromkeys(passed, at))
        return at


class _Services(_Text):
    """A query of which each word is SERVICE."""

    names = _NAME

    def _names_target(self, at: int) -> bool:
        """Whether an IRI, a name or a variable stands here, and then a group."""
        iri = _IRI.match(self._query, at)
        end = iri.end() if iri else self._name_end(at)
        return end > at and self._query.startswith("{", self._gap(end))


class _Documents(_Text):
    """An update of which each word is LOAD."""

    names = _PREFIX

    def _names_target(self, at: int) -> bool:
        """Whether an IRI or a name with a prefix begins here."""
        return self._query.startswith("<", at) or self._query.startswith(":", self._name_end(at))
