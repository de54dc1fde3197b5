"""The build that remembers: what runs, and what is taken from the build before."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path

from kg.cache.archive import DamagedError
from kg.cache.folder import CacheFolder
from kg.cache.memo import remembering
from kg.cache.version import fingerprint
from kg.diagnostics import Diagnostic, in_order
from kg.documents.files import find_files
from kg.errors import ShapesError
from kg.exporters.staged import OutputReplacedError
from kg.incremental.built import Built, Keys, Target, counted
from kg.incremental.corpus import Corpus, decide_anew, follow, is_as_before, is_seen_alike, stay
from kg.incremental.earlier import Earlier, EarlierOutput
from kg.incremental.reading import read
from kg.pipeline import (
    Paths,
    Progress,
    check_output,
    no_document,
    prepared,
    read_rulings,
    say_nothing,
    without_collector,
)
from kg.settings import Settings
from kg.validation.shapes import shape_files


def build(
    paths: Paths,
    *,
    output: str | os.PathLike[str],
    cache: CacheFolder,
    settings: Settings | None = None,
    base: str | None = None,
    html: bool = True,
    progress: Progress | None = None,
) -> Built:
    """Build into ``output`` as :func:`kg.build` does, with the help of what ``cache`` holds.

    The files, the findings and the errors are the same.
    """
    given, chosen = prepared(paths, settings, base)
    check_output(output)
    folder = Path(os.path.abspath(output))
    name = _hash([*(os.fspath(one) for one in given), os.getcwd(), str(folder)])
    target = Target(folder, html, cache, f"builds/{name}")
    with without_collector(), remembering(cache, name):
        earlier = Earlier.load(cache, target.name)
        try:
            return _build(given, chosen, target, earlier, progress or say_nothing)
        except DamagedError:
            return _build(given, chosen, target, None, progress or say_nothing)


def _build(
    given: list[str | os.PathLike[str]],
    settings: Settings,
    target: Target,
    earlier: Earlier | None,
    tell: Progress,
) -> Built:
    files = find_files(given, root=settings.root, exclude=settings.exclude)
    keys = _keys(settings, html=target.html)
    if earlier is not None and earlier.state.reading != keys.reading:
        earlier = None
    known = {(one.shown, one.name): one for one in earlier.state.files} if earlier else {}
    reading = read(files, known, settings.aliases, tell)
    authorities, wrong = read_rulings(settings)
    if not any(one.is_document or one.found for one in reading.files):
        raise no_document(given)
    if authorities.file:
        reading.inputs[authorities.file] = authorities.digest
    if earlier is not None and earlier.state.config == keys.config:
        corpus = Corpus(reading, authorities, settings, earlier)
        built = _rebuilt(corpus, target, keys, wrong, tell)
        if built is not None:
            return built
    from kg.incremental.whole import build_whole

    corpus = Corpus(reading, authorities, settings, earlier)
    decide_anew(corpus, wrong, tell, reuse=False)
    return build_whole(corpus, target, keys, tell)


def _rebuilt(
    corpus: Corpus, target: Target, keys: Keys, wrong: Iterable[Diagnostic], tell: Progress
) -> Built | None:
    """The build with the help of the output that stands; None where that is of no help."""
    if corpus.earlier is None or not corpus.files or not corpus.earlier.documents:
        return None
    state = corpus.earlier.state
    standing = EarlierOutput(target.folder, state.outputs)
    if standing.is_whole and is_as_before(corpus):
        stay(corpus)
        found = in_order((*corpus.found, *(one.diagnostic for _, one in state.results)))
        counts = counted(corpus.documents, state.subjects.values())
        return Built(counts, tuple(found), corpus.settings, corpus.reading.inputs, is_whole=False)
    with standing.large() as reading:
        if is_seen_alike(corpus):
            follow(corpus, tell)
        else:
            decide_anew(corpus, wrong, tell, reuse=True)
    large = reading.result()
    if large is None:
        return None
    from kg.incremental.change import rebuild

    try:
        return rebuild(corpus, target, keys, large, standing, tell)
    except OutputReplacedError:
        return None


def _keys(settings: Settings, *, html: bool) -> Keys:
    reading = _hash([fingerprint(), sorted(settings.aliases.items())])
    try:
        shapes = [(str(path), _digest(path)) for path in shape_files(settings.shapes)]
    except (ShapesError, OSError) as error:
        # The build will say so, in its turn.
        shapes = [(str(error), "")]
    ruled = settings.authorities
    config = _hash(
        [
            reading,
            settings.as_mapping(),
            str(settings.root),
            settings.shacl_engine,
            list(settings.profiles),
            shapes,
            [os.path.relpath(ruled), _digest(ruled)] if ruled and ruled.is_file() else str(ruled),
            html,
        ]
    )
    return Keys(reading, config)


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode("utf-8", "surrogateescape")).hexdigest()[
        :40
    ]


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        return str(error)
