"""The parts of repair one by one: where a value ends, how what was meant is written, and in which form."""

from __future__ import annotations

import difflib
import os
import subprocess
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from test_fix import KINDS

from kg.repair import forms
from kg.repair.document import repair_text
from kg.repair.edits import Edit, apply, apply_each
from kg.repair.lines import Change, changes, unified
from kg.repair.model import Repair
from kg.repair.scalars import (
    Closing,
    closing_quote,
    is_plain,
    quoted,
    spaced_flow,
    with_inner_quotes,
    with_literal_backslashes,
    written,
)

UPDATE = os.environ.get("KG_UPDATE_GOLDEN")
GOLDEN = Path(__file__).parent / "golden" / "repairs.txt"


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ('""', 1),
        ('"a" b', 2),
        ('"a\\"" b', 4),
        ('"a\\\\" b', 4),
        ('"a', -1),
        ('"a\\"', -1),
        ("'a' b", 2),
        ("'a''b' c", 5),
        ("'a\\' b", 3),
        ("'a''", -1),
        ("'a'''", 4),
        ("''", 1),
    ],
)
def test_a_quote_ends_at_the_first_that_is_not_escaped(text: str, end: int) -> None:
    assert closing_quote(text) == end


@pytest.mark.parametrize(
    ("text", "is_closed"),
    [
        ("[]", True),
        ("[a, {b: c}]", True),
        ("[a, {b: c}", False),
        ("[", False),
        ("{a: '}'", False),
        ("{a: '}'}", True),
        ('["]"', False),
        ('["]"]', True),
        ("[it's]", True),
        ("[a, 'b]", False),
        ("{'a]': b}", True),
        ("[a:']']", True),
    ],
)
def test_a_bracket_in_quotes_closes_nothing(text: str, is_closed: bool) -> None:
    assert Closing().find(text) == (len(text) - 1 if is_closed else -1)
    assert Closing().find(f"{text} more") == (len(text) - 1 if is_closed else -1)


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (["[a,", "b]"], [-1, 1]),
        (["[a, 'b", "]c'", "] d"], [-1, -1, 0]),
        (['"a', 'b\\"', 'c" d'], [-1, -1, 1]),
        (["'a", "it''s", "b'"], [-1, -1, 1]),
        (["{a:", "  'b}'", "}"], [-1, -1, 0]),
        (["[a", "'b]"], [-1, 2]),
    ],
)
def test_a_value_of_several_lines_ends_where_it_is_closed(lines: list[str], ends: list[int]) -> None:
    closing = Closing()
    assert [closing.find(line) for line in lines] == ends


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{a:b}", "{a: b}"),
        ("{a:b,c:d}", "{a: b,c: d}"),
        ("{a:b, c: d}", "{a: b, c: d}"),
        ('{"a":b}', '{"a":b}'),
        ("{'a:b':c}", "{'a:b':c}"),
        ("[a:b]", "[a:b]"),
        ("[{a:b}, c:d]", "[{a: b}, c:d]"),
        ("{a: [b:c], d:e}", "{a: [b:c], d: e}"),
        ("{a: 'x, b:c'}", "{a: 'x, b:c'}"),
        ("{a: 'x, b:c", "{a: 'x, b:c"),
        ("{url:https://x}", "{url: https://x}"),
        ("{https://x}", "{https://x}"),
        ("{1:b}", "{1:b}"),
    ],
)
def test_a_space_is_put_after_the_colons_of_keys_in_braces_alone(text: str, expected: str) -> None:
    assert spaced_flow(text) == expected


@pytest.mark.parametrize(
    ("text", "scalar"),
    [
        ("plain", '"plain"'),
        ('say "a"', "'say \"a\"'"),
        ("a \\ b", "'a \\ b'"),
        ("it's", '"it\'s"'),
        ('it\'s "a"', "'it''s \"a\"'"),
        ("a\nb", '"a\\nb"'),
        ("a\tb", '"a\\tb"'),
        ('a"\n', '"a\\"\\n"'),
        ("a\\\n", '"a\\\\\\n"'),
        ("\x00", '"\\x00"'),
        ("\xa0", '"\\xA0"'),
        ("\u2028", '"\\u2028"'),
        ("\uffff", '"\\uFFFF"'),
        ("\U000e0001", '"\\U000E0001"'),
        ("\u0100", '"\u0100"'),
    ],
)
def test_a_text_in_quotes_is_written_with_the_fewest_escapes(text: str, scalar: str) -> None:
    assert quoted(text) == scalar
    assert yaml.safe_load(scalar) == text


