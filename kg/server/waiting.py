"""Who waits for a worker: clients take turns, cheap ones first, and the greediest is refused first."""

from __future__ import annotations

import math
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Waiting(Generic[T]):
    """A bounded queue in which each client has a line of its own.

    The line goes first whose client is ``expected`` to ask for least; lines
    of whom the same is expected take turns.
    """

    def __init__(self, most: int, expected: Callable[[str], float] = lambda _: 1.0) -> None:
        self._most, self._expected = most, expected
        self._lines: OrderedDict[str, deque[T]] = OrderedDict()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def put(self, client: str, one: T) -> T | None:
        """Let one wait; gives what is refused for it, which may be itself, or None.

        Where all places are taken, the last of the dearest line goes, unless
        the newcomer's own line would be as dear.
        """
        refused = None
        if self._count >= self._most:
            dearest = max(self._lines, key=self._cost, default=client)
            if self._cost(dearest) <= self._expected(client) * (len(self._lines.get(client, ())) + 1):
                return one
            refused = self._lines[dearest].pop()
            self._count -= 1
            if not self._lines[dearest]:
                del self._lines[dearest]
        self._lines.setdefault(client, deque()).append(one)
        self._count += 1
        return refused

    def _cost(self, client: str) -> float:
        return self._expected(client) * len(self._lines[client])

    def put_back(self, client: str, one: T) -> None:
        """Let one wait again, before all others of its line."""
        self._lines.setdefault(client, deque()).appendleft(one)
        self._lines.move_to_end(client, last=False)
        self._count += 1

    def take(self, most: float = math.inf) -> T | None:
        """The next whose turn it is; None where nobody waits of whom at most so much is expected."""
        if not self._count:
            return None
        client = next(iter(self._lines)) if len(self._lines) == 1 else min(self._lines, key=self._expected)
        if self._expected(client) > most:
            return None
        line = self._lines[client]
        one = line.popleft()
        self._count -= 1
        if line:
            self._lines.move_to_end(client)
        else:
            del self._lines[client]
        return one

    def remove(self, client: str, one: T) -> bool:
        """Let one wait no longer; whether it did."""
        line = self._lines.get(client)
        if line is None or one not in line:
            return False
        line.remove(one)
        self._count -= 1
        if not line:
            del self._lines[client]
        return True
