"""Lists of authors as people write them: who is a person, who a body, who nobody."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from kg.identity.bodies import known, organization
from kg.identity.marked import MARK, Marked, marked
from kg.identity.names import PersonName, is_cjk, only_initials, person_name, without_notes
from kg.identity.notes import NOTHING, Noted, is_company, read_notes
from kg.identity.tables import names, words
from kg.identity.text import fold, normalise
from kg.memoized import memoized

_CUT = re.compile(
    r"(?:[\s,;]+(?:(?:et\.?\s*al\b\.?|and others|and colleagues|u\.\s?a\.)|等人?)|(?<=[\u4e00-\u9fff])等人?)"
    r"\s*(?:[,(]?\s*\d{4}\)?)?\s*$",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\s*;\s*|,?\s+(?:and|und|et|&)\s+|\s*[、，；]\s*")
_LOOSE = re.compile(r"\s+(?:[/|·•]|on behalf of)\s+", re.IGNORECASE)
_AT = re.compile(r"(.+?)\s+(?:at|from)\s+(?=[A-Z])(.+)")
_SUFFIX = re.compile(
    r"(?:jr|sr|ii|iii|iv|ph\.?\s?d|m\.?d|d\.?phil|m\.?sc|b\.?sc|m\.?b\.?a|esq|frs)\.?", re.IGNORECASE
)
_ACRONYM = re.compile(r"(?=.*[A-Z])[A-Z\d][A-Z\d&-]{1,7}")
_INITIALS_LAST = re.compile(r"[^\W\d_][\w'’-]+(?: [\w'’-]+)? [A-Z]{1,3}")
_HANDLE = re.compile(r"@?[a-z\d][\w.-]*")
_NO_NAME = re.compile(r"[\[\](){}<>|\\~^=#]|://|\*\*")
_SMALL = frozenset({"for", "of", "de", "der", "des", "di", "du", "und", "and"})
_LONGEST = 2000
_MOST_WORDS = 6
"""Words of the longest name but for particles and initials: who has more is several people, or none."""


class NameKind(enum.Enum):
    """What a name in a list of authors is."""

    PERSON = "person"
    BODY = "body"
    NOBODY = "nobody"
    CUT = "cut"
    """Says that the list goes on without naming who."""
    UNCLEAR = "unclear"
    """May hold several names that cannot be told apart, or none: nobody is made of it."""


@dataclass(frozen=True, slots=True)
class AuthorName:
    """One author of a list: what kind of name it is, and the name, of a person or a body.

    ``noted`` is what stands in brackets behind it.
    """

    kind: NameKind
    text: str
    person: PersonName | None = None
    noted: Noted = NOTHING


Piece = tuple[str, tuple[str, ...]]
"""A name, and what stands in brackets behind it."""


def read_authors(
    written: Iterable[str], known_bodies: frozenset[str], *, are_cited: bool = True
) -> Iterator[AuthorName]:
    """The authors that the strings of a list name, in order.

    ``known_bodies`` holds the folded names of bodies known from elsewhere in
    the corpus. A string may name several authors, or end in "et al.". In lists of works that
    ``are_cited``, family names may stand first; elsewhere that must be told by a given name.
    """
    parts = [(one, _parts(one, known_bodies, are_cited)) for one in written]
    named = [part[0] for _, several in parts for part in several if isinstance(part, tuple)]
    is_alone = sum(_placeholder(part) is None for part in named) == 1
    for one, several in parts:
        yield from _read(one, several, known_bodies, is_alone)


@memoized
def is_unclear(written: str, known_bodies: frozenset[str], *, are_cited: bool = True) -> bool:
    """Whether nobody can be made of a text, though it is not one that says so."""
    return any(
        one.kind is NameKind.UNCLEAR for one in read_authors([written], known_bodies, are_cited=are_cited)
    )


@memoized
def _read(
    one: str, several: tuple[Piece | AuthorName, ...], known_bodies: frozenset[str], is_alone: bool
) -> tuple[AuthorName, ...]:
    def is_body(note: str) -> bool:
        return _is_known(note, known_bodies) or _tells_a_body(note) or _is_acronym(note)

    of_companies = sum(any(map(is_company, part[1])) for part in several if isinstance(part, tuple)) > 1
    found: list[AuthorName] = []
    for part in several:
        if isinstance(part, AuthorName):
            found.append(part)
            continue
        author = _classify(part[0], known_bodies, is_alone)
        if author.kind is NameKind.UNCLEAR:
            return (AuthorName(NameKind.UNCLEAR, one),)
        if part[1] and author.kind in {NameKind.PERSON, NameKind.BODY}:
            author = _noted(
                author, read_notes(part[1], is_body, of_companies=of_companies), len(several) == 1
            )
        found.append(author)
    return tuple(found)


def _noted(author: AuthorName, noted: Noted, is_only: bool) -> AuthorName:
    if author.person is None:
        return replace(author, noted=replace(noted, affiliations=(), orcid=""))
    at = fold(organization(noted.at).name) if noted.at and is_only else ""
    return replace(author, noted=noted, person=replace(author.person, at=at))


@memoized
def _parts(one: str, known_bodies: frozenset[str], are_cited: bool) -> tuple[Piece | AuthorName, ...]:
    """The names in one string, and what says that it is cut."""
    one = " ".join(one.split())
    if not one or len(one) > _LONGEST:
        return ((one, ()),) if one else ()
    cut = _CUT.search(one)
    before = one if cut is None else one[: cut.start()]
    found = _split(before, known_bodies, are_cited) if before else ()
    if cut is None or (found and isinstance(found[0], AuthorName)):
        return found
    return (*found, AuthorName(NameKind.CUT, one[cut.start() :].strip(" ,;")))


def _split(text: str, known_bodies: frozenset[str], are_cited: bool) -> tuple[Piece | AuthorName, ...]:
    if _is_known(text, known_bodies):
        return ((text, ()),)
    byline = marked(text)
    if len(byline.text) == 1 and byline.braced:
        return _in_braces(byline.notes[0])
    if not fold(MARK.sub(" ", byline.text)) and not byline.braced:
        # All of it stands in brackets.
        return ((without_notes(text), ()),)
    splitting = _Splitting(byline, known_bodies, are_cited)
    found = splitting.split(_without_opening(byline.text))
    if found is None:
        return (AuthorName(NameKind.UNCLEAR, text),)
    return tuple(
        (bare, byline.notes_of(one) + splitting.added.get(one, ()))
        for one in found
        if (bare := byline.bare(one))
    )


def _in_braces(name: str) -> tuple[Piece | AuthorName, ...]:
    """A name in braces is that of a body, whatever commas it has; one word may be anybody's."""
    return (AuthorName(NameKind.BODY, name),) if " " in name else ((name, ()),)