@given(st.text(st.characters(exclude_categories=("Cs",))), st.sampled_from(["", '"', "'", "x"]))
def test_whatever_is_written_is_read_as_what_was_meant(text: str, like: str) -> None:
    assert yaml.safe_load(quoted(text)) == text
    assert yaml.load(written(text, like), yaml.BaseLoader) == text  # noqa: S506 - every scalar is text


@pytest.mark.parametrize(
    ("text", "like", "scalar"),
    [
        ("a", "", "a"),
        ("a", "b", "a"),
        ("a", '"b"', '"a"'),
        ("a", "'b'", "'a'"),
        ("it's", "'b'", "'it''s'"),
        ('say "a"', '"b"', "'say \"a\"'"),
        ("a\\b", '"b"', "'a\\b'"),
        ("a\nb", '"b"', '"a\\nb"'),
        ("a\nb", "'b'", '"a\\nb"'),
        ("a: b", "", '"a: b"'),
        ("a: b", "c", '"a: b"'),
    ],
)
def test_a_text_is_written_in_the_quotes_that_stood_there(text: str, like: str, scalar: str) -> None:
    assert written(text, like) == scalar


@pytest.mark.parametrize(
    ("text", "is_it"),
    [
        ("two words", True),
        ("a.b/c+(d)-e", True),
        ("2020-01-02", True),
        ("two  spaces", False),
        (" a", False),
        ("a ", False),
        ("-a", False),
        ("_a", False),
        ("a: b", False),
        ("a #b", False),
        ("", False),
        ("null", False),
        ("Null", False),
        ("NULL", False),
        ("~", False),
        ("https://example.org/a?b=c&d=%20~e@f", True),
        ("http://example.org/", True),
        ("ftp://example.org/", False),
        ("https://example.org/#a", False),
    ],
)
def test_only_what_every_reader_takes_for_the_text_stands_without_quotes(text: str, is_it: bool) -> None:
    assert is_plain(text) is is_it


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"a\\nb"', '"a\\nb"'),
        ('"\\psi"', '"\\\\psi"'),
        ('"\\psi \\n"', '"\\\\psi \\\\n"'),
        ('"\\psi \\" \\\\"', '"\\\\psi \\" \\\\"'),
        ('"\\x41"', '"\\x41"'),
        ('"\\x4g"', '"\\\\x4g"'),
        ('"\\u0041"', '"\\u0041"'),
        ('"\\u004"', '"\\\\u004"'),
        ('"\\U00000041"', '"\\U00000041"'),
        ('"\\U0000004"', '"\\\\U0000004"'),
        ('"\\\\psi"', '"\\\\psi"'),
        ('"a"', '"a"'),
    ],
)
def test_backslashes_are_meant_as_they_stand_if_one_of_them_escapes_nothing(text: str, expected: str) -> None:
    assert with_literal_backslashes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'it's'", "'it''s'"),
        ("'it''s'", "'it''s'"),
        ('"a "b" c"', '"a \\"b\\" c"'),
        ('"a \\"b\\" c"', '"a \\"b\\" c"'),
        ('"a \\\\"b"', '"a \\\\\\"b"'),
    ],
)
def test_quotes_inside_quotes_are_escaped_once(text: str, expected: str) -> None:
    assert with_inner_quotes(text) == expected


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2020-1-2", "2020-01-02"),
        ("2020/1/2", "2020-01-02"),
        ("2020. 1. 2.", "2020-01-02"),
        ("20200102", "2020-01-02"),
        ("2020年1月2日", "2020-01-02"),
        ("2020年1月", "2020-01"),
        ("2020年", "2020"),
        ("2020-1", "2020-01"),
        ("Jan 2, 2020", "2020-01-02"),
        ("January 2nd 2020", "2020-01-02"),
        ("2 January 2020", "2020-01-02"),
        ("2nd of Jan. 2020", "2020-01-02"),
        ("January 2020", "2020-01"),
        ("Thursday, 2 January 2020", "2020-01-02"),
        ("13/1/2020", "2020-01-13"),
        ("1/13/2020", "2020-01-13"),
        ("2/2/2020", "2020-02-02"),
        ("3.1.2020", "2020-01-03"),
        ("12/12/2020", "2020-12-12"),
        ("29 February 2020", "2020-02-29"),
    ],
)
def test_a_date_that_can_mean_one_day_is_written_as_iso_writes_it(text: str, iso: str) -> None:
    assert forms.date(text) == (iso, "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1/2/2020", "it may be 2020-02-01 or 2020-01-02"),
        ("12/1/2020", "it may be 2020-01-12 or 2020-12-01"),
        ("1/12/2020", "it may be 2020-12-01 or 2020-01-12"),
        ("Smarch 2020", "'Smarch' is no month"),
        ("31 April 2020", "there is no such day in the calendar"),
        ("soon", "nothing in it is surely a date"),
        ("2020-1/2", "nothing in it is surely a date"),
    ],
)
def test_a_date_that_can_mean_two_days_or_none_is_left_with_the_reason(text: str, reason: str) -> None:
    assert forms.date(text) == ("", reason)


