"""Where each value of a front matter stands: noted while it is read, looked up when a finding asks."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

FieldPath = tuple[str | int, ...]
"""Keys and list indexes from the top, e.g. ``("atomic_facts", 0, "id")``."""

Position = tuple[int, int]
"""Line and column, from 1 within the YAML text."""

_INT = "I"


@dataclass(frozen=True)
class Places:
    """The positions of all values of one YAML text, in few bytes: most are never asked for.

    ``steps`` are the keys and indexes in the order of the text, each value
    before those inside it; ``numbers`` has depth, line and column of each.
    """

    steps: tuple[str | int, ...] = ()
    numbers: bytes = b""

    def position(self, path: FieldPath) -> Position:
        """Where the value at ``path`` stands.

        Where the path leads nowhere, the position of its nearest existing ancestor.
        A mapping's value is found by its key when the key has no value of its own.
        """
        for length in range(len(path), 0, -1):
            if found := self._positions.get(path[:length]):
                return found
        return 1, 1

    @cached_property
    def _positions(self) -> Mapping[FieldPath, Position]:
        return dict(self._in_order())

    def _in_order(self) -> Iterator[tuple[FieldPath, Position]]:
        numbers = array(_INT, self.numbers)
        path: list[str | int] = []
        for step, depth, line, column in zip(
            self.steps, numbers[::3], numbers[1::3], numbers[2::3], strict=True
        ):
            path[depth:] = [step]
            yield tuple(path), (line, column)

    def __getstate__(self) -> tuple[tuple[str | int, ...], bytes]:
        return self.steps, self.numbers

    def __setstate__(self, state: tuple[tuple[str | int, ...], bytes]) -> None:
        self.__dict__.update(zip(("steps", "numbers"), state, strict=True))


NO_PLACES = Places()
"""Those of no text."""


class Noting:
    """The places of a text that is being read, from its beginning to its end."""

    def __init__(self) -> None:
        self._steps: list[str | int] = []
        self._numbers = array(_INT)

    def note(self, step: str | int, depth: int, line: int, column: int) -> None:
        """Note the value to which ``step`` leads; ``depth`` is the number of steps before it."""
        self._steps.append(step)
        self._numbers.extend((depth, line, column))

    def forget(self, step: str | int, depth: int) -> None:
        """Forget the value noted under a step of the mapping that is being read, and all that is in it."""
        start = len(self._steps) - 1
        while (self._steps[start], self._numbers[3 * start]) != (step, depth):
            start -= 1
        end = start + 1
        while end < len(self._steps) and self._numbers[3 * end] > depth:
            end += 1
        del self._steps[start:end], self._numbers[3 * start : 3 * end]

    def places(self) -> Places:
        """All that was noted."""
        return Places(tuple(self._steps), self._numbers.tobytes())
