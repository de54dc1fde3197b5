"""No head, notebook or link ends a build: numbers without end, halves of characters, depth, many lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import kg
from kg.documents import heads, notebooks
from kg.documents.markup import role_before, role_parts

DIGITS = "1" * 5_000
GOOD = "---\ntitle: Good\n---\nText.\n"


def notebook(source: str) -> str:
    """A notebook of one cell of Markdown, whose text is JSON already."""
    return f'{{"cells": [{{"cell_type": "markdown", "source": {source}}}]}}'


@pytest.mark.parametrize(
    ("file", "text", "codes"),
    [
        ("a.md", f"+++\nnumber = {DIGITS}\n+++\n", ["KG018"]),
        ("a.md", f"+++\nnumber = 0x{DIGITS}\n+++\n", ["KG018"]),
        ("a.md", f"+++\nnumbers = [{{a = -{DIGITS}}}]\n+++\n", ["KG018"]),
        ("a.md", f"+++\n{'a.' * 5_000}a = 1\n+++\n", ["KG018"]),
        ("a.md", f"+++\n[{'a . ' * 5_000}a]\n+++\n", ["KG018"]),
        ("a.md", "+++\na = {" + '"b".' * 5_000 + "a = 1}\n+++\n", ["KG018"]),
        ("a.md", f'{{"title": "A", "number": {DIGITS}}}\n\nText.\n', []),
        ("a.ipynb", notebook(DIGITS), []),
        ("a.ipynb", notebook(r'"---\ntitle: A\n---\n# \ud800 [a](\udfff.md)"'), []),
        ("a.ipynb", notebook("[" * 5_000 + "]" * 5_000), []),
    ],
)
def test_a_head_that_no_program_wrote_ends_no_build(
    tmp_path: Path, file: str, text: str, codes: list[str]
) -> None:
    (tmp_path / file).write_text(text, encoding="utf-8")
    (tmp_path / "good.md").write_text(GOOD, encoding="utf-8")
    graph = kg.build(tmp_path, output=tmp_path / "output")
    found = [one.code for one in graph.diagnostics if one.location and one.location.file.endswith(file)]
    assert set(codes) <= set(found)
    assert any(document.title == "Good" for document in graph.documents)


def test_an_authors_file_with_a_number_without_end_ends_no_build(tmp_path: Path) -> None:
    (tmp_path / "_data").mkdir()
    (tmp_path / "_data" / "authors.toml").write_text(
        f"[bob]\nname = 'Bob'\nage = {DIGITS}\n", encoding="utf-8"
    )
    (tmp_path / "a.md").write_text("---\ntitle: A\nauthor: bob\n---\nText.\n", encoding="utf-8")
    kg.build(tmp_path, output=tmp_path / "output")


@pytest.mark.parametrize("key", ["pmid", "rfc"])
def test_an_authority_with_a_number_without_end_ends_no_build(tmp_path: Path, key: str) -> None:
    (tmp_path / "a.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / "kg.yaml").write_text("base: https://e.org/\n", encoding="utf-8")
    (tmp_path / "authorities.yaml").write_text(f"works:\n- title: A\n  {key}: '{DIGITS}'\n", encoding="utf-8")
    kg.build(tmp_path, output=tmp_path / "output")


def test_a_notebook_has_no_half_of_a_character() -> None:
    assert notebooks.markdown_of(notebook(r'"a\ud83d\ude00 \ud800b"')) == "a\U0001f600 \ufffdb"


def test_a_key_of_toml_may_be_as_deep_as_a_document() -> None:
    head = heads.cut(f"+++\n{'a.' * 90}a = 1\n+++\n")
    assert heads.load(head).value


def test_a_sentence_of_many_points_is_no_key() -> None:
    head = heads.cut(f"+++\na = '{'. ' * 500}{'one. Two, ' * 200}'\n+++\n")
    assert heads.load(head).value


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        ("text <a>", ("text", "a")),
        ("<a>", ("a", "a")),
        ("text", ("text", "text")),
        ("a <b", ("a <b", "a <b")),
        ("a <>", ("a <>", "a <>")),
        ("a <b <c>", ("a <b", "c")),
    ],
)
def test_a_role_names_what_stands_in_its_last_brackets(content: str, parts: tuple[str, str]) -> None:
    assert role_parts(content) == parts


def test_a_role_is_no_longer_than_names_are() -> None:
    assert role_before("see :std:doc:") == ("see ", "std:doc")
    assert role_before(":a" * 500 + ":")[1] in {"", (":a" * 50)[1:]}


def test_the_disk_is_not_asked_a_hundred_times_for_each_dead_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "".join(f"[x](/none{number}/b.md) " for number in range(50))
    (tmp_path / "a.md").write_text(f"---\ntitle: A\n---\n{body}\n", encoding="utf-8")
    asked: list[object] = []
    exists = os.path.exists
    monkeypatch.setenv("KG_PROCESSES", "1")
    monkeypatch.setattr(os.path, "exists", lambda path: asked.append(path) or exists(path))
    graph = kg.build(tmp_path, validate=False)
    assert sum(one.code == "KG301" for one in graph.diagnostics) == 50
    assert len([one for one in asked if "none" in str(one)]) == 50