@pytest.mark.parametrize(
    "text", ["2020-13-01", "2020-02-30", "29.2.2021", "Foo 2, 2020", "32 January 2020", "2020-0-1"]
)
def test_a_day_that_no_calendar_has_is_none(text: str) -> None:
    iso, reason = forms.date(text)
    assert not iso
    assert reason


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2020", "2020"),
        ("(2020)", "2020"),
        ("( 2020 )", "2020"),
        ("2020年", "2020"),
        ("2020.", "2020"),
        ("May 2020", ""),
        ("2020-2021", ""),
        ("20200", ""),
        ("c. 2020", ""),
    ],
)
def test_a_year_is_read_where_nothing_else_is_said(text: str, year: str) -> None:
    assert forms.year(text) == year


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("HTTPS://Example.org/A", "HTTPS://Example.org/A"),
        ("example.org/a", "https://example.org/a"),
        ("<https://example.org/a>", "https://example.org/a"),
        ("https://doi.org/10.1038/NATURE1", "https://doi.org/10.1038/NATURE1"),
        ("http://dx.doi.org/10.1038/NATURE1", "https://doi.org/10.1038/nature1"),
        ("https://doi.org/10.1038/x?from=mail", "https://doi.org/10.1038/x"),
        ("doi:10.1038/x", "https://doi.org/10.1038/x"),
        ("example.org/doi/10.1038/x", "https://example.org/doi/10.1038/x"),
        ("http://example.org/a b", ""),
        ("nothing", ""),
    ],
)
def test_a_url_has_its_scheme_and_a_page_of_a_doi_one_address(text: str, url: str) -> None:
    assert forms.plain_url(text) == url


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("https://doi.org/10.1038/X", "10.1038/X"),
        ("doi:10.1038/X", "10.1038/X"),
        ("10.1038/X", "10.1038/X"),
        ("https://example.org/a", ""),
    ],
)
def test_a_doi_stands_bare_in_the_case_of_its_author(text: str, doi: str) -> None:
    assert forms.bare_doi(text) == doi


