"""The engine that remembers: a step is run on what it has not been given before.

What it keeps are constructive traces with early cut-off (Mokhov, Mitchell and
Peyton Jones, "Build Systems à la Carte", 2018): a step and the digests of the
values it was given lead to the digests of those it made, and a digest to the
value. A step that makes what it made before changes nothing for those after it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from kg.engines.components import connected, regrouped
from kg.engines.engine import DIGEST_SIZE, Cell, Cells, Part, Row, Step, digest_of
from kg.engines.local import Local
from kg.errors import KgError


def cut(made: bytes) -> Iterator[bytes]:
    """The digests that a trace leads to, which stand one after the other."""
    return (made[at : at + DIGEST_SIZE] for at in range(0, len(made), DIGEST_SIZE))


class Traces(Protocol):
    """Where traces and values are kept."""

    def find(self, keys: Sequence[bytes]) -> Mapping[bytes, bytes]:
        """What is known of keys: the digests of what was made, one after the other."""

    def read(self, digests: Sequence[bytes]) -> Mapping[bytes, bytes]:
        """The values with these digests, as bytes; what is not there, or not as it was, is left out."""

    def keep(self, traces: Mapping[bytes, bytes], values: Mapping[bytes, bytes]) -> None:
        """Keep traces by their keys, and values by their digests."""


class HeldTraces:
    """Traces and values that one process holds."""

    def __init__(self) -> None:
        self._traces: dict[bytes, bytes] = {}
        self._values: dict[bytes, bytes] = {}
        self._used: set[bytes] = set()

    def find(self, keys: Sequence[bytes]) -> Mapping[bytes, bytes]:
        """What is known of keys."""
        self._used.update(keys)
        return {key: self._traces[key] for key in keys if key in self._traces}

    def read(self, digests: Sequence[bytes]) -> Mapping[bytes, bytes]:
        """The values with these digests."""
        return {one: self._values[one] for one in digests if one in self._values}

    def keep(self, traces: Mapping[bytes, bytes], values: Mapping[bytes, bytes]) -> None:
        """Hold traces and values."""
        self._traces.update(traces)
        self._values.update(values)

    def __len__(self) -> int:
        return len(self._traces)

    def forget_unused(self) -> None:
        """Let go of what nobody has asked for since the last time."""
        self._traces = {key: made for key, made in self._traces.items() if key in self._used}
        left = {one for made in self._traces.values() for one in cut(made)}
        self._values = {digest: data for digest, data in self._values.items() if digest in left}
        self._used = set()


class LostError(KgError):
    """A value that a trace leads to is not there, or not as it was.

    A build meets it before anybody else does, and makes everything anew. It reaches
    whoever asks a graph for more after the cache that it was built with has been deleted.
    """

    def __init__(self) -> None:
        super().__init__("the cache that this graph was built with is gone or was changed; build it again")


class Memo:
    """Runs steps as :class:`Local` does, but for those whose results are known.

    ``version`` tells the program that runs them from any other. ``run`` counts the
    rows on which each step was run, by its name; ``notice`` is called before the
    first of them. Raises LostError when what a trace leads to is lost: whoever then
    runs the plan without traces loses nothing.
    """

    def __init__(self, traces: Traces, version: str, *, notice: Callable[[], None] = lambda: None) -> None:
        self.run: Counter[str] = Counter()
        self._notice = notice
        self._traces = traces
        self._version = version.encode()
        self._local = Local()

    def map(self, step: Step, rows: Sequence[Cells]) -> Iterator[Cells]:
        """What a step makes of each row, in order."""
        name = self._version + b"\0" + step.name.encode() + b"\0"
        keys = [digest_of(name, *(one.digest for one in row)) for row in rows]
        known = self._traces.find(keys)
        missing = [row for key, row in zip(keys, rows, strict=True) if key not in known]
        if missing:
            if not self.run:
                self._notice()
            self.run[step.name] += len(missing)
        self.fetch(one for row in missing for one in row)
        made = self._local.map(step, missing)
        for key in keys:
            if key in known:
                yield self._recalled(step, known[key])
                continue
            cells = next(made)
            trace = b"".join([one.digest for one in cells])
            self._traces.keep({key: trace}, {one.digest: one.data for one in cells})
            yield cells

    def fetch(self, cells: Iterable[Cell[Any]]) -> None:
        """Read the values of many cells at once."""
        wanted: dict[bytes, list[Cell[Any]]] = {}
        for one in cells:
            if not one.is_at_hand:
                # Many rows may have one result: no finding, say.
                wanted.setdefault(one.digest, []).append(one)
        found = self._traces.read(list(wanted))
        if len(found) < len(wanted):
            raise LostError
        for digest, data in found.items():
            for one in wanted[digest]:
                one.take(data)

    def components(self, keys: Iterable[Iterable[Hashable]]) -> Callable[[Hashable], Part]:
        """The connected component of each key: what an edit leaves alone is then known."""
        return connected(keys)

    def regroup(self, rows: Iterable[tuple[Part, Row]]) -> Iterator[Sequence[Row]]:
        """The rows of each part together, in the order in which they are given."""
        return regrouped(rows)

    def _recalled(self, step: Step, digests: bytes) -> Cells:
        return tuple(
            Cell(step.codec(number), digest=digest, read=self._one)
            for number, digest in enumerate(cut(digests))
        )

    def _one(self, digest: bytes) -> bytes:
        found = self._traces.read([digest])
        if digest not in found:
            raise LostError
        return found[digest]
