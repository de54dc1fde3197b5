"""Texts of other people that would command a terminal, a CI runner, a reader of Markdown or of XML."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg import outlets
from kg.cli import main
from kg.diagnostics import Location, diagnostic, to_github, to_junit, to_text

ROOT = Path(kg.__file__).parent
NASTY = (
    "\x1b]52;c;aGk=\x07\x1b]8;;http://evil.example/\x1b\\x\x1b[31m\x9b2J\x90q\x9c\r\u202eabc\u2066\u200b\u2028"
    "\U000e0041\n::error file=a::owned\n ::set-output name=x::y\n##vso[task.x]\n##[error]\n##teamcity[x]\n"
)
COMMANDING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
    r"|(?m:^[ \t]*::)|##(?:\[|vso\[|teamcity\[)"
)


def parse(text: str) -> None:
    """Raises ParseError for what is no XML."""
    ElementTree.fromstring(text)  # noqa: S314 - our own


@given(st.text(st.one_of(st.characters(), st.sampled_from(NASTY)), max_size=60))
def test_no_text_commands_whoever_shows_it(text: str) -> None:
    for shown in (outlets.for_terminal(text), outlets.for_line(text)):
        assert not COMMANDING.search(shown), ascii(shown)
        shown.encode("utf-8")
    assert "\n" not in outlets.for_line(text)
    assert not re.search("[\x00-\x08\x0a-\x1f\x7f-\x9f\u202e]", outlets.for_github(text))
    assert not re.search("[\n,:]", outlets.for_github_property(text))
    assert "\n" not in outlets.for_markdown(text)
    target = outlets.for_markdown_link(text)
    assert not re.search(r"[\s()<>\x00-\x20]", target)
    parse(f"<a>{'' if set(text) & set('<&>') else outlets.for_xml(text)}</a>")


@given(st.text(st.one_of(st.characters(), st.sampled_from(NASTY)), max_size=60))
def test_what_was_shown_once_stays_as_it_is(text: str) -> None:
    once = outlets.for_terminal(text)
    assert outlets.for_terminal(once) == once
    line = outlets.for_line(text)
    assert outlets.for_terminal(line) == line


@pytest.mark.parametrize(
    "text",
    [
        "Übergröße naïve",
        "知识图谱 グラフ",
        "👨‍👩‍👧 🏳️‍🌈 ❤️",
        "می‌خواهم",
        "עברית",
        "C:\\x\\y",
        "a::b, #1 ## 2",
        "क्‍ष",
    ],
)
def test_what_can_be_read_stays(text: str) -> None:
    assert outlets.for_line(text) == outlets.for_terminal(text) == text


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("javascript:alert(1)", ""),
        ("java\tscript:alert(1)", ""),
        ("DATA:text/html,x", ""),
        ("vbscript:x", ""),
        ("https://a.org/b(c)", "https://a.org/b%28c%29"),
        ("a b.md", "a%20b.md"),
    ],
)
def test_a_link_leads_to_a_page_and_runs_nothing(address: str, target: str) -> None:
    assert outlets.for_markdown_link(address) == target


@pytest.mark.parametrize("text", ["=1+1", "+x", "-x", "@x", "\t=1", "\r=1", " =cmd|' /C calc'!A0"])
def test_a_cell_is_no_formula(text: str) -> None:
    assert outlets.for_spreadsheet(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-5", "+1,000.5", "a=b", "", "1e-3", "-2.5e10"])
def test_a_cell_that_is_no_formula_stays(text: str) -> None:
    assert outlets.for_spreadsheet(text) == text


def test_a_finding_commands_no_reader() -> None:
    found = [diagnostic("KG101", NASTY, Location(f"a{NASTY}.md"), hint=NASTY)]
    assert not COMMANDING.search(to_text(found))
    (line,) = to_github(found).splitlines()
    assert line.startswith(("::warning ", "::notice ", "::error "))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\U000e0041]", line)
    parse(to_junit(found))


def test_only_one_module_prints() -> None:
    """Whoever prints a text elsewhere forgets one day to pass it through its outlet."""
    printing = {ROOT / "printing.py", ROOT / "server/worker.py"}
    wrong = []
    for path in sorted(ROOT.rglob("*.py")):
        if path in printing:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if called in {"print", "click.echo", "click.secho", "click.style", "echo", "secho"}:
                wrong.append(f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)} {called}")
    assert not wrong


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents in which every field holds everything that commands somebody."""
    folder = tmp_path_factory.mktemp("text")
    (folder / "docs").mkdir()
    said = json.dumps(NASTY)
    link = json.dumps("[click](javascript:alert(1)) <script>x</script> # *b*")
    document = (
        f"---\ntitle: {link}\nabstract: {link}\nlanguage: {said}\ncategory: {said}\nstatus: {said}\n"
        f"tags: [{said}]\nknown_gaps: [{said}]\nverified_by: {said}\ncreated: {said}\n{said}: {said}\n"
        f"atomic_facts:\n  - {{id: f, statement: {said}, source_ref: s, confidence: {said}, note: {said}}}\n"
        f"primary_sources:\n  - {{id: s, title: {said}, authors: [{said}], institution: {said},\n"
        f"     year: {said}, url: {json.dumps('javascript:' + NASTY)}, doi: {said}, isbn: {said},\n"
        f"     type: {said}}}\n---\n\n"
        "[a](nowhere.md)\n"
    )
    (folder / "docs/a.md").write_text(document, "utf-8")
    if sys.platform != "win32":
        name = "b\x1b]0;x\x07\n::error::x.md"
        (folder / "docs" / name).write_text("---\ntitle: [\n---\n", "utf-8")
        (folder / os.fsdecode(b"docs/c\xff\x9b.md")).write_text("no front matter", "utf-8")
    run(folder, "build", "docs", "-o", "output", "--no-html", "--fail-on", "never")
    return folder


