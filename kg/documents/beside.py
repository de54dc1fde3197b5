"""What lies beside a document: whether a path that it names leads to something."""

from __future__ import annotations

import os
from functools import cache

from kg.disk import is_below, is_link, leads_out

_STEPS = frozenset({"", os.curdir, os.pardir})


class Beside:
    """Says whether paths lead from documents to files or folders of their root, while one build runs.

    Where folders are, whatever links lead to them, is found out once. What is not below the root is
    taken to be there: whether it is, is not for a document to find out, nor to publish.
    """

    def __init__(self) -> None:
        self._root = cache(_root)
        self._places = cache(_places)

    def __call__(self, file: str, name: str, path: str) -> bool:
        """Whether a path relative to the folder of a document is there; ``name`` is relative to the root."""
        beside = os.path.dirname(file)
        named = os.path.join(beside, path)
        if os.path.exists(named):
            return True
        try:
            root = self._root(beside, name.count("/"))
            folder, last = os.path.split(named)
            is_plain = last not in _STEPS and "//" not in named and "\0" not in named
            by_name, through_links = self._places(folder) if is_plain else ("", "")
            real = os.path.join(through_links, last)
            if not is_plain or is_link(real):
                return not is_below(os.path.abspath(named), root) or leads_out(named, root)
            above = self._places(root)[1]
            return not (is_below(os.path.join(by_name, last), root) and is_below(real, above))
        except (OSError, ValueError):
            return False


def _root(folder: str, depth: int) -> str:
    """The folder that the names of documents in a folder so deep are relative to."""
    root = os.path.abspath(folder)
    for _ in range(depth):
        root = os.path.dirname(root)
    return root


def _places(folder: str) -> tuple[str, str]:
    """Where a folder is by its name, and where links lead from there."""
    return os.path.abspath(folder), os.path.realpath(folder)
