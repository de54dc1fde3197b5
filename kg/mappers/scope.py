"""What every mapper is given besides its record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from kg.diagnostics import Diagnostic, Location, diagnostic
from kg.documents.places import FieldPath
from kg.documents.records import Document
from kg.identity.decide import Identities
from kg.identity.identifiers import Identifier
from kg.identity.sources import DecidedSource, as_said_in
from kg.settings import Settings


@dataclass(slots=True)
class Scope:
    """The document being mapped, its IRI, and the decisions that hold for all.

    ``has_file`` says whether a path relative to the document leads to a file.
    ``kept`` counts the values that are kept under each path, ``described``
    holds the works of which all is said.
    """

    document: Document
    iri: str
    identities: Identities
    settings: Settings
    has_file: Callable[[Document, str], bool]
    diagnostics: list[Diagnostic] = field(default_factory=list)
    kept: Counter[str] = field(default_factory=Counter)
    described: set[str] = field(default_factory=set)
    _identifiers: dict[str, frozenset[Identifier]] = field(default_factory=dict, init=False)

    @property
    def language(self) -> str:
        """The language of the document, else that of the settings."""
        return self.document.language or self.settings.language

    def identifiers(self, work: DecidedSource) -> frozenset[Identifier]:
        """The identifiers that the document says a work has, or claims."""
        if work.iri not in self._identifiers:
            said = as_said_in(work, self.document.file)
            self._identifiers[work.iri] = frozenset((*said.identifiers, *said.claimed))
        return self._identifiers[work.iri]

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
