"""Findings of an audit as text for people and JSON for programs, each with its evidence."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from kg.audit.findings import Finding
from kg.diagnostics import as_mapping, count_by_severity
from kg.diagnostics.sarif import to_sarif as sarif

_SHOWN = 60


def to_text(findings: Sequence[Finding]) -> str:
    """One line a finding; below it what stands at each of its places, and what can be done."""
    lines: list[str] = []
    for found in findings:
        lines.append(f"{found.location} {found.severity.word} {found.code} {found.message}")
        lines.extend(f"  {one.location}  {one.text}" for one in found.exhibits[:_SHOWN])
        if len(found.exhibits) > _SHOWN:
            lines.append(f"  … and {len(found.exhibits) - _SHOWN:,} more; --format json holds them all")
        lines.append(f"  hint: {found.hint}")
    return "".join(f"{line}\n" for line in lines)


def to_json(findings: Sequence[Finding], as_of: date) -> str:
    """A JSON report in the form of ``kg check``; each finding also has ``subject`` and ``exhibits``."""
    report = {
        "as_of": as_of.isoformat(),
        "counts": count_by_severity(findings),
        "diagnostics": [_mapping(found) for found in findings],
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def to_sarif(findings: Sequence[Finding], version: str) -> str:
    """A SARIF 2.1.0 log, in which each related location says what stands there."""
    return sarif(findings, version=version, captions=[_captions(found) for found in findings])


def _captions(found: Finding) -> tuple[str, ...]:
    said: dict[object, str] = {}
    for one in found.exhibits[1:]:
        said.setdefault(one.location, one.text)
    return tuple(said[place] for place in found.related)


def _mapping(found: Finding) -> dict[str, object]:
    return {
        **as_mapping(found),
        "subject": found.subject,
        "documents": found.documents,
        "exhibits": [
            {
                "file": one.location.file,
                "line": one.location.line,
                "column": one.location.column,
                "document": one.document,
                "text": one.text,
            }
            for one in found.exhibits
        ],
    }
