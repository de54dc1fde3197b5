"""What every mapper is given besides its record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.diagnostics import Diagnostic, Location, diagnostic
from kg.documents.places import FieldPath
from kg.documents.records import Document
from kg.identity.decisions import Decisions
from kg.identity.identifiers import Identifier
from kg.identity.links import Links
from kg.identity.sources import DecidedSource
from kg.settings import Settings


@dataclass(slots=True)
class Scope:
    """The document being mapped, what is decided about it, and where its links lead.

    ``kept`` counts the values that are kept under each path, ``described``
    holds the works of which all is said.
    """

    document: Document
    decisions: Decisions
    links: Links
    settings: Settings
    diagnostics: list[Diagnostic] = field(default_factory=list)
    kept: Counter[str] = field(default_factory=Counter)
    described: set[str] = field(default_factory=set)
    _identifiers: dict[str, frozenset[Identifier]] = field(default_factory=dict, init=False)
    _works: dict[FieldPath, DecidedSource] = field(init=False)
    _facts: dict[FieldPath, str] = field(init=False)

    def __post_init__(self) -> None:
        works = self.decisions.works
        self._works = {path: works[number] for path, number in self.decisions.work_of}
        self._facts = dict(self.decisions.facts)

    @property
    def iri(self) -> str:
        """The IRI of the document."""
        return self.decisions.iri

    @property
    def base(self) -> str:
        """The IRI that every name begins with."""
        return self.settings.base

    @property
    def language(self) -> str:
        """The language of the document, which the name of a translation tells, else that of the settings."""
        return self.document.language or self.links.original[0] or self.settings.language

    def work(self, path: FieldPath) -> DecidedSource | None:
        """The work that the source or fact at ``path`` speaks of; None where it speaks of none."""
        return self._works.get(path)

    def fact(self, path: FieldPath) -> str:
        """The IRI of the fact at ``path``."""
        return f"{self.iri}#{self._facts[path]}"

    def name(self, iri: str) -> str:
        """What the node with that IRI is called."""
        return self.decisions.names[iri]

    def same_as(self, iri: str) -> tuple[str, ...]:
        """The addresses that the authority file gives for the node with that IRI."""
        return self.decisions.same_as.get(iri, ())

    def identifiers(self, work: DecidedSource) -> frozenset[Identifier]:
        """The identifiers that the document says a work has, or claims."""
        if work.iri not in self._identifiers:
            self._identifiers[work.iri] = frozenset((*work.identifiers, *work.claimed))
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
