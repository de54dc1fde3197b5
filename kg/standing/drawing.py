"""The explorer of a whole graph, drawn by a second process where that pays, but for what validation finds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from kg.diagnostics import Diagnostic
from kg.engines.local import WORTH_SHARING
from kg.knowledge_graph import KnowledgeGraph, audited_spots, draw, explorer
from kg.packing import Packing
from kg.parallel import Aside

if TYPE_CHECKING:
    from kg.exporters.output import Page
    from kg.visualization.explorer import Sheet
    from kg.visualization.weak_spots import WeakSpot


class Drawn(NamedTuple):
    """The explorer but for what validation finds: the page, what else was found, and the encoded sights."""

    sheet: Sheet
    spots: list[WeakSpot]
    sights: bytes


def drawn_aside(graph: KnowledgeGraph, *, wanted: bool) -> Aside[Drawn]:
    """The explorer but for what validation finds. To be called while there are no other threads."""

    def drawn() -> Drawn:
        from kg.standing.state import SIGHTS
        from kg.visualization.scene import scene_of, sights

        seen = sights(graph.dataset.nodes)
        sheet = draw(scene_of(seen.values()), graph.settings)
        return Drawn(sheet, audited_spots(graph, graph.diagnostics), SIGHTS.encode(seen))

    is_worth = wanted and len(graph.planned.rows) >= WORTH_SHARING
    if is_worth:
        graph.dataset.nodes  # noqa: B018 - both processes want them
    return Aside(drawn, _Carried(), is_worth=is_worth)


class _Carried:
    """Brings a drawing from the second process; the explorer is imported only where there is one."""

    def encode(self, value: Drawn, /) -> bytes:
        """The drawing as bytes."""
        return self._packing.encode((value.sheet, value.spots, value.sights))

    def decode(self, data: bytes, /) -> Drawn:
        """The drawing that was encoded."""
        return Drawn(*self._packing.decode(data))

    @cached_property
    def _packing(self) -> Packing[tuple[Sheet, list[WeakSpot], bytes]]:
        from kg.visualization.explorer import Sheet
        from kg.visualization.weak_spots import WeakSpot

        return Packing(tuple[Sheet, list[WeakSpot], bytes])


def page_of(graph: KnowledgeGraph, drawn: Aside[Drawn]) -> Page:
    """What makes ``index.html`` of a drawing."""
    known = frozenset(graph.diagnostics)

    def page(found: Sequence[Diagnostic]) -> str:
        sheet, spots, _ = drawn.result()
        return explorer(sheet, spots, [one for one in found if one not in known], graph)

    return page
