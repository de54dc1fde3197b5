"""One finding for what is true of nearly all documents of a corpus: nobody reads it six hundred times."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kg.diagnostics.model import Diagnostic, Severity

FEW = 4
"""Findings of one kind that are shown each, at most."""
_PASSED_OVER = frozenset({"KG006"})
_MANY_KEYS = 8
"""Unknown keys that are shown each, at most."""
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_NEARLY_ALL = 0.8
_ANYWHERE = frozenset({"KG006", "KG101", "KG102"})
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
    instead = _of_keys([found for (code, *_), found in kinds.items() if code == "KG101"], documents)
    for (code, *_), found in kinds.items():
        if found[0] in instead:
            continue
        files = dict.fromkeys(one.location.file for one in found)
        if len(files) > FEW and (code in _ANYWHERE or len(files) >= _NEARLY_ALL * documents):
            instead.update(dict.fromkeys(found))
            instead[found[0]] = _one_of(found, len(files), documents)
    if not instead:
        return list(findings)
    return [new for one in findings if (new := instead.get(one, one)) is not None]


def _of_keys(kinds: Sequence[Sequence[Diagnostic]], documents: int) -> dict[Diagnostic, Diagnostic | None]:
    """One finding for all unknown keys, where there are very many: in vaults everybody makes his own."""
    if len(kinds) <= _MANY_KEYS or documents <= FEW:
        return {}
    often = sorted(kinds, key=lambda found: -len(found))
    first = min((found[0] for found in kinds), key=Diagnostic.sort_key)
    keys = [_QUOTED.search(found[0].message) for found in often]
    shown = ", ".join(
        f"{key[0]} ({len(found):,})" for key, found in zip(keys, often, strict=True) if key is not None
    )
    instead: dict[Diagnostic, Diagnostic | None] = dict.fromkeys(one for found in kinds for one in found)
    instead[first] = replace(
        first,
        message=f"{len(kinds):,} keys are unknown; their values are kept as kg:unmappedField: {shown}",
        hint="to kg.yaml, add 'aliases:' and below it 'KEY: FIELD', or 'KEY: ignore', for each that matters",
    )
    return instead


def _one_of(found: Sequence[Diagnostic], files: int, documents: int) -> Diagnostic:
    first = found[0]
    # Of each further document the first place.
    places = {one.location.file: one.location for one in reversed(found[1:])}
    places.pop(first.location.file, None)
    others = [places[file] for file in _first(dict.fromkeys(one.location.file for one in found), places)]
    is_no_fault = first.code in _NO_FAULT and files >= documents
    return replace(
        first,
        message=f"{first.message} ({_number(first.code, files, documents)})",
        related=tuple(others),
        severity=Severity.INFO if is_no_fault else first.severity,
    )


def _number(code: str, files: int, documents: int) -> str:
    # What is passed over is none of the documents.
    return f"so in {files:,} files" if code in _PASSED_OVER else f"so in {files:,} of {documents:,} documents"


def _first(files: Iterable[str], among: Iterable[str]) -> list[str]:
    known = frozenset(among)
    return [file for file in files if file in known][:FEW]
