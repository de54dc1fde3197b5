"""The rules that are data: well-known DOI prefixes, words that say little, placeholders."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Publisher:
    """A publisher, its DOI prefixes, and the names by which it and its journals are cited, folded.

    ``kin`` are publishers whose works may well bear its DOIs: owners, and
    partners in joint conferences.
    """

    name: str
    prefixes: tuple[str, ...]
    names: tuple[str, ...]
    kin: tuple[str, ...] = ()


@cache
def publishers() -> tuple[Publisher, ...]:
    """The well-known publishers."""
    return tuple(
        Publisher(
            name,
            tuple(entry["prefixes"]),
            tuple(entry["names"]),
            tuple(entry.get("kin", ())),
        )
        for name, entry in sorted(_table("doi_prefixes").items())
    )


@cache
def words(section: str) -> frozenset[str]:
    """A list of words in ``data/words.toml``."""
    return frozenset(_table("words")[section])


@cache
def _table(name: str) -> dict[str, Any]:
    text = resources.files(__package__).joinpath(f"data/{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
