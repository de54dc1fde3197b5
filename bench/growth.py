"""A table of how the work of each shape of input grows: steps, memory, and processor time at n, 2n and 4n.

    python bench/growth.py                 all shapes of tests/growth
    python bench/growth.py authors -f 4    those whose name holds a word, four times as large

Steps and memory are what CI holds to its bounds. Processor time also sees what
happens inside built-in functions (a regular expression that goes back, a list
that is searched), but varies: a ratio of ten and more is worth a look, one of
six is not.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

GROWTH = Path(__file__).resolve().parent.parent / "tests" / "growth"
sys.path.insert(0, str(GROWTH))

from growing import Shape, seconds, work  # noqa: E402


def shapes() -> Iterator[Shape]:
    """Every shape that the tests know."""
    for file in sorted(GROWTH.glob("test_*_growth.py")):
        module = importlib.import_module(file.stem)
        yield from (*module.SHAPES, *getattr(module, "INSIDE", ()))


def main() -> None:
    """Print a row for each shape."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("word", nargs="?", default="", help="a word in the names of the shapes")
    parser.add_argument("-f", "--factor", type=int, default=1, help="how much larger n is than in CI")
    options = parser.parse_args()
    print("| shape | n | steps at n | 4n / n | memory at n, kB | 4n / n | seconds at n, 2n, 4n | 4n / n |")
    print("|---|---|---|---|---|---|---|---|")
    for shape in shapes():
        if options.word in shape.name:
            print(row(shape, shape.n * options.factor), flush=True)


def row(shape: Shape, n: int) -> str:
    """The row of a shape."""
    seconds(shape, n)
    took = [seconds(shape, size) for size in (n, 2 * n, 4 * n)]
    small, large = work(shape, n), work(shape, 4 * n)
    return (
        f"| {shape.name} | {n} | {small.steps:,} | {large.steps / small.steps:.1f} "
        f"| {small.memory // 1024:,} | {large.memory / small.memory:.1f} "
        f"| {', '.join(f'{one:.2f}' for one in took)} | {took[-1] / took[0]:.1f} |"
    )


if __name__ == "__main__":
    main()
