"""Findings about the input, and their renderings."""

from __future__ import annotations

from kg.diagnostics.codes import Code, all_codes
from kg.diagnostics.gathering import gathered
from kg.diagnostics.junit import to_junit
from kg.diagnostics.model import (
    Diagnostic,
    Location,
    Severity,
    count_by_severity,
    diagnostic,
    in_order,
)
from kg.diagnostics.render import as_mapping, to_github, to_json
from kg.diagnostics.text import to_text

__all__ = [
    "Code",
    "Diagnostic",
    "Location",
    "Severity",
    "all_codes",
    "as_mapping",
    "count_by_severity",
    "diagnostic",
    "gathered",
    "in_order",
    "to_github",
    "to_json",
    "to_junit",
    "to_text",
]
