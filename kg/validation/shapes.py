"""The shapes that a graph is checked with: ours, and those of the user."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import ShapesError

if TYPE_CHECKING:
    import rdflib


def shapes_folder() -> Path:
    """The folder of our own shapes: inside the installed package, or beside it in a checkout."""
    packaged = Path(str(resources.files("kg"))) / "shapes"
    return packaged if packaged.is_dir() else Path(str(resources.files("kg"))).parent / "shapes"


def load_shapes(extra: Iterable[Path] = ()) -> rdflib.Graph:
    """Our shapes and those in ``extra`` files and folders (``*.ttl``) as one graph.

    Raises ShapesError, with the file, when one does not parse or holds no
    shape, and when a path does not exist.
    """
    return _load((shapes_folder(), *extra))


@lru_cache(maxsize=4)
def _load(places: tuple[Path, ...]) -> rdflib.Graph:
    import rdflib

    shapes = rdflib.Graph()
    for place in places:
        for path in _files(place):
            try:
                shapes.parse(path, format="turtle")
            except Exception as error:  # rdflib raises what its parsers raise
                reason = " ".join(str(error).split())
                raise ShapesError(f"{path} is not Turtle: {reason}") from error
    return shapes


def _files(place: Path) -> list[Path]:
    if place.is_dir():
        found = sorted(place.glob("*.ttl"))
        if not found:
            raise ShapesError(f"the folder {place} holds no shapes (*.ttl)")
        return found
    if not place.is_file():
        raise ShapesError(f"there are no shapes at {place}")
    return [place]