def test_a_change_is_a_diff_that_git_applies(tmp_path: Path) -> None:
    before, after = 'title:"a"\nkeep\nlast', 'title: "a"\nkeep\nlast'
    diff = Repair("/docs/a.md", before, after).diff()
    assert diff == (
        '--- a/docs/a.md\n+++ b/docs/a.md\n@@ -1,3 +1,3 @@\n-title:"a"\n+title: "a"\n keep\n last\n'
        "\\ No newline at end of file\n"
    )
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text(before, encoding="utf-8")
    subprocess.run(["git", "apply"], cwd=tmp_path, input=diff.encode(), check=True)
    assert (tmp_path / "docs" / "a.md").read_text(encoding="utf-8") == after
    assert Repair("a.md", before, after).is_changed
    assert not Repair("a.md", before, before).is_changed


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("title: A\ntags: [a]\n---\nBody\n", "---\ntitle: A\ntags: [a]\n---\nBody\n"),
        ("\n\n---\ntitle: A\n---\nBody\n", "---\ntitle: A\n---\nBody\n"),
        ("---\ntitle: A\ntags: [a]\n\n# Heading\n", "---\ntitle: A\ntags: [a]\n---\n\n# Heading\n"),
        ("---\ntitle: A\n# why\nid: b\nBody is.\n", "---\ntitle: A\n# why\nid: b\n---\nBody is.\n"),
        ("---\ntitle: A\ntags:\n- a\n## Part\n", "---\ntitle: A\ntags:\n- a\n---\n## Part\n"),
    ],
)  # fmt: skip
def test_front_matter_that_does_not_begin_or_end_is_opened_or_closed(text: str, after: str) -> None:
    assert repair_text(text, file="a.md").after == after


@pytest.mark.parametrize(
    "text",
    [
        "Body alone.\n",
        "note: this\n---\nBody\n",
        "title: [a\n  b: }\n---\nBody\n",
        "## Only a second rank\n",
        "```\n# no\n```\n",
        "---\nBody that has no field.\n",
    ],
)
def test_a_text_that_shows_no_field_and_no_title_is_left_as_it_is(text: str) -> None:
    assert repair_text(text, file="a.md").after == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("known_gaps:\n- Risk: none\n", 'known_gaps:\n- "Risk: none"\n'),
        ("known_gaps:\n- Risk:\n", "known_gaps:\n- Risk:\n"),
        ("known_gaps:\n- Risk:\n    none\n", "known_gaps:\n- Risk:\n    none\n"),
        ("known_gaps:\n- 'Risk': none\n", "known_gaps:\n- 'Risk': none\n"),
        ('known_gaps:\n- "Risk": none\n', 'known_gaps:\n- "Risk": none\n'),
        ("known_gaps:\n- Risk: 'none'\n", "known_gaps:\n- Risk: 'none'\n"),
        ("known_gaps:\n- Risk: none\n  Other: x\n", "known_gaps:\n- Risk: none\n  Other: x\n"),
        ("disputed_statements:\n- {statement: N/A}\nid: a\n", "disputed_statements: []\nid: a\n"),
        (
            "disputed_statements:\n- {statement: N/A, note: x}\nid: a\n",
            "disputed_statements:\n- {statement: N/A, note: x}\nid: a\n",
        ),
        ("disputed_statements:\n- {note: N/A}\nid: a\n", "disputed_statements:\n- {note: N/A}\nid: a\n"),
        ("title: a\ntitle: b\n", "title: a\ntitle: b\n"),
        ("title: a\ntitle: a\n", "title: a\n"),
        ("{title: a, title: a}\n", "{title: a, title: a}\n"),
    ],
)
def test_a_value_is_mended_only_where_it_is_sure_what_was_meant(before: str, after: str) -> None:
    assert repair_text(f"---\n{before}---\n", file="a.md").after == f"---\n{after}---\n"


@pytest.mark.parametrize("key", ["statement", "text", "name", "title", "gap", "description", "user", "id"])
def test_a_mapping_with_a_key_that_stands_for_its_text_is_meant(key: str) -> None:
    meant = f"---\nknown_gaps:\n- {key}: none\n---\n"
    assert repair_text(meant, file="a.md").after == meant


def test_many_mappings_that_are_meant_do_not_keep_a_text_from_being_mended() -> None:
    meant = "- {a: b}\n" * 200
    (fixed,) = repair_text(f"---\nknown_gaps:\n- Risk: none\n{meant}---\n", file="a.md").fixed
    assert (fixed.code, fixed.location.line) == ("KG102", 3)


def test_a_value_that_cannot_be_mended_keeps_no_other_from_it() -> None:
    before = "primary_sources:\n- year: (2020)\ncreated: &d 2026/5/4\nupdated: *d\nschema_type: techarticle\n"
    after = before.replace("(2020)", "2020").replace("techarticle", "TechArticle")
    assert repair_text(f"---\n{before}---\n", file="a.md").after == f"---\n{after}---\n"


