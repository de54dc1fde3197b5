"""Front matter: where it ends, what it holds as text, and where each value stands."""

from __future__ import annotations

import itertools
import pickle
import time
from pathlib import Path

import pytest
import yaml

from kg.diagnostics import Diagnostic
from kg.documents.files import InputFile, read_text
from kg.documents.front_matter import (
    AliasLimitError,
    DuplicateKey,
    FieldPath,
    Parts,
    UnclosedFrontMatterError,
    Value,
    load,
    split,
)
from kg.documents.places import Position


def held(text: str) -> Value:
    return load(text).value


def test_a_document_is_cut_at_its_second_fence() -> None:
    assert split("---\na: 1\nb: 2\n---\nBody\n") == Parts("a: 1\nb: 2\n", "Body\n", body_line=5)


@pytest.mark.parametrize("closing", ["---", "...", "---  ", "... \t"])
def test_the_closing_fence_is_three_dashes_or_three_dots_and_may_have_spaces_after(closing: str) -> None:
    assert split(f"---\na: 1\n{closing}\nBody") == Parts("a: 1\n", "Body", body_line=4)
    assert split(f"---\n{closing}\nBody") == Parts("", "Body", body_line=3)


def test_the_front_matter_may_be_empty() -> None:
    assert split("---\n---\n") == Parts("", "", body_line=3)
    assert split("---\n\n---\nBody") == Parts("\n", "Body", body_line=4)
    assert held("") is None
    assert held("# nothing but a comment\n") is None


def test_a_final_newline_is_not_needed() -> None:
    assert split("---\na: 1\n---") == Parts("a: 1\n", "", body_line=4)
    assert split("---\n---") == Parts("", "", body_line=3)


def test_dashes_that_are_no_fence_do_not_end_the_front_matter() -> None:
    parts = split("---\na: |\n  ---\n  text\nb: --- c\n----\n--- d\n---\n---\nBody")
    assert parts == Parts("a: |\n  ---\n  text\nb: --- c\n----\n--- d\n", "---\nBody", body_line=9)


def test_fences_in_the_body_stay_there() -> None:
    assert split("---\na: 1\n---\n\n---\n\nEnd\n...\n") == Parts("a: 1\n", "\n---\n\nEnd\n...\n", body_line=4)


@pytest.mark.parametrize(
    "text", ["", "---", "Text\n---\n", " ---\na: 1\n---\n", "----\na: 1\n---\n", "\n---\n"]
)
def test_a_text_that_does_not_begin_with_a_fence_has_no_front_matter(text: str) -> None:
    assert split(text) is None


@pytest.mark.parametrize("text", ["---\n", "---\na: 1\n", "---\na: 1\n ---\n", "---\na: 1\n--\n"])
def test_a_front_matter_that_is_never_closed_is_refused(text: str) -> None:
    with pytest.raises(UnclosedFrontMatterError):
        split(text)


@pytest.mark.parametrize(
    "data",
    [
        b"---\ntitle: caf\xc3\xa9\n---\nBody\n",
        b"\xef\xbb\xbf---\ntitle: caf\xc3\xa9\n---\nBody\n",
        b"---\r\ntitle: caf\xc3\xa9\r\n---\r\nBody\r\n",
        b"---\rtitle: caf\xc3\xa9\r---\rBody\r",
    ],
)
def test_byte_order_marks_and_line_ends_of_other_systems_change_nothing(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(data)
    read = read_text(InputFile(path, "a.md", "a"))
    assert not isinstance(read, Diagnostic)
    text, kept = read
    assert split(text) == Parts("title: café\n", "Body\n", body_line=4)
    assert kept == data


@pytest.mark.parametrize("separator", ["\x85", "\u2028", "\u2029"])
def test_a_separator_that_editors_show_on_one_line_does_not_end_a_line(separator: str) -> None:
    parts = split(f"---\na: one{separator}line\nb: next\n---\nThe body{separator}stays.")
    assert parts is not None
    assert held(parts.yaml) == {"a": "one line", "b": "next"}
    assert load(parts.yaml).places.position(("b",)) == (2, 4)
    assert parts.body == f"The body{separator}stays."


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "Yes",
        "on",
        "true",
        "0131103627",
        "0x1F",
        "1_000",
        "1.10",
        "1e3",
        ".5",
        "2024-05-01",
        "12:30:00",
        "=",
    ],
)
def test_a_plain_value_stays_the_text_that_was_written(text: str) -> None:
    assert held(f"a: {text}\nb: [{text}]\n") == {"a": text, "b": [text]}


@pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL"])
def test_null_is_nothing_but_quoted_it_is_a_text(text: str) -> None:
    assert held(f"a: {text}\n") == {"a": None}
    assert held(f"a: '{text}'\nb: !!str {text}\n") == {"a": text, "b": text}


def test_keys_are_texts_too() -> None:
    assert held("no: 1\n2024: 2\n1.10: 3\nnull: 4\n") == {"no": "1", "2024": "2", "1.10": "3", "null": "4"}


@pytest.mark.parametrize("tag", ["!!int", "!!float", "!!bool", "!!timestamp", "!!binary", "!own"])
def test_tags_change_nothing(tag: str) -> None:
    assert held(f"a: {tag} twelve\n") == {"a": "twelve"}


def test_merge_keys_give_defaults() -> None:
    text = "base: &base {x: '1', y: '2'}\nown:\n  y: mine\n  <<: *base\nboth: {<<: [{x: first}, *base]}\n"
    assert held(text) == {
        "base": {"x": "1", "y": "2"},
        "own": {"x": "1", "y": "mine"},
        "both": {"x": "first", "y": "2"},
    }
    assert load(text).duplicates == ()


def test_a_merge_key_that_leads_to_no_mapping_is_refused_rather_than_dropped() -> None:
    with pytest.raises(yaml.YAMLError, match="takes a mapping"):
        load("<<: text\ntitle: a\n")


@pytest.mark.parametrize("text", ["[a]: b\n", "? {a: b}\n: c\n"])
def test_a_key_that_is_no_text_is_refused(text: str) -> None:
    with pytest.raises(yaml.YAMLError, match="a key must be a text"):
        load(text)


def test_a_key_that_stands_twice_is_named_with_both_places_and_the_last_value_wins() -> None:
    value, _, duplicates = load("a: 1\nlist:\n  - b: 2\n    c: 3\n    b: 4\na: 5\n", 2)
    assert value == {"a": "5", "list": [{"b": "4", "c": "3"}]}
    # Lines count from the top of the file.
    assert duplicates == (DuplicateKey("b", "2", (4, 5), (6, 5)), DuplicateKey("a", "1", (2, 1), (7, 1)))


def test_a_key_that_stands_three_times_is_named_twice() -> None:
    assert load("a: 1\na: 2\na: 3\n", 2).duplicates == (
        DuplicateKey("a", "1", (2, 1), (3, 1)),
        DuplicateKey("a", "2", (2, 1), (4, 1)),
    )


def test_aliases_may_repeat_what_a_document_repeats() -> None:
    lines = "".join(f"- {{name: n{number}, at: *place}}\n" for number in range(2_000))
    value = held(f"- &place Geneva\n{lines}")
    assert isinstance(value, list)
    assert value[-1] == {"name": "n1999", "at": "Geneva"}


def test_aliases_that_expand_beyond_reason_are_refused_in_no_time() -> None:
    names = "abcdefghij"
    bomb = "a: &a [x]\n" + "".join(
        f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n" for before, name in itertools.pairwise(names)
    )
    start = time.process_time()
    with pytest.raises(AliasLimitError):
        load(bomb)
    assert time.process_time() - start < 1


def test_an_alias_that_holds_itself_is_refused() -> None:
    with pytest.raises(yaml.YAMLError, match="holds itself"):
        load("a: &a [*a]\n")


