"""KG517: a source whose URL leads to another work than its DOI."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from kg.audit.corpus import Corpus, Mention
from kg.audit.findings import Remark
from kg.identity import identifiers
from kg.identity.identifiers import SINGLE, Identifier

_NATURE = re.compile(r"nature\.com/articles/([\w.-]+?)(?:\.pdf)?", re.IGNORECASE)
_OF_NATURE = frozenset({"10.1038", "10.1057"})


def find(corpus: Corpus) -> Iterator[Remark]:
    """One remark for each pair of URL and DOI that contradict each other."""
    found: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for mention in corpus.mentions:
        given = identifiers.from_doi(mention.doi) if mention.doi else None
        if given is not None and (other := _elsewhere(mention.url, given)):
            found[str(given), other].append(mention)
    for (given_text, other), mentions in sorted(found.items()):
        yield Remark(
            "KG517",
            given_text,
            f"the DOI of the source is {given_text}, but its URL leads to {other}",
            tuple(
                one.place("url", text=f"{one.url} — {one.doi} — {one.title}", marks=(one.url, one.doi))
                for one in mentions
            ),
            hint="open both, and keep the one that leads to this title",
        )


def _elsewhere(url: str, given: Identifier) -> str:
    """What the URL leads to, where that cannot be what the DOI leads to."""
    held = identifiers.from_url(url) if url else None
    if held is None:
        return ""
    if held.scheme == given.scheme and held.scheme in SINGLE:
        return "" if _belong_together(held.value, given.value) else str(held)
    address = identifiers.web_address(url)
    match = _NATURE.fullmatch(address.key) if address else None
    if match and given.scheme == "doi":
        prefix, _, suffix = given.value.partition("/")
        if prefix not in _OF_NATURE or _letters(suffix) != _letters(match[1].lower()):
            return f"nature.com/articles/{match[1]}"
    return ""


def _letters(text: str) -> str:
    """The text without points: nature.com writes sdata201618 for 10.1038/sdata.2016.18."""
    return text.replace(".", "")


def _belong_together(one: str, other: str) -> bool:
    """Whether one is the other, or a version or chapter of it, as 10.1007/978-3-030-1_4 is."""
    shorter, longer = sorted((one, other), key=len)
    return longer == shorter or (longer.startswith(shorter) and not longer[len(shorter)].isalnum())
