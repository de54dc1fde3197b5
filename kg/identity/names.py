"""Names of people: which words are given names, which the family's, whom they identify."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.identity.tables import words
from kg.identity.text import fold
from kg.memoized import memoized

CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_INITIALS = re.compile(r"(?:[^\W\d_]\.?-?){1,3}")
_NOTE = re.compile(r"\([^()]*\)|（[^（）]*）|<[^<>]*>|\[[^\[\]]*\]")
_OPENS_NOTE = re.compile(r"[(（<\[]")
_EMAIL = re.compile(r"\S+@\S+\.\S+")
_TITLE = re.compile(r"^(?:(?:by|dr|prof|professor|mr|mrs|ms|sir|dame)\b\.?\s+)+", re.IGNORECASE)
_DEGREE = re.compile(
    r"(?:,\s*|\s+)(?:ph\.?\s?d|m\.?d|d\.?phil|m\.?sc|b\.?sc|m\.?b\.?a|esq|frs)\.?$", re.IGNORECASE
)
_GENERATION = re.compile(r"(?:,\s*|\s+)([Jj][Rr]|[Ss][Rr]|II|III|IV)\.?(?=$|,)")
_IS_CJK = re.compile(rf"[{CJK}]")
_ALL_CJK = re.compile(rf"[{CJK}\s,·・]+")
_MARKS_OF_NOTES = " ,;*†‡§¶"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class PersonName:
    """The name of a person, given names first when shown, as people of that script say it.

    ``is_full`` is false for a bare surname and for initials: such a name is
    shared by too many people to identify anybody on its own. ``at`` is the
    folded name of the body that stands in brackets behind it.
    """

    given: str
    family: str
    is_full: bool
    at: str = ""

    @property
    def shown(self) -> str:
        """The name as people say it."""
        # "Sadat, Anwar el-": what ends in a hyphen belongs to the name after it.
        return f"{self.given}{'' if self.given[-1:] == '-' else ' '}{self.family}".strip()

    @property
    def told_family(self) -> str:
        """The family name, where the name as it is shown would be taken to have another."""
        family = _GENERATION.sub("", self.family)
        shown = f"{self.given} {family}".split()
        return "" if not self.given or _in_reading_order(shown) == (self.given, family) else family

    @property
    def key(self) -> str:
        """Equal for all spellings of the name that name order, case and accents allow."""
        return fold(self.shown)


@memoized
def person_name(text: str) -> PersonName | None:
    """The name of a person written in either order; None where the text holds no name.

    Notes in brackets, e-mail addresses, titles and degrees are left out. "Jr."
    and "III" stay, for they tell a child from a parent.
    """
    bare = " ".join(text.split())
    if len(bare) > _LONGEST:
        return PersonName("", bare, is_full=False) if fold(bare) else None
    bare = without_notes(bare)
    if (named := _EMAIL.sub(" ", bare).strip()) and fold(named):
        bare = named
    bare = _without_degrees(_TITLE.sub("", bare).strip(_MARKS_OF_NOTES))
    if not fold(bare):
        return None
    if _ALL_CJK.fullmatch(bare):
        return _in_one_piece(bare)
    generation = _GENERATION.search(bare)
    if generation and generation.start():
        bare = bare[: generation.start()] + bare[generation.end() :]
    family, comma, given = (part.strip() for part in bare.partition(","))
    if not comma or not given or not family:
        given, family = _in_reading_order((family or given).split())
    is_full = _is_whole(given) and bool(family) and not only_initials(family)
    if not given and _IS_CJK.search(family) and len(family) > 1:
        is_full = True
    if generation and generation.start():
        family = f"{family} {_generation(generation[1])}"
    return PersonName(" ".join(given.split()), " ".join(family.split()), is_full)


def without_notes(text: str) -> str:
    """The text without notes in brackets; as it is, where nothing else is left."""
    if not _OPENS_NOTE.search(text):
        return text
    bare = " ".join(_NOTE.sub(" ", text).split())
    return bare if fold(bare) else text.strip("<>()[] ")


def notes(text: str) -> list[str]:
    """What stands in brackets."""
    return [found[1:-1].strip() for found in _NOTE.findall(text)] if _OPENS_NOTE.search(text) else []


def only_initials(text: str) -> bool:
    """Whether the text is initials: ``J.``, ``J.-P.``, ``JW``."""
    return all(
        _INITIALS.fullmatch(part) is not None and (len(part) == 1 or "." in part or part.isupper())
        for part in text.split()
    )


def is_cjk(text: str) -> bool:
    """Whether the text is written in Chinese, Japanese or Korean letters throughout."""
    return _ALL_CJK.fullmatch(text) is not None


def _without_degrees(text: str) -> str:
    while (shorter := _DEGREE.sub("", text)) != text:
        text = shorter
    return text


def _in_one_piece(text: str) -> PersonName | None:
    """A Chinese, Japanese or Korean name: the family's stands first, with or without a comma or space."""
    name = re.sub(r"[\s,]+", "", text)
    return PersonName("", name, len(name) > 1) if fold(name) else None


def _in_reading_order(parts: list[str]) -> tuple[str, str]:
    """Given names and family name of a name without comma."""
    if len(parts) == 1:
        return "", parts[0]
    if only_initials(parts[-1]) and not only_initials(parts[0]):
        # "McKinney W." puts the initials last.
        first = next(index for index, part in enumerate(parts) if only_initials(part))
        return " ".join(parts[first:]), " ".join(parts[:first])
    start = len(parts) - 1
    while start > 1 and parts[start - 1].lower() in words("names", "particles"):
        start -= 1
    return " ".join(parts[:start]), " ".join(parts[start:])


def _is_whole(given: str) -> bool:
    """Whether given names say enough: a word of two letters or more, and no digits."""
    has_word = any(len(fold(part)) > 1 and not only_initials(part) for part in given.split())
    return has_word and not any(map(str.isdigit, given))


def _generation(written: str) -> str:
    return f"{written.capitalize()}." if written.lower() in {"jr", "sr"} else written
