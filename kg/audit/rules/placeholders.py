"""KG513: an identifier that looks like one to be filled in later."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from kg.audit.corpus import Corpus, Mention
from kg.audit.findings import Remark
from kg.audit.rules.arxiv_impossible import written_id
from kg.audit.tables import words
from kg.audit.wording import counted

_SEPARATOR = re.compile(r"[^a-z\d]+")
_ARXIV_NUMBER = re.compile(r"\d{4}\.(\d{4,5})", re.ASCII)
_DOI = re.compile(r"(?:.*doi\.org/|doi:\s*)?(10\.\d+)/(.+)", re.IGNORECASE)
_FILLED = re.compile(r"x{3,}|0{4,}|9{5,}|n{3,}")
_RUNS = ("0123456789", "9876543210")
_LONG_NUMBER = re.compile(r"\d{6,}", re.ASCII)
_EXAMPLE_PREFIXES = frozenset({"10.0000", "10.1234", "10.12345", "10.123456", "10.9999", "10.99999"})
_EXAMPLE_NUMBERS = frozenset({"1234", "12345", "5678", "56789", "54321", "67890", "98765", "99999"})
_EXAMPLE_HOST = re.compile(
    r"(?:https?://)?(?:[\w-]+\.)*(?:example\.(?:com|org|net)|[\w-]+\.(?:example|invalid))(?:[:/].*)?"
)


def find(corpus: Corpus) -> Iterator[Remark]:
    """One remark for each identifier that looks made up."""
    found: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for mention in corpus.mentions:
        for shown, reason in _suspicious(mention):
            found[shown, reason].append(mention)
    for (shown, reason), mentions in sorted(found.items()):
        files = {one.document.file for one in mentions}
        yield Remark(
            "KG513",
            shown,
            f"{shown} looks like a placeholder ({reason}) in {counted(len(files), 'document')}",
            tuple(one.place("doi", "url") for one in mentions),
            hint="look it up: if it leads to another work, the citation was never filled in",
        )


def _suspicious(mention: Mention) -> Iterator[tuple[str, str]]:
    paper = written_id(mention)
    if (match := _ARXIV_NUMBER.fullmatch(paper)) and match[1] in _EXAMPLE_NUMBERS:
        yield f"arxiv:{paper}", f"the number {match[1]}"
    elif paper and (part := _filler(paper)):
        yield f"arxiv:{paper}", f"“{part}”"
    for written in () if paper else dict.fromkeys((mention.doi, mention.url)):
        match = _DOI.fullmatch(written) if written == mention.doi or "doi.org/" in written else None
        if match and (reason := why_placeholder(match[1], match[2].lower())):
            yield f"doi:{match[1]}/{match[2].lower()}", reason
            return
    if mention.url and _EXAMPLE_HOST.fullmatch(mention.url.lower()):
        yield mention.url, "a host reserved for examples"


def why_placeholder(prefix: str, suffix: str) -> str:
    """Why a DOI looks made up; empty where it does not."""
    if prefix in _EXAMPLE_PREFIXES:
        return f"the prefix {prefix}"
    if part := _filler(suffix):
        return f"“{part}”"
    for run in _runs(suffix):
        return f"the digits {run}"
    return ""


def _filler(suffix: str) -> str:
    for part in _SEPARATOR.split(suffix):
        if part in words("placeholders") or _FILLED.fullmatch(part):
            return part
    return ""


def _runs(suffix: str) -> Iterator[str]:
    """The runs of digits that only count up or down."""
    for digits in _LONG_NUMBER.findall(suffix):
        if any(digits in order for order in _RUNS):
            yield digits
