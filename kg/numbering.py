"""Names of which no two are alike: one that is taken gets a number behind it.

However many want the same name, each looks for its number where the last one
found its own: n names that are all alike cost n steps, not n squared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable


class Numbering:
    """The names that are taken. ``alike`` gives the same text for two names that are as good as one."""

    def __init__(
        self, taken: Iterable[str] = (), *, mark: str = "~", alike: Callable[[str], str] = str
    ) -> None:
        """Begin with some names taken; ``mark`` stands between a name and its number."""
        self._mark = mark
        self._alike = alike
        self._taken = set(map(alike, taken))
        self._next: dict[str, int] = {}

    def take(self, wanted: str) -> str:
        """The name, if it is free, else the name with the first number from 2 on that makes it so."""
        key = self._alike(wanted)
        if key not in self._taken:
            self._taken.add(key)
            return wanted
        number = self._next.get(key, 2)
        while self._alike(name := f"{wanted}{self._mark}{number}") in self._taken:
            number += 1
        self._next[key] = number + 1
        self._taken.add(self._alike(name))
        return name
