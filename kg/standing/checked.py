"""A collection that one process checks again and again: what an edit leaves as it was is not done again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from kg.diagnostics import in_order
from kg.engines import Engine
from kg.engines.memo import HeldTraces, Memo
from kg.graph.dataset import Dataset
from kg.graph.index import Index, Section, change, index_of
from kg.knowledge_graph import KnowledgeGraph
from kg.plan import Planned, Progress
from kg.standing.judging import Judged, judged_after
from kg.standing.slots import changed
from kg.terms import Term
from kg.validation.judging import Horizon
from kg.validation.origins import Origins
from kg.validation.shapes import load_shapes
from kg.validation.validate import judged, with_findings


class _Document(NamedTuple):
    """A document that was checked, as :class:`kg.standing.slots.Slotted` says."""

    graph: Term
    slot: int
    triples: bytes


@dataclass(frozen=True, slots=True)
class Checked:
    """A graph that was judged.

    ``config`` is what judged it and its base, ``documents`` are those of its files, ``index`` is None
    where it has nodes that are not of its base: then the next one is judged as a whole.
    """

    config: tuple[object, ...]
    documents: Mapping[str, _Document]
    index: Index | None
    judged: Judged


class HeldCache:
    """What the checks of a collection keep for the next one, as long as the process wants it."""

    def __init__(self) -> None:
        self.traces = HeldTraces()
        self.checked: Checked | None = None


def checked(
    plan: Callable[[Engine], Planned], cache: HeldCache, tell: Progress, *, validate: bool
) -> KnowledgeGraph:
    """The graph of a plan with all findings, with the help of what is held of the last one.

    Raises ShapesError as :func:`kg.build` does.
    """
    engine = Memo(cache.traces, "")
    planned = plan(engine)
    graph = KnowledgeGraph(planned, work=dict(engine.run))
    if validate and planned.rows:
        tell("validate", 0, 1)
        cache.checked, count = _judged(planned, cache.checked)
        further = planned.located([placed for _, placed in cache.checked.judged.results])
        graph = replace(graph, further=tuple(in_order(further)), work={**engine.run, "judge": count})
        tell("validate", 1, 1)
    cache.traces.forget_unused()
    return graph


def _judged(planned: Planned, before: Checked | None) -> tuple[Checked, int]:
    """A graph that is judged, and how many nodes were judged for it."""
    settings = planned.settings
    shapes = load_shapes(settings.shapes, profiles=settings.profiles)
    config = (frozenset(shapes), settings.shacl_engine, settings.base)
    if before is not None and before.index is not None and before.config == config:
        slots, differing = changed(planned, before.documents)
        after = before.index.replaced(differing, settings.base)
        difference = change(before.index, after, differing, before.index.about)
        if _are_ours(difference.after, settings.base):
            found, count = judged_after(before.judged, planned, difference, after, after)
            return _checked(planned, config, slots, after, found), count
    dataset: Dataset = planned.dataset
    origins = cache(lambda: Origins(planned.documents, planned.identity))
    results = with_findings(judged(dataset, shapes, settings.shacl_engine), origins)
    index = None
    if _are_ours(dataset.nodes, settings.base):
        sections = {
            slot: Section.of_triples(row.graph, row.triples.value) for slot, row in enumerate(planned.rows)
        }
        index = index_of(sections, settings.base)
    everything = range(len(planned.rows))
    found = Judged(planned.who, results, Horizon.of(shapes))
    return _checked(planned, config, everything, index, found), len(dataset.nodes)


def _checked(
    planned: Planned,
    config: tuple[object, ...],
    slots: Iterable[int],
    index: Index | None,
    judged: Judged,
) -> Checked:
    documents = {
        row.note.file: _Document(row.graph, slot, row.triples.digest)
        for row, slot in zip(planned.rows, slots, strict=True)
    }
    return Checked(config, documents, index, judged)


def _are_ours(subjects: Iterable[Term], base: str) -> bool:
    """Whether all nodes are of the base: the index has no others."""
    return all(subject.startswith(f"<{base}") for subject in subjects)
