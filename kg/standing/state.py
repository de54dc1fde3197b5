"""What is known of an output that stands: how it was made, and what of it is where.

It is kept in the user's own folder as MessagePack, and read into these types,
so that a build after an edit can leave most of an output as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from kg.exporters.staged import Mark
from kg.knowledge_graph import counts_of
from kg.packing import Packing
from kg.standing.judging import Judged
from kg.terms import Term
from kg.visualization.scene import Sight


@dataclass(frozen=True, slots=True)
class StandingDocument:
    """A document of an output.

    ``graph`` names its graph, ``slot`` is its number in the index of the
    graph, ``path`` where its files are. ``triples`` is the digest of its triples, ``quads``
    the length in bytes of what ``graph.nq`` says of it.
    """

    file: str
    graph: Term
    slot: int
    path: str
    triples: bytes
    quads: int


@dataclass(frozen=True, slots=True)
class Subject:
    """A node of the graph: its kind, its triples, and the length of what each file says of it in bytes."""

    kind: str
    triples: int
    ntriples: int
    turtle: int
    jsonld: int


@dataclass(frozen=True, slots=True)
class Standing:
    """An output that stands.

    ``config`` is a hash of all that it hangs on beside documents, ``said`` of
    all that these say. ``slots`` leads from each IRI of ours to the documents whose
    triples name it. ``outputs`` has the hash of each file and its mark.
    """

    config: str
    said: bytes
    documents: tuple[StandingDocument, ...]
    facts: int
    subjects: dict[Term, Subject]
    slots: dict[Term, tuple[int, ...]]
    judged: Judged
    outputs: dict[str, tuple[str, Mark]]
    versions: dict[str, str]


def counted(subjects: Collection[Subject], documents: int, facts: int) -> dict[str, int]:
    """How much there is of each kind."""
    kinds = Counter(one.kind for one in subjects)
    return counts_of(documents, facts, kinds, sum(one.triples for one in subjects))


Sights = dict[Term, Sight]
"""What the explorer shows of each node that it shows, by its subject, sorted."""

STANDING: Packing[Standing] = Packing(Standing)
SIGHTS: Packing[Sights] = Packing(Sights)
