"""Collecting the findings about one document while it is read."""

from __future__ import annotations

from collections.abc import Iterable

from kg.diagnostics import Diagnostic, Location, diagnostic
from kg.documents.front_matter import FieldPath, locate

_FIRST_LINE = 2


def location_in(file: str, front_matter: str, path: FieldPath) -> Location:
    """Where the value at ``path`` stands in the file; the YAML is parsed again to find it."""
    line, column = locate(front_matter, path)
    return Location(file, line + _FIRST_LINE - 1, column)


class Findings:
    """The diagnostics of one document; positions are looked up as they are reported."""

    def __init__(self, file: str, front_matter: str) -> None:
        self.file = file
        self.front_matter = front_matter
        self.collected: list[Diagnostic] = []

    def at(self, path: FieldPath) -> Location:
        """Where the value at ``path`` stands."""
        return location_in(self.file, self.front_matter, path)

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