def _without_opening(text: str) -> str:
    spoken = text.split(" ")
    for length in (2, 1):
        if len(spoken) > length and fold(" ".join(spoken[:length])) in words("bylines", "openings"):
            return " ".join(spoken[length:])
    return text


class _Splitting:
    """Splits a byline into names; ``added`` are affiliations that stand behind names without brackets."""

    def __init__(self, byline: Marked, known_bodies: frozenset[str], are_cited: bool) -> None:
        self.added: dict[str, tuple[str, ...]] = {}
        self._bare = byline.bare
        self._known = known_bodies
        self._are_cited = are_cited

    def split(self, text: str) -> list[str] | None:
        """The names in a text; None where they cannot be told apart for sure."""
        bare = self._bare(text)
        loose = _without_empty(_LOOSE.split(text))
        if len(loose) > 1 and not self._is_body(text):
            found = [self.split(part.removeprefix("the ")) for part in loose]
            names_in = [name for part in found if part is not None for name in part]
            return names_in if None not in found and all(map(self._is_sure, names_in)) else None
        parts = _without_empty(_JOINED.split(text))
        if len(parts) < 2:
            return self._commas(text, is_joined=False)
        if all(_is_known(self._bare(part), self._known) for part in parts):
            return parts
        if _is_body(bare, self._known) and not self._joins_a_team(parts):
            return [text]
        are_bare = ";" not in text and _are_surnames(list(map(self._bare, parts)))
        is_turned = "," in parts[-1] and not self._has_body(parts[-1])
        split = [self._commas(part, is_joined=True, are_bare=are_bare, is_turned=is_turned) for part in parts]
        return None if None in split else [name for part in split if part is not None for name in part]

    def _joins_a_team(self, parts: Sequence[str]) -> bool:
        """Whether a list ends with a team that has an article of its own: "Jane Doe and the Docs Team"."""
        bare = list(map(self._bare, parts))
        return (
            fold(bare[-1]).startswith("the ")
            and self._tells(parts[-1])
            and all(map(self._is_sure, bare[:-1]))
        )

    def _is_body(self, text: str) -> bool:
        return _is_known(self._bare(text), self._known)

    def _has_body(self, text: str) -> bool:
        return any(self._tells(piece) for piece in text.split(",")[1:])

    def _tells(self, piece: str) -> bool:
        bare = self._bare(piece)
        return _is_known(bare, self._known) or _tells_a_body(bare)

    def _is_sure(self, text: str) -> bool:
        """Whether a text is a body for sure, or looks like the whole name of a person."""
        bare = self._bare(text)
        if self._tells(text) or is_cjk(bare):
            return True
        spoken = bare.split()
        small = [word for word in spoken if word.islower() and fold(word) not in words("names", "particles")]
        return 1 < len(spoken) < 5 and not small and _looks_like_a_name(bare)

    def _commas(
        self, text: str, *, is_joined: bool, are_bare: bool = False, is_turned: bool = False
    ) -> list[str] | None:
        """The names in a string without "and": commas part names, or a family name from a given name."""
        pieces = [one for one in _pieces(text) if fold(self._bare(one))]
        if len(pieces) < 2 or _is_body(self._bare(text), self._known):
            return [self._with_place(text)]
        pieces = self._absorbed(pieces)
        bare = list(map(self._bare, pieces))
        if len(pieces) < 2:
            return pieces
        if all(map(is_cjk, bare)) and min(map(len, bare)) > 1:
            return pieces
        if len(pieces) == 2:
            return self._two(text, pieces, bare, is_joined=is_joined and not is_turned, are_bare=are_bare)
        return self._several(pieces, bare)

    def _two(
        self, text: str, pieces: list[str], bare: list[str], *, is_joined: bool, are_bare: bool
    ) -> list[str] | None:
        first, second = bare
        if fold(first) in words("words", "authors.turned"):
            return [f"{pieces[1]} {pieces[0]}"]
        if all(_INITIALS_LAST.fullmatch(one) for one in bare):
            return pieces
        if only_initials(second) or _begins_with_particle(first):
            return [text]
        if " " not in first:
            if are_bare or all(map(_is_handle, bare)):
                return pieces
            # "Jo, Ann" are two, or one whose family name stands first: in a list of works it does.
            return [text] if self._are_cited or not _is_given(first) else None
        if " " not in second or only_initials(second.split()[-1]):
            return None if _is_given(first) and not only_initials(second.split()[-1]) else [text]
        if is_joined or _is_given(first):
            return pieces
        if _is_given(second) and _is_given(second.split()[-1]):
            return [text]
        return None if self._are_cited else pieces

    def _several(self, pieces: list[str], bare: list[str]) -> list[str] | None:
        if len(pieces) % 2 == 0 and all(map(only_initials, bare[1::2])):
            return [f"{family}, {given}" for family, given in zip(pieces[::2], pieces[1::2], strict=True)]
        is_single = [" " not in one for one in bare]
        if not any(is_single) or all(map(_is_handle, bare)):
            return pieces
        if is_single[0] and is_single[1] and not any(is_single[2:]):
            # "Smith, John, Jane Doe": only the first is turned round.
            return [f"{pieces[0]}, {pieces[1]}", *pieces[2:]]
        if len(pieces) % 2 == 0 and all(map(_is_given, bare[1::2])) and not any(map(_is_given, bare[::2])):
            return [f"{family}, {given}" for family, given in zip(pieces[::2], pieces[1::2], strict=True)]
        if all(is_single) and (len(pieces) % 2 or all(map(_is_given, bare))):
            return pieces
        singles = [one for one, single in zip(bare, is_single, strict=True) if single]
        return (
            pieces if all(_is_given(one) or self._tells(one) or _is_acronym(one) for one in singles) else None
        )

    def _absorbed(self, pieces: list[str]) -> list[str]:
        """The pieces without organisations and jobs of people: those are noted of the name before them."""
        names_only = [piece for piece in pieces if not self._tells(piece)]
        is_list = len(names_only) > 1 and len(pieces) - len(names_only) == 1 and self._tells(pieces[-1])
        found: list[str] = []
        for piece in pieces:
            bare = self._bare(piece)
            last = found[-1] if found else ""
            follows = bool(last) and " " in self._bare(last) and not self._tells(last)
            if follows and _is_job(bare):
                continue
            if follows and not is_list and self._tells(piece):
                self.added[last] = (*self.added.get(last, ()), f"at {bare}")
            elif last in self.added and " " not in bare:
                *others, place = self.added[last]
                self.added[last] = (*others, f"{place}, {bare}")
            else:
                found.append(piece)
        return [self._with_place(one) if len(found) > 1 else one for one in found]

    def _with_place(self, text: str) -> str:
        """A name of which "at Example" is cut off, and noted."""
        match = _AT.fullmatch(text)
        if match is None or not (1 < len(self._bare(match[1]).split()) < 5):
            return text
        self.added[match[1]] = (*self.added.get(match[1], ()), f"at {self._bare(match[2])}")
        return match[1]


