"""Edits of every field that a record has, made from the record types themselves.

A new field of :mod:`kg.documents.records` is edited from the day it is there: the fields are
those of ``readable_fields``, the values those of its kind, or better ones by its name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal

import yaml
from hypothesis import strategies as st

from kg.documents.entries import MAIN_FIELD
from kg.documents.records import RECORDS, Document, Kind, readable_fields

Held = dict[str, Any]
"""A front matter, by key."""
How = Literal["set", "change", "remove"]

_SENTENCES = ["Water finds its way", "Sand: it moves", 'a "quoted" word', "Ünïcode <b>& co</b>", "TBD"]
_NAMES = [
    "Ada Brook",
    "Brook, A. (ORCID: 0000-0002-1825-0097)",
    "Brook, Ada",
    "A. Brook",
    "Sand, Eve",
    "Hill Press",
    "et al.",
]
_PATHS = ["hills", "sub/dunes.md", "one", "none"]
_DATES = ["2024-05-01", "2023", "someday"]
BY_KIND: Mapping[Kind, Sequence[Any]] = {
    Kind.TEXT: _SENTENCES,
    Kind.TEXTS: [["Water"], ["water, Sand", "WATER"], "hills, Sand", []],
    Kind.DATE: _DATES,
    Kind.YEAR: [1999, "2004", "soon"],
    Kind.FRACTION: [0.5, "0.75", 7],
    Kind.BOOLEAN: [True, False, "perhaps"],
    Kind.LANGUAGE: ["de", "en-GB", ["en", "German"], "no language"],
    Kind.CONFIDENCE: ["high", "low", "sure"],
    Kind.AUTHORS: [[one] for one in _NAMES] + [["Brook, Ada", "Sand, Eve"], ["E. Sand", "A. Brook"], []],
    Kind.AFFILIATIONS: [
        "Hill Press",
        ["Sand University", {"name": "Hill Press", "ror": "03yrm5c26"}],
        "1",
        [1],
    ],
    Kind.TRANSLATIONS: [{"de": "hills.md"}, {"fr": "none.md", "de": "rivers"}, {}],
}
"""Values of a kind: at least two that are read, and mostly one that is not."""
BY_NAME: Mapping[str, Sequence[Any]] = {
    "id": ["one", "s0", "f1"],
    "slug": ["rivers", "place"],
    "title": [
        "Dunes",
        {"en": "On dunes", "de": "Über Dünen"},
        "On the shape of rivers",
        "On the shape of rivers: a study",
        "A tale of two hills",
    ],
    "source_title": ["Dunes", "Brook, Ada. On the shape of rivers. Hill Press, 1999", "TBD"],
    "schema_type": ["TechArticle", "Nonsense"],
    "category": ["land/water", "land"],
    "type": ["book", "journal_article", "pamphleteering"],
    "source_type": ["book", "website"],
    "source_ref": ["s0", "one", "x"],
    "doi": ["10.1000/rivers", "doi:10.1000/dunes", "nonsense"],
    "source_doi": ["10.1000/rivers", "https://doi.org/10.1000/dunes", "nonsense"],
    "isbn": ["9780306406157", "0-306-40615-2", "1"],
    "url": ["https://example.com/dunes", "http://www.example.com/dunes/?utm_source=x", "nowhere"],
    "canonical_url": ["https://example.com/dunes", "https://example.com/hills", "/dunes/"],
    "license": ["CC-BY-4.0", "https://example.com/terms", "ours"],
    "image": ["https://example.com/dunes.png", "dunes.png", "/dunes.png"],
    "source_url": ["https://example.com/dunes", "https://example.com/", "nowhere"],
    "institution": ["Hill Press", "Hill Press / Dune Letters", "TBD"],
    "verified_by": [["Ada Brook"], "hills", ["Hill Press"]],
    "user": ["Ada Brook", "sand", "Hill Press"],
    "name": ["Dune", "River", "dune"],
    "orcid": ["0000-0002-1825-0097", "https://orcid.org/0000-0001-5109-3700", "nonsense"],
    "given": ["Ada", "Eve"],
    "family": ["Brook", "Sand"],
    "particle": ["van der", "von"],
    "suffix": ["Jr.", "III"],
    "email": ["ada@example.org", "ada (at) example.org"],
    "same_as": [["https://example.com/ada"], "https://example.org/sand"],
    "role": ["author", "reviewer", "painter"],
    "status": ["draft", "published"],
    "generation_method": ["human_only", "ai_assisted"],
    "bibliography": [["works.bib"], "gone.bib", "https://example.com/works.bib"],
    "nocite": ["@*", "@a, @s0", "@gone"],
    "claims": ["cited-sentences", "none"],
    "related_articles": [_PATHS, ["rivers"], []],
}


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A field of a record type."""

    record: str
    key: str


