"""What is made again after each kind of edit: the table in docs/cache.md, measured.

It is written again with ``KG_UPDATE_GOLDEN=1 pytest tests/test_work.py``, and read as a diff: a
number that grows is work for everybody who saves a file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT

import kg
from kg.cache import CacheFolder

PAGE = ROOT / "docs" / "cache.md"
UPDATE = os.environ.get("KG_UPDATE_GOLDEN")
STEPS = ("observe", "identify", "decide_works", "decide_names", "map", "judge", "describe", "write")
DOCUMENTS = 30
_HEAD = " | ".join(STEPS).replace("_", " ")
_BEGIN = f"| edit of one of 30 documents | {_HEAD} |\n|---{'|--:' * len(STEPS)}|\n"


def text(number: int) -> str:
    """A document that shares a work with the next, and an author with the one after that."""
    works = "".join(
        f"""\
  - id: s{at}
    title: A study of river {work}
    type: journal_article
    year: {1990 + work}
    authors: ["Brook, Ada", "Stone{work // 2}, Max"]
    institution: Journal of Rivers
    doi: 10.5555/river.{work}
"""
        for at, work in enumerate((number, (number + 1) % DOCUMENTS))
    )
    return f"""\
---
title: River {number}
category: land/water
tags: [Water, place{number // 3}]
primary_sources:
{works}atomic_facts:
  - id: f1
    statement: River {number} is long.
    source_ref: s0
    confidence: high
  - id: f2
    statement: River {number} is wide.
    source_ref: s1
    confidence: low
---

River {number} ends in [another](d{(number + 1) % DOCUMENTS}.md).
"""


def replaced(old: str, new: str) -> Callable[[Path], None]:
    """An edit that writes another text into document 7."""

    def edit(docs: Path) -> None:
        path = docs / "d7.md"
        before = path.read_text(encoding="utf-8")
        assert old in before
        path.write_text(before.replace(old, new, 1), encoding="utf-8")

    return edit


def renamed(docs: Path) -> None:
    """The file is called otherwise; the link to it leads nowhere then."""
    (docs / "d7.md").rename(docs / "e7.md")


def removed(docs: Path) -> None:
    (docs / "d7.md").unlink()


def added(docs: Path) -> None:
    (docs / "d30.md").write_text(text(7).replace("River 7", "River 30"), encoding="utf-8")


def touched(docs: Path) -> None:
    (docs / "d7.md").touch()


def set_to(line: str) -> Callable[[Path], None]:
    """An edit of the settings."""
    return lambda docs: (docs / "kg.yaml").write_text(line, encoding="utf-8") and None


EDITS: dict[str, Callable[[Path], None]] = {
    "nothing": lambda docs: None,
    "the time of a file, not its text": touched,
    "the text below the front matter": replaced("ends in", "flows into"),
    "the statement of a fact": replaced("is long", "is very long"),
    "the confidence of a fact": replaced("confidence: high", "confidence: medium"),
    "the title of the document": replaced("title: River 7", "title: The river 7"),
    "a tag": replaced("place2", "somewhere"),
    "a link": replaced("(d8.md)", "(d9.md)"),
    "the year of a source that two cite": replaced("year: 1997", "year: 1996"),
    "the institution of a source": replaced("Journal of Rivers", "Journal of Waters"),
    "the spelling of an author whom all cite": replaced("Brook, Ada", "Bröok, Ada"),
    "the DOI of a source": replaced("10.5555/river.7", "10.5555/river.70"),
    "a document more": added,
    "a document less": removed,
    "another name of the file": renamed,
    "a setting: the title of the graph": set_to("title: Rivers\n"),
    "a setting: the base": set_to("base: https://example.com/rivers/\n"),
}


def measured(folder: Path, edit: Callable[[Path], None]) -> dict[str, int]:
    """On how many rows each step is run after an edit."""
    docs = folder / "docs"
    docs.mkdir()
    (docs / "kg.yaml").write_text("")
    for number in range(DOCUMENTS):
        (docs / f"d{number}.md").write_text(text(number), encoding="utf-8")

    def built() -> kg.KnowledgeGraph:
        return kg.build(docs, output=folder / "out", cache=CacheFolder(folder / "cache"))

    assert built().work["map"] == DOCUMENTS
    edit(docs)
    work = built().work
    return {step: work.get(step, 0) for step in STEPS}


def shown(name: str, work: dict[str, int]) -> str:
    """The line of an edit."""
    return f"| {name} | " + " | ".join(str(work[step]) for step in STEPS) + " |\n"


@pytest.fixture(scope="module")
def table() -> list[str]:
    """The lines of the table in the docs; there is one."""
    found = PAGE.read_text(encoding="utf-8")
    assert found.count(_BEGIN) == 1
    lines = found.partition(_BEGIN)[2].splitlines(keepends=True)
    return lines[: next(at for at, line in enumerate(lines) if not line.startswith("|"))]


def test_the_table_has_a_line_for_each_edit(table: list[str]) -> None:
    assert [line.split("|")[1].strip() for line in table] == list(EDITS)


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_makes_as_much_again_as_the_docs_say(tmp_path: Path, table: list[str], name: str) -> None:
    line = shown(name, measured(tmp_path, EDITS[name]))
    if UPDATE:
        page = PAGE.read_text(encoding="utf-8")
        old = re.compile(rf"^\| {re.escape(name)} \| .*\n", re.MULTILINE)
        PAGE.write_text(old.sub(line.replace("\\", r"\\"), page, count=1), encoding="utf-8")
    else:
        assert line in table
