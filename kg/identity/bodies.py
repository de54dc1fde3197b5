"""Institutions: which bodies and venues a field such as "Microsoft Research / NeurIPS" names."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.identity.tables import is_nothing, names, words
from kg.identity.text import fold, slug
from kg.memoized import memoized

_SPACED = re.compile(r"\s+/\s+|\s+[·|]\s+|\s*;\s+|\s*；\s*")
_LISTED = re.compile(r"\s*,\s*(?:and\s+|&\s+)?|\s+(?:and|&)\s+|\s*[、，]\s*")
_NOTE = re.compile(r"^(.*\S)\s*[(（]([^()（）]+)[)）]$")
_YEAR = re.compile(r"[\s,'’]*(?:19|20)\d\d$|\s*\((?:19|20)\d\d\)$|\s*['’]\d\d$|^(?:19|20)\d\d\s+")
_VOLUME = re.compile(r"(?:[\s,]+(?:(?:vol(?:ume)?|no|issue|pp?)\b\.?\s*)?\d[\d():.–-]*)+$", re.IGNORECASE)
_PROCEEDINGS = re.compile(r"(?:in\s+)?proc(?:\.|eedings)\s+(?:of\s+)?(?:the\s+)?", re.IGNORECASE)
_COMPANY = re.compile(r",?\s+([\w.]+)$")
_LONGEST = 300
_ACRONYMS = re.compile(r"[A-Z][A-Z0-9&-]*")


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
    """A body or venue; ``id`` is what its IRI ends in, where a person has decided that."""

    kind: BodyKind
    name: str
    id: str = ""

    @property
    def key(self) -> str:
        """The slug of the canonical name, equal for all its spellings."""
        return slug(self.id or self.name)


_TABLES = (
    ("venues", "periodicals", BodyKind.PERIODICAL),
    ("venues", "proceedings", BodyKind.PROCEEDINGS),
    ("venues", "repositories", BodyKind.REPOSITORY),
    ("organizations", "publishers", BodyKind.PUBLISHER),
    ("organizations", "aliases", BodyKind.ORGANIZATION),
)


@memoized
def read_institution(text: str) -> tuple[Body, ...]:
    """The bodies that an institution field names, each once; none for a placeholder."""
    return tuple(dict.fromkeys(_bodies(text)))


@memoized
def organization(text: str) -> Body:
    """The body that a name stands for where only a body can stand, e.g. among authors."""
    folded = fold(text)
    for section in ("aliases", "publishers"):
        if folded in names("organizations", section):
            return Body(BodyKind.ORGANIZATION, names("organizations", section)[folded])
    return Body(BodyKind.ORGANIZATION, _without_company_form(" ".join(text.split())))


@memoized
def known(folded: str) -> Body | None:
    """The body or venue that the tables hold under a folded name."""
    for file, section, kind in _TABLES:
        if folded in names(file, section):
            return Body(kind, names(file, section)[folded])
    return None


def _bodies(text: str) -> Iterator[Body]:
    text = " ".join(text.split())
    if len(text) > _LONGEST:
        yield Body(BodyKind.ORGANIZATION, text)
        return
    for part in _parts(text):
        note = _NOTE.match(part)
        if note and known(fold(part)) is None and _known_undated(note[2]) is not None:
            yield _body(note[1])
            yield _body(note[2])
        elif note and fold(note[2]) in words("words", "bodies.kinds"):
            yield _body(note[1])
        else:
            yield _body(part)


def _parts(text: str) -> Iterator[str]:
    for part in _SPACED.split(text.strip()):
        if is_nothing(part) or not part:
            continue
        pieces = [piece.strip() for piece in part.split("/")]
        # "NeurIPS/Stanford" are two, "IEEE/ACM Transactions on …" is one name:
        # without spaces a slash parts only what is known on both sides.
        if known(fold(part)) is not None:
            yield part
        elif len(pieces) > 1 and all(map(_is_known_part, pieces)) and not _is_joint_venue(pieces):
            yield from (piece for piece in pieces if not is_nothing(piece))
        else:
            yield from _listed(part)


def _listed(part: str) -> Iterator[str]:
    """The bodies of a list with commas or "and", where every one is known; else the whole."""
    pieces = [piece for piece in _LISTED.split(part) if piece]
    if len(pieces) > 1 and all(_known_undated(piece) is not None for piece in pieces):
        yield from pieces
    elif len(pieces) > 1 and _is_publisher_in(pieces):
        yield pieces[0]
    else:
        yield part


def _is_publisher_in(pieces: list[str]) -> bool:
    """Whether a list is a publisher and the places where it sits: "Springer, Berlin, Heidelberg"."""
    publisher = known(fold(pieces[0]))
    return (
        publisher is not None
        and publisher.kind is BodyKind.PUBLISHER
        and all(len(place.split()) <= 2 and known(fold(place)) is None for place in pieces[1:])
    )


def _is_known_part(piece: str) -> bool:
    return (
        is_nothing(piece)
        or _known_undated(piece) is not None
        or bool(set(fold(piece).split()) & words("organizations", "words.academic"))
    )


def _is_joint_venue(pieces: list[str]) -> bool:
    """Whether a venue has several bearers: "ACM/IEEE International Conference on …"."""
    *bearers, last = pieces
    return (
        all(_ACRONYMS.fullmatch(bearer) for bearer in bearers)
        and " " in last
        and _ACRONYMS.fullmatch(last.split()[0]) is not None
        and _venue_kind(fold(last)) is not None
    )


def _known_undated(text: str) -> Body | None:
    undated = _YEAR.sub("", text)
    return (
        known(fold(text))
        or known(fold(undated))
        or known(fold(_VOLUME.sub("", text)))
        or (known(fold(_PROCEEDINGS.sub("", undated))) if _PROCEEDINGS.match(undated) else None)
    )


def _body(text: str) -> Body:
    if found := _known_undated(text):
        return found
    undated = _YEAR.sub("", text) or text
    if kind := _venue_kind(fold(undated)):
        return Body(kind, undated)
    if _holds_any(fold(undated), words("organizations", "words.publisher")):
        return Body(BodyKind.PUBLISHER, text)
    return Body(BodyKind.ORGANIZATION, _without_company_form(text))


def _without_company_form(text: str) -> str:
    """The name without Inc., AG and the like; where that leaves a known body, its usual name."""
    form = _COMPANY.search(text)
    if form is None or fold(form[1]).replace(" ", "") not in words("words", "bodies.companies"):
        return text
    bare = text[: form.start()]
    found = known(fold(bare))
    return found.name if found else bare


def _venue_kind(folded: str) -> BodyKind | None:
    if _holds_any(folded, words("venues", "words.periodical")):
        return BodyKind.PERIODICAL
    if _holds_any(folded, words("venues", "words.proceedings")):
        return BodyKind.PROCEEDINGS
    return None


def _holds_any(folded: str, phrases: frozenset[str]) -> bool:
    padded = f" {folded} "
    return any(f" {phrase} " in padded for phrase in phrases)
