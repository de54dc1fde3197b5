"""A valid document broken in any of the usual ways is repaired to the same records."""

from __future__ import annotations

import random

from breaking import BREAKAGES, front_matters
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.documents import front_matter
from kg.documents.reader import read_document
from kg.repair.document import repair_text


def records(text: str) -> object:
    result = read_document(text, file="a.md", name="a")
    assert result is not None
    assert result.document is not None, result.diagnostics
    return front_matter.load(result.document.front_matter).value


@settings(max_examples=150, deadline=None)
@given(
    front_matters(), st.lists(st.sampled_from(BREAKAGES), min_size=1, max_size=3), st.integers(), st.data()
)
def test_a_broken_document_is_repaired_to_the_records_that_it_had(
    yaml: str, breakages: list[object], seed: int, data: st.DataObject
) -> None:
    whole = f'---\n{yaml}---\nThe body: x:"y"\n'
    dice = random.Random(seed)  # noqa: S311 - a choice, not a secret
    broken = yaml
    for breakage in BREAKAGES:
        if breakage in breakages:
            share = data.draw(st.sampled_from([1.0, 0.5, 0.2]))
            broken = breakage(broken, dice, share)
    repair = repair_text(f'---\n{broken}---\nThe body: x:"y"\n', file="a.md")
    assert not repair.left
    assert records(repair.after) == records(whole)
    again = repair_text(repair.after, file="a.md")
    assert not again.is_changed
    assert not again.left
