"""What the documentation says is what the code does."""

from __future__ import annotations

import doctest
import importlib.util
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from types import ModuleType

import click
import pytest
from conftest import ROOT

import kg
from kg import errors
from kg.cli import main
from kg.diagnostics import all_codes
from kg.documents.records import Document, Fact, Kind, Source, readable_fields
from kg.vocabulary import NAMESPACES

DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
PUBLISHED = [path for path in PAGES if "templates" not in path.parts]
WITH_PYTHON = [path for path in PUBLISHED if "\n>>> " in path.read_text("utf-8")]
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))

_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} +(.+)$", re.MULTILINE)
_PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# What a page may call `schema:…` or `kg:…` although no mapper uses it.
_SPOKEN_OF = {"kg:code", "kg:hint", "schema:Date"}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def prose(path: Path) -> str:
    return _FENCED.sub("", path.read_text("utf-8"))


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_page_is_stale() -> None:
    done = subprocess.run(
        [sys.executable, str(DOCS / "generate.py"), "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_stale_page_is_named_and_left_as_it_is(
    generate: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(generate, "pages", lambda: iter([(ROOT / "nothing.md", "text")]))
    monkeypatch.setattr(sys, "argv", ["generate.py", "--check"])
    assert generate.main() == 1
    assert capsys.readouterr().out.startswith("nothing.md: is stale")
    assert not (ROOT / "nothing.md").exists()


def test_examples_are_run_and_files_shown_as_they_are(generate: ModuleType) -> None:
    file = "<!-- file: a.txt -->\n```text\nhello\n```\n"
    commands = "```console\n$ cp a.txt b.txt\n\n$ cat a.txt\n> echo so\n{}```\n"
    output = "<!-- output: b.txt -->\n```text\n{}```\n"
    stale = file + commands.format("old\n") + output.format("old\n")
    current = file + commands.format("hello\nso\n") + output.format("hello\n")
    assert generate.with_examples(stale) == generate.with_examples(current) == current


def test_an_example_that_cannot_run_is_no_example(generate: ModuleType) -> None:
    with pytest.raises(SystemExit, match="kg build nowhere"):
        generate.with_examples("```console\n$ kg build nowhere\n```\n")


def test_every_command_is_documented() -> None:
    def names(command: click.Command, words: str) -> list[str]:
        below = sorted(command.commands.items()) if isinstance(command, click.Group) else []
        return [words, *(found for key, one in below for found in names(one, f"{words} {key}"))]

    text = (DOCS / "commands.md").read_text("utf-8")
    assert _HEADING.findall(text)[1:] == names(main, "kg")


def test_every_code_is_documented() -> None:
    headings = _HEADING.findall((DOCS / "diagnostics.md").read_text("utf-8"))
    assert [one for one in headings if one.startswith("KG")] == [
        f"{code.code} {code.name}" for code in all_codes().values()
    ]


def test_every_field_and_kind_of_value_is_documented() -> None:
    text = (DOCS / "format.md").read_text("utf-8")
    for record in (Document, Fact, Source):
        for key in readable_fields(record):
            assert f"\n| `{key}` | " in text
    records = {Kind.FACTS, Kind.SOURCES, Kind.DISPUTES, Kind.CONTRIBUTORS, Kind.ENTITIES}
    for kind in set(Kind) - records:
        assert f"\n| {kind.value} | " in text


def test_every_key_of_the_settings_is_shown_in_the_readme(generate: ModuleType, tmp_path: Path) -> None:
    generate.write_files((ROOT / "README.md").read_text("utf-8"), tmp_path)
    text = (tmp_path / "notes/kg.yaml").read_text("utf-8")
    shown = set(re.findall(r"^(\w+):", text, re.MULTILINE))
    parts = {"author_url", "publisher_logo", "publisher_url"}
    assert shown == {one.name for one in fields(kg.Settings)} - parts
    assert kg.build(tmp_path / "notes").settings.base == "https://example.org/kb/"


def test_every_error_and_exported_name_is_in_the_page_of_the_library() -> None:
    text = (DOCS / "library.md").read_text("utf-8")
    for error in vars(errors).values():
        if isinstance(error, type) and issubclass(error, Exception):
            assert f"`{error.__name__}`" in text or f"`kg.{error.__name__}`" in text
    for exported in set(kg.__all__) - {"__version__"}:
        assert exported in text
    methods = [key for key, one in vars(kg.KnowledgeGraph).items() if key[0] != "_" and callable(one)]
    headings = " ".join(_HEADING.findall(text))
    assert [method for method in methods if method not in headings] == []


@pytest.mark.parametrize("path", PUBLISHED, ids=name)
def test_every_link_leads_somewhere(path: Path) -> None:
    for link in _LINK.findall(_CODE.sub("", prose(path))):
        if link.startswith(("http://", "https://")):
            continue
        file, _, fragment = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        assert target.exists(), link
        assert target.is_relative_to(ROOT), link
        if fragment:
            assert fragment in anchors(target), link


def anchors(path: Path) -> set[str]:
    """The anchors that GitHub makes of the headings of a page."""
    headings = _HEADING.findall(prose(path))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", PUBLISHED, ids=name)
def test_every_term_that_a_page_names_is_in_the_vocabulary(path: Path) -> None:
    known = {f"{one.prefix}:{term}" for one in NAMESPACES for term in one.terms} | _SPOKEN_OF
    named = set(re.findall(r"`((?:schema|kg|prov|skos):[A-Za-z]\w*)`", prose(path)))
    types = {term for term in named if term.startswith("schema:") and term[7].isupper()}
    assert named - types - known == set()


@pytest.mark.parametrize("path", WITH_PYTHON, ids=name)
def test_python_examples_run(path: Path, generate: ModuleType, in_folder: Path) -> None:
    text = path.read_text("utf-8")
    settings = "<!-- file: notes/kg.yaml -->"
    # The README shows its settings last, after the examples that do without.
    generate.write_files(text.partition(settings)[0], in_folder)
    code = "\n".join(_PYTHON.findall(text))
    test = doctest.DocTestParser().get_doctest(code, {}, path.name, str(path), 0)
    report: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(test, out=report.append)
    assert result.attempted > 2
    assert result.failed == 0, "".join(report)


@pytest.mark.parametrize("path", PUBLISHED, ids=name)
def test_every_command_that_a_page_shows_is_run(path: Path) -> None:
    """`generate.py --check` runs what stands in console blocks, and nothing else."""
    text = path.read_text("utf-8")
    run = "".join(re.findall(r"^```console\n.*?^```$", text, re.MULTILINE | re.DOTALL))
    assert set(re.findall(r"^(?:\$ )?kg .*$", text, re.MULTILINE)) == set(
        re.findall(r"^\$ kg .*$", run, re.MULTILINE)
    )


def test_the_readme_shows_the_commands_of_people_and_the_two_of_a_fresh_machine() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    shown = {line.split()[1] for line in re.findall(r"^\$ (kg .*)$", text, re.MULTILINE)}
    assert shown >= {"build", "check", "query"}
    for command in ("demo", "test"):
        assert f"```sh\npython3 dev.py {command}\n```" in text
    assert len(text.splitlines()) < 220


def test_decisions_are_numbered_and_say_why() -> None:
    numbers = [int(path.name[:4]) for path in DECISIONS]
    assert numbers == sorted(set(numbers))
    for number, path in zip(numbers, DECISIONS, strict=True):
        text = path.read_text("utf-8")
        assert text.startswith(f"# {number}. ")
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Consequences"))


def test_the_changelog_knows_the_version() -> None:
    assert f"## [{kg.__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_pages_name_no_place_of_anybodys_machine() -> None:
    for path in PAGES:
        text = path.read_text("utf-8")
        assert not re.search(r"/(?:home|root|tmp|work|opt|Users)/", text), path
