"""The measure itself: it tells n squared from n log n, and sees memory."""

from __future__ import annotations

import importlib
from pathlib import Path

from growing import MEMORY, STEPS, Shape, ratios

from kg.identity.works import cliques

FEWEST = 35


def test_all_pairs_are_seen() -> None:
    pairs = Shape("pairs", 50, range, lambda made: [abs(one - other) for one in made for other in made])
    assert ratios(pairs)[0] > 10


def test_all_pairs_in_the_package_are_seen() -> None:
    pairs = Shape("cliques", 50, int, lambda size: cliques(size, lambda one, other: False))
    assert ratios(pairs)[0] > 10


def test_one_look_at_each_is_linear() -> None:
    each = Shape("each", 1000, range, lambda made: [abs(one) for one in made])
    steps, memory = ratios(each)
    assert 3 < steps < STEPS
    assert 3 < memory < MEMORY


def test_a_table_of_pairs_is_seen_in_memory() -> None:
    table = Shape("table", 100, int, lambda size: [bytes(size) for _ in range(size)])
    assert ratios(table)[1] > 8


def test_there_are_at_least_thirty_five_shapes() -> None:
    files = sorted(Path(__file__).parent.glob("test_*_growth.py"))
    modules = [importlib.import_module(file.stem) for file in files]
    counted = [shape for one in modules for shape in one.SHAPES]
    shapes = [*counted, *(shape for one in modules for shape in getattr(one, "INSIDE", ()))]
    assert len(counted) >= FEWEST
    assert len({shape.name for shape in shapes}) == len(shapes)
    assert all(isinstance(shape, Shape) for shape in shapes)
