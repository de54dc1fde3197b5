"""The dialects that are known: ours, and those of other packages (entry point ``kg.dialects``)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from kg.documents.dialects.dialect import PLAIN, Dialect, Mark
from kg.errors import SettingsError

ENTRY_POINT = "kg.dialects"
_OURS = (
    "okf", "obsidian", "logseq", "dendron", "foam", "hugo", "zola", "docusaurus", "mkdocs", "quarto", "myst",
    "manubot", "jekyll", "eleventy", "joss", "pandoc", "mdn", "madr",
)  # fmt: skip
"""In the order in which they are looked for."""

_NAME = re.compile(r"[a-z][a-z0-9-]*")


@cache
def dialects() -> Mapping[str, Dialect]:
    """Every dialect by its name: those of other packages first.

    Raises SettingsError where another package gives one that is none, or that has the name of one of ours.
    """
    ours = {PLAIN.name: PLAIN, **{name: _ours(name) for name in _OURS}}
    return {**_of_others(ours), **ours}


def dialect_named(name: str) -> Dialect:
    """The dialect of that name. Raises SettingsError where there is none."""
    try:
        return dialects()[name]
    except KeyError:
        known = ", ".join(sorted(dialects()))
        raise SettingsError(f"there is no dialect {name!r}; known are {known}") from None


def _ours(name: str) -> Dialect:
    text = resources.files(__package__).joinpath(f"data/{name}.toml").read_text(encoding="utf-8")
    held = tomllib.loads(text)
    return Dialect(
        name,
        held["about"],
        marks=tuple(Mark(**one) for one in held.get("marks", ())),
        signs=tuple(map(frozenset, held.get("signs", ()))),
        keys=held.get("keys", {}),
        steering=frozenset(held.get("steering", ())),
        spaced_topics=held.get("spaced_topics", False),
        dated_names=held.get("dated_names", False),
    )


def _of_others(ours: Mapping[str, Dialect]) -> dict[str, Dialect]:
    from importlib.metadata import entry_points

    found: dict[str, Dialect] = {}
    for point in sorted(entry_points(group=ENTRY_POINT), key=lambda one: one.name):
        try:
            dialect = point.load()
        except Exception as error:
            raise SettingsError(
                f"the dialect {point.name!r} of {point.value} cannot be loaded: {error}"
            ) from error
        if not isinstance(dialect, Dialect) or not _NAME.fullmatch(dialect.name):
            raise SettingsError(f"{point.value} is no dialect, which the entry point {point.name!r} must be")
        if dialect.name in ours or dialect.name in found:
            raise SettingsError(f"{point.value} is a second dialect of the name {dialect.name!r}")
        found[dialect.name] = dialect
    return found
