"""Collecting the findings about one document while it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.diagnostics import Diagnostic, Location, Severity, diagnostic
from kg.documents.places import NO_PLACES, FieldPath, Places, Position

Place = tuple[str, FieldPath]
"""A file, and the path of a value in its front matter."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding that names its places by what stands there, which an edit elsewhere leaves as it is.

    The first of the ``places`` is its own, the others belong to it; where it
    has none, it is about ``subject``. ``severity`` None is that of the code.
    """

    code: str
    message: str
    places: tuple[Place, ...]
    hint: str = ""
    severity: Severity | None = None
    shape: str = ""
    subject: str = ""


def located(findings: Sequence[Placed], places: Callable[[str], Places]) -> list[Diagnostic]:
    """The diagnostics of findings, in their order; ``places`` gives those of a file."""
    wanted = dict.fromkeys(place for one in findings for place in one.places)
    found = {(file, path): location_in(file, places(file), path) for file, path in wanted}
    return [at_places(one, found) for one in findings]


def at_places(finding: Placed, locations: Mapping[Place, Location]) -> Diagnostic:
    """The diagnostic of a finding; ``locations`` say where its places are."""
    first, *others = dict.fromkeys(map(locations.__getitem__, finding.places)) or [Location(finding.subject)]
    return diagnostic(
        finding.code,
        finding.message,
        first,
        hint=finding.hint,
        related=others,
        severity=finding.severity,
        shape=finding.shape,
    )


def location_in(file: str, places: Places, path: FieldPath) -> Location:
    """Where the value at ``path`` stands in the file, the places of whose front matter are given."""
    return location_at(file, places.position(path))


def location_at(file: str, position: Position) -> Location:
    """The place in the file of a position."""
    return Location(file, *position)


class Findings:
    """The diagnostics of one document, whose YAML text and places are given."""

    def __init__(self, file: str, front_matter: str, places: Places = NO_PLACES) -> None:
        self.file = file
        self.front_matter = front_matter
        self._places = places
        self.collected: list[Diagnostic] = []

    def at(self, path: FieldPath) -> Location:
        """Where the value at ``path`` stands."""
        return location_in(self.file, self._places, path)

    def report(
        self,
        code: str,
        message: str,
        path: FieldPath,
        *,
        hint: str = "",
        related: Iterable[Location] = (),
    ) -> None:
        """Collect a finding about the value at ``path``."""
        self.collected.append(diagnostic(code, message, self.at(path), hint=hint, related=related))
