"""What is true of nearly all documents is said once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import kg
from kg.diagnostics import Diagnostic, Location, Severity, diagnostic, gathered

Write = Callable[[str, str], Path]


def unknown(file: str, key: str = "mood") -> Diagnostic:
    return diagnostic("KG101", f"unknown key {key!r}", Location(file, 3), hint="add a line")


def test_an_unknown_key_of_many_documents_is_one_finding_with_their_number() -> None:
    found = gathered([unknown(f"{number}.md") for number in range(9)], 20)
    (one,) = found
    assert one.message == "unknown key 'mood' (so in 9 of 20 documents)"
    assert one.location == Location("0.md", 3)
    assert [place.file for place in one.related] == ["1.md", "2.md", "3.md", "4.md"]


def test_few_findings_are_each_their_own() -> None:
    found = [unknown(f"{number}.md") for number in range(4)]
    assert gathered(found, 4) == found
    several = [unknown("a.md"), unknown("a.md", "tone")] * 3
    assert gathered(several, 1) == several


def test_a_key_that_may_be_misspelt_is_shown_wherever_it_stands() -> None:
    found = [
        diagnostic("KG101", "unknown key 'titel'", Location(f"{number}.md"), hint="did you mean 'title'?")
        for number in range(9)
    ]
    assert gathered(found, 9) == found


@pytest.mark.parametrize(("lacking", "shown"), [(10, 1), (8, 1), (7, 7)])
def test_what_documents_lack_is_one_finding_where_nearly_all_lack_it(lacking: int, shown: int) -> None:
    found = [diagnostic("KG403", "no language", Location(f"{number}.md")) for number in range(lacking)]
    assert len(gathered(found, 10)) == shown


def test_no_sources_are_no_fault_where_no_document_has_any() -> None:
    found = [diagnostic("KG402", "no source", Location(f"{number}.md")) for number in range(10)]
    assert [one.severity for one in gathered(found, 10)] == [Severity.INFO]
    assert [one.severity for one in gathered(found, 11)] == [Severity.WARNING]


def test_order_and_all_other_findings_stay() -> None:
    others = [diagnostic("KG003", "odd", Location(f"{number}.md", 2)) for number in range(9)]
    mixed = [
        one
        for pair in zip((unknown(f"{number}.md") for number in range(9)), others, strict=True)
        for one in pair
    ]
    found = gathered(mixed, 9)
    assert [one for one in found if one.code == "KG003"] == others
    assert found[0].code == "KG101"
    assert gathered(found, 9) == found


def test_very_many_unknown_keys_are_one_finding_that_names_them() -> None:
    found = [unknown(f"{number}.md", f"key{number}") for number in range(9)] + [unknown("9.md", "key3")]
    (one,) = gathered(found, 10)
    assert one.message.startswith(
        "9 keys are unknown; their values are kept as kg:unmappedField: 'key3' (2), "
    )
    assert one.location == Location("0.md", 3)
    assert len(gathered(found[:8], 10)) == 8
    assert len(gathered(found, 4)) == len(found)


def test_templates_are_passed_over_and_said_once(write: Write) -> None:
    for number in range(6):
        write(f"{number}.md", "---\ntitle: A\ncreated: {{date}}\n---\n")
    write("e.md", "---\ntitle: <% tp.file.title %>\nx: [\n---\n")
    graph = kg.build(write("a.md", "---\ntitle: A\n---\n").parent)
    assert graph.counts["documents"] == 1
    assert [(one.code, one.location.line) for one in graph.diagnostics if one.code < "KG400"] == [
        ("KG006", 3),
        ("KG006", 2),
    ]


def test_report_and_library_say_the_same_once(write: Write, tmp_path: Path) -> None:
    for number in range(6):
        write(f"docs/{number}.md", f"---\ntitle: Day {number}\nmood: calm\n---\nText.\n")
    graph = kg.build(tmp_path / "docs", output=tmp_path / "out")
    codes = [one.code for one in graph.diagnostics]
    assert codes == ["KG402", "KG403", "KG101"]
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert [one["code"] for one in report["diagnostics"]] == codes
    assert [one.code for one in kg.check(tmp_path / "docs")] == codes


def test_a_key_that_is_to_be_ignored_says_nothing_anywhere(write: Write) -> None:
    write("kg.yaml", "aliases: {mood: ignore}\n")
    graph = kg.build(write("a.md", "---\ntitle: A\nmood: calm\nMood: odd\n---\n"))
    assert "KG101" not in {one.code for one in graph.diagnostics}
    assert "calm" not in graph.serialize("nquads")
