"""Lists of authors as people write them: who is a person, who a body, who nobody."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from kg.identity.bodies import known, organization
from kg.identity.names import PersonName, is_cjk, notes, only_initials, person_name, without_notes
from kg.identity.tables import names, words
from kg.identity.text import fold, normalise
from kg.memoized import memoized

_CUT = re.compile(
    r"(?:[\s,;]+(?:(?:et\.?\s*al\b\.?|and others|and colleagues|u\.\s?a\.)|等人?)|(?<=[\u4e00-\u9fff])等人?)"
    r"\s*(?:[,(]?\s*\d{4}\)?)?\s*$",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\s*;\s*|,?\s+(?:and|und|et|&)\s+|\s*[、，；]\s*")
_SUFFIX = re.compile(
    r"(?:jr|sr|ii|iii|iv|ph\.?\s?d|m\.?d|d\.?phil|m\.?sc|b\.?sc|m\.?b\.?a|esq|frs)\.?", re.IGNORECASE
)
_ACRONYM = re.compile(r"(?=.*[A-Z])[A-Z\d][A-Z\d&-]{1,7}")
_SMALL = frozenset({"for", "of", "de", "der", "des", "di", "du", "und", "and"})
_LONGEST = 2000


class NameKind(enum.Enum):
    """What a name in a list of authors is."""

    PERSON = "person"
    BODY = "body"
    NOBODY = "nobody"
    CUT = "cut"
    """Says that the list goes on without naming who."""


@dataclass(frozen=True, slots=True)
class AuthorName:
    """One author of a list: what kind of name it is, and the name, of a person or a body."""

    kind: NameKind
    text: str
    person: PersonName | None = None


def read_authors(written: Iterable[str], known_bodies: frozenset[str]) -> Iterator[AuthorName]:
    """The authors that the strings of a list name, in order.

    ``known_bodies`` holds the folded names of bodies known from elsewhere in
    the corpus. A string may name several authors, or end in "et al.".
    """
    parts = [(one, _parts(one, known_bodies)) for one in written]
    named = [part for _, several in parts for part in several if isinstance(part, str)]
    is_alone = sum(_placeholder(part) is None for part in named) == 1
    for one, several in parts:
        at = _body_in_notes(one, known_bodies) if len(several) == 1 else ""
        for part in several:
            author = _classify(part, known_bodies, is_alone) if isinstance(part, str) else part
            yield _at(author, at) if at else author


def _at(author: AuthorName, body: str) -> AuthorName:
    if author.person is None:
        return author
    return replace(author, person=replace(author.person, at=body))


@memoized
def _body_in_notes(one: str, known_bodies: frozenset[str]) -> str:
    """The folded name of the body in the brackets behind a name; empty where they hold none."""
    for note in notes(one):
        if _is_known(note, known_bodies) or _tells_a_body(note) or _is_acronym(note):
            return fold(organization(note).name)
    return ""


@memoized
def _parts(one: str, known_bodies: frozenset[str]) -> tuple[str | AuthorName, ...]:
    """The names in one string, and what says that it is cut."""
    one = " ".join(one.split())
    if not one or len(one) > _LONGEST:
        return (one,) if one else ()
    cut = _CUT.search(one)
    if cut is None:
        return tuple(_split(one, known_bodies))
    names_before = _split(one[: cut.start()], known_bodies) if cut.start() else []
    return (*names_before, AuthorName(NameKind.CUT, one[cut.start() :].strip(" ,;")))


def _split(text: str, known_bodies: frozenset[str]) -> list[str]:
    if _is_known(text, known_bodies):
        return [text]
    bare = without_notes(text)
    parts = _without_empty(_JOINED.split(bare))
    if len(parts) < 2:
        return _split_commas(bare, known_bodies, is_joined=False)
    if all(_is_known(part, known_bodies) for part in parts):
        return parts
    if _is_body(bare, known_bodies):
        return [bare]
    is_bare = ";" not in text and _are_surnames(parts)
    names_of = (_split_commas(part, known_bodies, is_joined=True, is_bare=is_bare) for part in parts)
    return [name for found in names_of for name in found]


def _are_surnames(parts: list[str]) -> bool:
    """Whether a list joined by "and" is of bare surnames: its last holds no comma, and all are one word."""
    pieces = [piece.strip() for part in parts for piece in part.split(",")]
    return "," not in parts[-1] and not any(" " in piece or only_initials(piece) for piece in pieces)


def _without_empty(parts: Iterable[str]) -> list[str]:
    return [part.strip(" ,") for part in parts if part.strip(" ,")]


def _split_commas(
    text: str, known_bodies: frozenset[str], *, is_joined: bool, is_bare: bool = False
) -> list[str]:
    """The names in a string without "and": commas part names, or a family name from a given name."""
    pieces = _pieces(text)
    if len(pieces) < 2 or _is_body(text, known_bodies):
        return [text]
    if all(map(is_cjk, pieces)) and min(map(len, pieces)) > 1:
        return pieces
    if len(pieces) == 2:
        if fold(pieces[0]) in words("words", "authors.turned"):
            return [f"{pieces[1]} {pieces[0]}"]
        several = all(" " in piece for piece in pieces) and not only_initials(pieces[1].split()[-1])
        return pieces if is_joined and (several or is_bare) else [text]
    if len(pieces) % 2 == 0 and all(map(only_initials, pieces[1::2])):
        return [f"{family}, {given}" for family, given in zip(pieces[::2], pieces[1::2], strict=True)]
    if " " not in pieces[0] and " " not in pieces[1] and all(" " in piece for piece in pieces[2:]):
        # "Smith, John, Jane Doe": only the first is turned round.
        return [f"{pieces[0]}, {pieces[1]}", *pieces[2:]]
    return pieces


def _pieces(text: str) -> list[str]:
    """The parts between commas, with "Jr." and "PhD" left on the name that they follow."""
    found: list[str] = []
    for piece in _without_empty(text.split(",")):
        if found and _SUFFIX.fullmatch(piece):
            found[-1] += f" {piece}"
        else:
            found.append(piece)
    return found


@memoized
def _classify(text: str, known_bodies: frozenset[str], is_alone: bool) -> AuthorName:
    if placeholder := _placeholder(text):
        return AuthorName(placeholder, text)
    if _is_body(text, known_bodies) or (is_alone and _is_acronym(text)):
        return AuthorName(NameKind.BODY, text)
    name = person_name(text)
    return AuthorName(NameKind.PERSON, name.shown, name) if name else AuthorName(NameKind.NOBODY, text)


def _placeholder(text: str) -> NameKind | None:
    """What a text that is no name says; None for a name."""
    key = normalise(text) or text.strip()
    if key in words("placeholders", "truncation") or key in words("placeholders", "unknown_list"):
        return NameKind.CUT
    if not key or key in words("placeholders", "nobody") or key in words("placeholders", "nothing"):
        return NameKind.NOBODY
    return None


def _is_acronym(text: str) -> bool:
    return _ACRONYM.fullmatch(text) is not None and _SUFFIX.fullmatch(text) is None


def _is_known(text: str, known_bodies: frozenset[str]) -> bool:
    """Whether the name is that of a body in the tables or in the corpus."""
    folded = fold(text)
    if folded in known_bodies:
        return True
    if folded in names("organizations", "aliases") or folded in names("organizations", "publishers"):
        return True
    # "The Economist" is no person, but a surname can be the name of a journal: Brain, Stroke.
    return " " in folded and known(folded) is not None


def _is_body(text: str, known_bodies: frozenset[str]) -> bool:
    if _is_known(text, known_bodies):
        return True
    pieces = _pieces(text)
    if len(pieces) < 2:
        return _tells_a_body(text)
    if fold(pieces[-1]) in words("words", "bodies.companies"):
        return True
    # "University of Michigan, Ann Arbor" is a body; "Bank, Maria" and "Maria Bank, John Doe" are not.
    is_long = bool(_SMALL & set(fold(pieces[0]).split()))
    return _tells_a_body(pieces[0]) and (is_long or all(map(_tells_a_body, pieces)))


@memoized
def _tells_a_body(text: str) -> bool:
    """Whether a word in the name tells that it is a body's."""
    spoken = fold(text).split()
    if is_cjk(text):
        return len(text) > 3 and text.endswith(tuple(words("words", "authors.endings")))
    if len(spoken) < 2:
        return False
    if spoken[0] == "the":
        return True
    found = [word for word in spoken if word in _telling() and (word != "ai" or "AI" in text)]
    return bool(found) and not (len(spoken) == 2 and found == [spoken[1]] and _is_surname(spoken[1]))


@cache
def _telling() -> frozenset[str]:
    return words("organizations", "words.organization") | words("organizations", "words.publisher")


def _is_surname(word: str) -> bool:
    return word in words("words", "authors.surnames")
