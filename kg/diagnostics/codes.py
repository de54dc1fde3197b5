"""The declared diagnostic codes, read from ``codes.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of finding: its stable code, readable name, usual severity and meaning."""

    code: str
    name: str
    severity: str
    meaning: str


@cache
def all_codes() -> dict[str, Code]:
    """Every declared code, by code, in order."""
    text = resources.files(__package__).joinpath("codes.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return {code: Code(code=code, **table[code]) for code in sorted(table)}


def code_named(code: str) -> Code:
    """The declared code. Raises KeyError for one that ``codes.toml`` lacks."""
    return all_codes()[code]
