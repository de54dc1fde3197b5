"""The Markdown of a Jupyter notebook (https://nbformat.readthedocs.io/en/latest/format_description.html)."""

from __future__ import annotations

import json
import re
from typing import Any

ENDING = ".ipynb"
_HALVES = re.compile("[\ud800-\udfff]")
"""Halves of characters, which JSON may name by ``\\ud800``: no text of UTF-8 holds them."""


def markdown_of(text: str) -> str:
    """The Markdown cells of a notebook, one after the other; front matter may begin the first, or a raw one.

    Raises ValueError, which says why, where the text is no notebook.
    """
    try:
        held = json.loads(text or "{}")
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    cells = held.get("cells") if isinstance(held, dict) else None
    if not isinstance(cells, list):
        raise ValueError("it holds no list of cells")
    try:
        return _HALVES.sub("\ufffd", "\n\n".join(_sources(cells)))
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _sources(cells: list[Any]) -> list[str]:
    found: list[str] = []
    for one in cells:
        kind = one.get("cell_type") if isinstance(one, dict) else ""
        source = one.get("source", "") if isinstance(one, dict) else ""
        text = "".join(map(str, source)) if isinstance(source, list) else str(source)
        if kind == "markdown" or (kind == "raw" and not found and text.startswith("---")):
            found.append(text.replace("\r\n", "\n"))
    return found
