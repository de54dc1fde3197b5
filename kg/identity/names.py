"""Names as authors lists write them: who is a person, who a body, who nobody."""

from __future__ import annotations

import enum
import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from kg.identity.tables import names, words
from kg.identity.text import fold, normalise

_INITIAL = re.compile(r"(?:[^\W\d_]\.?-?){1,3}")
_CUT = re.compile(r"[\s,;]+(?:et\.?\s*al\.?|and others|and colleagues|等)\s*$", re.IGNORECASE)
_NOTE = re.compile(r"\s*(?:\([^()]*\)|<[^<>]*>|\[[^\[\]]*\])\s*$")
_TITLE = re.compile(r"^(?:dr|prof|professor|mr|mrs|ms|sir|dame)\.?\s+", re.IGNORECASE)
_SUFFIX = re.compile(r",?\s+(?:jr|sr|ii|iii|iv|phd|ph\.d|md|m\.d|esq)\.?$", re.IGNORECASE)
_JOINED = re.compile(r"\s*;\s*|\s+(?:and|und|et)\s+|\s+&\s+|\s*[、，]\s*")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9]{2,7}")


class NameKind(enum.Enum):
    """What a name in a list of authors is."""

    PERSON = "person"
    BODY = "body"
    NOBODY = "nobody"
    CUT = "cut"
    """Says that the list goes on without naming who."""


@dataclass(frozen=True, slots=True)
class PersonName:
    """The name of a person, given names first when shown.

    ``is_full`` is false for a bare surname and for initials: such a name is
    shared by too many people to identify anybody on its own.
    """

    given: str
    family: str
    is_full: bool

    @property
    def shown(self) -> str:
        """The name as people say it."""
        return f"{self.given} {self.family}".strip()

    @property
    def key(self) -> str:
        """Equal for all spellings of the name that name order, case and accents allow."""
        return fold(self.shown)


@dataclass(frozen=True, slots=True)
class AuthorName:
    """One author of a list: what kind of name it is, and the name, of a person or a body."""

    kind: NameKind
    text: str
    person: PersonName | None = None


def read_authors(written: Iterable[str], known_bodies: Container[str]) -> Iterator[AuthorName]:
    """The authors that the strings of a list name, in order.

    ``known_bodies`` holds the folded names of bodies known from elsewhere in
    the corpus. A string may name several authors, or end in "et al.".
    """
    for one in written:
        cut = _CUT.search(one)
        text = one[: cut.start()] if cut else one
        for part in _split(text, known_bodies):
            yield _classify(part, known_bodies)
        if cut:
            yield AuthorName(NameKind.CUT, one[cut.start() :].strip(" ,;"))


def _split(text: str, known_bodies: Container[str]) -> list[str]:
    if _is_body(text, known_bodies):
        return [text]
    parts = [part.strip(" ,") for part in _JOINED.split(text) if part.strip(" ,")]
    return [name for part in parts for name in _split_commas(part)] or [text]


def _split_commas(text: str) -> list[str]:
    """Part a list joined by commas: ``Hastie, Tibshirani, Friedman`` are three, ``Crick, Francis`` is one."""
    pieces = [piece.strip() for piece in _SUFFIX.sub("", text).split(",") if piece.strip()]
    return pieces if len(pieces) > 2 else [text]


def _classify(text: str, known_bodies: Container[str]) -> AuthorName:
    key = normalise(text) or text.strip()
    if key in words("placeholders", "truncation") or key in words("placeholders", "unknown_list"):
        return AuthorName(NameKind.CUT, text)
    if not key or key in words("placeholders", "nobody") or key in words("placeholders", "nothing"):
        return AuthorName(NameKind.NOBODY, text)
    if _is_body(text, known_bodies):
        return AuthorName(NameKind.BODY, text)
    name = person_name(text)
    return AuthorName(NameKind.PERSON, name.shown, name) if name else AuthorName(NameKind.NOBODY, text)


def _is_body(text: str, known_bodies: Container[str]) -> bool:
    folded = fold(text)
    if folded in known_bodies or folded in names("organizations", "aliases"):
        return True
    if folded in names("organizations", "publishers"):
        return True
    if _ACRONYM.fullmatch(text.strip()):
        return True
    telling = words("organizations", "words.organization")
    spoken = folded.split()
    if "," in text and len(spoken) <= 4:
        # "Bank, Maria" is a person; "Department of Energy, Office of Science" is not.
        return sum(word in telling for word in spoken) >= 2
    return len(spoken) > 1 and any(word in telling for word in spoken)


@lru_cache(maxsize=65536)
def person_name(text: str) -> PersonName | None:
    """The name of a person written in either order; None where the text holds no name."""
    bare = _SUFFIX.sub("", _TITLE.sub("", _NOTE.sub("", text).strip())).strip(" ,;.") or ""
    if text.rstrip().endswith(".") and bare and len(bare.split()[-1]) == 1:
        bare += "."
    if not fold(bare):
        return None
    family, comma, given = (part.strip() for part in bare.partition(","))
    if not comma:
        given, family = _in_reading_order(bare)
    full = bool(given) and not _only_initials(given) and not _only_initials(family)
    if not given and _CJK.search(family) and len(family) > 1:
        full = True
    return PersonName(" ".join(given.split()), " ".join(family.split()), full)


def _in_reading_order(text: str) -> tuple[str, str]:
    """Given names and family name of a name without comma."""
    parts = text.split()
    if len(parts) == 1:
        return "", parts[0]
    if _only_initials(parts[-1]) and not _only_initials(parts[0]):
        # "McKinney W." puts the initials last.
        first = next(index for index, part in enumerate(parts) if _only_initials(part))
        return " ".join(parts[first:]), " ".join(parts[:first])
    start = len(parts) - 1
    while start > 1 and parts[start - 1].lower() in words("names", "particles"):
        start -= 1
    return " ".join(parts[:start]), " ".join(parts[start:])


def _only_initials(text: str) -> bool:
    return all(
        _INITIAL.fullmatch(part) is not None and (len(part) == 1 or "." in part or part.isupper())
        for part in text.split()
    )
