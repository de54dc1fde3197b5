"""No list of sources, people or names costs more than n log n."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import pytest
from growing import MEMORY, STEPS, Shape, folder, ratios


def document(**fields: object) -> str:
    """A document of these fields; JSON is YAML."""
    lines = "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in fields.items())
    return f"---\n{lines}---\n\nA sentence.\n"


def sources(records: Iterable[Mapping[str, object]], **more: object) -> dict[str, str]:
    """A folder of one document with these sources."""
    return {"a.md": document(title="A", primary_sources=list(records), **more)}


def topics(n: int) -> dict[str, str]:
    """One document with n tags."""
    return {"a.md": document(title="A", tags=[f"tag {number}" for number in range(n)])}


SHAPES = [
    folder("tags of a document", 200, topics, whole=False),
]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_work_and_memory_grow_with_the_input(shape: Shape) -> None:
    steps, memory = ratios(shape)
    assert steps < STEPS
    assert memory < MEMORY
