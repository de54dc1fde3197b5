"""Which dialect each document is taken for, and why."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import yaml

from kg.diagnostics import Diagnostic
from kg.documents import front_matter, heads
from kg.documents.dialects.detection import Detection, shown_in
from kg.documents.dialects.dialect import PLAIN
from kg.documents.files import InputFile, read_text
from kg.documents.notebooks import ENDING


class Taken(NamedTuple):
    """So many ``documents`` are taken for a dialect, because of ``by``; ``example`` is one of them."""

    dialect: str
    by: str
    documents: int
    example: str


def explained(files: Sequence[InputFile], base: Path, chosen: Mapping[str, str]) -> list[Taken]:
    """The dialects of files below a folder, those of most documents first; ``chosen`` as in the settings."""
    detection = Detection(base, chosen)
    counts: Counter[tuple[str, str]] = Counter()
    examples: dict[tuple[str, str], str] = {}
    for file in files:
        shown = detection.of(os.path.dirname(file.path) or ".")
        key = (shown.dialect, os.path.relpath(shown.by) if os.path.isabs(shown.by) else shown.by)
        if shown.dialect == PLAIN.name and not shown.by and (keys := _keys(file)):
            found = shown_in(dict.fromkeys(keys))
            sign = min((one for one in found.signs if one <= keys), key=sorted, default=frozenset[str]())
            key = (found.name, f"its keys {', '.join(sorted(sign))}" if sign else "")
        counts[key] += 1
        examples.setdefault(key, file.shown)
    return [Taken(*key, count, examples[key]) for key, count in counts.most_common()]


def _keys(file: InputFile) -> frozenset[str]:
    """The keys of the front matter of a file; none where it cannot be read."""
    read = None if file.path.endswith(ENDING) else read_text(file)
    if read is None or isinstance(read, Diagnostic):
        return frozenset()
    try:
        value = heads.load(heads.cut(read[0])).value
    except (
        heads.HeadError,
        front_matter.UnclosedFrontMatterError,
        front_matter.AliasLimitError,
        yaml.YAMLError,
    ):
        return frozenset()
    return frozenset(value) if isinstance(value, dict) else frozenset()
