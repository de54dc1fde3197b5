"""Diagnostics as SARIF 2.1.0, which code hosts and editors read (OASIS Standard, 2020-03-27)."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kg.diagnostics.codes import Code, code_named
from kg.diagnostics.model import Diagnostic, Location, Severity

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVEL = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_ROOT = "SRCROOT"


def to_sarif(
    diagnostics: Iterable[Diagnostic], *, version: str, captions: Iterable[Sequence[str]] | None = None
) -> str:
    """A log with one run.

    ``version`` is that of the program. ``captions`` give, for each diagnostic
    in order, a text for each of its related places.
    """
    found = list(diagnostics)
    texts = list(captions) if captions is not None else [()] * len(found)
    codes = sorted({one.code for one in found})
    results = [
        _result(one, codes.index(one.code), caption) for one, caption in zip(found, texts, strict=True)
    ]
    run = {
        "tool": {
            "driver": {
                "name": "kg",
                "semanticVersion": version,
                "rules": [_rule(code_named(code)) for code in codes],
            }
        },
        # Our columns count characters, not the UTF-16 units that are SARIF's default.
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(code: Code) -> dict[str, Any]:
    name = "".join(word.capitalize() for word in code.name.split("-"))
    return {
        "id": code.code,
        "name": name,
        "shortDescription": {"text": code.name.replace("-", " ").capitalize()},
        "fullDescription": {"text": code.meaning},
        "help": {"text": code.meaning, "markdown": code.meaning},
        "defaultConfiguration": {"level": _LEVEL[Severity.from_word(code.severity)]},
    }


def _result(found: Diagnostic, rule: int, captions: Sequence[str]) -> dict[str, Any]:
    message = f"{found.message}\n{found.hint}" if found.hint else found.message
    result: dict[str, Any] = {
        "ruleId": found.code,
        "ruleIndex": rule,
        "level": _LEVEL[found.severity],
        "message": {"text": message},
        "locations": [{"physicalLocation": _place(found.location)}],
        # Without the line, so that a finding stays itself when lines are added above it.
        "partialFingerprints": {"kgFinding/v1": _digest(found.code, found.location.file, found.message)},
    }
    if found.related:
        padded = [*captions, *[""] * len(found.related)]
        result["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": _place(place),
                "message": {"text": caption or "see also"},
            }
            for number, (place, caption) in enumerate(zip(found.related, padded, strict=False), start=1)
        ]
    return result


def _place(location: Location) -> dict[str, Any]:
    return {
        "artifactLocation": _artifact(location.file),
        "region": {"startLine": location.line, "startColumn": location.column},
    }


def _artifact(file: str) -> dict[str, str]:
    """A relative path hangs on the root of the sources; an absolute one is a file URI (RFC 8089)."""
    if os.path.isabs(file):
        return {"uri": Path(file).as_uri()}
    path = file.replace(os.sep, "/").removeprefix("./")
    return {"uri": quote(path, safe="/", errors="replace"), "uriBaseId": _ROOT}


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]