@pytest.mark.parametrize(("most_read", "tries"), [(1_000_000, 100), (1_500, 15), (0, 10)])
def test_a_text_of_which_nothing_can_be_mended_is_not_read_without_end(
    monkeypatch: pytest.MonkeyPatch, most_read: int, tries: int
) -> None:
    read = []
    monkeypatch.setattr("kg.repair.edits.apply", lambda text, edits: read.append(text))
    monkeypatch.setattr("kg.repair.edits._MOST_READ", most_read)
    text, edits = "x" * 100, [Edit(at, at, "", lambda top: None) for at in range(100)]
    assert apply_each(text, edits) == (text, [])
    assert len(read) == tries


def test_edits_of_the_same_characters_are_not_made_together() -> None:
    text = "a: b # why\n"
    first, second = (Edit(start, 10, "# so", lambda top: None) for start in (5, 6))
    assert apply(text, [first]) == "a: b # so\n"
    assert apply(text, [first, second]) is None


def test_what_is_said_of_every_kind_of_mistake_is_exactly_what_stands_beside_it() -> None:
    """Made again with KG_UPDATE_GOLDEN=1, and read as a diff."""
    told: list[str] = []
    for _, before, after in (*KINDS, *((None, text, text) for text in LEFT)):
        repair = repair_text(f"---\n{before}---\n", file="a.md")
        told += [f"  {line}" for line in before.splitlines()]
        told += [f"fixed {one.location} {one.code} {one.message}" for one in repair.fixed]
        told += [f"left {one.location} {one.code} {one.message} ({one.hint})" for one in repair.left]
        assert repair.after == f"---\n{after}---\n"
    for text in (
        "Body alone.\n",
        "---\nnothing here\n",
        "---\nodd: 1\n",
        "# *T*\n",
        "title: a\n---\n",
        "\n\n---\ntitle: a\n---\n",
        "---\ntitle: a\n\n# Heading\n",
        "---\ntitle: [a\n---\n",
        "---\ntitle: 'a\n---\n",
    ):
        repair = repair_text(text, file="a.md")
        told += [f"  {line}" for line in text.splitlines()]
        told += [f"fixed {one.location} {one.code} {one.message}" for one in repair.fixed]
        told += [f"left {one.location} {one.code} {one.message} ({one.hint})" for one in repair.left]
    text = "".join(f"{line}\n" for line in told)
    if UPDATE:
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


LEFT = [
    "created: 1/2/2020\n",
    "created: soon\n",
    "primary_sources:\n- year: c. 2020\n",
    "schema_type: Vessel\n",
    "title: a\ntitle: b\n",
    "{title: a, title: a}\n",
    f"created: {'x' * 61}\n",
    f"created: {'x' * 60}\n",
    f"created: {'x' * 58}\n",
    "known_gaps:\n- Risk: 'none'\n",
]


def applied(changed: list[Change], before: list[str], after: list[str]) -> list[str]:
    """The lines after changes, and that what is called equal is so."""
    made: list[str] = []
    for tag, first, last, start, end in changed:
        if tag == "equal":
            assert before[first:last] == after[start:end]
        assert {
            "equal": (True, True),
            "delete": (True, False),
            "insert": (False, True),
            "replace": (True, True),
        }[tag] == (last > first, end > start)
        made += before[first:last] if tag == "equal" else after[start:end]
    return made


LINES = st.lists(
    st.sampled_from(["a\n", "b\n", "c\n", "\n"]) | st.integers(0, 60).map(lambda n: f"{n}\n"), max_size=40
)


