"""Places in a document in the units that the client counts; each line is measured once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from lsprotocol import types
from pygls.workspace import TextDocument

from kg.diagnostics import Location


class Ruler:
    """Measures one document as it is now: its lines are cut once, however many findings there are."""

    def __init__(self, document: TextDocument) -> None:
        self._codec = document.position_codec
        try:
            self._lines: Sequence[str] | None = document.lines
        except OSError:
            self._lines = None
        self._units: dict[int, Sequence[int]] = {}

    def to_end_of_line(self, place: Location) -> types.Range:
        """From a place to the end of its line; the place alone where the document cannot be read."""
        row, column = place.line - 1, place.column - 1
        if self._lines is None:
            start = types.Position(row, column)
            return types.Range(start, start)
        if row >= len(self._lines):
            end_of_all = types.Position(len(self._lines), 0)
            return types.Range(end_of_all, end_of_all)
        line = self._lines[row].rstrip()
        return types.Range(
            types.Position(row, self._client_column(row, column)),
            types.Position(row, self._client_column(row, max(column, len(line)))),
        )

    def _client_column(self, row: int, column: int) -> int:
        line = (self._lines or ())[row]
        if line.isascii():
            return min(column, len(line))
        units = self._units.get(row)
        if units is None:
            lengths = map(self._codec.client_num_units, line)
            units = self._units[row] = list(accumulate(lengths, initial=0))
        return units[min(column, len(line))]
