"""Which lines changed: of long texts as of short ones."""

from __future__ import annotations

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.repair import lines
from kg.repair.lines import changes, unified

TEXTS = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "d\n", "e\n", "f\n", "g\n"]), max_size=25)


@pytest.fixture(autouse=True)
def _every_text_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "_SHORT", -1)


@given(TEXTS, TEXTS)
def test_changes_lead_from_one_text_to_the_other(before: list[str], after: list[str]) -> None:
    found = changes(before, after)
    ends = [(0, 0), *((one.last, one.end) for one in found)]
    assert [(one.first, one.start) for one in found] == ends[:-1]
    assert ends[-1] == (len(before), len(after))
    for one in found:
        if one.tag == "equal":
            assert before[one.first : one.last] == after[one.start : one.end]
        assert (one.tag in {"equal", "replace", "delete"}) is (one.first < one.last)
        assert (one.tag in {"equal", "replace", "insert"}) is (one.start < one.end)


@given(TEXTS, TEXTS)
def test_a_diff_holds_what_was_removed_and_added(before: list[str], after: list[str]) -> None:
    at, made = 0, list[str]()
    for line in list(unified(before, after, "x"))[2:]:
        if line.startswith("@@"):
            first = line[4:].split()[0].split(",")
            begin = int(first[0]) - (first[1:] != ["0"])
            made += before[at:begin]
            at = begin
        elif line[0] in " -":
            assert line[1:] == before[at]
            at += 1
        if line[0] in " +" and not line.startswith("@@"):
            made.append(line[1:])
    assert made + before[at:] == after


CHANGES = [(3, 4, []), (3, 3, ["new\n"]), (3, 5, ["one\n", "two\n"]), (0, 0, ["new\n"])]


@pytest.mark.parametrize("change", CHANGES)
def test_one_change_is_told_as_difflib_tells_it(change: tuple[int, int, list[str]]) -> None:
    first, last, text = change
    before = [f"{number}\n" for number in range(30)]
    after = [*before[:first], *text, *before[last:20], "other\n", *before[21:]]
    assert list(unified(before, after, "x")) == list(difflib.unified_diff(before, after, "a/x", "b/x"))


def test_lines_that_are_all_alike_keep_their_place_beside_one_that_is_new() -> None:
    before = ["same\n"] * 10
    assert [one.tag for one in changes(before, [*before, "new\n"])] == ["equal", "insert"]
