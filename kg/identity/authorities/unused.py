"""Entries and rulings of an authority file that are about nothing in the collection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.diagnostics import Diagnostic, Location, diagnostic
from kg.documents.places import FieldPath
from kg.identity.authorities.records import Authorities


def unused(authorities: Authorities, paths: Iterable[FieldPath]) -> Iterator[Diagnostic]:
    """A finding for each place of the authority file that is about nothing."""
    for path in paths:
        yield diagnostic(
            "KG213",
            "nothing in the documents is meant by this",
            Location(authorities.file, *authorities.places.position(path)),
            hint="correct the identifier, title or name, or delete the entry",
        )
