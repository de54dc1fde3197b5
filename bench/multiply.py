"""Copy a folder of documents until there are N, each copy with an id of its own.

    python bench/multiply.py SOURCE TARGET N

Sources, people and conflicts stay shared between the copies, as they are in a
corpus that grew; only the ids of the documents and the file names differ.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

_ID = re.compile(r"^(id:\s*)(['\"]?)([^'\"\n]+)(['\"]?)\s*$", re.MULTILINE)


def multiply(source: Path, target: Path, wanted: int) -> int:
    """Write ``wanted`` documents below ``target``; gives the number of rounds that took."""
    originals = sorted(path for path in source.rglob("*.md") if path.name != "README.md")
    if not originals:
        raise SystemExit(f"there are no documents in {source}")
    written = number = 0
    while written < wanted:
        number += 1
        for path in originals[: wanted - written]:
            text = path.read_text(encoding="utf-8")
            text = _ID.sub(rf"\g<1>\g<2>\g<3>-{number}\g<4>", text, count=1)
            copy = target / f"round-{number:04}" / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(text, encoding="utf-8")
            written += 1
    return number


if __name__ == "__main__":
    multiply(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
