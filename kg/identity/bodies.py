"""Institutions: which bodies and venues a field such as "Microsoft Research / NeurIPS" names."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kg.identity.tables import is_nothing, names, words
from kg.identity.text import fold, slug

_SPACED_SLASH = re.compile(r"\s+/\s+|\s+[·|]\s+")
_PUBLISHER_NOTE = re.compile(r"^(.*\S)\s*[(（]([^()（）]+)[)）]$")
_YEAR = re.compile(r"[\s,'’]*(?:(?:19|20)\d\d)$")


class BodyKind(enum.Enum):
    """What an institution is to the work that it stands beside."""

    ORGANIZATION = "organization"
    PUBLISHER = "publisher"
    REPOSITORY = "repository"
    PERIODICAL = "periodical"
    PROCEEDINGS = "proceedings"

    @property
    def is_venue(self) -> bool:
        """Whether works appear in it, rather than come from it."""
        return self in {BodyKind.PERIODICAL, BodyKind.PROCEEDINGS}


@dataclass(frozen=True, slots=True)
class Body:
    """A body or venue; ``key`` is equal for all spellings of its name."""

    kind: BodyKind
    name: str

    @property
    def key(self) -> str:
        """The slug of the canonical name."""
        return slug(self.name)


@lru_cache(maxsize=65536)
def read_institution(text: str) -> tuple[Body, ...]:
    """The bodies that an institution field names; none for a placeholder."""
    return tuple(_bodies(text))


@lru_cache(maxsize=65536)
def organization(text: str) -> Body:
    """The body that a name stands for where only a body can stand, e.g. among authors."""
    folded = fold(text)
    for section in ("aliases", "publishers"):
        if folded in names("organizations", section):
            return Body(BodyKind.ORGANIZATION, names("organizations", section)[folded])
    return Body(BodyKind.ORGANIZATION, " ".join(text.split()))


def _bodies(text: str) -> Iterator[Body]:
    for part in _parts(text):
        note = _PUBLISHER_NOTE.match(part)
        if note and _known(fold(note[2])) is not None:
            yield _body(note[1])
            yield _body(note[2])
        else:
            yield _body(part)


def _parts(text: str) -> Iterator[str]:
    for part in _SPACED_SLASH.split(text.strip()):
        pieces = [piece.strip() for piece in part.split("/")]
        # "NeurIPS/Stanford" are two, "IEEE/ACM Transactions on …" is one name:
        # without spaces a slash parts only what is known on both sides.
        if len(pieces) > 1 and _known(fold(part)) is None and all(_is_known_part(piece) for piece in pieces):
            yield from (piece for piece in pieces if not is_nothing(piece))
        elif part and not is_nothing(part):
            yield part


def _is_known_part(piece: str) -> bool:
    folded = fold(_YEAR.sub("", piece))
    return _known(folded) is not None or bool(set(folded.split()) & words("organizations", "words.academic"))


def _body(text: str) -> Body:
    written = " ".join(text.split())
    undated = _YEAR.sub("", written) or written
    known = _known(fold(written)) or _known(fold(undated))
    if known is not None:
        return known
    folded = fold(undated)
    for kind, section in (
        (BodyKind.PERIODICAL, "words.periodical"),
        (BodyKind.PROCEEDINGS, "words.proceedings"),
    ):
        if _holds_any(folded, words("venues", section)):
            return Body(kind, undated)
    if _holds_any(folded, words("organizations", "words.publisher")):
        return Body(BodyKind.PUBLISHER, written)
    return Body(BodyKind.ORGANIZATION, written)


@lru_cache(maxsize=65536)
def _known(folded: str) -> Body | None:
    for file, section, kind in (
        ("venues", "periodicals", BodyKind.PERIODICAL),
        ("venues", "proceedings", BodyKind.PROCEEDINGS),
        ("venues", "repositories", BodyKind.REPOSITORY),
        ("organizations", "publishers", BodyKind.PUBLISHER),
        ("organizations", "aliases", BodyKind.ORGANIZATION),
    ):
        if folded in names(file, section):
            return Body(kind, names(file, section)[folded])
    return None


def _holds_any(folded: str, phrases: frozenset[str]) -> bool:
    padded = f" {folded} "
    return any(f" {phrase} " in padded for phrase in phrases)
