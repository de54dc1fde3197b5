"""Findings as text with the lines they mean, and as SARIF and JUnit for other programs."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import ROOT
from watching import watching

from kg.cli import main
from kg.diagnostics import Location, diagnostic, to_json, to_junit, to_text
from kg.diagnostics.text import excerpt
from kg.documents.excerpts import Excerpts

Write = Callable[[str, str], Path]


@pytest.mark.parametrize(
    ("line", "column", "shown"),
    [
        ("title: a", 8, ("   7 │ title: a", "     │        ^")),
        ("a\tb", 3, ("   7 │ a    b", "     │      ^")),
        ("标题: x", 5, ("   7 │ 标题: x", "     │       ^")),
        ("e\u0301a", 3, ("   7 │ e\u0301a", "     │  ^")),
        ("short", 40, ("   7 │ short", "     │      ^")),
        ("a\x1b[31mb", 7, ("   7 │ a\ufffd[31mb", "     │       ^")),
        ("", 1, ("   7 │ ", "     │ ^")),
    ],
)
def test_the_caret_stands_below_what_is_meant(line: str, column: int, shown: tuple[str, str]) -> None:
    assert excerpt(line, column, 7) == shown


@pytest.mark.parametrize("column", [1, 60, 300, 599, 601])
def test_of_a_long_line_the_part_around_the_column_is_shown(column: int) -> None:
    line = "".join(chr(97 + place % 26) for place in range(600))
    text, caret = excerpt(line, column, 12)
    assert len(text) <= 110
    at = caret.index("^")
    assert text[at : at + 1] == (line[column - 1] if column <= 600 else "")


def test_lines_are_looked_up_as_they_are_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo\rthree \xff")
    found = [Excerpts().line(Location(str(path), number)) for number in (0, 1, 2, 3, 4)]
    assert found == [None, "one", "two", "three \ufffd", None]
    path.write_bytes(b"new\n")
    os.utime(path, ns=(1, 1))
    assert Excerpts().line(Location(str(path), 1)) == "new"
    assert Excerpts().line(Location(str(tmp_path), 1)) is None


def many(count: int) -> list[object]:
    return [
        diagnostic("KG412" if number % 3 else "KG411", "it has none", Location(f"d{number % 40}.md", number))
        for number in range(1, count + 1)
    ]


def test_ten_thousand_findings_are_grouped_and_capped_in_text_and_whole_in_json() -> None:
    found = many(10_000)
    text = to_text(found, most=200)  # type: ignore[arg-type]
    assert len(text.splitlines()) < 20
    assert text.startswith(
        "violation KG411 fact-without-statement: 3,333 in 40 files\nd3.md:3:1 violation KG411"
    )
    assert "\nwarning KG412 fact-without-source: 6,667 in 40 files\n" in text
    assert "  … and 6,662 more\n" in text
    assert len(to_text(found).splitlines()) == 10_000  # type: ignore[arg-type]
    assert len(json.loads(to_json(found))["diagnostics"]) == 10_000  # type: ignore[arg-type]


def test_junit_has_a_case_for_each_finding_and_can_be_parsed() -> None:
    found = [
        diagnostic("KG403", "an <info> & more \x00", Location("a.md", 2), hint="do"),
        diagnostic("KG412", "it has none", Location("a.md", 3, 4)),
        diagnostic("KG004", "never closed", Location('b".md')),
    ]
    root = ElementTree.fromstring(to_junit(found))  # noqa: S314 - our own
    assert root.attrib == {"name": "kg check", "tests": "3", "failures": "2"}
    assert [suite.get("name") for suite in root] == ["a.md", 'b".md']
    cases = list(root.iter("testcase"))
    assert cases[0].findtext("system-out") == "a.md:2:1 an <info> & more \ufffd\ndo"
    assert [case.find("failure") is not None for case in cases] == [False, True, True]
    assert cases[1].get("name") == "KG412 fact-without-source at 3:4"
    (passed,) = ElementTree.fromstring(to_junit([])).iter("testcase")  # noqa: S314 - our own
    assert len(passed) == 0


@pytest.fixture
def bad(in_folder: Path, write: Write) -> Path:
    write("docs/a.md", '---\ntitle:"Tides"\n---\n')
    return in_folder


def run(*words: str) -> str:
    done = CliRunner().invoke(main, ["check", "docs", *words])
    assert done.exit_code == 1, done.output
    return done.stdout


def test_every_format_says_the_same_findings(bad: Path) -> None:
    assert run().startswith("docs/a.md:2:7 violation KG011 no space after the colon of 'title'")
    log = json.loads(run("--format", "sarif"))
    (result,) = log["runs"][0]["results"]
    assert result["ruleId"] == "KG011"
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"]) == (2, 7)
    (case,) = ElementTree.fromstring(run("--format", "junit")).iter("testcase")  # noqa: S314 - our own
    assert case.get("classname") == "docs/a.md"


def test_very_many_findings_are_shown_on_request(in_folder: Path, write: Write) -> None:
    facts = "\n".join(f"- {{id: f{number}}}" for number in range(120))
    write("docs/a.md", f"---\ntitle: Many\natomic_facts:\n{facts}\n---\n")
    assert len(run().splitlines()) < 60
    assert len(run("--all").splitlines()) > 240


def on_terminal(*words: str, **environment: str) -> str:
    """What a command prints on a terminal."""
    outer, inner = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "kg", *words],
        stdout=inner,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", **environment},
    )
    os.close(inner)
    text = b""
    while True:
        try:
            more = os.read(outer, 4096)
        except OSError:
            break
        if not more:
            break
        text += more
    done.wait()
    os.close(outer)
    return text.decode().replace("\r\n", "\n")


def test_on_a_terminal_the_line_is_shown_in_colours_unless_they_are_not_wanted(bad: Path) -> None:
    coloured = on_terminal("check", "docs", NO_COLOR="")
    assert "\x1b[31m\x1b[1mviolation\x1b[0m" in coloured
    plain = on_terminal("check", "docs", NO_COLOR="1")
    assert "\x1b" not in plain
    assert '   2 │ title:"Tides"\n     │       ^\n' in plain


def test_watch_checks_again_when_a_document_is_saved(bad: Path) -> None:
    with watching("check", "docs") as running:
        assert "KG011" in running.until_ready()
        (bad / "docs/a.md").write_text("---\ntitle: Tides\n---\n")
        assert "KG402" in running.until_ready()
        (bad / "docs/kg.yaml").write_text("no: key\n")
        assert "has the unknown key 'no'" in running.until_ready()
