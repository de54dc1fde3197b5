"""The build that remembers: what runs, and what is taken from the build before."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from kg.cache.archive import DamagedError
from kg.cache.folder import CacheFolder
from kg.cache.memo import remembering
from kg.cache.version import fingerprint
from kg.diagnostics import Diagnostic, in_order
from kg.disk import sha256_of
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
    folder = Path(os.path.abspath(output))
    name = _hash([*(os.fspath(one) for one in given), os.getcwd(), str(folder)])
    target = Target(folder, html, cache, f"builds/{name}")
    with without_collector(), remembering(cache, name):
        earlier = Earlier.load(cache, target.name)
        standing = EarlierOutput(folder, earlier.state.outputs) if earlier else None
        if standing is None or not standing.is_alone or not os.fspath(output):
            check_output(output)
        try:
            return _build(given, chosen, target, earlier, standing, progress or say_nothing)
        except DamagedError:
            return _build(given, chosen, target, None, None, progress or say_nothing)


def _build(
    given: list[str | os.PathLike[str]],
    settings: Settings,
    target: Target,
    earlier: Earlier | None,
    standing: EarlierOutput | None,
    tell: Progress,
) -> Built:
    keys = _keys(settings, html=target.html)
    if earlier is not None and earlier.state.reading != keys.reading:
        earlier = None
    if (
        earlier is not None
        and standing is not None
        and earlier.documents
        and earlier.state.config == keys.config
    ):
        corpus, wrong, built = _rebuilt(given, settings, target, keys, earlier, standing, tell)
        if built is not None:
            return built
    else:
        corpus, wrong = _read(given, settings, earlier, lambda: None, tell)
    from kg.incremental.whole import build_whole

    corpus = Corpus(corpus.reading, corpus.authorities, settings, earlier)
    decide_anew(corpus, wrong, tell, reuse=False)
    return build_whole(corpus, target, keys, tell)


def _rebuilt(
    given: list[str | os.PathLike[str]],
    settings: Settings,
    target: Target,
    keys: Keys,
    earlier: Earlier,
    standing: EarlierOutput,
    tell: Progress,
) -> tuple[Corpus, Sequence[Diagnostic], Built | None]:
    """What :func:`_read` gives, and the build that the output that stands helped to make, if it did."""

    def begin() -> None:
        earlier.ahead.begin()
        standing.ahead.begin()

    large = None
    with earlier.ahead, standing.ahead:
        if not standing.is_whole:
            begin()
        corpus, wrong = _read(given, settings, earlier, begin, tell)
        if standing.is_whole and is_as_before(corpus):
            return corpus, wrong, _as_it_stands(corpus, earlier)
        if corpus.files:
            begin()
            if is_seen_alike(corpus):
                follow(corpus, tell)
            else:
                decide_anew(corpus, wrong, tell, reuse=True)
            large = standing.large()
    if large is not None:
        from kg.incremental.change import rebuild

        with suppress(OutputReplacedError):
            return corpus, wrong, rebuild(corpus, target, keys, large, standing, tell)
    return corpus, wrong, None


def _read(
    given: list[str | os.PathLike[str]],
    settings: Settings,
    earlier: Earlier | None,
    notice: Callable[[], None],
    tell: Progress,
) -> tuple[Corpus, Sequence[Diagnostic]]:
    """The documents, not yet decided about, and what is wrong with the rulings about them.

    ``notice`` is called at each document that is not as it was.
    """
    files = find_files(given, root=settings.root, exclude=settings.exclude)
    known = {(one.shown, one.name): one for one in earlier.state.files} if earlier else {}
    reading = read(files, known, settings.aliases, notice, tell)
    authorities, wrong = read_rulings(settings)
    if not any(one.is_document or one.found for one in reading.files):
        raise no_document(given)
    if authorities.file:
        reading.inputs[authorities.file] = authorities.digest
    return Corpus(reading, authorities, settings, earlier), wrong


def _as_it_stands(corpus: Corpus, earlier: Earlier) -> Built:
    """The build that wrote the output that stands, nothing having changed since."""
    stay(corpus)
    state = earlier.state
    found = in_order((*corpus.found, *(one.diagnostic for _, one in state.results)))
    counts = counted(corpus.documents, state.subjects.values())
    return Built(counts, tuple(found), corpus.settings, corpus.reading.inputs, is_whole=False)


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
        return sha256_of(path)
    except OSError as error:
        return str(error)
