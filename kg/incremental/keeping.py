"""Keeping what the next build can use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.exporters.staged import Mark
from kg.incremental.blocks import Blocks
from kg.incremental.built import Keys, Target
from kg.incremental.corpus import Corpus
from kg.incremental.state import Located, State, encoded
from kg.pieces import Piece, Pieces
from kg.terms import Term
from kg.validation.engine import ShapeResult

Results = Sequence[tuple[ShapeResult, Located]]
"""Results of the shapes, each with the finding that it is."""


@dataclass(frozen=True, slots=True)
class Yield:
    """What a build has made of its documents, as far as it is kept.

    ``sight`` is that of the shapes, and ``sights`` are those of the explorer, encoded.
    """

    blocks: Blocks
    ntriples: Pieces
    slots: Mapping[Term, tuple[int, ...]]
    results: Results
    sight: tuple[int | None, tuple[Term, ...]]
    outputs: Mapping[str, tuple[str, Mark]]
    sights: Piece | None


def keep(corpus: Corpus, target: Target, keys: Keys, made: Yield, versions: Mapping[str, str]) -> None:
    """Keep the state of a build for the next one, where that can be done."""
    ours = f"<{corpus.settings.base}"
    if not all(subject.startswith(ours) for subject in made.blocks.subjects):
        # The index has names of ours alone.
        return
    state = State(
        reading=keys.reading,
        config=keys.config,
        files=corpus.reading.files,
        documents=corpus.documents,
        names=corpus.names,
        identity=corpus.identity,
        others=corpus.others,
        subjects=dict(made.blocks.subjects),
        slots=dict(made.slots),
        results=list(made.results),
        reach=made.sight[0],
        leading=made.sight[1],
        outputs=dict(made.outputs),
        versions=dict(versions),
    )
    raw = [corpus.raw[one.file] for one in corpus.documents]
    try:
        kept = encoded(state)
    except UnicodeEncodeError:
        return
    sections: dict[str, Pieces] = {
        "state": [kept],
        "records": [b"".join([record for record, _ in raw])],
        "decided": [b"".join([decided for _, decided in raw])],
        "ntriples": made.ntriples,
    }
    if made.sights is not None:
        sections["sights"] = [made.sights]
    target.cache.write(target.name, sections)
