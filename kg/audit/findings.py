"""What the rules say (remarks), and what becomes of it (findings with lines)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.diagnostics import Diagnostic, Location, Severity, diagnostic
from kg.documents.places import FieldPath
from kg.documents.records import Document


@dataclass(frozen=True, slots=True)
class Place:
    """A value in a document that a remark is about.

    ``text`` is what stands there, or what a reader has to compare; ``marks``
    are the parts of it that make the difference.
    """

    file: str
    path: FieldPath
    text: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule says about its ``subject``: an identifier, a work, a document or a sentence.

    The first of the ``places`` is where the finding stands; there is at least
    one. Of two remarks that touch as many documents, that of higher ``rank``
    is worse. Without ``severity`` it has that of its code.
    """

    code: str
    subject: str
    message: str
    places: tuple[Place, ...]
    hint: str = ""
    rank: int = 0
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One place of a finding: where, in which document, and what stands there."""

    location: Location
    document: str
    text: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding(Diagnostic):
    """A diagnostic with its evidence side by side.

    ``exhibits`` are all its places, the first of them that of the diagnostic
    itself; ``subject`` is what other findings about the same thing share.
    """

    subject: str = ""
    exhibits: tuple[Exhibit, ...] = ()

    @property
    def documents(self) -> int:
        """How many documents it touches."""
        return len({exhibit.location.file for exhibit in self.exhibits})


def located(remarks: Iterable[Remark], documents: Mapping[str, Document]) -> list[Finding]:
    """The findings that remarks make, worst first.

    The order is by severity, then by the number of documents that a finding
    touches, then by rank, then by place.
    """
    found = [(remark.rank, _finding(remark, documents)) for remark in remarks]
    found.sort(key=lambda one: (-one[1].severity, -one[1].documents, -one[0], one[1].sort_key()))
    return [finding for _, finding in found]


def _finding(remark: Remark, documents: Mapping[str, Document]) -> Finding:
    exhibits = tuple(
        Exhibit(
            documents[place.file].location(place.path),
            documents[place.file].title or documents[place.file].name,
            " ".join(place.text.split()),
            place.marks,
        )
        for place in remark.places
    )
    plain = diagnostic(
        remark.code, remark.message, exhibits[0].location, hint=remark.hint, severity=remark.severity
    )
    return Finding(
        code=plain.code,
        severity=plain.severity,
        message=plain.message,
        location=plain.location,
        hint=plain.hint,
        related=tuple(dict.fromkeys(one.location for one in exhibits[1:])),
        subject=remark.subject,
        exhibits=exhibits,
    )
