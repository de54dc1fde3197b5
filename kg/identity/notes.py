"""What stands in brackets behind a name: who the person is, and where."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kg.identity.authorities.numbers import orcid, ror
from kg.identity.identifiers import web_address
from kg.identity.tables import words
from kg.identity.text import fold

_EXPLICIT = re.compile(r"at\s+(.+?)(?:,\s*(https://ror\.org/\w+))?", re.DOTALL)
_COMPANY = re.compile(r"[A-Z][\w&'’.-]*(?: [\w&'’.-]+){0,5}")
_ORCID = re.compile(r"orcid(?: id)?:?\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Affiliation:
    """An organisation of a person as a byline names it, and its id in ROR."""

    name: str
    ror: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """What notes say of a person; ``at`` is the first body that only a body can be."""

    orcid: str = ""
    url: str = ""
    affiliations: tuple[Affiliation, ...] = ()
    at: str = ""


NOTHING = Noted()


def read_notes(notes: Sequence[str], is_body: Callable[[str], bool], *, of_companies: bool) -> Noted:
    """What the notes behind a name say.

    ``of_companies`` is whether several names of the byline have one, which then says for whom they work.
    """
    person = url = at = ""
    affiliations: list[Affiliation] = []
    for note in notes:
        explicit = _EXPLICIT.fullmatch(note)
        if address := orcid(_ORCID.sub("", note)):
            person = person or address
        elif explicit:
            affiliations.append(Affiliation(explicit[1].strip(), ror(explicit[2]) if explicit[2] else ""))
        elif note.startswith(("http://", "https://")):
            here = web_address(note)
            url = url or (here.url if here else "")
        elif is_body(note) and not _is_other(note):
            affiliations.append(Affiliation(note))
            at = at or note
        elif of_companies and _COMPANY.fullmatch(note) and not _is_other(note):
            affiliations.append(Affiliation(note))
    if not (person or url or affiliations):
        return NOTHING
    return Noted(person, url, tuple(dict.fromkeys(affiliations)), at)


def is_company(note: str) -> bool:
    """Whether a note may be the name of a company, by its form."""
    return _COMPANY.fullmatch(note) is not None and not _is_other(note)


def _is_other(note: str) -> bool:
    folded = fold(note)
    spoken = folded.split()
    return folded in words("bylines", "notes") or any(word in words("bylines", "jobs") for word in spoken)
