"""Where a query would reach out to another server by SERVICE, found in its raw text.

What seems a comment or an IRI to one lexer may be code to another, so that a
SERVICE in either counts. Each character is looked at a few times, whatever the query
holds: whoever may ask may send megabytes of ``#SERVICE``.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

_WORD = re.compile(r"(?<![?$:\w])SERVICE", re.IGNORECASE)
_SILENT = re.compile(r"SILENT", re.IGNORECASE)
_SPACE = re.compile(r"\s*+")
_LINE_END = re.compile(r"[\r\n]")
_IRI = re.compile(r"<[^<>]*+>")
_NAME = re.compile(r"(?:\\.|[^\s{}<>()\\#])++", re.DOTALL)


def service_in(query: str) -> int | None:
    """The offset of the first SERVICE of a server, followed by a group; None where there is none."""
    words = list(_WORD.finditer(query))
    if not words:
        return None
    text = _Text(query)
    return next((word.start() for word in words if text.is_call(word.end())), None)


class _Text:
    """A query, with what was found out about its places."""

    def __init__(self, query: str) -> None:
        self._query = query
        self._line_ends = [match.start() for match in _LINE_END.finditer(query)]
        names = [match.span() for match in _NAME.finditer(query)]
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
        """Whether an IRI, a name or a variable stands here, and then a group."""
        if at not in self._targets:
            iri = _IRI.match(self._query, at)
            end = iri.end() if iri else self._name_end(at)
            self._targets[at] = end > at and self._query.startswith("{", self._gap(end))
        return self._targets[at]

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
