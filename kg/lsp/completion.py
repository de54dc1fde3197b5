"""What can be written at the cursor: fields, words, and what the collection knows already."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from kg.documents import records
from kg.documents.records import Document, Kind, Source, readable_fields
from kg.identity.decisions import Identity
from kg.lsp.cursor import Cursor
from kg.lsp.fields import described, field_name, kind_of, record_at

_LISTS = frozenset({Kind.FACTS, Kind.SOURCES, Kind.DISPUTES, Kind.CONTRIBUTORS, Kind.ENTITIES})
_TEXT_LISTS = frozenset({Kind.TEXTS, Kind.AUTHORS})
_WORDS = {Kind.CONFIDENCE: ("high", "medium", "low"), Kind.BOOLEAN: ("true", "false")}
_WORDS_OF: dict[tuple[type[Any], str], tuple[str, ...]] = {
    (records.Contributor, "role"): ("author", "editor", "reviewer"),
    (records.Document, "status"): ("draft", "published", "archived"),
}


@dataclass(frozen=True, slots=True)
class Completion:
    """One thing that can be written: ``insert`` replaces what was typed of the key or value.

    ``kind`` is field, word, or known (from the collection).
    """

    label: str
    insert: str
    kind: str
    detail: str = ""
    documentation: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What a collection knows: its documents and the decisions about them."""

    documents: tuple[Document, ...] = ()
    identity: Identity | None = None

    def sources(self) -> Iterator[Source]:
        """One entry for each work that is listed anywhere, with title, in order of titles."""
        if self.identity is None:
            return
        seen: dict[str, Source] = {}
        for document in self.documents:
            for source in document.sources:
                decided = self.identity.source_of[document.file, source.path]
                if source.title and (
                    decided.iri not in seen or _fullness(source) > _fullness(seen[decided.iri])
                ):
                    seen[decided.iri] = source
        yield from sorted(seen.values(), key=lambda source: source.title.casefold())

    def authors(self) -> list[str]:
        """The people and bodies in lists of authors, as the graph names them."""
        if self.identity is None:
            return []
        found = {one.iri for work in self.identity.works.values() for one in work.authors}
        return sorted({self.identity.names[iri] for iri in found}, key=str.casefold)

    def words(self, field: str) -> list[str]:
        """The texts that documents give in a field of theirs, or of their sources."""
        found: set[str] = set()
        for document in self.documents:
            for record in (document, *document.sources):
                value = getattr(record, field, "")
                found.update([value] if isinstance(value, str) else value)
        return sorted(found - {""}, key=str.casefold)


def completions(cursor: Cursor, known: Known, here: Document | None) -> list[Completion]:
    """What can be written at the cursor, most fitting first; ``here`` is the document, if it parses."""
    if cursor.is_value:
        record = record_at(cursor.path)
        return [] if record is None else list(_values(record, cursor.key, known, here))
    if record := record_at(cursor.path):
        found = list(_keys(record, cursor))
        if record is records.Source and not cursor.siblings:
            found += map(_entry, known.sources())
        return found
    if len(cursor.path) in {2, 4} and isinstance(cursor.path[-1], int):
        return list(_items(cursor.path, known))
    return []


def _keys(record: type[Any], cursor: Cursor) -> Iterator[Completion]:
    """The fields of a record that it does not have yet."""
    used = {field_name(record, key) for key in cursor.siblings}
    for name, field in readable_fields(record).items():
        if name not in used:
            kind = field.metadata["kind"]
            ending = ":\n" + " " * cursor.begin + "  - " if kind in _LISTS | _TEXT_LISTS else ": "
            yield Completion(name, name + ending, "field", kind.value, described(record, name))


def _values(record: type[Any], key: str, known: Known, here: Document | None) -> Iterator[Completion]:
    name = field_name(record, key)
    yield from (Completion(word, word, "word") for word in _words(record, name, kind_of(record, key)))
    if name == "source_ref" and here is not None:
        named = (source for source in here.sources if source.id)
        yield from (Completion(one.id, _scalar(one.id), "known", one.title) for one in named)
    elif name in {"category", "language", "institution"}:
        yield from (Completion(text, _scalar(text), "known") for text in known.words(name))
    elif name in {"source_title", "source_doi", "source_url"}:
        field = name.removeprefix("source_")
        for source in known.sources():
            if value := getattr(source, field):
                detail = value if field != "title" else source.year
                yield Completion(source.title, _scalar(value), "known", detail)


def _words(record: type[Any], name: str, kind: Kind | None) -> Iterable[str]:
    """The words that a field takes, where they are few."""
    if kind in _WORDS:
        return _WORDS[kind]
    if name in {"type", "source_type"}:
        return sorted(_table("source_types")["types"])
    if name == "schema_type":
        return sorted((*_table("creative_works")["articles"], *_table("creative_works")["works"]))
    if name == "generation_method":
        return sorted(_table("generation_methods")["methods"])
    return _WORDS_OF.get((record, name), ())


def _items(path: tuple[str | int, ...], known: Known) -> Iterator[Completion]:
    """What can stand in a list of texts."""
    record = record_at(path[:-2])
    kind = kind_of(record, str(path[-2])) if record is not None else None
    name = field_name(record, str(path[-2])) if record is not None else ""
    if kind is Kind.AUTHORS:
        texts = [*known.authors(), "et al."]
    elif name in {"tags", "verified_by", "ai_models"}:
        texts = known.words(name)
    elif name == "related_articles":
        texts = [document.name for document in known.documents]
    else:
        texts = []
    for text in texts:
        yield Completion(text, _scalar(text), "known")


def _entry(source: Source) -> Completion:
    """A whole entry of a list of sources, as another document gives it."""
    given = {
        name: getattr(source, name) for name in ("title", "type", "year", "institution", "doi", "isbn", "url")
    }
    lines = [f"{name}: {_scalar(value)}" for name, value in given.items() if value]
    if source.authors:
        lines.append(f"authors: [{', '.join(json.dumps(one, ensure_ascii=False) for one in source.authors)}]")
    return Completion(source.title, "\n".join(lines), "known", f"source, {source.year}".rstrip(", "))


def _fullness(source: Source) -> tuple[int, str]:
    filled = sum(
        bool(getattr(source, name)) for name in ("type", "year", "authors", "institution", "doi", "url")
    )
    return filled, source.title


def _scalar(text: str) -> str:
    """The text as a YAML scalar: plain where that is safe."""
    is_plain = (
        bool(text)
        and text[0].isalnum()
        and not set(text) & set(":#{}[],&*!|>'\"%@`\\")
        and text == text.strip()
    )
    return text if is_plain and not text[0].isdigit() else json.dumps(text, ensure_ascii=False)


@cache
def _table(name: str) -> Mapping[str, Any]:
    text = resources.files("kg.mappers").joinpath(f"data/{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
