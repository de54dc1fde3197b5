"""Wikilinks in the properties of a note, as Obsidian writes them, taken out of its front matter.

``up: "[[A]]"``, ``related: ["[[A|b]]"]`` and, unquoted, ``up: [[A]]``, which
YAML takes for a list in a list (https://help.obsidian.md/properties).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from kg.documents import markup
from kg.documents.front_matter import Value
from kg.documents.places import FieldPath
from kg.documents.records import PropertyLink

_WIKILINK = re.compile(r"!?\[\[([^\[\]\n|]+)(?:\|([^\[\]\n]*))?\]\]")
_BETWEEN = re.compile(r"[\s,;]*")


class Taken(NamedTuple):
    """A front matter without its wikilinks, and these.

    In the values of fields readers' text stands in their place; under all other keys
    what is nothing but wikilinks is gone.
    """

    mapping: dict[str, Value]
    links: tuple[PropertyLink, ...]


def take_links(mapping: dict[str, Value], fields: frozenset[str]) -> Taken:
    """The front matter without its wikilinks; ``fields`` are the keys under which texts stand."""
    links: list[PropertyLink] = []
    left: dict[str, Value] = {}
    for key, value in mapping.items():
        before = len(links)
        unnested = _unnested(value)
        text = _without(unnested, (key,), links)
        if len(links) == before:
            left[key] = value
        elif key in fields or not _is_links_alone(unnested):
            left[key] = text if key in fields else value
            links[before:] = [replace(one, is_told=True) for one in links[before:]]
    return Taken(left, tuple(links))


def _without(value: Value, path: FieldPath, links: list[PropertyLink]) -> Value:
    """A value with the text of its wikilinks, which are added to ``links``, in their place."""
    if isinstance(value, str):
        return _plain(value, path, links) if "[[" in value else value
    if isinstance(value, list):
        return [_without(_unnested(one), (*path, number), links) for number, one in enumerate(value)]
    if isinstance(value, dict):
        return {key: _without(one, (*path, key), links) for key, one in value.items()}
    return value


def _plain(text: str, path: FieldPath, links: list[PropertyLink]) -> str:
    def shown(found: re.Match[str]) -> str:
        target = found[1].strip()
        links.append(PropertyLink(path, target))
        return (found[2] or "").strip() or markup.wikilink_text(target)

    return _WIKILINK.sub(shown, text)


def _unnested(value: Value) -> Value:
    """``[[A]]`` for the list in a list that YAML makes of it."""
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], list) and len(value[0]) == 1:
        name = value[0][0]
        if isinstance(name, str) and not name.replace(".", "").lstrip("-").isdigit():
            return f"[[{name}]]"
    return value


def _is_links_alone(value: Value) -> bool:
    """Whether a value is one wikilink, several, or a list of them, and no more."""
    if isinstance(value, list):
        return all(_is_links_alone(_unnested(one)) for one in value)
    return isinstance(value, str) and not _BETWEEN.sub("", _WIKILINK.sub("", value))
