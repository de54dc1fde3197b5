"""Where each value of a front matter stands: noted while it is read, looked up when a finding asks."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

FieldPath = tuple[str | int, ...]
"""Keys and list indexes from the top, e.g. ``("atomic_facts", 0, "id")``."""

Position = tuple[int, int]
"""Line and column of the file, from 1."""

_INT = "I"


@dataclass(frozen=True)
class Places:
    """The positions of all values of one text of a file, in few bytes: most are never asked for.

    ``steps`` are the keys and indexes in the order of the text, each value
    before those inside it; ``numbers`` has depth, line and column of each.
    The text starts on ``line`` of the file.
    """

    steps: tuple[str | int, ...] = ()
    numbers: bytes = b""
    line: int = 1

    def position(self, path: FieldPath) -> Position:
        """Where the value at ``path`` stands.

        Where the path leads nowhere, the position of its nearest existing ancestor.
        A mapping's value is found by its key when the key has no value of its own.
        """
        for length in range(len(path), 0, -1):
            if found := self._positions.get(path[:length]):
                return found
        return self.line, 1

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

    def __getstate__(self) -> tuple[tuple[str | int, ...], bytes, int]:
        return self.steps, self.numbers, self.line

    def __setstate__(self, state: tuple[tuple[str | int, ...], bytes, int]) -> None:
        self.__dict__.update(zip(("steps", "numbers", "line"), state, strict=True))


NO_PLACES = Places()
"""Those of no text."""


def appended(places: Places, step: str, inside: Iterable[tuple[str, Position]]) -> Places:
    """Places with further ones, which stand elsewhere in the file: each below one step at the top."""
    steps, numbers = [step], array(_INT)
    for name, position in inside:
        steps.append(name)
        numbers.extend((1, *position))
    if len(steps) == 1:
        return places
    whole = array(_INT, (0, *numbers[1:3], *numbers))
    return Places((*places.steps, *steps), places.numbers + whole.tobytes(), places.line)


class Noting:
    """The places of a text that is being read, from its beginning to its end; it starts on ``line``."""

    def __init__(self, line: int = 1) -> None:
        self._line = line
        self._steps: list[str | int] = []
        self._numbers = array(_INT)
        self.has_repeated_steps = False
        """Whether a step was noted twice in one mapping, so that the value noted first is to be forgotten."""

    def note(self, step: str | int, depth: int, line: int, column: int) -> None:
        """Note the value to which ``step`` leads, by its place in the text, from 0.

        ``depth`` is the number of steps before it.
        """
        self._steps.append(step)
        self._numbers.extend((depth, line + self._line, column + 1))

    def places(self) -> Places:
        """All that was noted, but for values in whose place another was noted later, and all inside them."""
        steps, numbers = self._steps, self._numbers
        if self.has_repeated_steps:
            kept = self._last_ones()
            steps = [steps[index] for index in kept]
            numbers = array(_INT, [one for index in kept for one in numbers[3 * index : 3 * index + 3]])
        return Places(tuple(steps), numbers.tobytes(), self._line)

    def _last_ones(self) -> list[int]:
        """The numbers of those noted that are the last under their step, and in nothing that is not."""
        is_gone = bytearray(len(self._steps))
        open_: list[dict[str | int, int]] = []
        for index, step in enumerate(self._steps):
            depth = self._numbers[3 * index]
            # Steps at a depth belong to one mapping or list until something less deep is noted.
            del open_[depth + 1 :]
            if depth == len(open_):
                open_.append({})
            earlier = open_[depth].get(step)
            if earlier is not None:
                is_gone[earlier] = True
            open_[depth][step] = index
        kept: list[int] = []
        gone_above = -1
        for index in range(len(self._steps)):
            depth = self._numbers[3 * index]
            if 0 <= gone_above < depth:
                continue
            gone_above = depth if is_gone[index] else -1
            if not is_gone[index]:
                kept.append(index)
        return kept
