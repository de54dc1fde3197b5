"""Measure validation: of everything, and after a change of one document.

    python bench/multiply.py seeds /tmp/many 1600
    python bench/validation.py /tmp/many

The documents are changed; measure copies.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import kg
from kg.validation.memory import Memory


def main(folder: Path) -> None:
    """Print the seconds of each validation, and how many nodes it judged."""
    memory = Memory()
    for name in ("everything", "nothing changed", "one document changed"):
        if name == "one document changed":
            _change(folder)
        graph = kg.build(folder, validate=False)
        graph.dataset.ntriples  # noqa: B018 - a build has made them before it validates
        start = time.perf_counter()
        found = graph.validate(memory=memory)
        seconds = time.perf_counter() - start
        print(f"{name:<22} {seconds:6.2f} s  {memory.judged:>8,} nodes judged  {len(found):,} findings")


def _change(folder: Path) -> None:
    for path in sorted(folder.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        if "confidence: high" in text:
            path.write_text(text.replace("confidence: high", "confidence: medium", 1), encoding="utf-8")
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]))
