"""The build: what runs, in what order."""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kg.diagnostics import Diagnostic, in_order
from kg.documents.coerce import TAG_HINT, language_tag
from kg.documents.files import InputFile, find_files, is_beside, read_text
from kg.documents.keys import check_aliases
from kg.documents.reader import no_front_matter, read_document
from kg.documents.records import Document
from kg.errors import InputError, OutputError, SettingsError
from kg.graph.dataset import Dataset
from kg.identity.authorities.read import read_authorities
from kg.identity.authorities.records import NONE, Authorities
from kg.identity.decide import Identities, decide
from kg.identity.mentions import collect
from kg.knowledge_graph import KnowledgeGraph, audited_spots, draw, explorer
from kg.mappers import map_document
from kg.mappers.scope import Scope
from kg.parallel import Aside, shared
from kg.settings import Settings, find_settings
from kg.terms import Term, Triple, iri

if TYPE_CHECKING:
    from kg.exporters.output import Page
    from kg.validation.memory import Memory
    from kg.visualization.explorer import Sheet
    from kg.visualization.scene import Sight
    from kg.visualization.weak_spots import WeakSpot

Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]
"""One path or several."""

WORTH_SHARING = 300
"""Fewer documents than these are done by one process as soon as by two."""

Progress = Callable[[str, int, int], None]
"""Told the name of a stage, how much of it is done, and how much there is."""


def build(
    paths: Paths,
    *,
    output: str | os.PathLike[str] | None = None,
    settings: Settings | None = None,
    base: str | None = None,
    validate: bool = True,
    html: bool = True,
    progress: Progress | None = None,
    texts: Mapping[str, str] | None = None,
    memory: Memory | None = None,
) -> KnowledgeGraph:
    """The knowledge graph of the documents in files and folders.

    ``settings`` default to the nearest ``kg.yaml`` at or above the first path,
    and ``base`` overrides theirs. With ``output``, every output file is
    written into that folder, ``index.html`` only where ``html`` is true.
    ``texts`` hold what an editor has not saved yet, by the absolute path of the
    file. Findings about the documents are in ``diagnostics`` of the result and never
    raised; with ``validate`` they include those of the SHACL shapes. With the ``memory``
    of an earlier build, only what has changed since is validated.

    Raises InputError when a path does not exist, SettingsError when the
    settings cannot be followed, ShapesError when shapes cannot be used, and
    OutputError when the output cannot be written.
    """
    given, chosen = prepared(paths, settings, base)
    tell = progress or say_nothing
    if output is not None:
        check_output(output)
    with without_collector():
        graph = _graph(given, chosen, tell, texts or {})
        with drawn_aside(graph, wanted=output is not None and html) as drawn:
            if validate:
                tell("validate", 0, 1)
            validated = _Validation(graph, memory) if validate else None
            if output is not None:
                tell("write", 0, 1)
                _write(graph, Path(output), validated, page_of(graph, drawn) if html else None)
                tell("write", 1, 1)
        if validated is not None:
            graph = replace(graph, diagnostics=validated.diagnostics())
            tell("validate", 1, 1)
    return graph


def prepared(
    paths: Paths, settings: Settings | None, base: str | None = None
) -> tuple[list[str | os.PathLike[str]], Settings]:
    """The paths as a list, and the settings that hold for them. Raises as :func:`build` does."""
    given = _as_paths(paths)
    chosen = (settings or find_settings(given)).override(base=base)
    check_aliases(chosen.aliases)
    if chosen.language and not language_tag(chosen.language):
        raise SettingsError(f"language {chosen.language!r} is not a language tag; {TAG_HINT}")
    return given, chosen


def check_output(output: str | os.PathLike[str]) -> None:
    """Raise OutputError unless a build may write into the folder."""
    if not os.fspath(output):
        raise OutputError("the name of the output folder is empty")
    from kg.exporters.folder import check_target

    check_target(Path(output))


