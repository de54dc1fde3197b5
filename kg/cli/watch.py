"""Doing something again whenever a document, the settings or a shape is saved."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from kg.documents.files import ENDINGS
from kg.errors import KgError, SettingsError
from kg.printing import clear, say

_WATCHED = (*ENDINGS, ".yaml", ".yml", ".toml", ".json", ".ttl", ".bib", ".ris")
_TICK = 100
"""Milliseconds after which the watcher looks up, though nothing has changed."""


def again_at_each_save(paths: Sequence[str], run: Callable[[], int], *, besides: Sequence[str] = ()) -> None:
    """Run, and again whenever a file of interest changes at or below the paths, until Ctrl-C.

    What stops one run, such as settings that cannot be followed for the
    moment, is said and waited out. What changes in the folders ``besides``, or
    in hidden ones, is of no interest. Raises SettingsError where the extra
    ``watch`` is not installed.
    """
    try:
        from watchfiles import watch
    except ImportError as error:
        raise SettingsError("--watch needs the extra 'watch': pip install 'claimgraph[watch]'") from error

    watched = [path if path.is_dir() else path.parent for path in map(Path, paths) if path.exists()]
    if not watched:
        run()
        return
    passed_over = tuple(os.path.abspath(folder) + os.sep for folder in besides)
    changes = watch(
        *watched,
        watch_filter=lambda _, name: _is_of_interest(name, passed_over),
        raise_interrupt=True,
        debounce=200,
        rust_timeout=_TICK,
        yield_on_timeout=True,
    )
    # Nothing changed after the first tick; but from then on no save is missed.
    is_first = True
    for changed in changes:
        if changed and sys.stdout.isatty():
            clear()
        if changed or is_first:
            _run(run)
        is_first = False


def _is_of_interest(name: str, passed_over: tuple[str, ...]) -> bool:
    is_staged = f"{os.sep}." in os.path.dirname(name)
    if is_staged or not name.lower().endswith(_WATCHED):
        return False
    return not os.path.abspath(name).startswith(passed_over)


def _run(run: Callable[[], int]) -> None:
    try:
        run()
    except KgError as error:
        say(f"kg: {error}", err=True)
    say("waiting for the next save; Ctrl-C ends", err=True)
    sys.stdout.flush()
