"""Documents read, rule by rule: values at the edge of what a field takes, and places of findings."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.diagnostics import Location
from kg.documents.excerpts import Excerpts
from kg.documents.findings import Placed, located
from kg.documents.reader import ReadResult, read_document
from kg.documents.records import Source


def read(front_matter: str, body: str = "") -> ReadResult:
    found = read_document(f"---\n{front_matter}\n---\n{body}", file="a.md", name="a")
    assert found is not None
    return found


def said(front_matter: str) -> list[tuple[str, int, int, str, str]]:
    """Code, line, column, message and hint of each finding."""
    return [
        (one.code, one.location.line, one.location.column, one.message, one.hint)
        for one in read(front_matter).diagnostics
    ]


def source_of(field: str) -> tuple[Source, list[str]]:
    result = read(f"primary_sources:\n  - title: One\n    {field}")
    assert result.document is not None
    return result.document.primary_sources[0], [one.code for one in result.diagnostics]


@pytest.mark.parametrize("written", ["n.d.", "nd", "No date", "ND", "", "null"])
def test_a_year_that_is_not_known_is_none_and_no_mistake(written: str) -> None:
    source, codes = source_of(f"year: {written}")
    assert (source.year, codes) == ("", [])


@pytest.mark.parametrize(
    ("written", "year", "codes"),
    [
        ("2020", "2020", []),
        ("80", "0080", []),
        ("-44", "-0044", []),
        ("2020-05-01", "2020", []),
        ("0", "", ["KG104"]),
        ("20200", "", ["KG104"]),
        ("'２０２０'", "", ["KG104"]),
        ("2020-13-01", "", ["KG104"]),
    ],
)
def test_a_year_has_up_to_four_digits(written: str, year: str, codes: list[str]) -> None:
    source, found = source_of(f"year: {written}")
    assert (source.year, found) == (year, codes)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0.85", "0.85"),
        ("+0.85", "0.85"),
        ("85%", "0.85"),
        ("7 %", "0.07"),
        ("100%", "1.00"),
        ("101%", ""),
        ("1", "1"),
        ("0", "0"),
        ("1.01", ""),
        ("-0.1", ""),
        (".5", ".5"),
        (f"0.{'1' * 18}", f"0.{'1' * 18}"),
        (f"0.{'1' * 19}", ""),
        ("high", ""),
    ],
)
def test_a_fraction_lies_between_nothing_and_one_in_digits_that_can_be_kept(written: str, value: str) -> None:
    result = read(f"title: A\ncompleteness: {written}")
    assert result.document is not None
    assert result.document.completeness == value
    assert [one.code for one in result.diagnostics] == ([] if value else ["KG105"])


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("title: {a: b}", ("KG102", 2, 8, "title takes one text, but holds a mapping",
                           "write one text; quote it if it holds a colon or a bracket")),
        ("title: [a, b]", ("KG102", 2, 8, "title takes one text, but holds a list",
                           "write one text; quote it if it holds a colon or a bracket")),
        ("title: [a]", ("KG102", 2, 8, "title is a list of one, but takes one text",
                        "write the text without the list")),
        ("known_gaps: a", ("KG102", 2, 13, "known_gaps takes a list, but holds one text",
                           "write it as a list: ['a']")),
        ("tags: {a: b}", ("KG102", 2, 7, "tags takes a list of texts, but holds a mapping",
                          "write each entry on a line of its own that begins with '- '")),
        ("tags: [a, [b, c]]", ("KG102", 2, 11, "an entry of tags takes one text, but holds a list",
                               "write one text; quote it if it holds a colon or a bracket")),
        ("created: yesterday", ("KG103", 2, 10, "created is not a date: 'yesterday'",
                                "write dates as YYYY-MM-DD, e.g. 2026-05-24")),
        ("created: 2026-02-30", ("KG103", 2, 10, "created is not a date: '2026-02-30'",
                                 "write dates as YYYY-MM-DD, e.g. 2026-05-24")),
        ("is_live_document: maybe", ("KG106", 2, 19, "is_live_document is neither true nor false: 'maybe'",
                                     "write true or false")),
        ("confidence: sure", ("KG106", 2, 13, "confidence is 'sure', which is none of high, medium and low",
                              "write high, medium or low")),
        ("language: English language",
         ("KG112", 2, 11, "language is not a language tag: 'English language'",
          "write a tag such as en, zh or pt-BR (BCP 47)")),
        (f"created: {'x' * 40}", ("KG103", 2, 10, f"created is not a date: '{'x' * 40}'",
                                  "write dates as YYYY-MM-DD, e.g. 2026-05-24")),
        (f"created: {'x' * 41}", ("KG103", 2, 10, f"created is not a date: '{'x' * 39}…'",
                                  "write dates as YYYY-MM-DD, e.g. 2026-05-24")),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_named_with_what_to_write(
    field: str, found: tuple[str, int, int, str, str]
) -> None:
    assert found in said(field)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-05-24T10:00:00Z", "2026-05-24T10:00:00+00:00"),
        ("2026-05-24 10:00", "2026-05-24T10:00:00"),
        ("2026-05", "2026-05"),
        ("2026", "2026"),
    ],
)
def test_a_date_may_have_a_time_or_be_of_a_month_or_year(written: str, expected: str) -> None:
    result = read(f"title: A\ncreated: {written}")
    assert result.document is not None
    assert result.document.created == expected


@pytest.mark.parametrize(
    ("front_matter", "line", "column", "message"),
    [
        ('title: "a \\q b"', 2, 11, r"\q in double quotes begins no character that YAML knows"),
        ('tags:\n  - "x\\_y\\z"', 3, 10, r"\z in double quotes begins no character that YAML knows"),
        ("a: &a [*a]", 2, 1, "the front matter is not YAML: a part of it holds itself by an alias"),
        ("title: a: b", 2, 9,
         "the value holds a colon and a space without quotes, so YAML sees a second key"),
        ("title: [a", 2, 8, "what begins here with [ is never closed, or lacks a comma"),
        ("title: {a: b", 2, 8, "what begins here with { is never closed, or lacks a comma"),
        ('title: "a', 2, 8,
         "a quoted value that begins here is never closed, or holds the same quote inside"),
        ("title: @a", 2, 8, "a value cannot begin with '@' without quotes"),
        ("title: `a`", 2, 8, "a value cannot begin with '`' without quotes"),
        ("title: *.md", 2, 8, "a value cannot begin with '*' without quotes"),
        ('title: "a" b', 2, 12, 'the value ends before this, with ", but its line goes on'),
        ("a:\n\tb: c", 3, 1, "the line is indented with a tab, which YAML forbids"),
        ("a:\n  b: c\n   d: e", 4, 4, "the indentation of this line fits none of the lines above it"),
        ("a: \x01", 2, 4, "the control character U+0001 cannot stand in YAML"),
    ],
)  # fmt: skip
def test_what_is_no_yaml_is_explained_where_it_stands(
    front_matter: str, line: int, column: int, message: str
) -> None:
    (found,) = read(front_matter).diagnostics
    assert (found.location.line, found.location.column, found.message) == (line, column, message)
    assert found.hint


def test_the_line_that_a_finding_points_at_is_shown_but_for_links(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xef\xbb\xbfone\r\ntwo\rthree\nfo\xffr")
    (tmp_path / "link.md").symlink_to("a.md")
    excerpts = Excerpts()

    def shown(name: str, line: int) -> str | None:
        return excerpts.line(Location(str(tmp_path / name), line, 1))

    assert [shown("a.md", line) for line in range(6)] == [None, "one", "two", "three", "fo�r", None]
    assert shown("link.md", 1) is None
    assert shown("gone.md", 1) is None


def test_a_finding_keeps_its_hint_and_names_the_other_places() -> None:
    places = read("title: A\ntags: [b]").document
    assert places is not None
    finding = Placed("KG201", "said", (("a.md", ("title",)), ("a.md", ("tags", 0))), hint="do")
    (found,) = located([finding], {"a.md": places.places}.__getitem__)
    assert (found.code, found.message, found.hint) == ("KG201", "said", "do")
    assert (found.location.line, found.location.column) == (2, 8)
    assert [(one.line, one.column) for one in found.related] == [(3, 8)]


@pytest.mark.parametrize(("length", "shown"), [(40, "x" * 40), (41, f"{'x' * 39}…")])
def test_an_entry_without_a_space_is_mended_in_the_hint(length: int, shown: str) -> None:
    found = said(f"primary_sources:\n  - title:{'x' * length}")
    (hint,) = [hint for code, _, _, _, hint in found if code == "KG016"]
    assert hint == f"write a space after each colon: title: {shown}"
