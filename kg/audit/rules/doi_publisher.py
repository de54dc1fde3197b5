"""KG515: a DOI whose prefix belongs to another publisher than the one named."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache

from kg.audit.corpus import Corpus, Mention
from kg.audit.findings import Remark
from kg.audit.tables import Publisher, publishers
from kg.identity.text import fold

_PARTS = re.compile(r"\s*(?:/|;|,|\(|\)|\||·|：|—)\s*")


def find(corpus: Corpus) -> Iterator[Remark]:
    """One remark for each DOI and wrong publisher; only where both are well known."""
    found: dict[tuple[str, str, str], list[Mention]] = defaultdict(list)
    for mention in corpus.mentions:
        named = publishers_named(mention.institution)
        for identifier in mention.identifiers if named else ():
            owner = publisher_of(identifier.value) if identifier.scheme == "doi" else None
            if owner is not None and not any(_fit(owner, one) for one in named):
                names = " and ".join(sorted(one.name for one in named))
                found[identifier.value, owner.name, names].append(mention)
    for (doi, owner_name, names), mentions in sorted(found.items()):
        yield Remark(
            "KG515",
            f"doi:{doi}",
            f"doi:{doi} is a DOI of {owner_name}, but the source names {names}",
            tuple(one.place("institution", text=f"{one.institution} — {one.title}") for one in mentions),
            hint="look the DOI up: it may belong to another work",
        )


def publisher_of(doi: str) -> Publisher | None:
    """The well-known publisher that the prefix of a DOI was registered for."""
    return _by_prefix().get(doi.partition("/")[0])


@lru_cache(maxsize=4096)
def publishers_named(institution: str) -> tuple[Publisher, ...]:
    """The well-known publishers that the text names, alone or among others."""
    parts = [fold(part) for part in (institution, *_PARTS.split(institution)) if part]
    return tuple(one for one in publishers() if any(_names(one, part) for part in parts))


def _names(publisher: Publisher, part: str) -> bool:
    return any(
        part == name.removesuffix("*") or (name.endswith("*") and part.startswith(f"{name[:-1]} "))
        for name in publisher.names
    )


def _fit(owner: Publisher, named: Publisher) -> bool:
    return owner.name == named.name or named.name in owner.kin or owner.name in named.kin


@cache
def _by_prefix() -> dict[str, Publisher]:
    return {prefix: one for one in publishers() for prefix in one.prefixes}
