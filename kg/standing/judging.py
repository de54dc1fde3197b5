"""What the shapes find after an edit, with the findings that it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from kg.graph.index import Change, Index
from kg.plan import Planned
from kg.validation.judging import Horizon, Stated, judged_again
from kg.validation.origins import Origins
from kg.validation.shapes import load_shapes
from kg.validation.validate import Results, with_findings


@dataclass(frozen=True, slots=True)
class Judged:
    """What shapes found in a graph; ``who`` is a digest of who is who in it, ``horizon`` how far they see."""

    who: bytes
    results: Results
    horizon: Horizon


def judged_after(
    before: Judged, planned: Planned, change: Change, graph: Stated, index: Index
) -> tuple[Judged, int]:
    """What the shapes find after a change, and how many nodes were judged for it. Raises ShapesError."""
    settings = planned.settings
    known = [result for result, _ in before.results]
    if not change:
        results, count = known, 0
    else:
        shapes = load_shapes(settings.shapes, profiles=settings.profiles)
        results, count = judged_again(
            known, before.horizon, change, graph, index, shapes, settings.shacl_engine
        )
    # Which records speak of a node hangs on who is who.
    is_same = before.who == planned.who
    origins = cache(lambda: Origins(planned.documents, planned.identity))
    found = with_findings(results, origins, before.results if is_same else ())
    return Judged(planned.who, found, before.horizon), count
