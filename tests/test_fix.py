"""What ``kg fix`` mends, what it leaves alone, and what it says of both."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import MAXIMAL, SEEDS

import kg
from kg.cli import main
from kg.errors import OutputError
from kg.repair import files, forms
from kg.repair.document import repair_text

Write = Callable[[str, str], Path]


def mended(yaml: str) -> str:
    """The front matter after repair."""
    after = repair_text(f"---\n{yaml}---\n", file="a.md").after
    return after.removeprefix("---\n").removesuffix("---\n")


def codes(yaml: str) -> list[str]:
    return [one.code for one in repair_text(f"---\n{yaml}---\n", file="a.md").fixed]


LIST = "atomic_facts:\n  - id: a\n    statement: x\n"

KINDS = [
    ("KG011", 'title:"Tides"\n', 'title: "Tides"\n'),
    ("KG011", "completeness:0.9\ntitle:Tides\n", "completeness: 0.9\ntitle: Tides\n"),
    ("KG011", 'title: a\nabstract:>-\n  note:"x"\n  b\n', 'title: a\nabstract: >-\n  note:"x"\n  b\n'),
    ("KG011", 'title:"two\n  lines:x"\n', 'title: "two\n  lines:x"\n'),
    ("KG011", '"title":"a"\n', '"title": "a"\n'),
    ("KG011", "tags:[a, b]  # c:d\n", "tags: [a, b]  # c:d\n"),
    ("KG016", f'{LIST}  - id:"b"\n    statement:"y"\n', f'{LIST}  - id: "b"\n    statement: "y"\n'),
    (
        "KG016",
        'atomic_facts:\n- {id:"b",statement:"y: z"}\n',
        'atomic_facts:\n- {id: "b",statement: "y: z"}\n',
    ),
    ("KG011", "translations:\n  de:../de/a.md\n  fr: b\n", "translations:\n  de: ../de/a.md\n  fr: b\n"),
    (
        "KG016",
        "primary_sources:\n- doi:10.1000/1\n  title:x\n",
        "primary_sources:\n- doi: 10.1000/1\n  title: x\n",
    ),
    ("KG010", 'known_gaps:\n  -"a"\n  -"b"\n', 'known_gaps:\n  - "a"\n  - "b"\n'),
    ("KG010", 'title: "a "b" c"\n', 'title: "a \\"b\\" c"\n'),
    ("KG010", "title: 'it's'\n", "title: 'it''s'\n"),
    ("KG010", 'title: "\\psi"\n', 'title: "\\\\psi"\n'),
    ("KG010", 'title: "a\nid: b\n', 'title: "a"\nid: b\n'),
    ("KG010", 'title: "a\nid: b\nslug: "c"\n', 'title: "a"\nid: b\nslug: "c"\n'),
    ("KG010", "title: [a\nid: b]\n", 'title: "[a"\nid: b]\n'),
    ("KG011", 'title:"a"\ntags: [a]\n-odd: 1\n', 'title: "a"\ntags: [a]\n-odd: 1\n'),
    ("KG011", "odd:\n  a: 1\n  b:2\n", "odd:\n  a: 1\n  b: 2\n"),
    ("KG016", f'{LIST}  -\n    id:"b"\n    statement:"y"\n', f'{LIST}  -\n    id: "b"\n    statement: "y"\n'),
    ("KG011", 'title:"a"\nodd:\n  -b\n', 'title: "a"\nodd:\n  -b\n'),
    ("KG010", "title: @home # so\n", 'title: "@home" # so\n'),
    ("KG010", "title: [1] a start\n", 'title: "[1] a start"\n'),
    ("KG010", 'title: "A" and B\n', "title: '\"A\" and B'\n"),
    ("KG011", 'title:"a"\npaths:\n  C:\\a\n  D:\\b\n', 'title: "a"\npaths:\n  C:\\a\n  D:\\b\n'),
    ("KG011", 'title:"a"\nodd:\n  a://b\n  c://d\n', 'title: "a"\nodd:\n  a://b\n  c://d\n'),
    ("KG011", 'title:"a"\nodd:\n  see:there\n', 'title: "a"\nodd:\n  see:there\n'),
    ("KG011", 'title:"a"\nknown_gaps:\n- Note:"b"\n', 'title: "a"\nknown_gaps:\n- Note:"b"\n'),
    ("KG011", 'title:"a"\nog:title: b\n', 'title: "a"\nog:title: b\n'),
    ("KG011", "title: a\nodd:\n  x:'y'\n  z: 1\n", "title: a\nodd:\n  x: 'y'\n  z: 1\n"),
    ("KG011", "title: a\nodd:\n- x:[y]\n  z: 1\n", "title: a\nodd:\n- x: [y]\n  z: 1\n"),
    ("KG011", "title: a\nodd:\n- x:{y}\n  z: 1\n", "title: a\nodd:\n- x: {y}\n  z: 1\n"),
    (
        "KG011",
        'odd: "two\n  lines:x\n  more:y\n"\nid:"c"\n',
        'odd: "two\n  lines:x\n  more:y\n"\nid: "c"\n',
    ),
    ("KG011", 'odd: "two\n  lines:x\n  more:y"\nid:"c"\n', 'odd: "two\n  lines:x\n  more:y"\nid: "c"\n'),
    (
        "KG016",
        "primary_sources:\n- {title:a,\n   doi:10.1000/1}\n",
        "primary_sources:\n- {title: a,\n   doi: 10.1000/1}\n",
    ),
    ("KG016", 'primary_sources:\n- isbn:"1"\n', 'primary_sources:\n- isbn: "1"\n'),
    ("KG012", "known_gaps:\n\t- a\n", "known_gaps:\n  - a\n"),
    ("KG012", "atomic_facts:\n  - id: a\n\tstatement: x\n", "atomic_facts:\n  - id: a\n    statement: x\n"),
    ("KG012", "translations:\n  de: |\n\ttitle: x\n", "translations:\n  de: |\n    title: x\n"),
    ("KG013", "title: Tides: a start\n", 'title: "Tides: a start"\n'),
    ("KG013", 'title: a: "b" c\n', "title: 'a: \"b\" c'\n"),
    ("KG013", "title: a: b\n  and c\n", 'title: "a: b\n  and c"\n'),
    ("KG013", "known_gaps:\n- text: a: b\n", 'known_gaps:\n- text: "a: b"\n'),
    ("KG013", "known_gaps:\n- text: a\n  note: b: c\n", 'known_gaps:\n- text: a\n  note: "b: c"\n'),
    ("KG013", f"{LIST}    note: Note: so\n", f'{LIST}    note: "Note: so"\n'),
    ("KG102", "known_gaps:\n  - Risk: none\n", 'known_gaps:\n  - "Risk: none"\n'),
    ("KG015", "title: a\nid: b\ntitle: 'a'\nslug: c\n", "title: a\nid: b\nslug: c\n"),
    ("KG015", "tags:\n- a\ntags:\n- a\n# kept\nid: b\n", "tags:\n- a\n# kept\nid: b\n"),
    ("KG115", "created: 2026/5/4 # so\n", "created: 2026-05-04 # so\n"),
    ("KG115", "updated: '24 May 2026'\n", "updated: '2026-05-24'\n"),
    ("KG115", f"{LIST}    last_verified: 24.5.2026\n", f"{LIST}    last_verified: 2026-05-24\n"),
    ("KG115", "primary_sources:\n- year: (2020)\n", "primary_sources:\n- year: 2020\n"),
    ("KG111", "schema_type: Tech Article\n", "schema_type: TechArticle\n"),
    ("KG115", "schema_type: techarticle\n", "schema_type: TechArticle\n"),
    ("KG115", "primary_sources:\n- type: Journal Article\n", "primary_sources:\n- type: journal_article\n"),
    (
        "KG115",
        'primary_sources:\n- doi: "https://doi.org/10.1038/X"\n',
        'primary_sources:\n- doi: "10.1038/X"\n',
    ),
    (
        "KG115",
        f"{LIST}    source_url: example.org/a\n",
        f"{LIST}    source_url: https://example.org/a\n",
    ),
    (
        "KG109",
        "disputed_statements:\n  - statement: None identified\n\nid: a\n",
        "disputed_statements: []\n\nid: a\n",
    ),
    (
        "KG109",
        "disputed_statements:\n  # which\n  - statement: One\n  - N/A\n  # kept\nid: a\n",
        "disputed_statements:\n  # which\n  - statement: One\n  # kept\nid: a\n",
    ),
    (
        "KG109",
        "disputed_statements:\n- statement: N/A\n# kept\n- b\n",
        "disputed_statements:\n# kept\n- b\n",
    ),
    ("KG109", "primary_sources:\n- authors: [A B, TBD]\n", "primary_sources:\n- authors: [A B]\n"),
    ("KG109", "primary_sources:\n- authors: [TBD, A B, N/A, '?']\n", "primary_sources:\n- authors: [A B]\n"),
    ("KG109", "disputed_statements:\n- None\n- N/A\n- A\n- TBD\n", "disputed_statements:\n- A\n"),
    ("KG109", "disputed_statements:\n- None\n- text: N/A\nid: a\n", "disputed_statements: []\nid: a\n"),
    ("KG109", "primary_sources:\n- authors:\n  - TBD\n  - A B\n", "primary_sources:\n- authors:\n  - A B\n"),
    ("KG010", 'title: "\n', 'title: ""\n'),
    ("KG010", "title: 'it's ''so'''\n", "title: 'it''s ''so'''\n"),
    ("KG010", 'title: "a \\"b\\" "c""\n', 'title: "a \\"b\\" \\"c\\""\n'),
    ("KG010", 'title: "C:\\dir" # c "d"\n', 'title: "C:\\\\dir" # c "d"\n'),
    ("KG010", 'title: !so news\nslug: "a\n', 'title: "!so news"\nslug: "a"\n'),
    ("KG012", "atomic_facts:\n-\tid: a\n\tstatement: x\n", "atomic_facts:\n- id: a\n  statement: x\n"),
    ("KG012", "abstract: |\n\tsee: |\n\tb\n\t\tc\n", "abstract: |\n  see: |\n  b\n  \tc\n"),
    ("KG109", "secondary_sources:\n- authors: [A B, TBD]\n", "secondary_sources:\n- authors: [A B]\n"),
    ("KG011", 'title:"a"\ntranslations:\n  de:../b.md\n', 'title: "a"\ntranslations:\n  de: ../b.md\n'),
    ("KG010", "atomic_facts:\n  -id: a\n    statement: x\n", "atomic_facts:\n  - id: a\n    statement: x\n"),
    (
        "KG011",
        'atomic_facts:\n-\n  id:"b"\n  statement: y\n',
        'atomic_facts:\n-\n  id: "b"\n  statement: y\n',
    ),
    ("KG011", 'title:"a"\nodd:\n  see:there\nid: b\n', 'title: "a"\nodd:\n  see:there\nid: b\n'),
    ("KG011", "title:\"a\"\nodd:\n  x:'y'\n", "title: \"a\"\nodd:\n  x: 'y'\n"),
    ("KG011", 'title:"a"\nodd:\n  x:[y]\n', 'title: "a"\nodd:\n  x: [y]\n'),
    ("KG011", 'title:"a"\nodd:\n  x:{y}\n', 'title: "a"\nodd:\n  x: {y}\n'),
    ("KG012", "abstract: |\n\ta\n\t\t\n\tb\n", "abstract: |\n  a\n  \t\n  b\n"),
    ("KG012", "known_gaps:\n\t- a\n\t\n\t- b\n", "known_gaps:\n  - a\n\n  - b\n"),
    ("KG116", "atomic_facts:\n- statement: x\n", "atomic_facts:\n- id: fact-1\n  statement: x\n"),
    ("KG116", f"{LIST}  - {{statement: x}}\n", f"{LIST}  - {{id: fact-2, statement: x}}\n"),
]


@pytest.mark.parametrize(("code", "before", "after"), KINDS)
def test_each_kind_of_mistake_is_mended_under_its_code(code: str, before: str, after: str) -> None:
    assert mended(before) == after
    assert set(codes(before)) == {code}
    assert mended(after) == after


@pytest.mark.parametrize(
    "document", [*SEEDS.rglob("*.md"), *MAXIMAL.rglob("*.md")], ids=lambda path: path.stem
)
def test_a_document_that_can_be_read_keeps_its_meaning(document: Path) -> None:
    """Fixes of values change how something is written, never the graph but for what is named."""
    text = document.read_text("utf-8")
    repair = repair_text(text, file=document.name, needs_head=True)
    assert {one.code for one in repair.fixed} <= {"KG109", "KG115", "KG116"}
    assert not repair.left


@pytest.mark.parametrize(
    "yaml",
    [
        "title: a # key:value\n",
        "title: https://example.org/a:b\n",
        'abstract: |\n  key:"value"\n  \tcode\n',
        "abstract: >-\n  a: b: c\nid: a\n",
        'title: "two\n\n lines:x\nthree"\nid: a\n',
        "known_gaps:\n- ratio 1:2\n- see:there\n",
        "known_gaps: [a:b, 'c:d']\n",
        "og:title: a\n",
        "related_articles:\n- doi:10.1000/1\n",
        "primary_sources:\n- doi:10.1000/182\n",
        "atomic_facts:\n- Note:this is no key\n",
        "x: &a {b: 1}\ny: *a\n",
        "created: 2026-05-24 10:00\nupdated: 2026\n",
        "primary_sources:\n- {authors: [multiple, et al.], url: https://arxiv.org/abs/2306.11644v2}\n",
        "primary_sources:\n- {doi: 10.1038/NATURE1, year: n.d., type: book}\n",
        "disputed_statements:\n- {statement: None, note: kept}\n",
        "atomic_facts:\n- id: fact-2\n  statement: x\n- statement: y\n",
    ],
)
def test_what_only_looks_like_a_mistake_stays_as_it_is(yaml: str) -> None:
    repair = repair_text(f"---\n{yaml}---\n", file="a.md")
    assert not repair.is_changed
    assert not repair.left


LEFT = [
    ("title: a\nid: b\ntitle: c\n", "a.md:4:1 warning KG015 'title' stands twice: the two values differ"),
    ("created: 05/06/2026\n", "KG103 created is '05/06/2026', and it may be 2026-06-05 or 2026-05-06"),
    ("created: 2026-02-30\n", "KG103 created is '2026-02-30', and there is no such day in the calendar"),
    ("created: soon\n", "KG103 created is 'soon', and nothing in it is surely a date"),
    ("primary_sources:\n- year: 1990s\n", "KG104 year is '1990s', and it names no single year"),
    ("title: [a\nid: b\n  c: d\n", "KG010 what begins here with [ is never closed, or lacks a comma"),
]


@pytest.mark.parametrize(("yaml", "said"), LEFT)
def test_what_cannot_be_repaired_is_left_and_said(yaml: str, said: str) -> None:
    repair = repair_text(f"---\n{yaml}---\n", file="a.md")
    assert not repair.is_changed
    (left,) = repair.left
    assert said in f"{left.location} {left.severity.word} {left.code} {left.message}"


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("\n\n---\ntitle: a\n---\nb\n", "---\ntitle: a\n---\nb\n", "KG003"),
        ("title: a\n---\nb\n", "---\ntitle: a\n---\nb\n", "KG003"),
        ("---\ntitle: a\n\n# Heading\n", "---\ntitle: a\n---\n\n# Heading\n", "KG004"),
        ("---\ntitle: a\nknown_gaps:\n- b\n", "---\ntitle: a\nknown_gaps:\n- b\n---\n", "KG004"),
    ],
)
def test_front_matter_that_is_not_there_or_never_ends_is_made_whole(
    before: str, after: str, code: str
) -> None:
    repair = repair_text(before, file="a.md")
    assert repair.after == after
    assert [one.code for one in repair.fixed] == [code]
    assert not repair_text(after, file="a.md").is_changed


def test_separators_that_yaml_takes_for_line_ends_stay() -> None:
    before = '---\ntitle: "a\u2028b"\nid:"c"\nknown_gaps: [ü]'
    after = '---\ntitle: "a\u2028b"\nid: "c"\nknown_gaps: [ü]\n---'
    assert repair_text(before, file="a.md").after == after
    assert not repair_text(after, file="a.md").is_changed


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("# A heading\n", 0),
        ("no heading\n", 0),
        ("", 0),
        ("+++\ntitle = 'a'\n+++\n", 0),
        ("---\nno field here\n", 1),
        ("+++\nno field here\n", 1),
    ],
)
def test_a_document_is_left_as_it_is_where_nothing_says_what_it_was_to_begin_with(
    text: str, left: int
) -> None:
    repair = repair_text(text, file="a.md")
    assert not repair.is_changed
    assert len(repair.left) == left


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_mark_stay(end: str, mark: str) -> None:
    before = f'{mark}---\ntitle:"ü"\ndisputed_statements:\n- None\n---\na\n\nb'.replace("\n", end)
    after = f'{mark}---\ntitle: "ü"\ndisputed_statements: []\n---\na\n\nb'.replace("\n", end)
    assert repair_text(before, file="a.md").after == after


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_that_is_added_ends_as_the_others_do(end: str) -> None:
    before = "---\ntitle: ü\natomic_facts:\n- statement: x\n---\n".replace("\n", end)
    after = before.replace("- statement", f"- id: fact-1{end}  statement")
    assert repair_text(before, file="a.md").after == after
    opened = before.replace(f"---{end}", "", 1)
    assert repair_text(opened, file="a.md").after == after


def test_mixed_line_ends_stay_where_they_are_in_as_many_lines() -> None:
    before = '---\r\ntitle:"a"\nid:"b"\r\nslug: c\rstatus: d\n---\r\nx\n'
    after = '---\r\ntitle: "a"\nid: "b"\r\nslug: c\rstatus: d\n---\r\nx\n'
    assert repair_text(before, file="a.md").after == after


def test_mixed_line_ends_stay_where_they_are() -> None:
    before = '---\r\ntitle:"a"\nid:"b"\r\ndisputed_statements:\n- None\r\nslug: c\n---\r\nx\u2028y\n'
    after = '---\r\ntitle: "a"\nid: "b"\r\ndisputed_statements: []\nslug: c\n---\r\nx\u2028y\n'
    assert repair_text(before, file="a.md").after == after


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2026/05/24", "2026-05-24"), ("2026.5.4", "2026-05-04"), ("20260524", "2026-05-24"),
        ("2026-5-4", "2026-05-04"), ("2026年5月24日", "2026-05-24"), ("2026年5月", "2026-05"),
        ("May 24, 2026", "2026-05-24"), ("24 May 2026", "2026-05-24"), ("Sept. 2026", "2026-09"),
        ("Sunday, May 24th, 2026", "2026-05-24"), ("24.05.2026", "2026-05-24"), ("05/24/2026", "2026-05-24"),
        ("24/05/2026", "2026-05-24"), ("5/5/2026", "2026-05-05"), ("05/06/2026", ""), ("31 April 2026", ""),
        ("Smarch 2026", ""), ("today", ""), ("24/05/26", ""),
    ],
)  # fmt: skip
def test_a_date_is_read_only_where_it_can_mean_one_day(text: str, date: str) -> None:
    found, why = forms.date(text)
    assert found == date
    assert bool(why) != bool(date)


BROKEN = '---\ntitle:"Tides"\nlanguage:"en"\nabstract:"Why."\n---\n'


def run(*words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["fix", *words])
    return done.exit_code, done.stdout, done.stderr


def test_the_diff_is_shown_and_nothing_written_unless_asked(in_folder: Path, write: Write) -> None:
    path = write("docs/a.md", BROKEN)
    code, diff, said = run("docs")
    assert code == 1
    assert path.read_text() == BROKEN
    assert said == (
        "docs/a.md:2:7 fixed KG011 a space after the colon of 'title'\n"
        "docs/a.md:3:10 fixed KG011 a space after the colon of 'language'\n"
        "docs/a.md:4:10 fixed KG011 a space after the colon of 'abstract'\n"
        "3 fixes in 1 file to write with --write\n"
    )
    (in_folder / "fixes.patch").write_text(diff)
    subprocess.run(["patch", "-p1", "-i", "fixes.patch"], check=True, cwd=in_folder, capture_output=True)
    assert path.read_text() == BROKEN.replace(':"', ': "')


def test_written_files_build_and_a_second_run_changes_nothing(in_folder: Path, write: Write) -> None:
    path = write("docs/a.md", BROKEN)
    path.chmod(0o640)
    (in_folder / "docs" / "link.md").symlink_to("a.md")
    assert run("docs", "--write")[0] == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert (in_folder / "docs" / "link.md").is_symlink()
    assert sorted(os.listdir("docs")) == ["a.md", "link.md"]
    before = path.stat().st_mtime_ns
    assert run("docs", "--write") == (0, "", "nothing to repair\n")
    assert path.stat().st_mtime_ns == before
    assert "Tides" in kg.build("docs/a.md").serialize()


def test_what_is_left_is_said_and_the_exit_code_tells(in_folder: Path, write: Write) -> None:
    write("docs/a.md", "---\ntitle: a\ncreated: soon\n---\n")
    (in_folder / "docs" / "b.md").write_bytes(b"---\ntitle: \xff\n---\n")
    code, diff, said = run("docs", "--write")
    assert (code, diff) == (1, "")
    assert "docs/a.md:3:10 warning KG103 created is 'soon'" in said
    assert "docs/b.md:2:8 violation KG001" in said
    assert said.endswith("0 fixes in 0 files written, 2 to mend by hand\n")


def test_a_file_that_cannot_be_written_stays_whole(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("a.md", BROKEN)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "replace", full)
    with pytest.raises(OutputError, match=r"a\.md cannot be written: No space left on device$"):
        files.fix(path, write=True)
    assert path.read_text() == BROKEN
    assert os.listdir(tmp_path) == ["a.md"]


def test_other_names_of_fields_in_the_settings_are_followed(in_folder: Path, write: Write) -> None:
    write("kg.yaml", "aliases:\n  art: schema_type\n")
    write("docs/a.md", "---\ntitle: a\nart: techarticle\n---\n")
    (repair,) = files.fix("docs")
    assert repair.after == "---\ntitle: a\nart: TechArticle\n---\n"


def test_real_broken_documents_build_once_they_are_repaired(corpus: Path, tmp_path: Path) -> None:
    for path in (corpus / "malformed").glob("*.md"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert files.fix(tmp_path, write=True)
    graph = kg.build(tmp_path, validate=False)
    assert len(graph.documents) == len(list(tmp_path.glob("*.md")))
    assert all(document.title for document in graph.documents)
    assert not [one for one in graph.diagnostics if one.severity is kg.Severity.VIOLATION]
    assert files.fix(tmp_path, write=True) == []


def test_many_fixes_of_one_kind_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    keys = ("title", "id", "slug", "language", "category", "status", "abstract")
    Path("a.md").write_text("---\n" + "".join(f'{key}:"en"\n' for key in keys) + "---\n")
    done = CliRunner().invoke(main, ["fix", "a.md", "--write"])
    assert done.stderr == (
        "a.md:2:7 fixed KG011 a space after the colon of 'title'\n"
        "  and 6 more KG011, down to line 8\n"
        "7 fixes in 1 file written\n"
    )
