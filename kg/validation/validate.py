"""From shapes to diagnostics at the lines of the documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kg.diagnostics import Diagnostic, Severity, all_codes
from kg.documents.findings import Placed, located
from kg.graph.dataset import Dataset
from kg.validation.engine import ShapeResult, run
from kg.validation.origins import Origins
from kg.validation.shapes import load_shapes
from kg.validation.targets import require_target

if TYPE_CHECKING:
    import rdflib

Results = tuple[tuple[ShapeResult, Placed], ...]
"""Results of shapes, each with the finding that it is."""

_ANY_SHAPE = "KG400"
_SHOWN_PLACES = 6


def validate(
    dataset: Dataset,
    origins: Callable[[], Origins],
    *,
    engine: str = "auto",
    profiles: Iterable[str] = (),
    extra_shapes: Iterable[Path] = (),
) -> list[Diagnostic]:
    """The findings of the shapes of our profiles, and of those in ``extra_shapes``, about a data set.

    ``origins`` is called only when there is something to locate. Raises
    ShapesError when the shapes cannot be used, or target nothing of the data.
    """
    shapes = partial(load_shapes, tuple(extra_shapes), profiles=profiles)
    return found_and_located(dataset, origins, shapes, engine)[1]


def found_and_located(
    dataset: Dataset, origins: Callable[[], Origins], shapes: Callable[[], rdflib.Graph], engine: str
) -> tuple[Results, list[Diagnostic]]:
    """What shapes find in a data set, and where. Raises ShapesError as :func:`validate` does."""
    if not dataset.graphs:
        return (), []
    results = judged(dataset, shapes(), engine)
    if not results:
        return (), []
    found = origins()
    findings = with_findings(results, lambda: found)
    return findings, located([one for _, one in findings], found.places_in)


def judged(dataset: Dataset, shapes: rdflib.Graph, engine: str) -> list[ShapeResult]:
    """What shapes find in a data set. Raises ShapesError as :func:`validate` does."""
    require_target(shapes, dataset.triples)
    return run(dataset, shapes, engine)[0]


def with_findings(
    results: Iterable[ShapeResult], origins: Callable[[], Origins], known: Results = ()
) -> Results:
    """Each result with the finding that it is; ``origins`` is called where one is not ``known``."""
    before = dict(known)
    return tuple((one, before[one] if one in before else placed(one, origins())) for one in results)


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
