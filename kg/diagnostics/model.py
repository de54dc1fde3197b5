"""One finding about the input: where, what, and what to do about it."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from kg.diagnostics.codes import code_named


class Severity(enum.IntEnum):
    """How bad a finding is; the numbers order the names, worst highest.

    The words are SHACL's (section 2.1.4 of the W3C recommendation):
    a violation must not be published, a warning should be fixed, an info
    could be better.
    """

    INFO = 0
    WARNING = 1
    VIOLATION = 2

    @property
    def word(self) -> str:
        """The name in lower case, as reports and options write it."""
        return self.name.lower()

    @classmethod
    def from_word(cls, word: str) -> Severity:
        """The severity called ``word``. Raises KeyError for any other word."""
        return cls[word.upper()]


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file. ``line`` and ``column`` count from 1, in characters."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    ``code`` is stable and listed in ``docs/diagnostics.md``; ``related`` are
    other places that belong to the same finding (the first use of a repeated
    id, the other document that names the same DOI). ``shape`` is the IRI of the
    SHACL shape that is not met, empty for what no shape found.
    """

    code: str
    severity: Severity
    message: str
    location: Location
    hint: str = ""
    related: tuple[Location, ...] = ()
    shape: str = ""

    @property
    def name(self) -> str:
        """The readable name of the code, e.g. ``duplicate-key``."""
        return code_named(self.code).name

    def sort_key(self) -> tuple[object, ...]:
        """Order in every report: by place, then code, then message; no two findings share it."""
        # Of plain values, which are compared much faster than places.
        place = self.location
        return (
            place.file,
            place.line,
            place.column,
            self.code,
            self.message,
            -self.severity,
            self.hint,
            tuple([(one.file, one.line, one.column) for one in self.related]),
            self.shape,
        )


def diagnostic(
    code: str,
    message: str,
    location: Location,
    *,
    hint: str = "",
    related: Iterable[Location] = (),
    severity: Severity | None = None,
    shape: str = "",
) -> Diagnostic:
    """A diagnostic whose severity, unless given, is the one its code declares.

    Raises KeyError when the code is not declared in ``codes.toml``.
    """
    declared = code_named(code)
    return Diagnostic(
        code=code,
        severity=Severity.from_word(declared.severity) if severity is None else severity,
        message=message,
        location=location,
        hint=hint,
        related=tuple(related),
        shape=shape,
    )


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The diagnostics sorted by place, each one only once."""
    return sorted(set(diagnostics), key=Diagnostic.sort_key)


def count_by_severity(diagnostics: Iterable[Diagnostic]) -> dict[str, int]:
    """How many findings of each severity, worst first; all three keys are present."""
    counts = {severity.word: 0 for severity in sorted(Severity, reverse=True)}
    for found in diagnostics:
        counts[found.severity.word] += 1
    return counts
