"""Why a front matter is not YAML is said where the mistake is, not where the parser gave up."""

from __future__ import annotations

import pytest

from kg.diagnostics import Diagnostic
from kg.documents.reader import read_document


def mistake(yaml: str) -> Diagnostic:
    """The one finding about a document with this front matter."""
    result = read_document(f"---\n{yaml}---\nBody\n", file="a.md", name="a")
    assert result is not None
    assert result.document is None
    (found,) = result.diagnostics
    return found


def place(found: Diagnostic) -> tuple[str, int, int]:
    """Code, line and column; the front matter begins on line 2 of the file."""
    return found.code, found.location.line, found.location.column


@pytest.mark.parametrize(
    ("yaml", "line", "column", "hint"),
    [
        ('title:"One"\n', 2, 7, 'title: "One"'),
        ("year:2020\n", 2, 6, "year: 2020"),
        ("title:One\nyear:2020\n", 2, 7, "title: One"),
        ("# a comment\n\ntitle:[a]\n", 4, 7, "title: [a]"),
        ("title:“One”\nyear: 2020\n", 2, 7, "title: “One”"),
        ("标题:钟表\nyear: 2020\n", 2, 4, "标题: 钟表"),
        ("title: One\nyear:2020\n", 3, 6, "year: 2020"),
        ("title: One\nyear:2020\nlanguage: en\n", 3, 6, "year: 2020"),
        ('title:"One"\nlanguage: en\n', 2, 7, 'title: "One"'),
        ('title:"One"\nyear:2020\nid:x\nlanguage: en\n', 2, 7, 'title: "One"'),
        ("sources:\n  - title: One\n    doi:10.1000/1\n    year: 2020\n", 4, 9, "doi: 10.1000/1"),
        ("sources:\n  - id:one\n    title: One\n", 3, 8, "id: one"),
        ("known_gaps:\n  - a\nnote:none\n", 4, 6, "note: none"),
    ],
)
def test_a_colon_without_a_space_is_found_where_it_stands(
    yaml: str, line: int, column: int, hint: str
) -> None:
    found = mistake(yaml)
    assert place(found) == ("KG011", line, column)
    assert found.hint == f"write a space after each colon: {hint}"


def test_how_many_lines_lack_a_space_is_said_once() -> None:
    assert "'a' (2 more lines below look alike)" in mistake('a:"1"\nb:"2"\nc:"3"\n').message
    assert "'a' (1 more line below looks alike)" in mistake('a:"1"\nb:"2"\n').message
    assert "'a', so YAML" in mistake('a:"1"\n').message


def test_a_long_value_is_cut_in_the_hint() -> None:
    assert mistake(f"title:{'x' * 60}\n").hint == f"write a space after each colon: title: {'x' * 39}…"


@pytest.mark.parametrize(
    "innocent",
    [
        "tags:\n  - doi:10.1000/1\n  - isbn:978\n",
        "abstract: |\n  note:this is text\n  and:so is this\n",
        "abstract: >-\n  note:this is text\n",
        'abstract: "quoted\n  note:this is text"\n',
        "abstract: plain\n  note:this is text\n",
    ],
)
@pytest.mark.parametrize(
    ("guilty", "code", "column"),
    [("title: a: b\n", "KG013", 9), ("title: @a\n", "KG010", 8), ('title:"a"\nx: y\n', "KG011", 7)],
)
def test_what_only_looks_like_a_missing_space_is_not_blamed_for_a_later_mistake(
    innocent: str, guilty: str, code: str, column: int
) -> None:
    found = mistake(innocent + guilty)
    assert place(found) == (code, innocent.count("\n") + 2, column)


def test_a_first_line_without_space_is_found_however_many_follow() -> None:
    lines = "".join(f'key{number}:"value"\n' for number in range(500))
    assert place(mistake(f"{lines}last: line\n")) == ("KG011", 2, 6)


@pytest.mark.parametrize(
    ("yaml", "line", "column"),
    [
        ("\ttitle: One\n", 2, 1),
        ("tags:\n\t- one\n", 3, 1),
        ("title: One\n\tyear: 2020\n", 3, 1),
        ("facts:\n  - id: f1\n  \ttext: x\n", 4, 3),
        ("abstract: |\n\ttext\n", 3, 1),
    ],
)
def test_a_tab_in_the_indentation_is_found_where_it_stands(yaml: str, line: int, column: int) -> None:
    found = mistake(yaml)
    assert place(found) == ("KG012", line, column)
    assert "two spaces" in found.hint


def test_a_tab_where_tabs_may_stand_is_not_blamed() -> None:
    assert place(mistake("abstract: |\n  text\n  \ttext\ntitle: @one\n")) == ("KG010", 5, 8)


@pytest.mark.parametrize(
    ("yaml", "line", "column"),
    [
        ("title: Clocks: a history\n", 2, 14),
        ("title: Über Uhren: kurz: lang\n", 2, 18),
        ("tags:\n  - title: Clocks: a history\n", 3, 18),
        ("tags:\n  - A longer text: with colons: two\n", 3, 31),
        ("标题: 钟表: 历史\n", 2, 7),
    ],
)
def test_an_unquoted_colon_is_found_at_the_second_colon(yaml: str, line: int, column: int) -> None:
    found = mistake(yaml)
    assert place(found) == ("KG013", line, column)
    assert "double quotes" in found.hint