_TYPES: dict[str, type[Any]] = {one.__name__: one for one in (Document, *RECORDS.values())}
_LISTS: dict[str, list[str]] = {
    name: [
        key for key, one in readable_fields(Document).items() if RECORDS.get(one.metadata["kind"]) is record
    ]
    for name, record in _TYPES.items()
}
PLACES = tuple(sorted(Place(name, key) for name, record in _TYPES.items() for key in readable_fields(record)))
"""All fields there are."""


def kind_of(place: Place) -> Kind:
    """How the field is read."""
    found: Kind = readable_fields(_TYPES[place.record])[place.key].metadata["kind"]
    return found


def values_of(place: Place) -> Sequence[Any]:
    """What a field may be set to, never the same twice."""
    kind = kind_of(place)
    if kind in RECORDS:
        record = RECORDS[kind]
        name = MAIN_FIELD[record]
        one = Place(record.__name__, name)
        return [[{name: value}] for value in values_of(one)[:2]] + [[], values_of(one)[0]]
    if kind is Kind.TEXT or place.key in BY_NAME:
        return BY_NAME.get(place.key, BY_KIND[kind])
    return BY_KIND[kind]


@dataclass(frozen=True, slots=True)
class FieldEdit:
    """An edit of one field: ``at`` tells which of the entries, and of the values, is meant."""

    place: Place
    how: How
    at: int = 0

    def apply(self, front: Held) -> Held:
        """The front matter after the edit. What is not there to be changed or removed is set before."""
        after = deepcopy(front)
        holder = after
        if lists := _LISTS[self.place.record]:
            held = after.setdefault(lists[self.at % len(lists)], [])
            if not isinstance(held, list):
                held = after[lists[self.at % len(lists)]] = [held]
            if not held:
                held.append({})
            number = self.at % len(held)
            if not isinstance(held[number], dict):
                held[number] = {MAIN_FIELD[_TYPES[self.place.record]]: held[number]}
            holder = held[number]
        key, values = self.place.key, values_of(self.place)
        if self.how == "remove":
            holder.pop(key, None)
        elif self.how == "change" or key not in holder:
            others = [one for one in values if one != holder.get(key)]
            holder[key] = deepcopy(others[self.at % len(others)])
        return after


def edits(places: Sequence[Place] = PLACES) -> st.SearchStrategy[FieldEdit]:
    """Any edit of any field."""
    hows: Sequence[How] = ("set", "change", "change", "remove")
    return st.builds(FieldEdit, st.sampled_from(places), st.sampled_from(hows), st.integers(0, 12))


@dataclass(frozen=True)
class Draft:
    """A document that is edited: its front matter by key, and its text."""

    front: Held
    body: str = "Text.\n"

    def edited(self, edit: FieldEdit) -> Draft:
        """The document after an edit."""
        return Draft(edit.apply(self.front), self.body)

    @property
    def text(self) -> str:
        """The document as it is written."""
        front = yaml.safe_dump(self.front, allow_unicode=True, sort_keys=False) if self.front else ""
        return f"---\n{front}---\n\n{self.body}"


_LINKS = ["", "", "hills.md", "sub/dunes.md", "../rivers.md", "picture.png", "none.md"]


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """A document made of nothing but edits, so that it holds whatever fields there are."""
    front: Held = {"title": draw(st.sampled_from(["Rivers", "Hills", "Dunes of sand"]))}
    favourites = [one for one in PLACES if one.record in {"Source", "Fact"}]
    for edit in draw(st.lists(edits(favourites), max_size=8)) + draw(st.lists(edits(), max_size=5)):
        front = edit.apply(front)
    link = draw(st.sampled_from(_LINKS))
    return Draft(front, f"{draw(st.sampled_from(_SENTENCES))}\n" + (f"\n[a link]({link})\n" if link else ""))


def records_of(document: Document, record: str) -> list[Any]:
    """The records of a type in a document, which may be the document itself."""
    if record == Document.__name__:
        return [document]
    return [one for key in _LISTS[record] for one in getattr(document, key)]
