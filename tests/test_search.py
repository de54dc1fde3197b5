"""Full-text search: what is found, in which order, and what is marked."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.cli import main
from kg.cli.search import _KINDS
from kg.errors import NotFoundError, QueryError
from kg.queries.index import KINDS
from kg.queries.search import Filters, Hit, search
from kg.queries.words import folded, places, terms

DOCUMENTS = {
    "tides.md": """
        title: Tides
        language: en-GB
        category: nature/sea
        abstract: Why the sea rises and falls.
        atomic_facts:
          - {id: f1, statement: The Moon raises most of the tide., source_ref: doe, confidence: high}
          - {id: f2, statement: "A neap tide is weak, the café owner says.", source_ref: doe, confidence: low}
        primary_sources:
          - {id: doe, title: The Moon and the sea, type: journal_article, year: 1999,
             authors: ["Doe, Jane"], doi: 10.1000/moon, institution: Nature}
    """,
    "moon.md": """
        title: The Moon
        language: en
        category: nature
        abstract: A rock that goes round the Earth.
    """,
    "引擎.md": """
        title: 游戏引擎对比
        language: zh-Hans
        category: games
        abstract: 渲染与物理。
        atomic_facts:
          - {id: f1, statement: 引擎决定游戏的上限。, source_title: 游戏开发手册}
    """,
    "エンジン.md": """
        title: 潮汐のしくみ
        language: ja
        abstract: 月が海を引く。
    """,
}


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("search")
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(f"---\n{dedent(text).strip()}\n---\n", encoding="utf-8")
    (folder / "kg.yaml").write_text("base: https://example.org/\n")
    kg.build(folder, output=folder / "output", html=False)
    return folder / "output"


def found(output: Path, asked: str, **filters: str) -> list[str]:
    """The name of each hit, of a claim its text."""
    return [hit.name or hit.excerpt for hit in search(output, asked, Filters(**filters))]


def marked(hit: Hit) -> list[str]:
    return [hit.excerpt[start:end] for start, end in hit.highlights]


def test_claims_documents_sources_people_and_topics_are_found(output: Path) -> None:
    kinds = {hit.kind for word in ("moon", "jane", "nature", "sea") for hit in search(output, word)}
    assert kinds >= {"claim", "document", "source", "person", "topic", "venue"}


def test_a_word_in_a_name_tells_more_than_one_in_a_text(output: Path) -> None:
    assert sorted(found(output, "moon")[:2]) == ["The Moon", "The Moon and the sea"]
    scores = [hit.score for hit in search(output, "moon")]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("neap", ["A neap tide is weak, the café owner says."]),
        ("NEAP CAFE", ["A neap tide is weak, the café owner says."]),
        ('"neap tide"', ["A neap tide is weak, the café owner says."]),
        ('"tide neap"', []),
        ("tide -weak", ["The Moon raises most of the tide.", "Tides"]),
        ('"tide" -weak', ["The Moon raises most of the tide."]),
        ("rais", ["The Moon raises most of the tide."]),
        ("ai", []),
        ("raises nowhere", []),
        ("Ｅａｒｔｈ", ["The Moon"]),
        ('tide AND "', ["Tides"]),
    ],
)
def test_words_phrases_and_exclusions_find_what_they_say(
    output: Path, asked: str, expected: list[str]
) -> None:
    assert sorted(found(output, asked)) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("引擎", {"游戏引擎对比", "引擎决定游戏的上限。"}),
        ("游戏引擎", {"游戏引擎对比"}),
        ("比", {"游戏引擎对比"}),
        ("擎游", set()),
        ("海", {"潮汐のしくみ"}),
        ("しくみ", {"潮汐のしくみ"}),
        ("物理", {"游戏引擎对比"}),
    ],
)
def test_scripts_without_spaces_are_searched_by_any_run_of_characters(
    output: Path, asked: str, expected: set[str]
) -> None:
    hits = [hit for hit in search(output, asked) if hit.kind in {"claim", "document"}]
    assert {hit.name or hit.excerpt for hit in hits} == expected
    assert all(marked(hit) == [asked] for hit in hits)


def test_filters_narrow_what_is_found(output: Path) -> None:
    assert found(output, "tide", confidence="low") == ["A neap tide is weak, the café owner says."]
    assert found(output, "moon", kind="document") == ["The Moon"]
    assert sorted(found(output, "moon", topic="sea")) == ["The Moon raises most of the tide."]
    assert "The Moon" in found(output, "moon", topic="NATURE")
    assert found(output, "moon", topic="nature", kind="claim") == ["The Moon raises most of the tide."]
    assert found(output, "tide", language="en", kind="document") == ["Tides"]
    assert found(output, "moon", language="EN-gb", kind="document") == []


def test_highlights_stand_where_the_words_stand_whatever_their_accents(output: Path) -> None:
    (hit,) = search(output, "cafe neap")
    assert marked(hit) == ["neap", "café"]
    (hit,) = search(output, "rais")
    assert marked(hit) == ["raises"]
    assert (hit.document, hit.confidence, hit.kind) == ("Tides", "high", "claim")


def test_a_long_text_is_cut_around_the_words(tmp_path: Path) -> None:
    text = "before " * 200 + "the needle is here " + "after " * 200
    (tmp_path / "a.md").write_text(f"---\ntitle: A\nabstract: {text}\n---\n", encoding="utf-8")
    kg.build(tmp_path / "a.md", output=tmp_path / "output", html=False)
    (hit,) = search(tmp_path / "output", "needle")
    assert marked(hit) == ["needle"]
    assert len(hit.excerpt) < 260
    assert hit.excerpt.startswith("… before ")
    assert hit.excerpt.endswith(" …")


@pytest.mark.parametrize("asked", ["", " ", "-moon", '""', "…"])
def test_a_search_for_nothing_is_refused(output: Path, asked: str) -> None:
    with pytest.raises(QueryError, match="at least one word"):
        search(output, asked)


def test_a_folder_without_a_graph_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="there is no graph in"):
        search(tmp_path, "moon")


def test_without_a_cache_and_with_a_damaged_one_the_answer_is_the_same(
    output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = search(output, "moon")
    monkeypatch.setenv("KG_CACHE_DIR", "")
    assert search(output, "moon") == expected
    monkeypatch.setenv("KG_CACHE_DIR", str(tmp_path))
    assert search(output, "moon") == expected
    (index,) = tmp_path.glob("index-*/*.sqlite")
    index.write_bytes(b"nothing")
    assert search(output, "moon") == expected
    assert index.read_bytes().startswith(b"SQLite format 3")


@given(st.text())
def test_nothing_that_people_ask_for_is_taken_for_a_command(output: Path, asked: str) -> None:
    if any(not term.is_excluded for term in terms(asked)):
        search(output, asked)


@given(st.text(), st.text())
def test_places_lie_in_the_text_in_order_and_apart(text: str, asked: str) -> None:
    found_places = places(text, terms(asked))
    assert all(0 <= start < end <= len(text) for start, end in found_places)
    assert all(one[1] < other[0] for one, other in pairwise(found_places))


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words), prog_name="kg")


def test_the_command_prints_text_and_json(output: Path) -> None:
    shown = run("search", "neap", "-g", str(output))
    assert (shown.exit_code, shown.stderr) == (0, "1 hit\n")
    first, second = shown.stdout.splitlines()
    assert first == "claim  A neap tide is weak, the café owner says."
    assert second == "  low · Tides · https://example.org/tides#f2"
    told = json.loads(run("search", "neap", "-g", str(output), "--format", "json").stdout)
    assert [(one["kind"], one["highlights"]) for one in told] == [("claim", [[2, 6]])]
    excluded = run("search", "tide", "-weak", "-g", str(output), "--type", "claim", "--format", "json")
    assert [one["iri"] for one in json.loads(excluded.stdout)] == ["https://example.org/tides#f1"]
    assert run("search", "...").exit_code == 2


def test_the_command_and_the_index_know_the_same_kinds() -> None:
    assert _KINDS == KINDS
