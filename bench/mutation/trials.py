"""Tests run in processes that are forked from this one, so that what they import is imported once."""

from __future__ import annotations

import contextlib
import importlib
import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

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
_EXAMPLES = 25
_Plugin = Callable[[], object] | None


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
        max_examples=_EXAMPLES,
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )


def trial(
    root: Path, tests: Sequence[str], *, seconds: float, plugin: _Plugin = None, is_shown: bool = False
) -> int | None:
    """The exit code of pytest on some tests of a checkout, in a process of its own; None when time was up.

    With the plugin that ``plugin`` makes there; what pytest says is seen where that is asked for.
    """
    child = os.fork()
    if child == 0:
        code = 70
        try:
            code = _run(root, tests, plugin, is_shown=is_shown)
        except BaseException:  # noqa: BLE001 - this process ends, and says why
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(code)
    return outcome(child, seconds)


def outcome(child: int, seconds: float) -> int | None:
    """The exit code of a process that leads a group of its own; None when time was up."""
    end = time.monotonic() + seconds
    pause = 0.002
    code = None
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            code = os.waitstatus_to_exitcode(status)
            break
        time.sleep(pause)
        pause = min(pause * 1.5, 0.05)
    with contextlib.suppress(ProcessLookupError):
        # With all that it has started.
        os.killpg(child, signal.SIGKILL)
    if code is None:
        os.waitpid(child, 0)
    return code


def set_apart() -> None:
    """Let this process lead a group of its own, with a bound of memory."""
    os.setsid()
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _run(root: Path, tests: Sequence[str], plugin: _Plugin, *, is_shown: bool) -> int:
    set_apart()
    os.chdir(root)
    sys.path.insert(0, str(root))
    os.environ |= {"PYTHONPATH": str(root), "KG_PROCESSES": "1"}
    os.environ |= {"KG_IDENTITY_EXAMPLES": str(_EXAMPLES), "KG_INCREMENTAL_EXAMPLES": "3"}
    if not is_shown:
        # The run that is shown is the first, of what is not changed: its bytecode is good for all others.
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        sys.dont_write_bytecode = True
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(1 if is_shown else 3):
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
    plugins = [_WithoutBrowser()] if plugin is None else [_WithoutBrowser(), plugin()]
    return int(pytest.main([*words, *tests], plugins=plugins))


class _WithoutBrowser:
    """A plugin of pytest that leaves out tests in a browser, which takes more memory than a trial may."""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave them out."""
        items[:] = [item for item in items if "browser" not in getattr(item, "fixturenames", ())]
