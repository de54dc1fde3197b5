"""Diagnostics as JSON for programs and annotations for GitHub."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kg.diagnostics.model import Diagnostic, Severity, count_by_severity
from kg.diagnostics.pretty import pretty
from kg.outlets import for_github, for_github_property

_GITHUB_LEVEL = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def as_mapping(found: Diagnostic) -> dict[str, object]:
    """The finding as plain values, the form that JSON reports use."""
    return {
        "code": found.code,
        "name": found.name,
        "severity": found.severity.word,
        "message": found.message,
        "hint": found.hint,
        **({"shape": found.shape} if found.shape else {}),
        "file": found.location.file,
        "line": found.location.line,
        "column": found.location.column,
        "related": [
            {"file": place.file, "line": place.line, "column": place.column} for place in found.related
        ],
    }


def to_json(diagnostics: Iterable[Diagnostic], extra: Mapping[str, object] | None = None) -> str:
    """A JSON report: ``counts`` by severity, then every finding in order.

    ``extra`` adds members before ``counts``.
    """
    found = list(diagnostics)
    report = {
        **(extra or {}),
        "counts": count_by_severity(found),
        "diagnostics": [as_mapping(one) for one in found],
    }
    return pretty(report) + "\n"


def to_github(diagnostics: Iterable[Diagnostic]) -> str:
    """GitHub workflow commands that annotate the lines of a pull request.

    Escaping follows the ``@actions/core`` toolkit: ``%``, CR and LF in data,
    and also ``:`` and ``,`` in properties.
    """
    lines = []
    for found in diagnostics:
        where = found.location
        message = f"{found.message}\n{found.hint}" if found.hint else found.message
        properties = ",".join(
            f"{key}={for_github_property(str(value))}"
            for key, value in (
                ("file", where.file),
                ("line", where.line),
                ("col", where.column),
                ("title", f"{found.code} {found.name}"),
            )
        )
        lines.append(f"::{_GITHUB_LEVEL[found.severity]} {properties}::{for_github(message)}")
    return "".join(f"{line}\n" for line in lines)
