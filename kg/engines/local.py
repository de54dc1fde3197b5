"""The engine that runs a plan in this process, and in a second one where that pays."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any

from kg.engines.engine import Cell, Cells, CellsOf, Part, Row, Step
from kg.parallel import shared

WORTH_SHARING = 300
"""Fewer rows than these are done by one process as soon as by two."""


class Local:
    """Runs steps here, on one part: nothing is gained by finding out what is tied to what."""

    def map(self, step: Step, rows: Sequence[Cells]) -> Iterator[Cells]:
        """What a step makes of each row, in order."""

        def made(row: Cells) -> Cells:
            results = step.run(*(one.value for one in row))
            return tuple(Cell(step.codec(number), value) for number, value in enumerate(results))

        return shared(made, rows, CellsOf(step), worth=WORTH_SHARING)

    def fetch(self, cells: Iterable[Cell[Any]]) -> None:
        """All values are at hand."""

    def components(self, keys: Iterable[Iterable[Hashable]]) -> Callable[[Hashable], Part]:
        """The one part, whatever the keys."""
        return lambda key: 0

    def regroup(self, rows: Iterable[tuple[Part, Row]]) -> Iterator[Sequence[Row]]:
        """All rows."""
        if found := [row for _, row in rows]:
            yield found
