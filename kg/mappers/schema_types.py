"""Type words to schema.org classes, from the tables in ``data/``."""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from importlib import resources

from kg.identity.text import normalise
from kg.terms import Term
from kg.vocabulary import SCHEMA


@lru_cache(maxsize=4096)
def source_class(word: str) -> Term | None:
    """The class of a source from its type word; None for a word that no table holds.

    The name of a schema.org class counts as a word for it.
    """
    key = normalise(word).replace(" ", "_")
    name = _table("source_types")["types"].get(key)
    return f"<{SCHEMA.iri}{name}>" if name else document_class(word)


@lru_cache(maxsize=4096)
def document_class(word: str) -> Term | None:
    """The CreativeWork class that the word names, in any case; None where it names none."""
    name = _class_names().get(word.strip().removeprefix("schema:").removeprefix(SCHEMA.iri).lower())
    return f"<{SCHEMA.iri}{name}>" if name else None


def canonical_source_type(word: str) -> str:
    """The word as the tables have it, e.g. ``journal_article`` for ``Journal-Article``; empty for no word."""
    key = normalise(word).replace(" ", "_")
    return key if key in _table("source_types")["types"] else canonical_class(word)


def canonical_class(word: str) -> str:
    """The name of the CreativeWork class in the case of schema.org; empty for no class."""
    found = document_class(word)
    return found[len(SCHEMA.iri) + 1 : -1] if found else ""


@lru_cache(maxsize=256)
def is_article(schema_class: Term) -> bool:
    """Whether the class is Article or below it, and so may have wordCount and articleSection."""
    return schema_class[len(SCHEMA.iri) + 1 : -1] in _table("creative_works")["articles"]


@cache
def _class_names() -> dict[str, str]:
    table = _table("creative_works")
    return {name.lower(): name for name in (*table["works"], *table["articles"])}


@cache
def _table(name: str) -> dict[str, dict[str, str]]:
    text = resources.files(__package__).joinpath(f"data/{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
