"""The engine that remembers: what it reads of what it knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.engines import Cell, Step
from kg.engines.memo import HeldTraces, Memo
from kg.packing import Packing

_NUMBER: Packing[int] = Packing(int)
_PARITY = Step("parity", lambda number: (number % 2,), (_NUMBER,))


class _Counted(HeldTraces):
    """Traces that note how many values were asked for, each time."""

    def __init__(self) -> None:
        super().__init__()
        self.read_at_once: list[int] = []

    def read(self, digests: Sequence[bytes]) -> Mapping[bytes, bytes]:
        self.read_at_once.append(len(digests))
        return super().read(digests)


def test_a_result_that_many_rows_have_is_read_once_for_all() -> None:
    traces = _Counted()
    rows = [(Cell(_NUMBER, number),) for number in range(100)]
    list(Memo(traces, "").map(_PARITY, rows))
    engine = Memo(traces, "")
    traces.read_at_once.clear()
    cells = [one for (one,) in engine.map(_PARITY, rows)]
    engine.fetch(cells)
    assert [one.value for one in cells] == [number % 2 for number in range(100)]
    assert not engine.run
    assert [one for one in traces.read_at_once if one] == [2]
