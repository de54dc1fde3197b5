"""The rules that are data: placeholders, venues, organisations, words that tell them apart."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from kg.identity.text import fold, normalise
from kg.memoized import memoized


@cache
def table(name: str) -> dict[str, Any]:
    """The data file ``data/{name}.toml``, parsed."""
    text = resources.files(__package__).joinpath(f"data/{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def words(name: str, section: str) -> frozenset[str]:
    """The words of a list in a data file, normalised."""
    found = table(name)
    for step in section.split("."):
        found = found[step]
    return frozenset(normalise(word) or word for word in found)


@cache
def numbered(name: str, section: str) -> dict[str, str]:
    """The words of a list in a data file whose order counts, each with its number from 1."""
    first, second = section.split(".")
    return {word: str(number) for number, word in enumerate(table(name)[first][second], start=1)}


@cache
def names(file: str, section: str) -> dict[str, str]:
    """A table of a data file: folded name to canonical name, which also stands for itself."""
    section_table: dict[str, str] = table(file)[section]
    own = {fold(name): name for name in section_table.values()}
    return own | {fold(key): name for key, name in section_table.items()}


@memoized
def is_nothing(text: str) -> bool:
    """Whether the text only fills the place of a value: TBD, N/A, a dash."""
    return (normalise(text) or text.strip()) in words("placeholders", "nothing")


@memoized
def is_placeholder_dispute(text: str) -> bool:
    """Whether the sentence says that nothing is disputed."""
    return is_nothing(text) or normalise(text) in words("placeholders", "disputes")
