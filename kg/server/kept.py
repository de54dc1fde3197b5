"""Answers that were given already, by what was asked: the graph that is served does not change."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Hashable

from kg.server.wire import Header

_MOST = 64 * 2**20
_LARGEST = 2**20
_EACH = 4096
"""Bytes that stand for what an answer takes beside its body: the query above all."""
_CHANGING = re.compile(r"\b(?:bnode|now|rand|struuid|uuid)\b", re.IGNORECASE)

Answer = tuple[Header, bytes]


class Kept:
    """The answers used last, at most 64 MiB of them."""

    def __init__(self) -> None:
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._size = 0

    def get(self, key: Hashable) -> Answer | None:
        """The answer under a key; None where it is not kept."""
        found = self._answers.get(key)
        if found is not None:
            self._answers.move_to_end(key)
        return found

    def put(self, key: Hashable, answer: Answer) -> None:
        """Keep an answer, unless it is large; those that nobody wanted for longest make room."""
        if len(answer[1]) > _LARGEST or key in self._answers:
            return
        self._answers[key] = answer
        self._size += len(answer[1]) + _EACH
        while self._size > _MOST:
            self._size -= len(self._answers.popitem(last=False)[1][1]) + _EACH

    def clear(self) -> None:
        """Forget all."""
        self._answers.clear()
        self._size = 0


def is_lasting(query: str) -> bool:
    """Whether a query has the same answer each time it is asked of the same graph."""
    return not _CHANGING.search(query)
