"""The rules that are data about people: keys, roles, networks, places of files."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


def people_table(name: str) -> dict[str, Any]:
    """A table of ``data/people.toml``."""
    found: dict[str, Any] = _people()[name]
    return found


@cache
def _people() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("data/people.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
