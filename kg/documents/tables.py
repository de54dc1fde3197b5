"""The rules that are data: about people (keys, roles, networks, places of files), and about works."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


def people_table(name: str) -> dict[str, Any]:
    """A table of ``data/people.toml``."""
    found: dict[str, Any] = _table("people")[name]
    return found


def works_table(name: str) -> dict[str, Any]:
    """A table of ``data/works.toml``."""
    found: dict[str, Any] = _table("works")[name]
    return found


@cache
def _table(file: str) -> dict[str, Any]:
    text = resources.files(__package__).joinpath(f"data/{file}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
