"""Keys: other people's names for our fields, and what becomes of a key nobody knows."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

from kg.documents.coerce import Reading, shortened
from kg.documents.front_matter import Value
from kg.documents.places import FieldPath
from kg.documents.records import Document, Unmapped, readable_fields
from kg.errors import SettingsError

# Keys of the document that stand for something else than one field.
AUTHOR = "author"
DRAFT = "draft"

_KEY_AND_VALUE = re.compile(r"([a-z][a-z_]*):(\S.*)", re.DOTALL)
_MESSAGE_LENGTH = 80


def check_aliases(aliases: Mapping[str, str]) -> None:
    """Raise SettingsError unless every alias leads to a field of a document."""
    known = readable_fields(Document)
    for key, name in aliases.items():
        if name not in known and name not in {AUTHOR, DRAFT}:
            advice = _nearest(name, tuple(known))
            raise SettingsError(
                f"the alias {key!r} in kg.yaml leads to {name!r}, which is no field"
                + (f"; did you mean {advice!r}?" if advice else "; docs/format.md lists them all")
            )


@cache
def aliases_of(table: str) -> dict[str, str]:
    """Other names of the fields of a record, each with the field; ``table`` names it in aliases.toml."""
    return _alias_tables().get(table, {})


def keep_unknown(reading: Reading, key: str, value: Value, path: FieldPath, known: tuple[str, ...]) -> None:
    """Keep the value of a key that is none of ``known``, and report it."""
    here = (*path, key)
    if value is None and (mend := missing_space(key, known)):
        report_missing_space(reading, mend, here, key)
    else:
        nearest = _nearest(key, known)
        reading.reject(
            "KG101",
            f"unknown key {shortened(key, _MESSAGE_LENGTH)}; its value is kept as kg:unmappedField",
            here,
            value,
            f"did you mean {nearest!r}?" if nearest else "map it with aliases in kg.yaml, or delete it",
        )
    if not reading.unmapped or reading.unmapped[-1].path != here:
        reading.unmapped.append(Unmapped(here, ""))


def missing_space(written: str, known: tuple[str, ...]) -> str:
    """``id: "f1"`` for ``id:"f1"``, where ``id`` is known; empty for text that is no key with its value."""
    match = _KEY_AND_VALUE.match(written)
    if not match or match[1] not in known:
        return ""
    if match[1] in {"doi", "isbn"} and match[2][0].isdigit():
        # doi:10.1000/182 is how an identifier is cited.
        return ""
    flat = " ".join(match[2].split())
    return f"{match[1]}: {flat if len(flat) <= 40 else flat[:39] + '…'}"


def report_missing_space(reading: Reading, mend: str, path: FieldPath, value: Value) -> None:
    """Report a value that was to be a key and its value, and keep it; ``mend`` is how to write it."""
    reading.reject(
        "KG016",
        f"no space after the colon of {mend.partition(':')[0]!r}, so YAML takes it for text; "
        "it is kept as kg:unmappedField",
        path,
        value,
        f"write a space after each colon: {mend}",
    )


@lru_cache(maxsize=1024)
def _nearest(key: str, known: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(key.lower().replace("-", "_"), known, n=2, cutoff=0.7)
    # The key itself is among them where kg.yaml leads it to a field that does not exist.
    return next((one for one in close if one != key), "")


@cache
def _alias_tables() -> dict[str, dict[str, str]]:
    text = resources.files(__package__).joinpath("data/aliases.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
