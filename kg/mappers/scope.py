"""What every mapper is given besides its record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from kg.diagnostics import Diagnostic, Location, diagnostic
from kg.documents.places import FieldPath
from kg.documents.records import Document
from kg.identity.decide import Identities
from kg.settings import Settings


@dataclass(slots=True)
class Scope:
    """The document being mapped, its IRI, and the decisions that hold for all.

    ``has_file`` says whether a path relative to the document leads to a file.
    ``kept`` counts the values that are kept under each path.
    """

    document: Document
    iri: str
    identities: Identities
    settings: Settings
    has_file: Callable[[Document, str], bool]
    diagnostics: list[Diagnostic] = field(default_factory=list)
    kept: Counter[str] = field(default_factory=Counter)

    @property
    def language(self) -> str:
        """The language of the document, else that of the settings."""
        return self.document.language or self.settings.language

    def report(self, code: str, message: str, path: FieldPath, *, hint: str = "") -> None:
        """Report a finding about the value at ``path`` in the front matter."""
        place = self.document.location(path)
        self.diagnostics.append(diagnostic(code, message, place, hint=hint))

    def report_at(
        self,
        code: str,
        message: str,
        line: int,
        column: int,
        *,
        hint: str = "",
        related: Iterable[Location] = (),
    ) -> None:
        """Report a finding about a place in the body."""
        place = Location(self.document.file, line, column)
        self.diagnostics.append(diagnostic(code, message, place, hint=hint, related=related))