def _are_surnames(parts: Sequence[str]) -> bool:
    """Whether a list joined by "and" is of bare surnames: its last holds no comma, and all are one word."""
    pieces = [piece.strip() for part in parts for piece in part.split(",")]
    return "," not in parts[-1] and not any(" " in piece or only_initials(piece) for piece in pieces)


def _without_empty(parts: Iterable[str]) -> list[str]:
    return [part.strip(" ,") for part in parts if part.strip(" ,")]


def _pieces(text: str) -> list[str]:
    """The parts between commas, with "Jr." and "PhD" left on the name that they follow."""
    found: list[str] = []
    for piece in _without_empty(text.split(",")):
        if found and _SUFFIX.fullmatch(MARK.sub("", piece)):
            found[-1] += f" {piece}"
        else:
            found.append(piece)
    return found


def _begins_with_particle(name: str) -> bool:
    first = name.split()[0]
    return first.islower() and fold(first) in words("names", "particles")


def _is_given(name: str) -> bool:
    """Whether a name begins with a word that people bear as a given name."""
    first = fold(name).split()[:1]
    return bool(first) and first[0] in words("bylines", "given")


def _is_handle(name: str) -> bool:
    return _HANDLE.fullmatch(name) is not None


def _is_job(piece: str) -> bool:
    return any(word in words("bylines", "jobs") for word in fold(piece).split())


