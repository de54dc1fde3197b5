"""Which mentions, and which names, could be joined at all: what decides apart from all others.

A corpus that does not fit into memory is decided in parts. Two things that
share a key here, directly or over others, must be in one part; two that do
not can neither be joined nor keep others apart, so that the decisions about a
part are those about the whole. A key too many costs memory, one too few would
change decisions: whoever adds a rule to :mod:`~kg.identity.clusters` or
:mod:`~kg.identity.people` adds its keys here.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from kg.identity.authorities.records import Authorities
from kg.identity.identifiers import Identifier
from kg.identity.likeness import form, transliterated
from kg.identity.mentions import SourceMention
from kg.identity.names import PersonName
from kg.identity.titles import title
from kg.identity.unidentified import description, is_of_somebody, sure_key

Key = tuple[Hashable, ...]
"""What two candidates share; its first part says in which way."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """The identifiers, and the keys of titles, that the authority file speaks of."""

    identifiers: frozenset[Identifier]
    titles: frozenset[str]

    @classmethod
    def of(cls, authorities: Authorities) -> Ruled:
        """What an authority file says about works."""
        references = [
            one for ruling in (*authorities.same.works, *authorities.not_same.works) for one in ruling.works
        ]
        held = [one for work in authorities.works for one in work.identifiers]
        named = [text for work in authorities.works for text in work.titles]
        return cls(
            frozenset((*held, *(one.identifier for one in references if one.identifier is not None))),
            frozenset(title(text).key for text in (*named, *(one.title for one in references if one.title))),
        )

    def concerns(self, mention: SourceMention) -> bool:
        """Whether an entry may be about the mention."""
        if not self.identifiers.isdisjoint(mention.identifiers):
            return True
        return mention.has_title and mention.comparable.key in self.titles


def keys_of_mention(mention: SourceMention, ruled: Ruled) -> Iterator[Key]:
    """The keys of a mention; the first is that of the record that it stands in, or refers to."""
    yield "at", mention.file, mention.refers_to or mention.path
    yield from _keys(mention)
    if ruled.concerns(mention):
        yield RULED


RULED: Key = ("ruled",)
"""The key of everything that the authority file may speak of, so that it is decided together."""


def _keys(mention: SourceMention) -> Iterator[Key]:
    if mention.identifiers:
        yield from (("identifier", *identifier) for identifier in mention.identifiers)
        if mention.year:
            yield "described", description(mention)
        return
    if mention.refers_to:
        return
    yield "sure", sure_key(mention)
    if is_of_somebody(mention):
        words, year, originator = description(mention)
        yield "title and author", words, originator
        if year:
            yield "year and author", year, originator
            yield "described", (words, year, originator)


def keys_of_name(name: PersonName) -> Iterator[Key]:
    """The keys of the name of a person: the whole, and the family name as it may be typed."""
    yield "name", name.key
    yield "family", form(name).family
    if name.is_full and (typed := transliterated(name)):
        yield "family", typed.family


def keys_of_ruling(one: str, other: str) -> tuple[Key, Key]:
    """The keys of two names of which the authority file says that one stands for the other."""
    return ("name", one), ("name", other)
