"""What the questions of each client cost, so that the cheap need not wait for the dear."""

from __future__ import annotations

from collections import OrderedDict

_UNKNOWN = 0.03
"""Seconds that the question of a client is expected to take of whom nothing is known."""

_REFUSED = 0.005
_UP, _DOWN = 0.5, 0.1
"""How much of a surprise is learned: dear ones at once, cheap ones slowly."""

_MOST = 4096


class Costs:
    """The seconds that a question of a client is expected to take of a worker; the oldest are forgotten."""

    def __init__(self) -> None:
        self._seconds: OrderedDict[str, float] = OrderedDict()

    def expected(self, client: str) -> float:
        """What the next question of a client is expected to take, in seconds."""
        return self._seconds.get(client, _UNKNOWN)

    def took(self, client: str, seconds: float) -> None:
        """A question of a client took so long."""
        surprise = seconds - self.expected(client)
        self._set(client, self.expected(client) + surprise * (_UP if surprise > 0 else _DOWN))

    def refused(self, client: str) -> None:
        """A client asked more than there was room for; who goes on, and is not known as cheap, comes last."""
        if (seconds := self.expected(client)) >= _UNKNOWN:
            self._set(client, seconds + _REFUSED)

    def _set(self, client: str, seconds: float) -> None:
        self._seconds[client] = seconds
        self._seconds.move_to_end(client)
        if len(self._seconds) > _MOST:
            self._seconds.popitem(last=False)
