"""Keys: other people's names for our fields, and what becomes of a key nobody knows."""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from kg.documents.coerce import Reading, shortened
from kg.documents.dialects.dialect import Dialect
from kg.documents.dialects.registry import dialect_named, dialects
from kg.documents.front_matter import Value
from kg.documents.places import FieldPath
from kg.documents.records import RECORDS, Document, Kind, Unmapped, readable_fields
from kg.errors import SettingsError

# Keys of the document that stand for something else than one field.
AUTHOR = "author"
DATE = "date"
DRAFT = "draft"
MAKER = "maker"
CHECKS = "checks"
PLACE = "place"
"""A member that is a URL, or says in words or by a path where to look."""
ACTOR = "actor"
KEEP = "keep"
"""What a key leads to whose value is kept without a word, for no term says it."""
IGNORE = "ignore"
"""What an alias leads to whose key says nothing of the document."""
SPECIAL = frozenset({AUTHOR, DATE, DRAFT, KEEP, MAKER, CHECKS})
_OTHERS = SPECIAL | {IGNORE}

_KEY_AND_VALUE = re.compile(r"([a-z][a-z_]*):(\S.*)", re.DOTALL)
_NOT_IN_KEY = re.compile(r"[\W_]+")
_MESSAGE_LENGTH = 80
_SEVERAL = 3


def check_aliases(aliases: Mapping[str, str]) -> None:
    """Raise SettingsError unless every alias leads to a field of a document."""
    known = readable_fields(Document)
    for key, name in aliases.items():
        list_, inside, _ = key.partition("[].")
        if inside:
            _check_member_alias(key, list_, name)
        elif name not in known and name not in _OTHERS:
            advice = _nearest(name, tuple(known))
            raise SettingsError(
                f"the alias {key!r} in kg.yaml leads to {name!r}, which is no field"
                + (f"; did you mean {advice!r}?" if advice else "; docs/format.md lists them all")
            )


def _check_member_alias(key: str, list_: str, name: str) -> None:
    """Raise SettingsError unless the entries of a list, such as sources, have a field of that name."""
    record = RECORDS.get(_kind_of(aliases_of("document").get(list_, list_)))
    fields = readable_fields(record) if record else {}
    if name not in fields and not (record and name in {KEEP, PLACE, ACTOR}):
        raise SettingsError(
            f"the alias {key!r} in kg.yaml leads to {name!r}, which is no field of "
            + (
                f"an entry of {list_}; it has {', '.join(fields)}"
                if fields
                else f"{list_}, which is no list of records"
            )
        )


def _kind_of(field: str) -> Kind:
    found = readable_fields(Document).get(field)
    return found.metadata["kind"] if found else Kind.TEXT


@dataclass(frozen=True, slots=True)
class KeyTable:
    """What the keys of documents of one ``dialect`` mean.

    ``fields`` lead from keys, and from keys in their :func:`normal_key` form, to fields; ``inside``
    does so for the members of the mapping under a key, ``entries`` for those of each entry of the list
    under it. ``steering`` are keys that say nothing, in that form.
    """

    dialect: Dialect
    fields: Mapping[str, str]
    inside: Mapping[str, Mapping[str, str]]
    entries: Mapping[str, Mapping[str, str]]
    steering: frozenset[str]
    known: tuple[str, ...]

    def field(self, key: str) -> str:
        """The field that a key stands for; empty where it is unknown."""
        found = self.fields.get(key)
        return self.fields.get(normal_key(key), "") if found is None else found

    def only_steers(self, key: str) -> bool:
        """Whether a key says nothing of the document."""
        return normal_key(key) in self.steering


def key_table(dialect: Dialect, aliases: Mapping[str, str]) -> KeyTable:
    """The meaning of keys in a dialect; ``aliases`` are the user's own, and count most."""
    return _key_table(dialect.name, tuple(sorted(aliases.items())))


@lru_cache(maxsize=64)
def _key_table(dialect: str, aliases: tuple[tuple[str, str], ...]) -> KeyTable:
    own = {name: name for name in readable_fields(Document)}
    usual = aliases_of("document")
    special = {**dialect_named(dialect).keys, **dict(aliases)}
    ignored = frozenset(normal_key(key) for key, name in special.items() if name == IGNORE)
    special = {key: name for key, name in special.items() if name != IGNORE}
    flat = {key: name for key, name in special.items() if "." not in key}
    named = {**usual, **own, **flat}
    inside: dict[str, dict[str, str]] = defaultdict(dict)
    entries: dict[str, dict[str, str]] = defaultdict(dict)
    for key, name in special.items():
        head, _, member = key.partition(".")
        if head.endswith("[]"):
            entries[head[:-2]][member] = name
        elif member:
            inside[head][member] = name
    return KeyTable(
        dialect=dialect_named(dialect),
        # What is a field's own key is never another's in another spelling.
        fields={**{normal_key(key): name for key, name in {**named, **own, **flat}.items()}, **named},
        inside=dict(inside),
        entries=dict(entries),
        steering=_steering(dialect) | ignored,
        known=(*own, *usual, *flat),
    )


@cache
def _steering(dialect: str) -> frozenset[str]:
    """The keys that say nothing of a document of a dialect.

    Of the other dialects, from which it may have come, those count that are no word of everyday
    language, and those that several have.
    """
    own = dialect_named(dialect).steering
    counts = Counter(key for one in dialects().values() for key in one.steering)
    others = frozenset(key for key, number in counts.items() if number >= _SEVERAL or not key.isalpha())
    return frozenset(map(normal_key, own | others))


@lru_cache(maxsize=4_096)
def normal_key(key: str) -> str:
    """The key in lower case with its letters and digits alone: ``datePublished`` as ``datepublished``."""
    return _NOT_IN_KEY.sub("", key.casefold())


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
            f"did you mean {nearest!r}?" if nearest else _advice(key),
        )
    if not reading.unmapped or reading.unmapped[-1].path != here:
        reading.unmapped.append(Unmapped(here, ""))


def _advice(key: str) -> str:
    shown = key if key.isidentifier() and key.isascii() else json.dumps(key, ensure_ascii=False)
    return (
        f"to kg.yaml, add 'aliases: {{{shown}: FIELD}}' with the field of docs/format.md that it stands for, "
        f"or '{{{shown}: {IGNORE}}}'"
    )


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
