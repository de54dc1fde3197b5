"""What a build is told, and what it says of itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kg.cache.folder import CacheFolder
from kg.diagnostics import Diagnostic, Severity
from kg.incremental.state import DocumentEntry, Subject
from kg.knowledge_graph import counts_of
from kg.settings import Settings


@dataclass(frozen=True, slots=True)
class Built:
    """What a build says of itself: counts, findings in order of place, settings, and the hash of each input.

    ``mapped`` is how many documents were mapped; ``is_whole`` says that
    everything was made anew.
    """

    counts: Mapping[str, int]
    diagnostics: tuple[Diagnostic, ...]
    settings: Settings
    inputs: Mapping[str, str]
    mapped: int = 0
    is_whole: bool = True

    @property
    def worst(self) -> Severity | None:
        """The severity of the worst finding; None where there is none."""
        return max((found.severity for found in self.diagnostics), default=None)


def counted(documents: Collection[DocumentEntry], subjects: Collection[Subject]) -> dict[str, int]:
    """How much there is of each kind."""
    return counts_of(
        len(documents),
        sum(one.facts for one in documents),
        Counter(one.kind for one in subjects),
        sum(one.triples for one in subjects),
    )


class Keys(NamedTuple):
    """Hashes of all that reading, and building, hang on beside the documents."""

    reading: str
    config: str


@dataclass(frozen=True, slots=True)
class Target:
    """Where a build writes, how, and under which name of the cache it remembers."""

    folder: Path
    html: bool
    cache: CacheFolder
    name: str

    @property
    def spare(self) -> Path:
        """Where the output before the last one is left, for the next one to be made of."""
        return self.cache.path / "spare" / self.name.rpartition("/")[2]
