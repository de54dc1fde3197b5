"""Diagnostics: their order, their counts, and their renderings."""

from __future__ import annotations

import itertools
import json

import pytest

from kg.diagnostics import (
    Diagnostic,
    Location,
    Severity,
    all_codes,
    as_mapping,
    count_by_severity,
    diagnostic,
    in_order,
    to_github,
    to_json,
    to_text,
)

FULL = diagnostic(
    "KG015",
    "'title' stands twice",
    Location("docs/a.md", 3, 1),
    hint="delete one of the two",
    related=[Location("docs/a.md", 2, 1), Location("docs/b.md", 7, 4)],
)
PLAIN = diagnostic("KG403", "the document has no language", Location("docs/a.md", 2))
WORST = diagnostic("KG004", "never closed", Location("docs/c.md"))


def test_a_diagnostic_has_the_name_and_severity_that_its_code_declares() -> None:
    assert (FULL.name, FULL.severity) == ("duplicate-key", Severity.WARNING)
    assert (PLAIN.name, PLAIN.severity) == ("document-without-language", Severity.INFO)
    assert diagnostic("KG400", "x", Location("a.md"), severity=Severity.INFO).severity is Severity.INFO


def test_a_code_that_is_not_declared_cannot_be_used() -> None:
    with pytest.raises(KeyError, match="KG999"):
        diagnostic("KG999", "x", Location("a.md"))


def test_severities_are_ordered_and_known_by_their_words() -> None:
    assert sorted(Severity, reverse=True) == [Severity.VIOLATION, Severity.WARNING, Severity.INFO]
    assert [Severity.from_word(one.word) for one in Severity] == list(Severity)
    with pytest.raises(KeyError):
        Severity.from_word("error")


def test_every_code_has_a_name_of_its_own_and_a_severity_and_says_what_it_means() -> None:
    codes = all_codes()
    assert list(codes) == sorted(codes)
    assert len({one.name for one in codes.values()}) == len(codes)
    for one in codes.values():
        assert one.severity in {severity.word for severity in Severity}, one
        assert one.meaning.endswith((".", ".)")), one
        assert one.name.replace("-", "").replace("8", "").isalpha(), one


def test_findings_are_ordered_by_place_then_code_then_message_and_each_stands_once() -> None:
    def at(file: str, line: int, column: int, code: str = "KG101", message: str = "x") -> Diagnostic:
        return diagnostic(code, message, Location(file, line, column))

    expected = [
        at("a.md", 2, 9),
        at("a.md", 10, 1),
        at("a.md", 10, 2, "KG101", "x"),
        at("a.md", 10, 2, "KG101", "y"),
        at("a.md", 10, 2, "KG102", "a"),
        at("b.md", 1, 1),
    ]
    for shuffled in itertools.permutations(expected):
        assert in_order([*shuffled, *shuffled[:2]]) == expected


def test_findings_alike_in_place_code_and_message_still_have_one_order() -> None:
    def one(**more: object) -> Diagnostic:
        return diagnostic("KG431", "x", Location("a.md"), **more)  # type: ignore[arg-type]

    expected = [
        one(severity=Severity.VIOLATION),
        one(),
        one(related=[Location("b.md")]),
        one(related=[Location("c.md")]),
        one(hint="h"),
    ]
    for shuffled in itertools.permutations(expected):
        assert in_order(shuffled) == expected


def test_findings_are_counted_by_severity_worst_first() -> None:
    assert list(count_by_severity([PLAIN, FULL, WORST, PLAIN]).items()) == [
        ("violation", 1),
        ("warning", 1),
        ("info", 2),
    ]
    assert count_by_severity([]) == {"violation": 0, "warning": 0, "info": 0}


def test_as_text_a_finding_is_a_line_with_its_related_places_and_hint_below() -> None:
    assert to_text([FULL, PLAIN]) == (
        "docs/a.md:3:1 warning KG015 'title' stands twice\n"
        "  see also: docs/a.md:2:1\n"
        "  see also: docs/b.md:7:4\n"
        "  hint: delete one of the two\n"
        "docs/a.md:2:1 info KG403 the document has no language\n"
    )
    assert to_text([]) == ""


def test_as_text_a_finding_is_one_line_and_safe_for_a_terminal_whatever_the_file_is_called() -> None:
    found = diagnostic("KG403", "a\u2028b", Location("new\nline\x1b[31m\x9b.md"))
    assert to_text([found]) == "new\\nline\\x1b[31m\\x9b.md:1:1 info KG403 a\\u2028b\n"


def test_as_json_a_finding_has_every_part_by_name() -> None:
    report = json.loads(to_json([FULL]))
    assert report == {
        "counts": {"violation": 0, "warning": 1, "info": 0},
        "diagnostics": [
            {
                "code": "KG015",
                "name": "duplicate-key",
                "severity": "warning",
                "message": "'title' stands twice",
                "hint": "delete one of the two",
                "file": "docs/a.md",
                "line": 3,
                "column": 1,
                "related": [
                    {"file": "docs/a.md", "line": 2, "column": 1},
                    {"file": "docs/b.md", "line": 7, "column": 4},
                ],
            }
        ],
    }
    assert report["diagnostics"] == [as_mapping(FULL)]


def test_a_json_report_keeps_letters_readable_and_begins_with_what_is_added() -> None:
    text = to_json([diagnostic("KG101", "“Größe” 文", Location("ä.md"))], {"format": 1})
    assert "“Größe” 文" in text
    assert text.endswith("}\n")
    assert list(json.loads(text)) == ["format", "counts", "diagnostics"]


@pytest.mark.parametrize(
    ("found", "line"),
    [
        (
            WORST,
            "::error file=docs/c.md,line=1,col=1,title=KG004 unclosed-front-matter::never closed\n",
        ),
        (
            FULL,
            "::warning file=docs/a.md,line=3,col=1,title=KG015 duplicate-key::"
            "'title' stands twice%0Adelete one of the two\n",
        ),
        (
            PLAIN,
            "::notice file=docs/a.md,line=2,col=1,title=KG403 document-without-language::"
            "the document has no language\n",
        ),
    ],
)
def test_for_github_a_finding_is_one_workflow_command(found: Diagnostic, line: str) -> None:
    assert to_github([found]) == line


def test_for_github_what_would_end_a_command_is_escaped() -> None:
    found = diagnostic("KG101", "100%: a, b\r\nnext::x", Location("50%, a:b\n.md", 4, 2), hint="%0A")
    assert to_github([found]) == (
        "::notice file=50%25%2C a%3Ab%0A.md,line=4,col=2,title=KG101 unknown-key::"
        "100%25: a, b%0D%0Anext::x%0A%250A\n"
    )
