"""CSL, as JSON and as YAML (https://docs.citationstyles.org/en/stable/specification.html)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

import yaml

from kg.documents import front_matter
from kg.documents.bibliography.cutting import MOST_BROKEN, Broken, Cut, pieces
from kg.documents.front_matter import Value
from kg.documents.keys import normal_key
from kg.documents.tables import works_table

FORM = "csl"
_ITEM = re.compile(r"^[ \t]*\{", re.MULTILINE)
_YAML_ITEM = re.compile(r"^([ \t]*)- ", re.MULTILINE)
_FENCE = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_YEAR = re.compile(r"(?<!\d)-?\d{4}(?!\d)|^-?\d{1,4}$")
# Keys that no other list of sources has, as the schema of CSL writes them and as programs change them.
_SIGNS = frozenset({"DOI", "ISBN", "PMID", "URL", "issued", "Issued"})
_SIGNS |= {"container-title", "container_title", "containerTitle", "Container-title", "Container-Title"}
_OWN = ("authors", "chapter", "institution", "year")
_KEYS = ("id", "citation-key", "citekey", "standard_citation", "standard_id")


def cut_json(text: str) -> Iterator[Cut | Broken]:
    """The items of a file, and those that cannot be read."""
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        yield from _one_by_one(text)
        return
    yield from (Cut(_keys(one), json.dumps(one, ensure_ascii=False), 1) for one in _items(held))


def _one_by_one(text: str) -> Iterator[Cut | Broken]:
    decoder = json.JSONDecoder()
    begun = [one.end() - 1 for one in _ITEM.finditer(text)]
    broken, end = 0, 0
    for start, _, line in pieces(text, begun):
        if start < end:
            continue
        try:
            held, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError) as error:
            broken += 1
            if broken > MOST_BROKEN:
                return
            at = error.lineno if isinstance(error, json.JSONDecodeError) else line
            yield Broken("an entry cannot be read as JSON", at)
            continue
        yield from (Cut(_keys(item), json.dumps(item, ensure_ascii=False), line) for item in _items(held))
    if not begun:
        yield Broken("cannot be read as JSON", 1)


def cut_yaml(text: str) -> Iterator[Cut | Broken]:
    """The items of a file, and those that cannot be read."""
    try:
        held = front_matter.load(text).value
    except (yaml.YAMLError, front_matter.AliasLimitError):
        yield from _yaml_one_by_one(text)
        return
    yield from (Cut(_keys(one), json.dumps(one, ensure_ascii=False), 1) for one in _items(held))


def _yaml_one_by_one(text: str) -> Iterator[Cut | Broken]:
    first = _YAML_ITEM.search(text)
    begun = [one.start() for one in _YAML_ITEM.finditer(text) if first and one[1] == first[1]]
    broken = 0
    for start, end, line in pieces(text, begun):
        try:
            held = front_matter.load(_FENCE.sub("", text[start:end])).value
        except (yaml.YAMLError, front_matter.AliasLimitError):
            broken += 1
            if broken > MOST_BROKEN:
                return
            yield Broken("an entry cannot be read as YAML", line)
            continue
        yield from (Cut(_keys(one), json.dumps(one, ensure_ascii=False), line) for one in _items(held))
    if not begun:
        yield Broken("cannot be read as YAML", 1)


def _items(held: object) -> Iterator[dict[str, Value]]:
    if isinstance(held, dict):
        inner = held.get("references", held.get("items"))
        held = [held] if inner is None and "id" in held else inner
    for one in held if isinstance(held, list) else ():
        if isinstance(one, dict):
            yield one


def _keys(item: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(item[key]) for key in _KEYS if isinstance(item.get(key), str | int)))


def looks_like_csl(item: Mapping[str, Value]) -> bool:
    """Whether an entry of a list of sources is an item of CSL."""
    return not _SIGNS.isdisjoint(item)


def as_fields(item: Mapping[str, Value]) -> tuple[dict[str, Value], dict[str, Value]]:
    """What an item says by the keys of a source, and the rest of what it says."""
    table = works_table("csl")
    by_key = {normal_key(key): (key, value) for key, value in item.items()}
    found: dict[str, Value] = {}
    for field, names in table["fields"].items():
        for name in names:
            if not found.get(field) and (held := by_key.pop(normal_key(name), None)) is not None:
                found[field] = held[1]
    for field in _OWN:
        if not found.get(field) and field in item:
            found[field] = by_key.pop(field)[1]
    found["type"] = table["types"].get(str(found.get("type") or ""), found.get("type") or "")
    found["year"] = _year(found.get("year"))
    bodies = [_text(by_key.pop(normal_key(name), ("", ""))[1]) for name in table["bodies"]]
    if not found.get("institution") and (institution := " / ".join(dict.fromkeys(filter(None, bodies)))):
        found["institution"] = institution
    authors = found.get("authors")
    if isinstance(authors, dict):
        found["authors"] = [authors]
    for field in ("doi", "isbn", "url", "title", "id"):
        if field in found:
            found[field] = _text(found[field])
    found["isbn"] = next(iter(str(found.get("isbn") or "").replace(",", " ").split()), "")
    return {key: one for key, one in found.items() if one}, dict(by_key.values())


def _text(value: Value) -> str:
    if isinstance(value, list):
        value = next((one for one in value if isinstance(one, str)), "")
    return "" if value is None or isinstance(value, dict) else " ".join(str(value).split())


def _year(issued: Value | object) -> str:
    """The year of a date: ``date-parts``, ``raw``, ``literal``, ``year``, or a text."""
    if isinstance(issued, dict):
        years = (_year(issued.get(key)) for key in ("date-parts", "year", "raw", "literal"))
        return next(filter(None, years), "")
    if isinstance(issued, list):
        return _year(issued[0]) if issued else ""
    found = _YEAR.search(str(issued).strip()) if issued is not None else None
    return found[0] if found else ""