def _looks_like_a_name(text: str) -> bool:
    """Whether a text can be the name of one person: no sign that names lack, and not too many words."""
    spoken = fold(text).split()
    telling = [word for word in spoken if len(word) > 1 and word not in words("names", "particles")]
    is_told = any(word in words("bylines", "no_names") for word in spoken)
    return not (_NO_NAME.search(text) or len(telling) > _MOST_WORDS or (is_told and len(spoken) > 1))


@memoized
def _classify(text: str, known_bodies: frozenset[str], is_alone: bool) -> AuthorName:
    if placeholder := _placeholder(text):
        return AuthorName(placeholder, text)
    if _is_body(text, known_bodies) or (is_alone and _is_acronym(text)):
        return AuthorName(NameKind.BODY, text)
    if len(text) <= _LONGEST and not _looks_like_a_name(text):
        return AuthorName(NameKind.UNCLEAR, text)
    name = person_name(text.removeprefix("@"))
    return AuthorName(NameKind.PERSON, name.shown, name) if name else AuthorName(NameKind.NOBODY, text)


def says_nobody(written: str) -> bool:
    """Whether a text says that there is nobody, or that there are more."""
    return _placeholder(written) is not None or _CUT.fullmatch(f" {written}") is not None


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
    if not words("bylines", "no_bodies").isdisjoint(spoken):
        return False
    if spoken[0] == "the" or {spoken[0], spoken[-1]} & words("bylines", "teams"):
        return True
    found = [word for word in spoken if word in _telling() and (word != "ai" or "AI" in text)]
    return bool(found) and not (len(spoken) == 2 and found == [spoken[1]] and _is_surname(spoken[1]))


@cache
def _telling() -> frozenset[str]:
    return words("organizations", "words.organization") | words("organizations", "words.publisher")


def _is_surname(word: str) -> bool:
    return word in words("words", "authors.surnames")
