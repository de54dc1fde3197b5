"""Media types, and which of those on offer a client wants most (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True, eq=False)
class Format:
    """A format: its name in addresses, the media type it is sent as, and others that mean it too."""

    name: str
    type: str
    others: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """What the header ``Content-Type`` says; texts with their encoding."""
        return f"{self.type}; charset=utf-8" if self.type.startswith("text/") else self.type


JSON = Format("json", "application/sparql-results+json", ("application/json",))
XML = Format("xml", "application/sparql-results+xml", ("application/xml", "text/xml"))
CSV = Format("csv", "text/csv")
TSV = Format("tsv", "text/tab-separated-values")
TURTLE = Format("ttl", "text/turtle", ("application/x-turtle", "text/n3"))
NTRIPLES = Format("nt", "application/n-triples", ("text/plain",))
JSONLD = Format("jsonld", "application/ld+json", ("application/json",))
RDFXML = Format("rdf", "application/rdf+xml", ("application/xml", "text/xml"))
HTML = Format("html", "text/html", ("application/xhtml+xml",))

RESULTS = (JSON, XML, CSV, TSV)
"""For the rows of a SELECT and the answer of an ASK; the first where the client does not care."""

GRAPHS = (TURTLE, NTRIPLES, JSONLD, RDFXML)
"""For the triples of a CONSTRUCT or DESCRIBE."""

PAGES = (HTML, TURTLE, JSONLD, NTRIPLES)
"""For what the graph says of an IRI."""

_MOST_RANGES = 64


@lru_cache(maxsize=512)
def chosen(accept: str, offered: tuple[Format, ...]) -> Format | None:
    """The format on offer that a header ``Accept`` wants most; None where it wants none of them.

    Among equals the one that is offered first; the first too without a header.
    A type that only also means a format counts as less exact than its own.
    """
    ranges = _ranges(accept)
    if not ranges:
        return offered[0]
    best, best_rank = None, (0.0, 0)
    for one in offered:
        rank = max(_rank(one.type, ranges, 1), *(_rank(other, ranges, 0) for other in one.others), (0.0, 0))
        if rank[0] > 0 and rank > best_rank:
            best, best_rank = one, rank
    return best


def named(name: str, offered: tuple[Format, ...]) -> Format | None:
    """The format on offer with this name, or media type; None where there is none."""
    return next((one for one in offered if name in (one.name, one.type)), None)


def _rank(kind: str, ranges: dict[str, float], is_own: int) -> tuple[float, int]:
    """How much a type is wanted, and how exactly it was asked for; the most exact range decides."""
    for exactness, one in ((2, kind), (1, f"{kind.partition('/')[0]}/*"), (0, "*/*")):
        if one in ranges:
            return ranges[one], exactness * 2 + is_own
    return 0.0, 0


def _ranges(accept: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in accept.split(",")[:_MOST_RANGES]:
        name, *parameters = part.split(";")
        quality = 1.0
        for one in parameters:
            key, _, value = one.partition("=")
            if key.strip().lower() == "q":
                quality = _quality(value)
        if name.strip():
            found[name.strip().lower()] = quality
    return found


def _quality(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0