@pytest.mark.parametrize(
    ("yaml", "line", "column"),
    [
        ('id: a\ntitle: "never closed\nyear: 2020\n', 3, 8),
        ("title: 'never closed\n", 2, 8),
        ("authors: ['Ada', \"Grace]\n", 2, 18),
    ],
)
def test_an_unclosed_quote_is_found_where_it_opens(yaml: str, line: int, column: int) -> None:
    found = mistake(yaml)
    assert place(found) == ("KG010", line, column)
    assert found.message.startswith("a quoted value that begins here is never closed")
    assert found.hint.startswith("close the quote")


@pytest.mark.parametrize(
    ("yaml", "column", "opening", "closing"),
    [("tags: [a, b\nid: x\n", 7, "[", "]"), ("entity: {name: a\nid: x\n", 9, "{", "}")],
)
def test_an_unclosed_bracket_is_found_where_it_opens(
    yaml: str, column: int, opening: str, closing: str
) -> None:
    found = mistake(yaml)
    assert place(found) == ("KG010", 2, column)
    assert f"what begins here with {opening} is never closed" in found.message
    assert found.hint.startswith(f"close it with {closing}")


@pytest.mark.parametrize(
    "character", ["\x00", "\x07", "\x0b", "\x0c", "\x1b", "\x7f", "\x80", "\x9f", "\ufffe", "\uffff"]
)
def test_a_control_character_is_named_and_found_where_it_stands(character: str) -> None:
    found = mistake(f"id: a\ntitle: é{character}b\n")
    assert place(found) == ("KG010", 3, 9)
    assert f"U+{ord(character):04X}" in found.message
    assert "delete it" in found.hint


@pytest.mark.parametrize("character", ["@", "`", "%"])
@pytest.mark.parametrize(("before", "column"), [("user: ", 7), ("users:\n  - ", 5), ("users: [a, ", 12)])
def test_a_value_that_begins_with_a_reserved_character_is_found_there(
    character: str, before: str, column: int
) -> None:
    found = mistake(f"{before}{character}ada\n")
    assert place(found) == ("KG010", before.count("\n") + 2, column)
    assert found.message == f"a value cannot begin with {character!r} without quotes"
    assert found.hint == f'put the value in double quotes: "{character}…"'


def test_what_is_nested_too_deeply_is_said_to_be_so() -> None:
    found = mistake(f"id: a\ntitle: {'[' * 5_000}\n")
    assert found.code == "KG010"
    assert found.location.line == 3
    assert "nested too deeply" in found.message


def test_any_other_mistake_is_told_in_the_words_of_the_parser_at_its_place() -> None:
    found = mistake("id: a\ntitle: *nowhere\n")
    assert place(found) == ("KG010", 3, 8)
    assert found.message == "the front matter is not YAML: found undefined alias"


@pytest.mark.parametrize(
    "yaml",
    [
        "just a text\n",
        "https://example.org\n",
        "a::b\n",
        "just a text\nnote:and more\n",
        "- a\n- b\n",
        "|\n  title:a\n",
        "'title:x'\n",
    ],
)
def test_front_matter_without_fields_is_no_mapping(yaml: str) -> None:
    assert place(mistake(yaml)) == ("KG014", 2, 1)


@pytest.mark.parametrize(
    ("yaml", "line", "column"),
    [
        ('title: "C:\\path"\n', 2, 11),
        ('title: "\\uD83D\\uDE00"\n', 2, 9),
        ('title: One\nabstract: "a\n  b \\q"\n', 4, 5),
    ],
)
def test_an_unknown_escape_is_found_at_its_backslash(yaml: str, line: int, column: int) -> None:
    found = mistake(yaml)
    assert place(found) == ("KG010", line, column)
    assert "in double quotes begins no character" in found.message
    assert found.hint == r"write \\ for a backslash, or put the value in single quotes"


@pytest.mark.parametrize(
    ("yaml", "line", "column", "end"),
    [
        ("title: 'It's so'\nyear: 2020\n", 2, 12, "'"),
        ('title: "One" and two\nyear: 2020\n', 2, 14, '"'),
        ("title: One\ntags:\n  - [a] b\n", 4, 9, "]"),
    ],
)
def test_text_after_a_value_that_has_ended_is_found_where_it_begins(
    yaml: str, line: int, column: int, end: str
) -> None:
    found = mistake(yaml)
    assert place(found) == ("KG010", line, column)
    assert found.message == f"the value ends before this, with {end}, but its line goes on"


@pytest.mark.parametrize(
    ("yaml", "line", "column"),
    [
        ("title: One\n  year: 2020\n", 3, 3),
        ("atomic_facts:\n  - id: a\n   statement: b\n", 4, 4),
        ("atomic_facts:\n  - id: a\n      statement: b\n", 4, 7),
    ],
)
def test_an_indentation_that_fits_nothing_is_found_at_its_line(yaml: str, line: int, column: int) -> None:
    found = mistake(yaml)
    assert place(found) == ("KG010", line, column)
    assert found.message == "the indentation of this line fits none of the lines above it"


@pytest.mark.parametrize(
    ("value", "start"),
    [("*bold* words", "*"), ("{{ page.title }}", "{{"), ("- a dash", "-"), ("& more", "&")],
)
def test_a_value_that_begins_like_something_else_of_yaml_is_found_there(value: str, start: str) -> None:
    found = mistake(f"title: {value}\n")
    assert place(found) == ("KG010", 2, 8)
    assert found.message == f"a value cannot begin with {start!r} without quotes"
