"""Measure checks by one process: of everything, and after a change of one document.

    python bench/multiply.py seeds /tmp/many 1600
    python bench/validation.py /tmp/many

The documents are changed; measure copies.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import kg
from kg.standing.checked import HeldCache


def main(folder: Path) -> None:
    """Print the seconds of each check, and how many nodes it judged."""
    cache = HeldCache()
    for name in ("everything", "nothing changed", "one document changed"):
        if name == "one document changed":
            _change(folder)
        start = time.perf_counter()
        graph = kg.build(folder, cache=cache)
        seconds = time.perf_counter() - start
        found, judged = len(graph.diagnostics), graph.work["judge"]
        print(f"{name:<22} {seconds:6.2f} s  {judged:>8,} nodes judged  {found:,} findings")


def _change(folder: Path) -> None:
    for path in sorted(folder.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        if "confidence: high" in text:
            path.write_text(text.replace("confidence: high", "confidence: medium", 1), encoding="utf-8")
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]))
