"""A first project: settings, a document, shapes of one's own, and what runs the checks."""

from __future__ import annotations

import os
from importlib import metadata, resources
from pathlib import Path

from kg.disk import check_place, write_file
from kg.errors import OutputError

FILES = {
    "kg.yaml": "kg.yaml",
    "authorities.yaml": "authorities.yaml",
    "docs/first.md": "first.md",
    "shapes/own.ttl": "own.ttl",
    ".github/workflows/kg.yml": "workflow.yml",
    ".pre-commit-config.yaml": "pre-commit.yaml",
    ".gitignore": "gitignore",
}
"""Each file of the project and the template that it is made from."""


def scaffold(folder: Path) -> tuple[list[str], list[str]]:
    """Write the files of a project that are not there yet; those written, and those left as they were.

    Raises OutputError when a file cannot be written.
    """
    written, left = [], []
    templates = resources.files(__package__).joinpath("templates")
    for name, template in FILES.items():
        target = folder / name
        if os.path.lexists(target):
            left.append(name)
            continue
        try:
            data = _filled(templates.joinpath(template).read_text(encoding="utf-8")).encode("utf-8")
            # New, so that a file that appears meanwhile is not lost.
            check_place(target, [folder])
            write_file(target, data, only_new=True)
        except OSError as error:
            raise OutputError(f"{target} cannot be written: {error.strerror}") from error
        written.append(name)
    return written, left


def _filled(template: str) -> str:
    """A template with the version at work, for what checks a project must not change by itself."""
    return template.replace("{version}", metadata.version("claimgraph"))