@given(LINES, LINES, st.booleans())
def test_changes_of_long_texts_lead_from_one_to_the_other(
    before: list[str], after: list[str], is_long: bool
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        if is_long:
            patch.setattr("kg.repair.lines._SHORT", -1)
        changed = changes(before, after)
    assert applied(changed, before, after) == after
    ends = [(one.first, one.start) for one in changed] + [(len(before), len(after))]
    assert ends[0] == (0, 0)
    assert [(one.last, one.end) for one in changed] == ends[1:]


def test_what_is_equal_in_long_texts_is_found_and_shown_with_three_lines_around_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = [f"{number}\n" for number in range(40)]
    after = [*before[:10], "new\n", *before[10:20], *before[21:30], "other\n", *before[31:]]
    expected = [tuple(one) for one in changes(before, after)]
    short = "".join(unified(before, after, "a.md"))
    monkeypatch.setattr("kg.repair.lines._SHORT", -1)
    assert [tuple(one) for one in changes(before, after)] == expected
    assert "".join(unified(before, after, "a.md")) == short
    assert short.count("@@ -") == 3


@pytest.mark.parametrize("first", [0, 1, 3, 4, 10])
@pytest.mark.parametrize("gap", range(9))
def test_the_diff_of_a_long_text_reads_as_that_of_a_short_one(
    monkeypatch: pytest.MonkeyPatch, first: int, gap: int
) -> None:
    before = [f"{number}\n" for number in range(20)]
    after = [*before]
    after[first] = "new\n"
    after[first + gap + 1 :] = ["inserted\n", *after[first + gap + 2 :]]
    short = "".join(unified(before, after, "a.md"))
    monkeypatch.setattr("kg.repair.lines._SHORT", -1)
    assert "".join(unified(before, after, "a.md")) == short


@pytest.mark.parametrize(
    ("before", "after"), [("a", "b"), ("ab", "cd"), ("abc", "def"), ("a", ""), ("", "ab")]
)
def test_the_diff_of_a_long_text_counts_lines_as_that_of_a_short_one(
    monkeypatch: pytest.MonkeyPatch, before: str, after: str
) -> None:
    one, other = ([f"{letter}\n" for letter in text] for text in (before, after))
    short = "".join(unified(one, other, "a.md"))
    monkeypatch.setattr("kg.repair.lines._SHORT", -1)
    assert "".join(unified(one, other, "a.md")) == short


def test_a_line_that_stands_very_often_is_told_to_be_the_same() -> None:
    often = ["- a\n"] * 250
    expected = [("equal", 0, 250, 0, 250), ("insert", 250, 250, 250, 251)]
    assert [tuple(one) for one in changes(often, [*often, "b\n"])] == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("1aa2", "3aa4", [("replace", 0, 1, 0, 1), ("equal", 1, 3, 1, 3), ("replace", 3, 4, 3, 4)]),
        ("1aa", "23aa", [("replace", 0, 1, 0, 2), ("equal", 1, 3, 2, 4)]),
        (
            "x1aa2",
            "x3aa4",
            [("equal", 0, 1, 0, 1), ("replace", 1, 2, 1, 2), ("equal", 2, 4, 2, 4), ("replace", 4, 5, 4, 5)],
        ),
        ("aa1", "aa23", [("equal", 0, 2, 0, 2), ("replace", 2, 3, 2, 4)]),
        ("abc", "bca", [("delete", 0, 1, 0, 0), ("equal", 1, 3, 0, 2), ("insert", 3, 3, 2, 3)]),
        ("cab", "abc", [("delete", 0, 1, 0, 0), ("equal", 1, 3, 0, 2), ("insert", 3, 3, 2, 3)]),
        ("", "a", [("insert", 0, 0, 0, 1)]),
        ("a", "", [("delete", 0, 1, 0, 0)]),
    ],
)
def test_lines_of_a_long_text_that_did_not_change_are_found(
    monkeypatch: pytest.MonkeyPatch, before: str, after: str, expected: list[tuple[object, ...]]
) -> None:
    monkeypatch.setattr("kg.repair.lines._SHORT", -1)
    assert [tuple(one) for one in changes(list(before), list(after))] == expected


def test_two_long_texts_are_never_compared_line_with_line(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    matcher = difflib.SequenceMatcher

    def noting(*given: object, **more: object) -> object:
        asked.append(len(given[1]) * len(given[2]))  # type: ignore[arg-type]
        return matcher(*given, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(difflib, "SequenceMatcher", noting)
    for length in (500, 501, 2_000):
        lines = [f"{number}\n" for number in range(length)]
        assert [one.tag for one in changes(lines, ["new\n", *lines[1:]])] == ["replace", "equal"]
        assert "".join(unified(lines, ["new\n", *lines[1:]], "a.md")).count("@@ -1,4 +1,4 @@") == 1
    assert max(asked) == 250_000
