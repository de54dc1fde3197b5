"""A running command with `--watch`, for the tests of what happens at each save."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_READY = "waiting for the next save"
_PATIENCE = 20
"""Seconds that a command may take to end, which takes less than one."""


def heard_by_default() -> None:
    """Let a process that is started hear of signals: the tests may be run where those are ignored."""
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, signal.SIG_DFL)


class Watching:
    """A command that waits for documents to be saved."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def until_ready(self) -> str:
        """What it says until it waits for the next save. Raises AssertionError where it ends before that."""
        text = ""
        for line in self._process.stdout or ():
            text += line
            if _READY in line:
                return text
        raise AssertionError(text)


@contextlib.contextmanager
def watching(*words: str, until: signal.Signals = signal.SIGINT) -> Iterator[Watching]:
    """Run ``kg`` with these words and ``--watch`` in the current folder, and end it by a signal."""
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "kg", *words, "--watch"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
        preexec_fn=heard_by_default,
    ) as process:
        try:
            yield Watching(process)
        finally:
            process.send_signal(until)
            try:
                process.wait(_PATIENCE)
            finally:
                process.kill()
    assert process.returncode == 128 + until
