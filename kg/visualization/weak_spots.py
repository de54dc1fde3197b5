"""Which things of the graph the findings are about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.diagnostics import Diagnostic
from kg.documents.findings import location_in
from kg.documents.records import Document
from kg.identity.decide import Identities

_TOP_LEVEL_KEY = re.compile(r"[^\s#\-]")


@dataclass(frozen=True, slots=True)
class WeakSpot:
    """A finding and the IRIs of the things it is about; none where no document could be made of the file."""

    finding: Diagnostic
    iris: tuple[str, ...]


def weak_spots(
    findings: Iterable[Diagnostic], documents: Sequence[Document], identities: Identities
) -> list[WeakSpot]:
    """The findings, worst first, each with the claims, sources and documents at whose lines it stands."""
    by_file = {document.file: document for document in documents}
    lines: dict[str, Mapping[int, str]] = {}
    found = []
    for finding in findings:
        about: dict[str, None] = {}
        for place in (finding.location, *finding.related):
            if place.file in by_file:
                if place.file not in lines:
                    lines[place.file] = _lines(by_file[place.file], identities)
                about.setdefault(lines[place.file].get(place.line, identities.document_iris[place.file]))
        found.append(WeakSpot(finding, tuple(about)))
    return sorted(found, key=lambda one: (-one.finding.severity, one.finding.sort_key()))


def _lines(document: Document, identities: Identities) -> dict[int, str]:
    """What each line of the claims and sources of a document is about."""
    starts: dict[int, str] = {}
    file = document.file
    for source in document.sources:
        starts[_line(document, source.path)] = identities.source_of[file, source.path].iri
    for fact in document.atomic_facts:
        if (file, fact.path) in identities.fact_iris:
            starts[_line(document, fact.path)] = identities.fact_iris[file, fact.path]
    about, found = "", {}
    # The front matter begins on the second line of the file.
    for number, text in enumerate(document.front_matter.split("\n"), start=2):
        if _TOP_LEVEL_KEY.match(text):
            about = ""
        about = starts.get(number, about)
        if about:
            found[number] = about
    return found


def _line(document: Document, path: tuple[str | int, ...]) -> int:
    return location_in(document.file, document.front_matter, path).line
