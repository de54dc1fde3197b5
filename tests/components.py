"""An engine for tests that decides a corpus in as many parts as it has, in any order."""

from __future__ import annotations

import random
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from kg.engines import Cell, Cells, Local, Step
from kg.engines.components import connected, regrouped
from kg.engines.engine import Part, Row


class Components:
    """Runs steps here, but cuts what it is given into the connected components of its keys.

    ``most`` parts at most, where that is given: a part then holds several components. The order of
    the parts, and which components a part holds, are drawn by ``chance``.
    """

    def __init__(self, chance: random.Random, most: int | None = None) -> None:
        self._chance = chance
        self._most = most
        self._local = Local()
        self.parts: list[int] = []
        """How many parts were made, each time."""

    def map(self, step: Step, rows: Sequence[Cells]) -> Iterator[Cells]:
        """What a step makes of each row, in order."""
        return self._local.map(step, rows)

    def fetch(self, cells: Iterable[Cell[object]]) -> None:
        """All values are at hand."""

    def components(self, keys: Iterable[Iterable[Hashable]]) -> Callable[[Hashable], Part]:
        """The number of the part of each key."""
        keys = [list(several) for several in keys]
        part = connected(keys)
        found = sorted({part(key) for several in keys for key in several})
        self._chance.shuffle(found)
        number = {one: at % (self._most or len(found)) for at, one in enumerate(found)}
        self.parts.append(len(set(number.values())))
        return lambda key: number[part(key)]

    def regroup(self, rows: Iterable[tuple[Part, Row]]) -> Iterator[Sequence[Row]]:
        """The rows of each part, in the order in which they are given."""
        found = list(regrouped(rows))
        self._chance.shuffle(found)
        yield from found
