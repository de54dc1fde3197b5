"""Each rule of the audit: a folder of documents that shows it, one that does not trip it, and its page."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from conftest import ROOT

import kg
from kg.audit import Finding, audit
from kg.audit.render import to_text
from kg.audit.rules import RULES
from kg.diagnostics import all_codes

FOLDER = Path(__file__).parent / "audit"
DOCS = ROOT / "docs" / "audit"
AS_OF = date(2024, 7, 1)
SECTIONS = ("Why", "Example", "How to fix it", "What it does not flag")
UPDATE = os.environ.get("KG_UPDATE_GOLDEN")


@pytest.fixture(autouse=True)
def in_folder_of_fixtures() -> Iterator[None]:
    before = Path.cwd()
    os.chdir(FOLDER)
    yield
    os.chdir(before)


def found(folder: str) -> list[Finding]:
    return audit(kg.build(folder, validate=False), as_of=AS_OF)


@pytest.mark.parametrize("code", RULES)
def test_the_bad_documents_show_the_rule_and_no_other(code: str) -> None:
    findings = found(f"{code}/bad")
    golden = FOLDER / code / "expected.txt"
    if UPDATE:
        golden.write_text(to_text(findings), encoding="utf-8")
    assert to_text(findings) == golden.read_text(encoding="utf-8")
    assert {one.code for one in findings} == {code}


@pytest.mark.parametrize("code", RULES)
def test_the_good_documents_trip_no_rule(code: str) -> None:
    assert to_text(found(f"{code}/good")) == ""


@pytest.mark.parametrize("code", RULES)
def test_each_rule_has_a_page_that_explains_it(code: str) -> None:
    page = (DOCS / f"{code}-{all_codes()[code].name}.md").read_text(encoding="utf-8")
    assert page.startswith(f"# {code} {all_codes()[code].name}\n")
    assert tuple(re.findall(r"^## (.+)$", page, re.MULTILINE)) == SECTIONS
    assert f"Severity: {all_codes()[code].severity}." in page


def test_rules_codes_and_pages_are_the_same() -> None:
    declared = {code for code in all_codes() if code.startswith("KG5")}
    assert set(RULES) == declared
    assert {path.name[:5] for path in DOCS.glob("KG*.md")} == declared
    assert {path.name for path in FOLDER.iterdir()} == declared
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    assert all(f"({code}-{all_codes()[code].name}.md)" in index for code in RULES)


def test_the_table_of_prefixes_holds_each_once_and_kin_that_exist() -> None:
    path = ROOT / "kg" / "audit" / "data" / "doi_prefixes.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    prefixes = [prefix for entry in table.values() for prefix in entry["prefixes"]]
    assert len(prefixes) == len(set(prefixes)) >= 40
    assert all(re.fullmatch(r"10\.\d{4,5}", prefix) for prefix in prefixes)
    names = [name for entry in table.values() for name in entry["names"]]
    assert len(names) == len(set(names))
    assert {kin for entry in table.values() for kin in entry.get("kin", ())} <= table.keys()


def test_the_tables_of_words_are_folded_and_hold_each_once() -> None:
    from kg.identity.text import fold

    path = ROOT / "kg" / "audit" / "data" / "words.toml"
    for section, held in tomllib.loads(path.read_text(encoding="utf-8")).items():
        assert len(held) == len(set(held)), section
        if section not in {"preprint_prefixes", "written_by_model"}:
            assert [fold(word) for word in held] == held, section


@pytest.mark.parametrize("code", RULES)
def test_the_example_on_its_page_is_what_is_really_printed(code: str) -> None:
    page = (DOCS / f"{code}-{all_codes()[code].name}.md").read_text(encoding="utf-8")
    (printed,) = re.findall(r"^```text\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert (FOLDER / code / "expected.txt").read_text(encoding="utf-8").startswith(printed)
    (shown,) = re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    wanted = shown.removesuffix("---\n")
    assert any(
        path.read_text(encoding="utf-8").startswith(wanted) for path in (FOLDER / code / "bad").glob("*.md")
    )
