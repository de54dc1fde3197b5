"""The command ``kg`` as a process of its own, also by ``python -m kg``."""

from __future__ import annotations

import gc

from kg.cli import main


def run() -> None:
    """Run the command that the arguments of the process name; raises SystemExit with its exit code."""
    try:
        main()
    finally:
        # Python would look through all objects for cycles once more, a tenth of a second after a large build.
        gc.freeze()


if __name__ == "__main__":
    run()
