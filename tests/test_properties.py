"""What holds of every input: reading never fails, points into the file, repeats itself and loses no text."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from conftest import MAXIMAL
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kg.diagnostics import Diagnostic
from kg.documents.files import InputFile, read_text
from kg.documents.front_matter import load
from kg.documents.places import FieldPath
from kg.documents.reader import ReadResult, read_document
from kg.documents.records import Contributor, Document, Entity, Fact, Source, readable_fields

WHOLE = (MAXIMAL / "everything.md").read_text("utf-8")
# Mail addresses are left out of everything, so that nobody publishes them by mistake.
KEYS = sorted(
    {name for record in (Document, Fact, Source, Contributor, Entity) for name in readable_fields(record)}
    - {"email"}
    | {"author", "authors", "date", "draft", "sources", "text", "link", "publisher", "unheard_of"}
)
PIECES = [
    *(f"{key}: " for key in KEYS),
    *(
        "\n",
        "\n  ",
        "\n    ",
        "\n- ",
        "\n  - ",
        ": ",
        ":",
        ",",
        "#",
        "? ",
        "\t",
        " ",
        "---\n",
        "\n---\n",
        "\n...\n",
    ),
    *(
        "[",
        "]",
        "{",
        "}",
        "'",
        '"',
        "|\n",
        ">-\n",
        "&a ",
        "*a",
        "<<: ",
        "!!int ",
        "!own ",
        "@",
        "`",
        "%",
        "~",
    ),
    *("é", "💥", "文", "\u2028", "\x85", "\x00", "\ufeff", "\\", "\\u12", "doi:10.1000/1", "title:x", "²%"),
    *("2024-02-30", "no", "0x1F", "et al.", "https://example.org/", "](a.md)", "![", "# TL;DR\n", "```\n"),
]
pieces = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=30).map("".join)

few = settings(max_examples=250, deadline=None)


def read(text: str) -> ReadResult | None:
    return read_document(text.replace("\r", "\n"), file="a.md", name="a")


def assert_sound(text: str) -> None:
    """Reading does not raise, gives the same twice, and every place it names is in the file."""
    result = read(text)
    assert result == read(text)
    if result is None:
        return
    lines = text.replace("\r", "\n").split("\n")
    for found in result.diagnostics:
        for place in (found.location, *found.related):
            assert place.file == "a.md"
            assert 1 <= place.line <= len(lines) + 1
            line = lines[place.line - 1] if place.line <= len(lines) else ""
            assert 1 <= place.column <= len(line) + 1
    if result.document is None:
        assert result.diagnostics


@few
@given(st.text())
@example("---\n---")
@example("---\ntitle: a\u2028b\n x: y: z\n---\n")
def test_any_text_can_be_read(text: str) -> None:
    assert_sound(text)


@few
@given(front=pieces, body=pieces)
@example(front="completeness: ²%", body="")
@example(front=f"title: {'[' * 100_000}", body="")
@example(front="a: &a [*a]", body="")
@example(front="<<: text", body="")
@example(front="title: a\n\ttab", body="")
def test_anything_like_a_document_can_be_read(front: str, body: str) -> None:
    assert_sound(f"---\n{front}\n---\n{body}")


@few
@given(
    edits=st.lists(
        st.tuples(
            st.integers(0, len(WHOLE)), st.integers(0, 40), st.sampled_from(PIECES) | st.text(max_size=3)
        ),
        min_size=1,
        max_size=4,
    )
)
def test_a_document_spoilt_anywhere_can_be_read(edits: list[tuple[int, int, str]]) -> None:
    text = WHOLE
    for start, length, piece in edits:
        text = text[:start] + piece + text[start + length :]
    assert_sound(text)


@settings(few, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary() | st.tuples(pieces, st.binary(max_size=3)).map(lambda both: both[0].encode() + both[1]))
@example(b"\xef\xbb\xbf---\r\ntitle: a\r\n---")
def test_any_bytes_give_a_text_or_a_finding_in_the_file(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(data)
    read = read_text(InputFile(path, "a.md", "a"))
    if isinstance(read, Diagnostic):
        assert 1 <= read.location.line <= data.count(b"\n") + 1
        with pytest.raises(UnicodeDecodeError):
            data.decode()
    else:
        text, kept = read
        assert kept == data
        assert "\r" not in text
        assert_sound(text)


words = st.integers(0, 999).map(lambda number: f"word{number}")
values = st.recursive(
    words | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=8,
)


def leaves(value: object) -> set[str]:
    if isinstance(value, dict):
        return {leaf for one in value.values() for leaf in leaves(one)}
    if isinstance(value, list):
        return {leaf for one in value for leaf in leaves(one)}
    return {value} if isinstance(value, str) else set()


@few
@given(st.dictionaries(st.sampled_from(KEYS), values, max_size=6))
def test_no_text_is_lost_wherever_it_stands(mapping: dict[str, object]) -> None:
    yaml = "".join(f"{key}: {json.dumps(value)}\n" for key, value in mapping.items())
    result = read(f"---\n{yaml}---\n")
    assert result is not None
    assert result.document is not None
    said = repr(dataclasses.replace(result.document, front_matter=""))
    assert {leaf for leaf in leaves(mapping) if leaf not in said} == set()


steps = st.lists(st.sampled_from(KEYS) | st.integers(0, 3), max_size=4).map(tuple)


@few
@given(front=st.dictionaries(st.sampled_from(KEYS), values, max_size=4), path=steps)
def test_any_path_leads_to_a_place_in_the_front_matter(front: dict[str, object], path: FieldPath) -> None:
    yaml = "".join(f"{key}: {json.dumps(value)}\n" for key, value in front.items())
    line, column = load(yaml).places.position(path)
    lines = yaml.split("\n")
    assert 1 <= line <= len(lines)
    assert 1 <= column <= len(lines[line - 1]) + 1
