"""Names of topics, software and other things that only a word identifies."""

from __future__ import annotations

from kg.identity.text import slug

_DEEPEST = 32
"""The steps of a longer path are one from here on: each step repeats all before it."""


def topic_iri(base: str, path: str) -> str:
    """The IRI of a topic from a path such as ``technology/ai``, or from a tag."""
    return f"{base}topic/{'/'.join(map(slug, topic_path(path)))}"


def topic_path(path: str) -> list[str]:
    """The steps of a topic path, 32 at most; a tag is a path of one step."""
    steps = [step for one in path.split("/") if (step := one.strip())]
    return steps if len(steps) <= _DEEPEST else [*steps[: _DEEPEST - 1], "/".join(steps[_DEEPEST - 1 :])]


def software_iri(base: str, name: str) -> str:
    """The IRI of a piece of software, e.g. an AI model."""
    return f"{base}software/{slug(name)}"


def thing_iri(base: str, name: str) -> str:
    """The IRI of a thing of which nothing but its name is known."""
    return f"{base}thing/{slug(name)}"