def run(folder: Path, *words: str) -> tuple[str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "kg", *words],
        cwd=folder,
        capture_output=True,
        check=False,
        env={**os.environ, "COLUMNS": "200"},
    )
    assert b"Traceback" not in done.stderr, done.stderr
    assert b"a defect of kg" not in done.stderr, done.stderr
    return done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


@pytest.mark.parametrize(
    "words",
    [
        ["build", "docs", "-o", "again", "--no-html"],
        ["build", "docs", "-o", "streamed", "--stream"],
        ["check", "docs"],
        ["check", "docs", "--excerpt", "--profile", "web", "--profile", "evidence"],
        ["audit", "docs"],
        ["fix", "docs", "-q"],
        ["identity", "explain", "click", "docs"],
        ["identity", "explain", NASTY, "docs"],
        ["search", "click"],
        ["search", NASTY],
        ["query", "SELECT * { ?s ?p ?o }"],
        ["query", f"SELECT * {{ ?s ?p '{NASTY}' . nonsense }}"],
        ["query", "nowhere" + NASTY],
        ["query", "CONSTRUCT WHERE { ?s ?p ?o }"],
        ["view", NASTY],
        ["push", "http://127.0.0.1:9/" + NASTY],
        ["build", "nowhere" + NASTY],
        ["check", "docs", "--format", NASTY],
        ["check", "docs", f"--{NASTY}"],
        ["prove", NASTY],
    ],
    ids=lambda words: ascii(" ".join(words))[1:24],
)
def test_what_a_command_says_commands_nobody(corpus: Path, words: list[str]) -> None:
    out, err = run(corpus, *words)
    if words[0] != "fix":
        assert not COMMANDING.search(out), COMMANDING.search(out)
    assert not COMMANDING.search(err), COMMANDING.search(err)


def test_reports_for_programs_can_be_read_by_them(corpus: Path) -> None:
    parse(run(corpus, "check", "docs", "--format", "junit")[0])
    for form in ("json", "sarif"):
        json.loads(run(corpus, "check", "docs", "--format", form)[0])
    for line in run(corpus, "check", "docs", "--format", "github")[0].splitlines():
        assert re.match(r"::(?:error|warning|notice) file=[^:]+,line=\d+,col=\d+,title=[^:]+::", line)


def test_an_agent_that_reads_the_site_is_shown_no_link_of_a_document(corpus: Path) -> None:
    run(corpus, "site", "docs", "-o", "site")
    said = (corpus / "site/llms.txt").read_text("utf-8")
    assert "(javascript:" not in said.replace("\\(javascript:", "")
    assert "<script>" not in said
    assert not COMMANDING.search(said)


def test_an_answer_for_a_spreadsheet_holds_no_formula(corpus: Path) -> None:
    query = "SELECT ('=1+1' AS ?a) ('@x' AS ?b) (-5 AS ?c) { }"
    assert run(corpus, "query", query, "--format", "sheet")[0] == "a,b,c\n'=1+1,'@x,-5\n"
    assert run(corpus, "query", query, "--format", "csv")[0].replace("\r", "") == "a,b,c\n=1+1,@x,-5\n"


@pytest.mark.parametrize(("name", "begins"), [("a.html", "<!doctype html>"), ("a.json", "{"), ("a.txt", "")])
def test_what_an_audit_writes_is_what_its_file_is_taken_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, begins: str
) -> None:
    monkeypatch.chdir(tmp_path)
    statement = "<script>alert(1)</script> in 2031"
    Path("a.md").write_text(f"---\ntitle: A\natomic_facts: [{{id: a, statement: '{statement}'}}]\n---\n")
    words = ["audit", "a.md", "-o", name, "--fail-on", "never"]
    assert CliRunner().invoke(main, words).exit_code == 0
    text = Path(name).read_text("utf-8")
    assert text.lower().startswith(begins)
    assert name != "a.html" or "<script>alert" not in text
    refused = CliRunner().invoke(main, [*words[:3], "page.HTM", "--format", "text"])
    assert refused.exit_code == 2
    assert not Path("page.HTM").exists()
