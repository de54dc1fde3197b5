"""The build: it conducts the plan on an engine, and hands what that makes to shapes and writers."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kg.diagnostics import Diagnostic, in_order
from kg.documents.beside import Beside
from kg.documents.files import find_files
from kg.engines import Engine, Local
from kg.errors import InputError, OutputError, SettingsError
from kg.identity.authorities.records import NONE, Authorities
from kg.knowledge_graph import KnowledgeGraph
from kg.plan import Planned, Progress, run
from kg.settings import Settings, find_settings

if TYPE_CHECKING:
    from kg.cache import CacheFolder
    from kg.standing.checked import HeldCache

Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]
"""One path or several."""


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
    engine: Engine | None = None,
    cache: CacheFolder | HeldCache | None = None,
) -> KnowledgeGraph:
    """The knowledge graph of the documents in files and folders.

    ``settings`` default to the nearest ``kg.yaml`` at or above the first path,
    and ``base`` overrides theirs. With ``output``, every output file is
    written into that folder, ``index.html`` only where ``html`` is true. What ``cache`` holds of earlier
    builds is used, and what the next can use is kept there: a folder for builds into one output, or what
    a process holds for checks without any.
    ``texts`` hold what an editor has not saved yet, by the absolute path of the
    file. Findings about the documents are in ``diagnostics`` of the result and never
    raised; with ``validate`` they include those of the SHACL shapes. ``engine`` runs the steps
    where there is no cache, by default in this process. Neither changes a result.

    Raises InputError when a path does not exist, SettingsError when the
    settings cannot be followed, ShapesError when shapes cannot be used, and
    OutputError when the output cannot be written.
    """
    given, chosen = prepared(paths, settings, base)
    tell = progress or say_nothing
    if output is not None and not os.fspath(output):
        raise OutputError("the name of the output folder is empty")

    def planned(engine: Engine) -> Planned:
        return _planned(given, chosen, engine, tell, texts or {})

    with without_collector():
        if cache is not None:
            from kg.cache import CacheFolder

            if not isinstance(cache, CacheFolder):
                if output is None:
                    from kg.standing.checked import checked

                    return checked(planned, cache, tell, validate=validate)
            elif output is not None:
                from kg.standing.build import built

                return built(planned, given, chosen, Path(os.path.abspath(output)), cache, tell, html=html)
        if output is not None:
            check_output(output)
        graph = KnowledgeGraph(planned(engine or Local()))
        if output is None:
            return _validated(graph, tell) if validate else graph
        from kg.standing.whole import write_whole

        return write_whole(graph, Path(os.path.abspath(output)), tell, html=html, validate=validate).graph


def prepared(
    paths: Paths, settings: Settings | None, base: str | None = None
) -> tuple[list[str | os.PathLike[str]], Settings]:
    """The paths as a list, and the settings that hold for them. Raises as :func:`build` does."""
    given = _as_paths(paths)
    chosen = (settings or find_settings(given)).override(base=base)
    if chosen.aliases:
        from kg.documents.keys import check_aliases

        check_aliases(chosen.aliases)
    if chosen.language:
        from kg.documents.coerce import TAG_HINT
        from kg.documents.languages import language_tag

        if not language_tag(chosen.language):
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


def _planned(
    paths: Sequence[str | os.PathLike[str]],
    settings: Settings,
    engine: Engine,
    tell: Progress,
    texts: Mapping[str, str],
) -> Planned:
    files = find_files(paths, root=settings.root, exclude=settings.exclude, dialects=settings.dialects)
    authorities, wrong = read_rulings(settings)
    found = run(engine, files, authorities, settings, texts=texts, is_there=Beside(), tell=tell)
    if not found.rows and not found.diagnostics:
        raise no_document(paths)
    return replace(found, diagnostics=tuple(in_order((*wrong, *found.diagnostics))))


def _validated(graph: KnowledgeGraph, tell: Progress) -> KnowledgeGraph:
    tell("validate", 0, 1)
    found = graph.validate()
    tell("validate", 1, 1)
    return replace(graph, further=tuple(found))


def no_document(paths: Sequence[str | os.PathLike[str]]) -> InputError:
    """The error where no file holds a document."""
    shown = ", ".join(str(path) for path in paths)
    return InputError(f"there is no document in {shown}; a document begins with a line ---")


def read_rulings(settings: Settings) -> tuple[Authorities, list[Diagnostic]]:
    """What the authority file decides, where there is one, and the findings about it."""
    if settings.authorities is None:
        return NONE, []
    from kg.identity.authorities.read import read_authorities

    return read_authorities(settings.authorities, os.path.relpath(settings.authorities))


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
