"""Which things of the graph the findings are about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.diagnostics import Diagnostic
from kg.documents.places import FieldPath
from kg.documents.records import Document
from kg.identity.decisions import Identity

_TOP_LEVEL_KEY = re.compile(r"[^\s#\-]")


@dataclass(frozen=True, slots=True)
class WeakSpot:
    """A finding and the IRIs of the things it is about; none where no document could be made of the file.

    The finding has its own place alone, without those that belong to it.
    """

    finding: Diagnostic
    iris: tuple[str, ...]


def weak_spots(
    findings: Iterable[Diagnostic], documents: Sequence[Document], identity: Identity
) -> list[WeakSpot]:
    """The findings, worst first, each with the claims, sources and documents at whose lines it stands."""
    by_file = {document.file: document for document in documents}
    listed = list(findings)
    touched = {place.file for one in listed for place in (one.location, *one.related)} & by_file.keys()
    lines = _lines([by_file[file] for file in sorted(touched)], identity)
    found: list[tuple[Diagnostic, tuple[str, ...]]] = []
    for finding in listed:
        about: dict[str, None] = {}
        for place in (finding.location, *finding.related):
            if place.file in by_file:
                about.setdefault(lines[place.file].get(place.line, identity.document_iris[place.file]))
        found.append((finding, tuple(about)))
    found.sort(key=lambda one: (-one[0].severity, one[0].sort_key()))
    return [WeakSpot(_alone(finding), about) for finding, about in found]


def in_order(spots: Iterable[WeakSpot]) -> list[WeakSpot]:
    """Weak spots from several lists, worst first."""
    return sorted(spots, key=lambda one: (-one.finding.severity, one.finding.sort_key()))


def _alone(finding: Diagnostic) -> Diagnostic:
    return Diagnostic(
        finding.code, finding.severity, finding.message, finding.location, finding.hint, shape=finding.shape
    )


def _lines(documents: Sequence[Document], identity: Identity) -> dict[str, Mapping[int, str]]:
    """What each line of the claims and sources of each document is about, by its file."""
    found: dict[str, Mapping[int, str]] = {}
    for one in documents:
        starts = {one.location(path).line: iri for path, iri in _named(one, identity).items()}
        found[one.file] = _spread(one.front_matter, starts)
    return found


def _named(document: Document, identity: Identity) -> dict[FieldPath, str]:
    """The IRI of each claim and source of a document, by its path."""
    file = document.file
    found = {source.path: identity.source_of[file, source.path].iri for source in document.sources}
    for fact in document.atomic_facts:
        if (file, fact.path) in identity.fact_iris:
            found[fact.path] = identity.fact_iris[file, fact.path]
    return found


def _spread(front_matter: str, starts: Mapping[int, str]) -> dict[int, str]:
    """What each line is about, when what begins on a line goes on until the next begins, or another key."""
    about, found = "", {}
    # The front matter begins on the second line of the file.
    for number, text in enumerate(front_matter.split("\n"), start=2):
        if _TOP_LEVEL_KEY.match(text):
            about = ""
        about = starts.get(number, about)
        if about:
            found[number] = about
    return found