def check(
    paths: Paths,
    *,
    settings: Settings | None = None,
    base: str | None = None,
    progress: Progress | None = None,
    queries: bool = False,
) -> list[Diagnostic]:
    """What is found in the documents, in order of place; nothing is written.

    With ``queries``, queries inside the documents that say what they must
    answer are asked. Takes and raises what :func:`build` does.
    """
    graph = build(paths, settings=settings, base=base, progress=progress)
    return in_order((*graph.diagnostics, *(graph.check_queries() if queries else ())))


def _as_paths(paths: Paths) -> list[str | os.PathLike[str]]:
    found = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    if not found:
        raise InputError("name a file or folder to build from")
    return found


def _graph(
    paths: Sequence[str | os.PathLike[str]], settings: Settings, tell: Progress, texts: Mapping[str, str]
) -> KnowledgeGraph:
    files = find_files(paths, root=settings.root, exclude=settings.exclude)
    documents, inputs, found = _read(files, settings, tell, texts)
    if not documents and not found:
        raise no_document(paths)
    tell("identify", 0, 1)
    mentions = [collect(document) for document in documents]
    for one in mentions:
        found += one.diagnostics
    authorities, wrong = read_rulings(settings)
    identities, decided = decide(documents, mentions, settings.base, authorities)
    found += (*wrong, *decided)
    if authorities.file:
        inputs[authorities.file] = authorities.digest
    tell("identify", 1, 1)
    graphs, mapped = _map(documents, identities, settings, tell)
    return KnowledgeGraph(
        dataset=Dataset.of(graphs),
        documents=tuple(documents),
        identities=identities,
        settings=settings,
        diagnostics=tuple(in_order((*found, *mapped))),
        inputs=inputs,
    )


def no_document(paths: Sequence[str | os.PathLike[str]]) -> InputError:
    """The error where no file holds a document."""
    shown = ", ".join(str(path) for path in paths)
    return InputError(f"there is no document in {shown}; a document begins with a line ---")


