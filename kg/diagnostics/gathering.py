"""One finding for what is true of nearly all documents of a corpus: nobody reads it six hundred times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kg.diagnostics.model import Diagnostic, Severity

FEW = 4
"""Findings of one kind that are shown each, at most."""
_NEARLY_ALL = 0.8
_ANYWHERE = frozenset({"KG101"})
"""Codes whose findings of one message are one, in however few of all documents."""
_OF_ALL = frozenset({"KG402", "KG403", "KG404", "KG472", "KG473", "KG482", "KG483"})
"""Codes of what documents lack: one finding where nearly all of them do."""
_NO_FAULT = frozenset({"KG402"})
"""Codes of what is no fault of a document where no document of the corpus has it."""


def gathered(findings: Sequence[Diagnostic], documents: int) -> list[Diagnostic]:
    """The findings, those of one kind in many of so many documents as one: at the first of their places.

    It says in how many documents it is so, and names some of them. The order is that of ``findings``.
    """
    kinds: dict[tuple[str, str, str], list[Diagnostic]] = defaultdict(list)
    for one in findings:
        if (one.code in _ANYWHERE and not one.hint.startswith("did you mean")) or one.code in _OF_ALL:
            kinds[one.code, one.message, one.shape].append(one)
    instead: dict[Diagnostic, Diagnostic | None] = {}
    for (code, *_), found in kinds.items():
        files = dict.fromkeys(one.location.file for one in found)
        if len(files) > FEW and (code in _ANYWHERE or len(files) >= _NEARLY_ALL * documents):
            instead.update(dict.fromkeys(found))
            instead[found[0]] = _one_of(found, len(files), documents)
    if not instead:
        return list(findings)
    return [new for one in findings if (new := instead.get(one, one)) is not None]


def _one_of(found: Sequence[Diagnostic], files: int, documents: int) -> Diagnostic:
    first = found[0]
    # Of each further document the first place.
    places = {one.location.file: one.location for one in reversed(found[1:])}
    places.pop(first.location.file, None)
    others = [places[file] for file in _first(dict.fromkeys(one.location.file for one in found), places)]
    is_no_fault = first.code in _NO_FAULT and files >= documents
    return replace(
        first,
        message=f"{first.message} (so in {files:,} of {documents:,} documents)",
        related=tuple(others),
        severity=Severity.INFO if is_no_fault else first.severity,
    )


def _first(files: Iterable[str], among: Iterable[str]) -> list[str]:
    known = frozenset(among)
    return [file for file in files if file in known][:FEW]