@pytest.mark.parametrize("depth", [101, 5_000, 200_000])
@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_what_is_nested_too_deeply_is_refused_before_the_parser_runs_out_of_stack(
    opening: str, depth: int
) -> None:
    with pytest.raises(yaml.YAMLError, match="nested too deeply"):
        load(opening * depth)


NESTED = """\
title: Über, das
quoted: "é: \\"x\\""
block: |
  first
  second
empty:
list:
  - id: f1
    text: >-
      folded
  -   id: f2
    # a comment
flow: [a, "b", {key: Ü, last: z}]
twice: 1
twice: 2
"""


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("title",), (1, 8)),
        (("quoted",), (2, 9)),
        (("block",), (3, 8)),
        (("empty",), (6, 1)),
        (("list",), (8, 3)),
        (("list", 0), (8, 5)),
        (("list", 0, "id"), (8, 9)),
        (("list", 0, "text"), (9, 11)),
        (("list", 1), (11, 7)),
        (("list", 1, "id"), (11, 11)),
        (("flow",), (13, 7)),
        (("flow", 1), (13, 11)),
        (("flow", 2, "key"), (13, 22)),
        (("flow", 2, "last"), (13, 31)),
        (("twice",), (15, 8)),
    ],
)
def test_a_value_is_found_at_its_line_and_column_in_characters(
    path: FieldPath, place: tuple[int, int]
) -> None:
    assert load(NESTED).places.position(path) == place


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ((), (1, 1)),
        (("nowhere",), (1, 1)),
        (("list", 0, "nowhere"), (8, 5)),
        (("list", 7, "id"), (8, 3)),
        (("title", "deeper", 3), (1, 8)),
        (("list", "id"), (8, 3)),
        (("empty", 0), (6, 1)),
    ],
)
def test_a_path_that_leads_nowhere_gives_the_place_of_its_nearest_ancestor(
    path: FieldPath, place: tuple[int, int]
) -> None:
    assert load(NESTED).places.position(path) == place


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("facts",), (5, 3)),
        (("facts", 0, "id"), (5, 11)),
        # The one that has been overridden had a text and a second fact.
        (("facts", 0, "text"), (5, 5)),
        (("facts", 1), (5, 3)),
        (("deep", "inner"), (10, 5)),
        (("deep", "inner", "one"), (10, 5)),
        (("deep", "inner", "two"), (10, 10)),
        (("deep", "other"), (8, 10)),
    ],
)
def test_nothing_stands_in_a_value_that_a_later_one_overrides(path: FieldPath, place: Position) -> None:
    text = """facts:
  - {id: a, text: b}
  - {id: c}
facts:
  - { id: d }
deep:
  inner: {one: 1}
  other: 3
  inner:
    two: 2
"""
    assert load(text).places.position(path) == place


def test_an_empty_front_matter_has_no_places_but_its_start() -> None:
    assert load("").places.position(("title",)) == (1, 1)


SHARED = """\
base: &base {x: 1, y: [2, 3]}
merged:
  <<: *base
  z: 4
again: *base
"""


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("merged", "z"), (4, 6)),
        (("merged", "x"), (3, 3)),
        (("merged", "y", 1), (3, 3)),
        (("again", "x"), (1, 17)),
        (("again", "y", 1), (1, 27)),
    ],
)
def test_a_value_that_is_merged_has_the_place_of_its_mapping_and_one_by_an_alias_its_own(
    path: FieldPath, place: tuple[int, int]
) -> None:
    assert load(SHARED).places.position(path) == place


def test_places_can_be_carried_to_another_process_with_nothing_but_themselves() -> None:
    places = load(NESTED).places
    before = pickle.dumps(places)
    assert places.position(("list", 1, "id")) == (11, 11)
    assert pickle.dumps(places) == before
    again = pickle.loads(before)  # noqa: S301 - our own
    assert again.position(("list", 1, "id")) == (11, 11)
