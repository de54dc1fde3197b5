"""How large the parts are in which a corpus is worked on: what bounds the memory of a streamed build."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much one unit of work holds in memory, but for one cluster that is larger.

    ``files`` are read together, ``mentions`` of sources and ``names`` in lists
    of authors decided together, ``documents`` mapped together; spellings of
    names are counted in so many ``shares``, and so many sorted ``runs`` of
    triples or findings are merged at a time.
    """

    files: int = 500
    mentions: int = 20_000
    names: int = 50_000
    documents: int = 1_000
    shares: int = 32
    runs: int = 128
