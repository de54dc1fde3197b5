"""From shapes to diagnostics at the lines of the documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from kg.diagnostics import Diagnostic, Severity, all_codes
from kg.documents.findings import Placed, located
from kg.errors import ShapesError
from kg.graph.dataset import Dataset
from kg.validation.engine import ShapeResult, run
from kg.validation.memory import Memory
from kg.validation.origins import Origins
from kg.validation.shapes import load_shapes
from kg.validation.targets import has_target

_ANY_SHAPE = "KG400"
_SHOWN_PLACES = 6


def validate(
    dataset: Dataset,
    origins: Callable[[], Origins],
    *,
    engine: str = "auto",
    profiles: Iterable[str] = (),
    extra_shapes: Iterable[Path] = (),
    memory: Memory | None = None,
) -> list[Diagnostic]:
    """The findings of the shapes of our profiles, and of those in ``extra_shapes``, about a data set.

    With ``memory``, only what has changed since its last validation is judged.
    ``origins`` is called only when there is something to locate. Raises
    ShapesError when the shapes cannot be used, or target nothing of the data.
    """
    if not dataset.graphs:
        return []
    shapes = load_shapes(tuple(extra_shapes), profiles=profiles)
    if not has_target(shapes, dataset.triples):
        raise ShapesError("no shape has a target in the graph, so nothing was checked")
    results = memory.results(dataset, shapes, engine) if memory else run(dataset, shapes, engine)[0]
    if not results:
        return []
    found = origins()
    return located([placed(result, found) for result in results], found.places_in)


def placed(result: ShapeResult, origins: Origins) -> Placed:
    """The finding that a result is, at the records that speak of its focus node."""
    places = origins.places(result.focus, result.path, _SHOWN_PLACES)
    # A node that no record names, such as a page of a generated node, is
    # found by the part of its IRI that a document or source has.
    owner = result.focus
    while not places and "#" in owner:
        owner = owner.rpartition("#")[0]
        places = origins.places(owner, "", _SHOWN_PLACES)
    declared = result.code in all_codes()
    message = result.message or f"{result.focus} does not conform"
    if not declared:
        message = f"{message} (shape {result.shape or 'without a name'})"
    return Placed(
        result.code if declared else _ANY_SHAPE,
        message,
        tuple(places),
        hint=result.hint,
        subject=result.focus,
        severity=_severity(result.severity),
        shape=result.shape,
    )


def _severity(word: str) -> Severity:
    try:
        return Severity.from_word(word)
    except KeyError:
        return Severity.VIOLATION
