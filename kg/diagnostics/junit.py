"""Diagnostics as a JUnit report, which CI servers show as tests.

There is no standard; this keeps to the elements that Jenkins, GitLab and
GitHub actions agree on: a test case has at most one failure.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from kg.diagnostics.model import Diagnostic, Severity
from kg.outlets import for_xml


def to_junit(diagnostics: Iterable[Diagnostic]) -> str:
    """A suite for each file, a case for each finding in it.

    Violations and warnings are failures; an info passes, with what it says as
    its output. Without findings there is one case that passes.
    """
    found = list(diagnostics)
    failures = sum(one.severity > Severity.INFO for one in found)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="kg check" tests="{max(1, len(found))}" failures="{failures}">',
    ]
    for file, group in groupby(found, key=lambda one: one.location.file):
        lines += _suite(file, list(group))
    if not found:
        lines += ['<testsuite name="kg check" tests="1" failures="0">']
        lines += ['<testcase classname="kg check" name="no findings"/>', "</testsuite>"]
    return "\n".join([*lines, "</testsuites>", ""])


def _suite(file: str, found: list[Diagnostic]) -> list[str]:
    failures = sum(one.severity > Severity.INFO for one in found)
    # It brings a client for the web with it, which a build has no use for.
    from xml.sax.saxutils import escape, quoteattr

    name = quoteattr(for_xml(file))
    lines = [f'<testsuite name={name} tests="{len(found)}" failures="{failures}">']
    for one in found:
        place = f"{one.location.line}:{one.location.column}"
        case = quoteattr(for_xml(f"{one.code} {one.name} at {place}"))
        said = for_xml("\n".join(filter(None, (f"{one.location} {one.message}", one.hint))))
        lines.append(f"<testcase classname={name} name={case}>")
        if one.severity > Severity.INFO:
            message = quoteattr(for_xml(one.message))
            lines.append(f'<failure type="{one.severity.word}" message={message}>{escape(said)}</failure>')
        else:
            lines.append(f"<system-out>{escape(said)}</system-out>")
        lines.append("</testcase>")
    return [*lines, "</testsuite>"]
