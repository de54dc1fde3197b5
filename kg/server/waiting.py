"""Who waits for a worker: clients take turns, and the greediest is refused first."""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import Generic, TypeVar

T = TypeVar("T")


class Waiting(Generic[T]):
    """A bounded queue in which each client has a line of its own, and lines take turns."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lines: OrderedDict[str, deque[T]] = OrderedDict()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def put(self, client: str, one: T) -> T | None:
        """Let one wait; gives what is refused for it, which may be itself, or None.

        Where all places are taken, the last of the longest line goes, unless
        the newcomer's own line would be as long.
        """
        refused = None
        if self._count >= self._most:
            longest = max(self._lines, key=lambda name: len(self._lines[name]), default=client)
            if len(self._lines.get(longest, ())) <= len(self._lines.get(client, ())) + 1:
                return one
            refused = self._lines[longest].pop()
            self._count -= 1
        self._lines.setdefault(client, deque()).append(one)
        self._count += 1
        return refused

    def put_back(self, client: str, one: T) -> None:
        """Let one wait again, before all others of its line."""
        self._lines.setdefault(client, deque()).appendleft(one)
        self._lines.move_to_end(client, last=False)
        self._count += 1

    def take(self) -> T | None:
        """The next whose turn it is; None where nobody waits."""
        if not self._count:
            return None
        client, line = next(iter(self._lines.items()))
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
