"""The command as people run it."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib
from click.testing import CliRunner, Result
from conftest import SEEDS

from kg import __version__
from kg.cli import main

Write = Callable[[str, str], Path]

CLEAN = """
---
title: A clean document
language: en
abstract: It has all it needs.
atomic_facts:
  - {id: f1, statement: A claim., source_ref: s1, confidence: high}
primary_sources:
  - {id: s1, title: A work, year: 2020, authors: ["Lovelace, Ada"], url: "https://example.com/work"}
---
"""


def run(*words: str, **options: object) -> Result:
    return CliRunner().invoke(main, words, **options)  # type: ignore[arg-type]


@pytest.fixture
def built(in_folder: Path, write: Write) -> Path:
    write("docs/a.md", CLEAN)
    assert run("build", "docs", "--no-html").exit_code == 0
    return in_folder


def test_a_clean_folder_builds_with_exit_code_0_and_says_where_to_look(in_folder: Path, write: Write) -> None:
    write("docs/a.md", CLEAN)
    done = run("build", "docs")
    assert done.exit_code == 0, done.output
    assert "1 document, 1 fact, 1 source, 1 person, 0 organisations, 0 topics" in done.stdout
    assert "0 violations, 0 warnings, 0 info" in done.stdout
    assert "output/graph.ttl" in done.stdout
    assert (in_folder / "output" / "index.html").resolve().as_uri() in done.stdout
    assert sorted(path.name for path in (in_folder / "output").iterdir()) == [
        "build.json",
        "documents",
        "graph.jsonld",
        "graph.nq",
        "graph.ttl",
        "index.html",
        "report.json",
        "vocabulary.ttl",
        "web",
    ]


def test_a_broken_document_is_named_all_others_build_and_the_exit_code_is_1(
    in_folder: Path, write: Write
) -> None:
    write("docs/a.md", CLEAN)
    write("docs/b.md", '---\ntitle:"no space"\nid:"b"\n---\n')
    done = run("build", "docs", "--no-html", "-q")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr.splitlines()[0].startswith(
        "docs/b.md:2:7 violation KG011 no space after the colon of 'title'"
    )
    assert json.loads((in_folder / "output/build.json").read_text("utf-8"))["counts"]["documents"] == 1


@pytest.mark.parametrize(("fail_on", "code"), [("violation", 0), ("warning", 1), ("never", 0), (None, 0)])
def test_the_severity_that_fails_can_be_chosen(
    in_folder: Path, write: Write, fail_on: str | None, code: int
) -> None:
    write("docs/a.md", "---\ntitle: Without sources\n---\n")
    options = ["--fail-on", fail_on] if fail_on else []
    assert run("check", "docs", *options).exit_code == code
    assert run("build", "docs", "--no-html", *options).exit_code == code


def test_settings_are_found_and_options_stand_over_them(in_folder: Path, write: Write) -> None:
    write("docs/a.md", "---\ntitle: Without sources\n---\n")
    write("kg.yaml", "base: https://example.com/here/\nfail_on: warning\nroot: docs\n")
    assert run("check", "docs/a.md").exit_code == 1
    assert run("check", "docs/a.md", "--fail-on", "never").exit_code == 0
    run("build", "docs", "--no-html", "--base", "https://example.com/there/")
    assert "<https://example.com/there/a>" in (in_folder / "output/graph.nq").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["build", "nowhere"], "there is no file or folder nowhere"),
        (["build", ".", "--base", "no iri"], "is not an IRI"),
        (["build", ".", "-o", "mine"], "was not made by kg build"),
        (["query", "ASK { ?s ?p ?o }", "-g", "nowhere"], "there is no graph in nowhere"),
        (["query", "nofile.rq"], "neither a query"),
        (["build"], "Missing argument"),
        (["build", ""], "a path is empty"),
        (["build", "docs", "-o", ""], "the name of the output folder is empty"),
        (["build", "docs", "-o", "mine/thesis.txt/out"], "cannot be written: File exists"),
        (["build", "x" * 5000], "cannot be read: File name too long"),
        (["build", "docs", "-o", "x" * 5000], "cannot be read: File name too long"),
        (["query", ""], "the query is empty"),
        (["query", "-"], "the query is empty"),
        (["query", "docs"], "cannot be read"),
        (["query", "SELECT * { ?s ?p"], 'line 1, column 17: expected one of "$",'),
        (["query", "SELECT * { ?s foo:p ?o }"], "the prefix is not declared"),
        (["query", "PREFIX a: <b:> insert DATA { <a:a> <a:b> <a:c> }"], "INSERT changes a graph"),
        (["check", ".", "--format", "pdf"], "Invalid value"),
    ],
)
def test_what_cannot_run_exits_with_2_and_one_clear_sentence(
    built: Path, write: Write, words: list[str], reason: str
) -> None:
    write("mine/thesis.txt", "years of work")
    done = run(*words)
    assert done.exit_code == 2
    assert reason in done.stderr
    assert "Traceback" not in done.output
    assert (built / "mine/thesis.txt").read_text("utf-8") == "years of work"


@pytest.mark.parametrize("words", [["--help"], ["check", "docs", "--format", "json"], ["query", "ASK {}"]])
def test_a_full_disk_behind_standard_output_is_said_in_one_sentence(built: Path, words: list[str]) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "kg", *words], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert "kg: the output cannot be printed: No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_interrupted_build_is_no_finding(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = (built / "output/build.json").read_bytes()
    monkeypatch.setattr("kg.plan.inputs.read_bytes", interrupt)
    done = run("build", "docs")
    assert (done.exit_code, done.stderr) == (130, "kg: interrupted\n")
    assert (built / "output/build.json").read_bytes() == before


def test_a_query_without_braces_is_a_query(built: Path) -> None:
    done = run("query", "describe <https://example.org/a>", "--format", "nt")
    assert done.exit_code == 0
    assert '"A clean document"' in done.stdout


def test_an_answer_ends_its_line_in_every_format(built: Path) -> None:
    for form in ("csv", "tsv", "json", "xml", "table"):
        assert run("query", "ASK { ?s ?p ?o }", "--format", form).stdout.endswith("\n")


def test_a_defect_of_ours_is_owned_without_a_traceback(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.plan.steps.see", lambda document: 1 / 0)
    done = run("check", "docs")
    assert done.exit_code == 2
    assert "a defect of kg, not of your documents: ZeroDivisionError" in done.stderr


def test_findings_can_be_printed_for_programs_and_for_github(in_folder: Path, write: Write) -> None:
    write("docs/a.md", "---\ntitle: Without sources, 100%\n---\n")
    report = json.loads(run("check", "docs", "--format", "json").stdout)
    assert report["counts"] == {"violation": 0, "warning": 1, "info": 2}
    assert {found["code"] for found in report["diagnostics"]} == {"KG402", "KG403", "KG404"}
    lines = run("check", "docs", "--format", "github").stdout.splitlines()
    assert (
        "::warning file=docs/a.md,line=2,col=1,title=KG402 document-without-sources::"
        in lines[0] + lines[1] + lines[2]
    )


SELECT = "SELECT ?text ?name WHERE { ?c schema:text ?text OPTIONAL { ?c schema:nothing ?name } }"


def test_rows_are_printed_in_every_format(built: Path) -> None:
    assert "A claim." in run("query", SELECT).stdout
    assert list(csv.reader(io.StringIO(run("query", SELECT, "--format", "csv").stdout))) == [
        ["text", "name"],
        ["A claim.", ""],
    ]
    assert run("query", SELECT, "--format", "tsv").stdout.startswith("?text\t?name")
    found = json.loads(run("query", SELECT, "--format", "json").stdout)
    assert found["results"]["bindings"] == [{"text": {"type": "literal", "value": "A claim."}}]
    assert ElementTree.fromstring(run("query", SELECT, "--format", "xml").stdout).tag.endswith("sparql")  # noqa: S314


def test_a_graph_is_printed_as_turtle_and_a_table_is_refused_for_it(built: Path) -> None:
    query = "CONSTRUCT { ?c schema:text ?t } WHERE { ?c schema:text ?t }"
    turtle = run("query", query, "--format", "turtle").stdout
    assert len(rdflib.Graph().parse(data=turtle, format="turtle")) == 1
    assert run("query", query, "--format", "csv").exit_code == 2
    assert run("query", query).stdout == run("query", query, "--format", "nt").stdout


def test_a_query_is_read_from_a_file_and_from_standard_input(built: Path, write: Write) -> None:
    write("q.rq", "ASK { ?c a schema:Claim }")
    assert run("query", "q.rq").stdout == "yes\n"
    assert run("query", "-", input="ASK { ?c a schema:Person ; schema:name 'Nobody' }").stdout == "no\n"


def test_each_document_can_be_asked_as_a_named_graph(built: Path) -> None:
    query = "SELECT ?g WHERE { GRAPH ?g { ?c a schema:Claim } }"
    assert "https://example.org/a#graph" in run("query", query, "--format", "csv").stdout


def test_help_has_examples_and_the_version_is_told() -> None:
    for words in ([], ["build"], ["check"], ["query"]):
        assert "Examples:" in run(*words, "--help").stdout
    assert run("--version").stdout.strip().endswith(__version__)


def test_a_progress_bar_is_drawn_on_a_terminal_and_nowhere_else(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kg", "check", str(SEEDS), "--fail-on", "never"]
    piped = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Reading documents" not in piped.stderr
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=theirs, env={**os.environ, "TERM": "xterm"}
    ) as done:
        os.close(theirs)
        shown = b""
        while True:
            try:
                chunk = os.read(ours, 4096)
            except OSError:
                break
            if not chunk:
                break
            shown += chunk
    os.close(ours)
    assert done.returncode == 0
    assert b"Reading documents" in shown


def test_a_reader_that_goes_away_is_no_error(built: Path) -> None:
    command = f"{sys.executable} -m kg query 'SELECT * WHERE {{ ?s ?p ?o }}' --format tsv | head -n 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], cwd=built, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
