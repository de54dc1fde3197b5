"""The command ``kg`` as a process of its own, also by ``python -m kg``."""

from __future__ import annotations

import gc
import sys

from kg.processes.stopping import alone

_ALONE = ("lsp", "mcp", "query", "serve")
"""Servers stop in their own way, and queries are asked in processes of their own."""


def run() -> None:
    """Run the command that the arguments of the process name; raises SystemExit with its exit code."""
    words = sys.argv[1:]
    if not words or words[0].startswith("-") or words[0] in _ALONE or {"-h", "--help"}.intersection(words):
        alone(_main)
    else:
        from kg.processes.supervisor import supervised

        supervised(_main)


def _main() -> None:
    try:
        from kg.cli import main

        main()
    finally:
        # Python would look through all objects for cycles once more, a tenth of a second after a large build.
        gc.freeze()


if __name__ == "__main__":
    run()
