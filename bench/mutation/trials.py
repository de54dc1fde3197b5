"""Tests run in processes that are forked from this one, so that what they import is imported once."""

from __future__ import annotations

import importlib
import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

# What tests import and no mutant changes.
_SHARED = (
    "click", "hypothesis.strategies", "jinja2", "msgspec", "networkx", "numpy", "playwright.sync_api",
    "pyoxigraph", "pyromark", "pyshacl", "pyshacl_turbo", "pytest", "rdflib", "rdflib.compare",
    "rdflib.plugins.parsers.notation3", "rdflib.plugins.serializers.turtle", "rich.console", "scipy.sparse",
    "yaml",
)  # fmt: skip
_MEMORY = 6 << 30
"""Bytes that a trial may ask for: a mutant may loop and collect without end."""
_SETTINGS = "mutants"


def import_shared() -> None:
    """Import what every trial needs, and set what its tests are to be run with."""
    for name in _SHARED:
        importlib.import_module(name)
    import hypothesis

    hypothesis.settings.register_profile(
        _SETTINGS,
        deadline=None,
        derandomize=True,
        database=None,
        max_examples=25,
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )


def trial(
    root: Path, tests: Sequence[str], *, seconds: float, recorder: Callable[[], object] | None = None
) -> int | None:
    """The exit code of pytest on some tests of a checkout, in a process of its own; None when time was up.

    A ``recorder`` makes a plugin there; what pytest says is shown then.
    """
    child = os.fork()
    if child == 0:
        code = 70
        try:
            code = _run(root, tests, recorder)
        except BaseException:  # noqa: BLE001 - this process ends, and says why
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(code)
    end = time.monotonic() + seconds
    pause = 0.002
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > end:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return None
        time.sleep(pause)
        pause = min(pause * 1.5, 0.05)


def _run(root: Path, tests: Sequence[str], recorder: Callable[[], object] | None) -> int:
    import pytest

    os.setsid()
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.chdir(root)
    sys.path.insert(0, str(root))
    os.environ |= {"PYTHONPATH": str(root), "KG_PROCESSES": "1"}
    if recorder is None:
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        sys.dont_write_bytecode = True
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(1 if recorder else 3):
        os.dup2(nowhere, stream)
    words = [
        "-W",
        "ignore::pytest.PytestAssertRewriteWarning",
        "-x",
        "-q",
        "--no-header",
        "-p",
        "no:cacheprovider",
        f"--basetemp={root.parent / 'temporary'}",
    ]
    words += [f"--hypothesis-profile={_SETTINGS}", "--hypothesis-seed=0"]
    return int(pytest.main([*words, *tests], plugins=[recorder()] if recorder else []))
