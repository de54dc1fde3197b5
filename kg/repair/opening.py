"""Front matter that is not there, or that never begins or ends."""

from __future__ import annotations

import re

from kg.documents import front_matter
from kg.documents.records import Document, readable_fields
from kg.repair.layout import Layout, is_key_line
from kg.repair.syntax import Change, mend_syntax

_FENCE = re.compile(r"(?:---|\.\.\.)\s*$")


def opened(text: str) -> tuple[str, Change] | None:
    """The document with front matter, which it does not begin with; None where it shows none."""
    bare = text.lstrip("\n \t")
    if bare != text and bare.startswith("---") and _splits(bare):
        return bare, Change("KG003", "the lines before the front matter removed", 0, 0)
    fenced = f"---\n{text}"
    parts = _splits(fenced)
    if parts is not None and _is_front_matter(parts.yaml):
        return fenced, Change("KG003", "the line --- before the front matter", 0, 0)
    return None


def closed(text: str) -> tuple[str, Change] | None:
    """The document with a line ``---`` where its front matter ends; None where that cannot be told."""
    lines = text.split("\n")
    end = 1
    while end < len(lines) and not _begins_body(lines, end):
        end += 1
    while end > 1 and not lines[end - 1].strip():
        end -= 1
    made = "\n".join((*lines[:end], "---", *lines[end:]))
    parts = _splits(made)
    if parts is None or not _is_front_matter(parts.yaml):
        return None
    return made, Change("KG004", "the line --- after the last field", end - 1, 0)


def _begins_body(lines: list[str], number: int) -> bool:
    """Whether a line is neither a field nor a part of one, nor a comment among them."""
    line = lines[number]
    if not line.strip() or line[0] in " \t-":
        return False
    if line.startswith("#"):
        return not lines[number - 1].strip() or line.startswith("##")
    return not is_key_line(line)


def _is_front_matter(text: str) -> bool:
    """Whether a text says something of a document, and says it in fields."""
    mending = mend_syntax(text)
    if mending is None:
        return False
    found = Layout(mending.text.split("\n"), trust_unknown_keys=True).scan()
    return any(entry.key in readable_fields(Document) for entry in found)


def _splits(text: str) -> front_matter.Parts | None:
    try:
        return front_matter.split(text)
    except front_matter.UnclosedFrontMatterError:
        return None
