"""Identifiers of people and organisations: ORCID, ROR, Wikidata.

References: ORCID identifiers (ISO 7064 MOD 11-2, as for ISNI, ISO 27729); ROR
identifiers (Crockford base 32 with ISO 7064 MOD 97-10,
https://ror.readme.io/docs/identifier); Wikidata items.
"""

from __future__ import annotations

import re

_ORCID = re.compile(
    r"(?:https?://(?:www\.)?orcid\.org/|orcid:\s*)?(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dX])/?", re.IGNORECASE
)
_ROR = re.compile(r"(?:https?://(?:www\.)?ror\.org/)?(0[a-hj-km-np-tv-z\d]{6}\d\d)/?", re.IGNORECASE)
_WIKIDATA = re.compile(
    r"(?:https?://(?:www\.)?wikidata\.org/(?:wiki|entity)/|wd:)?(Q[1-9]\d{0,11})", re.IGNORECASE
)
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


def orcid(text: str) -> str:
    """The address of an ORCID record; empty where the text is no ORCID iD or its check digit is wrong."""
    match = _ORCID.fullmatch(text.strip())
    if match is None:
        return ""
    digits = "".join(match.groups()).upper()
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    if digits[-1] != ("X" if check == 10 else str(check)):
        return ""
    return f"https://orcid.org/{digits[:4]}-{digits[4:8]}-{digits[8:12]}-{digits[12:]}"


def ror(text: str) -> str:
    """The address of a ROR record; empty where the text is no ROR ID or its check digits are wrong."""
    match = _ROR.fullmatch(text.strip())
    if match is None:
        return ""
    value = match[1].lower()
    number = 0
    for letter in value[1:7]:
        number = number * 32 + _CROCKFORD.index(letter)
    return f"https://ror.org/{value}" if 98 - number * 100 % 97 == int(value[7:]) else ""


def wikidata(text: str) -> str:
    """The IRI of a Wikidata item; empty where the text names none."""
    match = _WIKIDATA.fullmatch(text.strip())
    return f"http://www.wikidata.org/entity/{match[1].upper()}" if match else ""
