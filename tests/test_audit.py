"""The audit as a whole: order, choice of rules, renderings, the command."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as some

import kg
from kg.audit import audit, codes_chosen
from kg.audit.dates import first_day, last_day
from kg.audit.likeness import unrelated
from kg.audit.render import to_json, to_sarif, to_text
from kg.audit.rules import RULES
from kg.audit.rules.arxiv_impossible import why_impossible
from kg.audit.rules.doi_publisher import publisher_of, publishers_named
from kg.audit.rules.isbn_checksum import why_not_isbn
from kg.audit.rules.placeholders import why_placeholder
from kg.audit.sentences import NEAR, Sentence, near_pairs
from kg.cli import main
from kg.diagnostics import Diagnostic, Location, Severity, all_codes, diagnostic
from kg.diagnostics.sarif import to_sarif as general_sarif
from kg.errors import NotFoundError

Write = Callable[[str, str], Path]
AS_OF = date(2024, 7, 1)

CONFLICT = """
---
title: {title}
created: 2030-01-01
primary_sources:
  - title: {work}
    doi: 10.1098/rsta.2001.0042
---
"""
WORKS = {"a": "Fresnel Lenses in Lighthouses", "b": "How Honeybees Choose a Nest", "c": "Harmonics of Tides"}


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["audit", *words])


@pytest.fixture
def conflict(in_folder: Path, write: Write) -> Path:
    for name, work in WORKS.items():
        write(f"docs/{name}.md", CONFLICT.format(title=f"Document {name}", work=work))
    return in_folder


def test_on_real_documents_the_doi_under_most_titles_comes_first(corpus: Path) -> None:
    findings = audit(kg.build(corpus, validate=False), as_of=date(2026, 7, 1))
    first = findings[0]
    assert (first.code, first.subject) == ("KG501", "doi:10.1145/3635100")
    assert first.documents == 10
    assert len({exhibit.text for exhibit in first.exhibits}) == 9
    assert [one.severity for one in findings] == sorted((one.severity for one in findings), reverse=True)


def test_the_demo_has_nothing_to_correct(seeds: kg.KnowledgeGraph) -> None:
    findings = audit(seeds, as_of=date(2027, 1, 1))
    assert to_text([one for one in findings if one.severity > Severity.INFO]) == ""


def test_findings_are_in_order_of_severity_then_documents_then_place(conflict: Path) -> None:
    findings = audit(kg.build("docs", validate=False), as_of=AS_OF)
    assert [(one.code, one.documents, one.location.file) for one in findings] == [
        ("KG501", 3, "docs/a.md"),
        ("KG542", 1, "docs/a.md"),
        ("KG542", 1, "docs/b.md"),
        ("KG542", 1, "docs/c.md"),
    ]
    assert findings[0].related == (Location("docs/b.md", 6, 10), Location("docs/c.md", 6, 10))


def test_findings_do_not_depend_on_the_order_of_documents(conflict: Path) -> None:
    orders = (["docs/a.md", "docs/b.md", "docs/c.md"], ["docs/c.md", "docs/a.md", "docs/b.md"])
    texts = {to_text(audit(kg.build(paths, validate=False), as_of=AS_OF)) for paths in orders}
    assert len(texts) == 1


def test_a_finding_is_a_diagnostic_of_its_declared_severity(conflict: Path) -> None:
    for one in audit(kg.build("docs", validate=False), as_of=AS_OF):
        assert isinstance(one, Diagnostic)
        assert one.severity.word == all_codes()[one.code].severity
        assert one.hint
        assert one.exhibits[0].location == one.location


def test_rules_are_chosen_by_code_beginning_or_name() -> None:
    assert codes_chosen() == sorted(RULES)
    assert codes_chosen(["KG51"], ["kg513"]) == ["KG511", "KG512", "KG514", "KG515", "KG516", "KG517"]
    assert codes_chosen(["boilerplate"]) == ["KG531"]
    for unknown in ("KG9", "", "no-such-rule"):
        with pytest.raises(NotFoundError, match="has no rule"):
            codes_chosen([unknown])


def test_only_the_rules_that_are_asked_for_are_followed(conflict: Path) -> None:
    graph = kg.build("docs", validate=False)
    assert {one.code for one in audit(graph, as_of=AS_OF, rules=["KG542"])} == {"KG542"}
    assert audit(graph, as_of=AS_OF, rules=[]) == []
    with pytest.raises(NotFoundError, match="KG203"):
        audit(graph, as_of=AS_OF, rules=["KG203"])


def test_how_long_a_verification_holds_can_be_said(write: Write, tmp_path: Path) -> None:
    write("a.md", "---\ntitle: A\nlast_verified: 2024-06-01\n---\n")
    graph = kg.build(tmp_path, validate=False)
    assert audit(graph, as_of=AS_OF) == []
    (stale,) = audit(graph, as_of=AS_OF, stale_after=timedelta(days=29))
    assert stale.code == "KG541"
    assert audit(graph, as_of=AS_OF, stale_after=timedelta(days=30)) == []


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("A Survey of Music Generation", "A Survey of Language Teaching", True),
        ("Attention Is All You Need", "Attention is all you need (Transformer)", False),
        ("Model Merging: A Survey", "A Comprehensive Review of Merging Models", False),
        ("Deep Learning", "Chemie", False),
        ("The Tides of the North Sea", "北海的潮汐和海流研究", False),
        ("Generative Adversarial Networks", "Adversarial Generation in a Network", False),
        ("A Survey", "An Overview", False),
    ],
)
def test_titles_are_unrelated_only_when_next_to_nothing_joins_them(
    one: str, other: str, expected: bool
) -> None:
    assert unrelated(one, other) is unrelated(other, one) is expected


def test_a_citation_that_only_names_people_is_not_unrelated_to_anything() -> None:
    assert not unrelated("The Ecology of Rock Pools", "Lindqvist & Hale 1998", cited=True)
    assert not unrelated(
        "Space2Vec: Learning Places", "Space2Vec / two models of city traffic, rivers", cited=True
    )


@pytest.mark.parametrize(
    ("paper", "reason"),
    [
        ("2306.11644", ""),
        ("1412.9999", ""),
        ("1501.00001", ""),
        ("2407.00001", ""),
        ("cs/0112017", ""),
        ("2408.00001", "in the future"),
        ("2300.01234", "no month 00"),
        ("0703.1234", "April 2007"),
        ("2306.00000", "begin at 1"),
        ("2306.116444", "5 digits"),
        ("hep-th/0704001", "March 2007"),
        ("hep-th/9913001", "no month 13"),
        ("xxxx.xxxxx", "look like"),
    ],
)
def test_arxiv_ids_are_held_against_the_scheme(paper: str, reason: str) -> None:
    found = why_impossible(paper, AS_OF)
    assert reason in found
    assert bool(found) == bool(reason)


@pytest.mark.parametrize(
    ("prefix", "suffix", "is_placeholder"),
    [
        ("10.1145", "3635100", False),
        ("10.1016", "j.artint.2020.103372", False),
        ("10.1038", "s41586-024-07566-y", False),
        ("10.1016", "0004-3702(81)90024-2", False),
        ("10.1145", "1234567", True),
        ("10.1145", "3456789.3456790", True),
        ("10.1000", "xyz", True),
        ("10.9999", "sea.1", True),
        ("10.1093", "placeholder-2", True),
    ],
)
def test_made_up_dois_are_told_from_real_ones(prefix: str, suffix: str, is_placeholder: bool) -> None:
    assert bool(why_placeholder(prefix, suffix)) is is_placeholder


def test_publishers_are_known_by_prefix_and_by_name() -> None:
    owner = publisher_of("10.1145/37402.37407")
    assert owner is not None
    assert owner.name == "ACM"
    assert publisher_of("10.99999/unknown") is None
    assert [one.name for one in publishers_named("Google / Nature Communications")] == ["Springer Nature"]
    assert [one.name for one in publishers_named("IEEE/ACM Transactions on Networking")] == ["ACM", "IEEE"]
    for body in ("The Nature Conservancy", "University of Cambridge", "Cell Biology Lab", ""):
        assert publishers_named(body) == ()


def test_what_is_wrong_with_an_isbn_is_said() -> None:
    assert "is 7, not 1" in why_not_isbn("978-0-306-40615-1")
    assert "is X, not 1" in why_not_isbn("0-8044-2957-1")
    assert "12 digits" in why_not_isbn("978030640615")
    assert "978 or 979" in why_not_isbn("1234567890123")


def test_dates_may_be_months_and_years() -> None:
    assert first_day("2024-02") == date(2024, 2, 1)
    assert last_day("2024-02") == date(2024, 2, 29)
    assert last_day("2024") == date(2024, 12, 31)
    assert first_day("2024-05-06T07:08:09Z") == date(2024, 5, 6)
    for text in ("", "2024-13", "2023-02-29", "soon", "0000"):
        assert first_day(text) is None


@given(some.text(max_size=40))
def test_no_text_makes_the_rules_of_identifiers_and_dates_fail(text: str) -> None:
    why_impossible(text, AS_OF)
    why_not_isbn(text)
    why_placeholder("10.1000", text)
    publishers_named(text)
    first_day(text)
    unrelated(text, "The Tides of the North Sea")


@given(some.lists(some.lists(some.sampled_from("abcdefghijklmno"), min_size=10, max_size=16), max_size=12))
def test_near_pairs_are_those_that_comparing_all_pairs_finds(texts: list[list[str]]) -> None:
    document: Any = None
    sentences = [Sentence(document, (), " ".join(words)) for words in texts]
    sets = []
    for words in texts:
        seen: dict[str, int] = {}
        numbered = set()
        for word in words:
            numbered.add((word, seen.get(word, 0)))
            seen[word] = seen.get(word, 0) + 1
        sets.append(numbered)
    expected = {
        (one, other)
        for other in range(len(sets))
        for one in range(other)
        if len(sets[one] & sets[other]) >= NEAR * len(sets[one] | sets[other])
    }
    assert set(near_pairs(sentences)) == expected


def test_text_holds_every_place_with_what_stands_there(conflict: Path) -> None:
    done = run("docs", "--as-of", "2024-07-01", "--select", "KG501")
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert lines[0].startswith("docs/a.md:6:10 violation KG501 doi:10.1098/rsta.2001.0042 stands under 3")
    assert lines[1:4] == [
        "  docs/a.md:6:10  Fresnel Lenses in Lighthouses",
        "  docs/b.md:6:10  How Honeybees Choose a Nest",
        "  docs/c.md:6:10  Harmonics of Tides",
    ]
    assert done.stderr == "1 violation, 0 warnings, 0 info\n"


def test_json_is_that_of_check_with_exhibits(conflict: Path) -> None:
    report = json.loads(run("docs", "--as-of", "2024-07-01", "--format", "json").stdout)
    assert report["as_of"] == "2024-07-01"
    assert report["counts"] == {"violation": 4, "warning": 0, "info": 0}
    first = report["diagnostics"][0]
    assert first["code"] == "KG501"
    assert first["subject"] == "doi:10.1098/rsta.2001.0042"
    assert first["documents"] == 3
    assert first["exhibits"][1] == {
        "file": "docs/b.md",
        "line": 6,
        "column": 10,
        "document": "Document b",
        "text": "How Honeybees Choose a Nest",
    }


def test_sarif_says_at_each_related_place_what_stands_there(conflict: Path) -> None:
    log = json.loads(run("docs", "--as-of", "2024-07-01", "--format", "sarif").stdout)
    assert log["version"] == "2.1.0"
    (only,) = log["runs"]
    driver = only["tool"]["driver"]
    assert [rule["id"] for rule in driver["rules"]] == ["KG501", "KG542"]
    assert all(rule["help"]["text"] and rule["fullDescription"]["text"] for rule in driver["rules"])
    first = only["results"][0]
    assert (first["ruleId"], first["level"]) == ("KG501", "error")
    assert driver["rules"][first["ruleIndex"]]["id"] == "KG501"
    assert first["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "docs/a.md", "uriBaseId": "SRCROOT"},
                "region": {"startLine": 6, "startColumn": 10},
            }
        }
    ]
    assert [one["message"]["text"] for one in first["relatedLocations"]] == [WORKS["b"], WORKS["c"]]
    assert len({one["id"] for one in first["relatedLocations"]}) == 2
    assert len({one["partialFingerprints"]["kgFinding/v1"] for one in only["results"]}) == 4


def test_sarif_is_made_of_any_diagnostics(tmp_path: Path) -> None:
    absolute = str(tmp_path / "an odd näme.md")
    found = [
        diagnostic("KG101", "a message", Location("a b/ü#1.md", 3, 4), related=[Location(absolute, 2)]),
        diagnostic("KG003", "another", Location(absolute)),
    ]
    log = json.loads(general_sarif(found, version="1.2.3"))
    first, second = log["runs"][0]["results"]
    place = first["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": "a%20b/%C3%BC%231.md", "uriBaseId": "SRCROOT"}
    assert second["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": Path(absolute).as_uri()}
    assert first["relatedLocations"][0]["message"]["text"] == "see also"
    assert [first["level"], second["level"]] == ["note", "error"]
    assert log["runs"][0]["tool"]["driver"]["semanticVersion"] == "1.2.3"
    assert json.loads(general_sarif([], version="1"))["runs"][0]["results"] == []


def test_findings_without_end_are_cut_in_text_and_whole_in_json(write: Write, tmp_path: Path) -> None:
    for number in range(70):
        write(f"d{number:02}.md", "---\ntitle: A\ngeneration_method: ai_generated\n---\n")
    findings = audit(kg.build(tmp_path, validate=False), as_of=AS_OF)
    assert "… and 10 more; --format json holds them all" in to_text(findings)
    assert len(json.loads(to_json(findings, AS_OF))["diagnostics"][0]["exhibits"]) == 70
    assert to_sarif(findings, "1").count('"relatedLocations"') == 1


def test_the_exit_code_follows_the_worst_finding(in_folder: Path, write: Write) -> None:
    write("docs/a.md", "---\ntitle: A\ncreated: 2024-02-02\nupdated: 2024-01-01\n---\n")
    assert run("docs").exit_code == 0
    assert run("docs", "--fail-on", "warning").exit_code == 1
    assert run("docs", "--fail-on", "warning", "--ignore", "KG543").exit_code == 0
    assert run("docs", "--select", "KG999").exit_code == 2
    assert run("docs", "--as-of", "yesterday").exit_code == 2
    assert run("nowhere").exit_code == 2


def test_findings_are_written_into_a_file(conflict: Path) -> None:
    done = run("docs", "--as-of", "2024-07-01", "-o", "found.txt", "-q")
    assert (done.exit_code, done.output) == (1, "")
    assert Path("found.txt").read_text(encoding="utf-8").startswith("docs/a.md:6:10 violation KG501")
    failed = run("docs", "-o", "found.txt/more.txt")
    assert failed.exit_code == 2
    assert "cannot be written" in failed.stderr


def test_documents_that_cannot_be_read_are_counted(in_folder: Path, write: Write) -> None:
    write("docs/a.md", '---\ntitle:"no space"\n---\n')
    assert (
        run("docs").stderr
        == "1 file could not be read; kg check says why\n0 violations, 0 warnings, 0 info\n"
    )
