"""``kg build --stream``: a build whose memory does not grow with the text of the corpus, and which resumes.

Documents are read once and put aside. What ties mentions of sources, and
names, together is kept as numbers; the corpus falls into parts that have
nothing to do with each other, about which :mod:`kg.identity` decides one after
the other. Then the documents are mapped in the order of the output. Decisions
and quads are those of :func:`kg.build`.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from kg.cache.version import fingerprint
from kg.diagnostics import Diagnostic, Severity
from kg.disk import remove
from kg.documents.files import InputFile, find_files
from kg.engines import Local
from kg.errors import OutputError
from kg.exporters.derived import note_made
from kg.exporters.folder import MANIFEST, check_target, put_in_place
from kg.exporters.output import manifest, versions, vocabulary
from kg.identity.authorities.records import Authorities
from kg.identity.candidates import Ruled
from kg.knowledge_graph import counts_of
from kg.pipeline import Paths, check_output, no_document, prepared, read_rulings, say_nothing
from kg.plan import Progress
from kg.plan.inputs import KINDS, Beside, SourceFile
from kg.plan.plan import companion_inputs
from kg.plan.steps import CompanionNote
from kg.queries.output_store import DERIVED as STORE
from kg.settings import Settings
from kg.streaming import mapping, outcome, people, reading, sources, works
from kg.streaming.directory import DIRECTORY, Directory, Documents, make_directory
from kg.streaming.outcome import Report
from kg.streaming.segments import DamagedError, replacing
from kg.streaming.settled import (
    AUTHORITIES,
    BODIES,
    NAMES,
    ORCIDS,
    PEOPLE,
    Context,
    Known,
    is_settled,
    settle,
    settled,
)
from kg.streaming.sizes import Sizes
from kg.streaming.work import Crew, Place, clear, keep_only, work_folder

_WORKERS = 2
_INPUTS = "inputs.sha256"
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Streamed:
    """What a streamed build has written.

    ``counts`` are those of :class:`kg.KnowledgeGraph`, ``inputs`` leads to the SHA-256 of the file
    that lists those of all input files. ``report`` counts the findings,
    and ``largest`` is how many mentions of sources had to be decided together at most.
    """

    counts: Mapping[str, int]
    inputs: Mapping[str, str]
    report: Report
    settings: Settings
    largest: int

    @property
    def worst(self) -> Severity | None:
        """The severity of the worst finding; None where there is none."""
        found = self.report.by_severity()
        return max((Severity.from_word(word) for word, count in found.items() if count), default=None)


def build(
    paths: Paths,
    output: str | os.PathLike[str],
    *,
    settings: Settings | None = None,
    base: str | None = None,
    workers: int | None = None,
    sizes: Sizes | None = None,
    progress: Progress | None = None,
) -> Streamed:
    """Write the graph of the documents in files and folders, in memory that their text does not fill.

    ``output`` then holds ``graph.nq``, a ``store`` to query, ``report.jsonl``,
    ``inputs.sha256``, ``vocabulary.ttl`` and ``build.json``. ``workers`` are
    processes (default two, and no more than the machine has cores). Stopped at any moment, the next
    call with the same paths and settings goes on where this one was; files that have
    changed meanwhile are read again.

    Raises InputError, SettingsError and OutputError as :func:`kg.build` does.
    """
    given, chosen = prepared(paths, settings, base)
    check_output(output)
    target = Path(os.path.abspath(output))
    crew = Crew(workers or min(_WORKERS, os.cpu_count() or 1), progress or say_nothing)
    try:
        with work_folder(target) as folder, crew:
            check_target(target)
            made = _Build(folder, chosen, crew, sizes or Sizes())
            try:
                streamed, staged = made.run(given)
            except (DamagedError, sqlite3.DatabaseError):
                # Of an earlier run, which a machine without power may have ended. Nothing of it is believed.
                crew.rest()
                clear(folder)
                streamed, staged = made.run(given)
            put_in_place(staged, target)
            note_made(target, STORE, "graph.nq", MANIFEST)
            remove(folder)
            return streamed
    except sqlite3.DatabaseError as error:
        raise OutputError(f"{target} cannot be written: {error}") from error
    except OSError as error:
        raise OutputError(f"{target} cannot be written: {error.strerror or error}") from error


class _Build:
    """The steps of a build in a work folder."""

    def __init__(self, folder: Path, settings: Settings, crew: Crew, sizes: Sizes) -> None:
        self._folder = folder
        self._settings = settings
        self._crew = crew
        self._sizes = sizes
        self._noted: Sequence[CompanionNote] = ()

    def run(self, paths: Sequence[str | os.PathLike[str]]) -> tuple[Streamed, Path]:
        """What was built, and the folder that holds it."""
        authorities, wrong = read_rulings(self._settings)
        batches = self._read(paths, authorities)
        context = self._context(batches, authorities)
        self._settle(AUTHORITIES, context, lambda: authorities)
        documents, facts = self._counted(context, batches)
        if not documents and not any(reading.header(path).found for path in batches):
            raise no_document(paths)
        self._identify(context, batches)
        self._crew.rest()
        self._each(context, "map", "mapped", mapping.map_documents, self._groups(context))
        return self._write(context, batches, [*wrong, *works.unused_entries(context)], (documents, facts))

    def _read(self, paths: Sequence[str | os.PathLike[str]], authorities: Authorities) -> list[Path]:
        settings = self._settings
        given = find_files(paths, root=settings.root, exclude=settings.exclude, dialects=settings.dialects)
        beside = keep_only(self._folder / "beside", "said")
        files = [
            reading.seen(file, said)
            for file, said in zip(given, self._said_beside(given, beside), strict=True)
        ]
        # What is read hangs on the program, on settings, and on what the authority file speaks of.
        stamp = _hash(
            [fingerprint(), sorted(settings.aliases.items()), settings.date_order, authorities.digest]
        )
        folder = keep_only(self._folder / "read", stamp)
        batches = reading.batches(folder, files, self._sizes.files)
        ruled = Ruled.of(authorities)
        of_reading = Settings(aliases=dict(settings.aliases), date_order=settings.date_order)
        units = [(path, reading.read_batch, (held, of_reading, ruled, beside)) for path, held in batches]
        self._crew.do("read", units)
        self._crew.rest()
        return [path for path, _ in batches]

    def _said_beside(self, files: Sequence[InputFile], folder: Path) -> Iterator[tuple[bytes, ...]]:
        """The digests of what the companions of each file say, one a kind, which is written down."""
        companions = Beside(Local(), {})
        # Those of many documents are the same cell; what is narrowed to one document is its own.
        shared: dict[int, bytes] = {}
        # Looking for companions reads the documents: some at a time, which are then let go.
        for start in range(0, len(files), self._sizes.files):
            some = [SourceFile(file, {}) for file in files[start : start + self._sizes.files]]
            for cells in companions.of(some):
                digests: list[bytes] = []
                for kind, cell in enumerate(cells):
                    digest = shared.get(id(cell))
                    if digest is None:
                        value = cell.value
                        is_there = value != reading.NOTHING[kind]
                        digest = reading.keep_beside(folder, kind, value) if is_there else b""
                        if KINDS[kind].narrowing is None:
                            shared[id(cell)] = digest
                    digests.append(digest)
                yield tuple(digests)
        self._noted = companions.notes

    def _context(self, batches: Sequence[Path], authorities: Authorities) -> Context:
        stamp = hashlib.sha256()
        for path in batches:
            stamp.update(repr((path.name, reading.header(path).files)).encode("utf-8", "surrogateescape"))
        hangs_on = [
            batches[0].parent.name if batches else "",
            stamp.hexdigest(),
            sorted(self._settings.as_mapping().items()),
            authorities.file,
            self._sizes,
            *self._noted,
        ]
        made = keep_only(self._folder / "made", _hash(hangs_on))
        read = batches[0].parent if batches else self._folder
        return Context(Place(read, made), self._settings, self._sizes)

    def _settle(self, known: Known[_Value], context: Context, make: Callable[[], _Value]) -> None:
        if not is_settled(context, known):
            settle(context, known, make())

    def _counted(self, context: Context, batches: Sequence[Path]) -> tuple[int, int]:
        """How many documents and facts there are; the documents are named on the way."""
        if not is_settled(context, DIRECTORY):
            found = make_directory(context.place, batches, context.settings.base)
            facts, documents = works.facts_and_documents(batches)
            settle(context, DIRECTORY, Documents(found, documents, facts))
        _, documents, facts = settled(context, DIRECTORY)
        return documents, facts

    def _identify(self, context: Context, batches: Sequence[Path]) -> None:
        """Decide who is who."""
        numbers = [int(path.name) for path in batches]
        self._settle(BODIES, context, lambda: reading.bodies(batches))
        self._settle(ORCIDS, context, lambda: reading.orcids(batches))
        if not is_settled(context, works.MENTIONED):
            works.part_mentions(context, batches)
        self._each(context, "identify", "route", works.route_mentions, numbers)
        parts = range(works.parts_of_mentions(context)[0])
        self._each(context, "identify", "works", works.decide_works, parts)
        # What was remembered about titles is of no use to what follows.
        self._crew.rest()
        if not is_settled(context, works.REPEATED):
            works.name_works(context)
        if not is_settled(context, people.PARTS):
            people.part_names(context)
        self._each(context, "identify", "bylines", people.route_bylines, parts)
        of_people = range(people.parts_of_names(context).count)
        self._each(context, "identify", "people", people.decide_names, of_people)
        if not is_settled(context, PEOPLE):
            people.gather_names(context)
        self._each(context, "identify", "sources", sources.decide_sources, parts)
        self._each(context, "identify", "seen", sources.see_documents, numbers)
        self._each(context, "identify", "names", sources.choose_names, range(context.sizes.shares))
        if not is_settled(context, NAMES):
            sources.gather_chosen(context)

    def _groups(self, context: Context) -> range:
        with Directory(context.place) as directory:
            return range(-(-len(directory) // context.sizes.documents))

    def _each(
        self,
        context: Context,
        stage: str,
        step: str,
        make: Callable[[Path, Context, int], None],
        numbers: Iterable[int],
    ) -> None:
        units: list[tuple[Path, Callable[..., None], tuple[Any, ...]]] = [
            (context.place.unit(step, number), make, (context, number)) for number in numbers
        ]
        self._crew.do(stage, units)

    def _write(
        self,
        context: Context,
        batches: Sequence[Path],
        others: Sequence[Diagnostic],
        counted: tuple[int, int],
    ) -> tuple[Streamed, Path]:
        place = context.place
        staged = place.made / "output"
        staged.mkdir(exist_ok=True)
        holding = [*batches, *place.units("works"), *place.units("mapped")]
        self._merge(context, "found", outcome.merge_findings, holding)
        _unless_there(
            staged / "report.jsonl",
            outcome.write_report,
            context,
            [
                *settled(context, DIRECTORY).found,
                *others,
                *(one for note in self._noted for one in note.diagnostics),
            ],
        )
        inputs = (one for path in batches for one in reading.header(path).inputs)
        held = settled(context, AUTHORITIES)
        besides = companion_inputs(self._noted)
        besides |= {held.file: held.digest} if held.file else {}
        _unless_there(staged / _INPUTS, outcome.write_inputs, inputs, besides)
        runs = outcome.triples_of(context)
        if len(runs) > context.sizes.runs or place.units("merged"):
            self._merge(context, "merged", outcome.merge_triples, runs)
            runs = place.units("merged")
        self._crew.rest()
        _unless_there(staged / "graph.nq", outcome.write_quads, context)
        _unless_there(staged / STORE, outcome.write_store, context, runs, staged / "graph.nq")
        with replacing(staged / "vocabulary.ttl") as file:
            file.write(vocabulary().encode("utf-8"))
        return self._streamed(context, staged, counted), staged

    def _merge(self, context: Context, step: str, make: Callable[..., None], paths: Sequence[Path]) -> None:
        size = context.sizes.runs
        groups = [paths[start : start + size] for start in range(0, len(paths), size)]
        self._crew.do(
            "write", [(context.place.unit(step, number), make, (held,)) for number, held in enumerate(groups)]
        )

    def _streamed(self, context: Context, staged: Path, counted: tuple[int, int]) -> Streamed:
        """What was built; writes the manifest, which is the last of the files."""
        union = settled(context, outcome.UNION)
        report = settled(context, outcome.REPORT)
        documents, facts = counted
        files = sorted(one for one in staged.iterdir() if one.is_file() and one.name != MANIFEST)
        hashes = {one.name: outcome.sha256_of(one) for one in files}
        built = Streamed(
            counts_of(documents, facts, union.kinds, union.triples),
            {_INPUTS: hashes[_INPUTS]},
            report,
            self._settings,
            works.parts_of_mentions(context)[1],
        )
        text = manifest(built, report.by_severity(), union.sha256, hashes, versions(), (STORE,))
        with replacing(staged / MANIFEST) as file:
            file.write(text.encode("utf-8"))
        return built


def _unless_there(path: Path, make: Callable[..., None], *arguments: object) -> None:
    if not path.exists():
        make(path, *arguments)


def _hash(said: object) -> str:
    return hashlib.sha256(repr(said).encode("utf-8", "surrogateescape")).hexdigest()[:32]
