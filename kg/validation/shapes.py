"""The shapes that a graph is checked with: ours, and those of the user."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from kg.disk import is_link, leads_out, read_file
from kg.errors import ShapesError

if TYPE_CHECKING:
    import rdflib


def shapes_folder() -> Path:
    """The folder of our own shapes: inside the installed package, or beside it in a checkout."""
    packaged = Path(str(resources.files("kg"))) / "shapes"
    return packaged if packaged.is_dir() else Path(str(resources.files("kg"))).parent / "shapes"


def load_shapes(extra: Iterable[Path] = (), *, profiles: Iterable[str] = ()) -> rdflib.Graph:
    """The shapes of our profiles and those in ``extra`` files and folders (``*.ttl``) as one graph.

    ``core`` is always among the profiles. Raises ShapesError, with the file,
    when one does not parse, holds no shape or contradicts itself, and when a
    path does not exist.
    """
    import rdflib

    # A copy: pySHACL adds triples of its own to the shapes that it is given.
    shapes = rdflib.Graph() + _ours(tuple(sorted({"core", *profiles})))
    for path in shape_files(extra):
        changed = path.stat()
        shapes += _parsed(path, changed.st_mtime_ns, changed.st_size)
    return shapes


def shape_files(places: Iterable[Path]) -> list[Path]:
    """The files of shapes at some places. Raises ShapesError where there are none."""
    return [path for place in places for path in _files(place)]


@lru_cache(maxsize=8)
def _ours(profiles: tuple[str, ...]) -> rdflib.Graph:
    import rdflib

    shapes = rdflib.Graph()
    for path in (path for name in profiles for path in _files(shapes_folder() / name)):
        shapes.parse(path, format="turtle")
    return shapes


@lru_cache(maxsize=64)
def _parsed(path: Path, changed: int, size: int) -> rdflib.Graph:
    """The shapes of a file, checked; read again only when it has ``changed``."""
    import rdflib

    from kg.validation.soundness import check

    try:
        data = read_file(path)
    except OSError as error:
        raise ShapesError(f"{path} cannot be read: {error.strerror or error}") from error
    try:
        shapes = rdflib.Graph().parse(data=data, format="turtle", publicID=path.resolve().as_uri())
    except Exception as error:  # noqa: BLE001 - rdflib raises what its parsers raise
        # Not why: the parser would show what the file holds, which may be no shapes but a secret.
        raise ShapesError(f"{path}{_place(error, data)} is not Turtle") from None
    check(shapes, path)
    return shapes


def _place(error: Exception, data: bytes) -> str:
    """Where a parser stopped, as ``:line:column``; empty where it does not say so."""
    at = getattr(error, "_i", None)
    if not isinstance(at, int):
        return ""
    before = data[:at]
    return f":{before.count(10) + 1}:{at - before.rfind(10)}"


def _files(place: Path) -> list[Path]:
    if place.is_dir():
        found = sorted(place.glob("*.ttl"))
        if not found:
            raise ShapesError(f"the folder {place} holds no shapes (*.ttl)")
        for path in found:
            if is_link(path) and leads_out(path, place):
                raise ShapesError(f"{path} is a link that leads out of {place}; put a copy in its place")
        return found
    if not place.is_file():
        raise ShapesError(f"there are no shapes at {place}")
    return [place]
