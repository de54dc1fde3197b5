"""KG514: what stands in the place of a DOI and is none."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from kg.audit.corpus import Corpus, Mention
from kg.audit.findings import Remark
from kg.audit.wording import quoted
from kg.identity import identifiers

_RESOLVER = re.compile(r"(?:https?://)?(?:dx\.)?doi\.org/(.*\d.*)", re.IGNORECASE)
_ARXIV = re.compile(r"10\.48550/arxiv\.", re.IGNORECASE)


def find(corpus: Corpus) -> Iterator[Remark]:
    """One remark for each text that ought to be a DOI."""
    found: dict[str, list[tuple[Mention, str]]] = defaultdict(list)
    for mention in corpus.mentions:
        if mention.doi and not _leads_somewhere(mention.doi):
            found[mention.doi].append((mention, "doi"))
        match = _RESOLVER.fullmatch(mention.url)
        if match and not _leads_somewhere(match[1]) and mention.url != mention.doi:
            found[match[1]].append((mention, "url"))
    for written, mentions in sorted(found.items()):
        yield Remark(
            "KG514",
            written,
            f"{quoted(written)} is not a DOI: {_why(written)}",
            tuple(one.place(field) for one, field in mentions),
            hint="copy the DOI again from the page of the work, e.g. 10.1038/s41586-024-07566-y",
        )


def _leads_somewhere(written: str) -> bool:
    """Whether it is a DOI, or a URL or arXiv id in the field for a DOI."""
    # An impossible arXiv id in a DOI is for KG511 to judge.
    if identifiers.from_doi(written) is not None or identifiers.arxiv(written) or _ARXIV.search(written):
        return True
    address = identifiers.web_address(written)
    return address is not None and not _RESOLVER.fullmatch(written)


def _why(written: str) -> str:
    bare = re.sub(r"^(?:doi:|https?://(?:dx\.)?doi\.org/)\s*", "", written.strip(), flags=re.IGNORECASE)
    prefix, slash, suffix = bare.partition("/")
    if not prefix.startswith("10."):
        return "it does not begin with 10."
    if not re.fullmatch(r"10\.\d{4,9}(?:\.\d+)*", prefix, re.ASCII):
        return f"{prefix} is not a prefix, which is 10. and four to nine digits"
    if not slash or not suffix.strip():
        return "nothing follows the prefix"
    if re.search(r"\s", suffix):
        return "it holds a space"
    return "it holds something that no DOI holds"
