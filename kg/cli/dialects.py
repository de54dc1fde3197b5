"""Saying which dialect documents are taken for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kg.documents.dialects.explanation import explained
from kg.documents.dialects.registry import dialects
from kg.documents.files import find_files
from kg.printing import say
from kg.settings import Settings


def explain_dialects(paths: Sequence[str], settings: Settings) -> None:
    """Print, for each dialect that documents are taken for, how many are and what shows it."""
    files = find_files(paths, root=settings.root, exclude=settings.exclude, dialects=settings.dialects)
    first = Path(paths[0])
    base = settings.root or (first if first.is_dir() else first.parent)
    for one in explained(files, base, settings.dialects):
        why = f"shown by {one.by}" if one.by else "nothing shows another"
        documents = "document" if one.documents == 1 else "documents"
        say(f"{one.dialect}: {one.documents:,} {documents}, {why} (for instance {one.example})")
        say(f"  {dialects()[one.dialect].about}")
    say("Where that is wrong, set dialects in kg.yaml, e.g. dialects: {'notes/*': obsidian}")
