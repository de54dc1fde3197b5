"""How a person is written in one text, whatever keys said it: the form that identity reads.

    Lovelace, Ada (ORCID: 0000-0001-6960-357X) (at Example University, https://ror.org/03yrm5c26)

It is a form that people write themselves, so that whoever reads texts reads it as well. A name
in braces is that of an organisation, whatever commas it has, as in BibTeX.
"""

from __future__ import annotations

from kg.documents.records import Contributor

ORCID = "ORCID:"
AT = "at"


def byline(person: Contributor, *, url: bool = False) -> str:
    """The name with what tells the person from others, and with ``url`` the page of the person."""
    if not person.user:
        return ""
    parts = [person.user]
    if person.orcid:
        parts.append(f"({ORCID} {person.orcid})")
    parts += [
        f"({AT} {_balanced(one.name)}{f', {one.ror}' if one.ror else ''})" for one in person.affiliations
    ]
    if url and person.url:
        parts.append(f"<{person.url}>")
    return " ".join(parts)


def _balanced(text: str) -> str:
    """The text, of whose brackets each has its other one."""
    depth = 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if depth < 0:
            break
    return text if depth == 0 else text.replace("(", " ").replace(")", " ")