class _Validation:
    """Validation of a graph in a thread of its own: the engine works while the output is made."""

    def __init__(self, graph: KnowledgeGraph, memory: Memory | None) -> None:
        self._graph = graph
        # Made before two threads ask for them.
        graph.dataset.triples  # noqa: B018
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="validate")
        self._found = self._executor.submit(graph.validate, memory=memory)
        self._executor.shutdown(wait=False)

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All findings, in order of place. Raises ShapesError when the shapes cannot be used."""
        return tuple(in_order((*self._graph.diagnostics, *self._found.result())))


class Drawn(NamedTuple):
    """The explorer but for what validation finds: the page, what else was found, and what is kept."""

    sheet: Sheet
    spots: list[WeakSpot]
    kept: bytes


def drawn_aside(
    graph: KnowledgeGraph, *, wanted: bool, keep: Callable[[Mapping[Term, Sight]], bytes] = lambda _: b""
) -> Aside[Drawn]:
    """The explorer but for what validation finds; a second process draws it where that is worth it.

    To be called while there are no other threads. ``keep`` makes what is to be
    ``kept`` of what is seen of each node.
    """

    def drawn() -> Drawn:
        from kg.visualization.scene import scene_of, sights

        seen = sights(graph.dataset.nodes)
        sheet = draw(scene_of(seen.values()), graph.settings)
        return Drawn(sheet, audited_spots(graph, graph.diagnostics), keep(seen))

    is_worth = wanted and len(graph.documents) >= WORTH_SHARING
    if is_worth:
        graph.dataset.nodes  # noqa: B018 - both processes want them
    return Aside(drawn, is_worth=is_worth)


def page_of(graph: KnowledgeGraph, drawn: Aside[Drawn]) -> Page:
    """What makes ``index.html`` of a drawing."""
    known = frozenset(graph.diagnostics)

    def page(found: Sequence[Diagnostic]) -> str:
        sheet, spots, _ = drawn.result()
        return explorer(sheet, spots, [one for one in found if one not in known], graph)

    return page


def _write(graph: KnowledgeGraph, folder: Path, validated: _Validation | None, page: Page | None) -> None:
    from kg.exporters.folder import replace_folder
    from kg.exporters.output import output_files, output_of

    found = validated.diagnostics if validated is not None else lambda: graph.diagnostics
    replace_folder(folder, output_files(output_of(graph, found, page)))


def _read(
    files: Sequence[InputFile], settings: Settings, tell: Progress, texts: Mapping[str, str]
) -> tuple[list[Document], dict[str, str], list[Diagnostic]]:
    documents: list[Document] = []
    inputs: dict[str, str] = {}
    found: list[Diagnostic] = []
    read = shared(lambda file: read_one(file, settings.aliases, texts), files, worth=WORTH_SHARING)
    for number, (file, one) in enumerate(zip(files, read, strict=True), start=1):
        tell("read", number, len(files))
        found += one.diagnostics
        if one.sha256:
            inputs[input_name(file, inputs)] = one.sha256
        if one.document is not None:
            documents.append(one.document)
    return documents, inputs, found


class Read(NamedTuple):
    """What was read of a file; ``sha256`` is empty where it is no document."""

    document: Document | None
    sha256: str
    diagnostics: Sequence[Diagnostic]


def read_one(file: InputFile, aliases: Mapping[str, str], texts: Mapping[str, str]) -> Read:
    """The document that a file holds, and what was found on the way; ``texts`` are those of an editor."""
    read = _text_of(file, texts)
    if read is None or isinstance(read, Diagnostic):
        return Read(None, "", [] if read is None else [read])
    text, data = read
    result = read_document(text, file=file.shown, name=file.name, aliases=aliases)
    if result is None:
        return Read(None, "", [no_front_matter(text, file.shown)] if file.needs_front_matter else [])
    return Read(result.document, hashlib.sha256(data).hexdigest(), result.diagnostics)


def _text_of(file: InputFile, texts: Mapping[str, str]) -> tuple[str, bytes] | Diagnostic | None:
    """The text of a file and its bytes: those of an editor, if one has them open."""
    text = texts.get(os.path.abspath(file.path)) if texts else None
    return read_text(file) if text is None else (text, text.encode("utf-8", "replace"))


def read_rulings(settings: Settings) -> tuple[Authorities, list[Diagnostic]]:
    """What the authority file decides, where there is one, and the findings about it."""
    if settings.authorities is None:
        return NONE, []
    return read_authorities(settings.authorities, os.path.relpath(settings.authorities))


def input_name(file: InputFile, taken: Container[str]) -> str:
    """The path of an input below its folder; as given, where two folders hold the same path."""
    name = file.name + os.path.splitext(file.path)[1]
    return file.shown if name in taken else name


def _map(
    documents: Sequence[Document], identities: Identities, settings: Settings, tell: Progress
) -> tuple[list[tuple[Term, list[Triple]]], list[Diagnostic]]:
    def mapped(document: Document) -> tuple[Term, list[Triple], Sequence[Diagnostic]]:
        name = identities.document_iris[document.file]
        scope = Scope(document, name, identities, settings, has_file)
        return graph_name(name), map_document(scope), scope.diagnostics

    graphs: list[tuple[Term, list[Triple]]] = []
    found: list[Diagnostic] = []
    each = shared(mapped, documents, worth=WORTH_SHARING)
    for number, (name, triples, wrong) in enumerate(each, start=1):
        tell("map", number, len(documents))
        graphs.append((name, triples))
        found += wrong
    return graphs, found


def graph_name(document: str) -> Term:
    """The name of the graph of the document that an IRI names."""
    return iri(f"{document}#graph")


def has_file(document: Document, path: str) -> bool:
    """Whether a path relative to a document leads to a file or folder."""
    return is_beside(document.file, document.name, path)


@contextmanager
def without_collector() -> Iterator[None]:
    """Switch the cycle collector off: a build makes millions of objects and almost no cycles."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def say_nothing(stage: str, done: int, total: int) -> None:
    """Progress for nobody."""
