"""Values that only fill a place (TBD, N/A): they become nothing, and are reported."""

from __future__ import annotations

from kg.documents.places import FieldPath
from kg.documents.records import Document, Source
from kg.identity.tables import is_nothing
from kg.mappers.scope import Scope

_OF_DOCUMENT = (
    "category",
    "tags",
    "known_gaps",
    "ai_models",
    "verified_by",
    "editorial_decisions",
    "ai_citations",
)
_OF_SOURCE = ("title", "institution", "url", "doi", "isbn", "type", "authors")


def report_placeholders(record: Document | Source, scope: Scope) -> None:
    """Report each placeholder in a document or source."""
    is_document = isinstance(record, Document)
    path: FieldPath = () if isinstance(record, Document) else record.path
    for name in _OF_DOCUMENT if is_document else _OF_SOURCE:
        value = getattr(record, name)
        if isinstance(value, str):
            _report(value, name, (*path, name), scope)
        else:
            for index, one in enumerate(value):
                _report(one, name, (*path, name, index), scope)


def _report(text: str, name: str, path: FieldPath, scope: Scope) -> None:
    if text and is_nothing(text):
        scope.report(
            "KG109",
            f"{name} holds the placeholder {text!r}; it becomes nothing",
            path,
            hint=f"write what belongs there, or leave {name} out",
        )
