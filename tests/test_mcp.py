"""The server for agents, asked by the client of the protocol's own SDK over standard input and output."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from textwrap import dedent
from typing import Any

import anyio
import pytest
from click.testing import CliRunner
from conftest import HOSTILE_DOCUMENTS, MAXIMAL
from mcp import Client, StdioServerParameters

import kg
from kg.cli import main
from kg.errors import NotFoundError
from kg.mcp import citing, limited, reading
from kg.mcp.collection import Collection
from kg.queries.output_store import open_output

TIDES = "https://example.org/tides"
NOTES = {
    "tides.md": """
        title: Tides
        language: en
        category: nature/sea
        confidence: high
        abstract: Why the sea rises and falls.
        known_gaps: [No rivers.]
        related_articles: [waves.md]
        disputed_statements: [{statement: Tides make earthquakes.}]
        atomic_facts:
          - {id: moon, statement: The Moon raises most of the tide., source_ref: doe, source_page: p. 7,
             confidence: high}
          - {id: wind, statement: Wind makes none., confidence: low}
        primary_sources:
          - {id: doe, title: The Moon and the sea, type: journal_article, year: 1999,
             authors: ["Doe, Jane", et al.], doi: 10.1000/moon, institution: Nature}
    """,
    "waves.md": """
        title: Waves
        language: en
        category: nature/sea
        atomic_facts: [{id: wind, statement: Wind makes waves., source_ref: winds}]
        primary_sources:
          - {id: winds, title: A handbook of winds, type: website, year: 2020, url: "https://example.com/w"}
    """,
}
EVERYTHING = "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"

Call = tuple[str, dict[str, Any]]


def build(folder: Path, notes: dict[str, str]) -> None:
    for name, head in notes.items():
        path = folder / "notes" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\n{dedent(head).strip()}\n---\nText.\n", encoding="utf-8")
    kg.build(folder / "notes", output=folder / "output", html=False)


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mcp")
    build(folder, NOTES)
    return folder / "output"


def talk(output: Path, calls: Sequence[Call], *words: str, between: Any = None) -> list[Any]:
    """The answers of a server to calls of its tools, asked in one conversation."""

    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "kg", "mcp", "-g", str(output), *words],
        env=dict(os.environ),
    )

    async def conversation() -> list[Any]:
        async with Client(command) as client:
            told: list[Any] = [(await client.list_tools()).tools]
            for name, arguments in calls:
                told.append(await client.call_tool(name, arguments))
                if between is not None:
                    between()
            return told

    return anyio.run(conversation)


def test_an_agent_finds_a_claim_reads_its_evidence_and_cites_it(output: Path) -> None:
    tools, found, claim, document, cited, bibtex, unknown = talk(
        output,
        [
            ("search", {"words": "moon", "kind": "claim"}),
            ("get_claim", {"claim": f"{TIDES}#moon"}),
            ("get_document", {"document": "tides"}),
            ("cite", {"node": f"{TIDES}#moon"}),
            ("cite", {"node": "doi:10.1000/moon", "style": "bibtex"}),
            ("cite", {"node": "https://example.org/waves#wind"}),
        ],
    )
    assert (
        "Rests on: “A handbook of winds.” 2020. https://example.com/w" in unknown.structured_content["result"]
    )
    assert [tool.name for tool in tools] == ["search", "get_document", "get_claim", "cite", "sparql"]
    assert all(tool.annotations.read_only_hint and tool.output_schema for tool in tools)
    assert [hit["iri"] for hit in found.structured_content["result"]] == [f"{TIDES}#moon"]

    told = claim.structured_content
    assert json.loads(claim.content[0].text) == told
    assert (told["text"], told["confidence"], told["disputed"], told["locator"]) == (
        "The Moon raises most of the tide.",
        "high",
        False,
        "p. 7",
    )
    assert told["document"] == {"iri": TIDES, "name": "Tides"}
    (evidence,) = told["evidence"]
    assert evidence["title"] == "The Moon and the sea"
    assert (evidence["authors"], evidence["more_authors"]) == (["Jane Doe"], True)
    assert (evidence["date"], evidence["container"]) == ("1999", "Nature")
    assert evidence["identifiers"] == ["doi:10.1000/moon"]
    assert evidence["same_as"] == ["https://doi.org/10.1000/moon"]

    told = document.structured_content
    assert (told["title"], told["confidence"], told["known_gaps"]) == ("Tides", "high", ["No rivers."])
    assert [one["name"] for one in told["related"]] == ["Waves"]
    assert {one["text"]: (one["confidence"], one["disputed"], one["sources"]) for one in told["claims"]} == {
        "The Moon raises most of the tide.": ("high", False, ["The Moon and the sea"]),
        "Wind makes none.": ("low", False, []),
        "Tides make earthquakes.": ("", True, []),
    }
    assert [one["name"] for one in told["sources"]] == ["The Moon and the sea"]
    text = cited.structured_content["result"]
    assert "“The Moon raises most of the tide.” Tides" in text
    assert "Rests on: Jane Doe. “The Moon and the sea.” Nature, 1999. https://doi.org/10.1000/moon" in text
    assert "doi = {10.1000/moon}" in bibtex.structured_content["result"]


def test_sparql_is_answered_within_limits_and_a_runaway_query_harms_nobody(output: Path) -> None:
    began = time.monotonic()
    _, counted, cut, stopped, after, triples, yes = talk(
        output,
        [
            ("sparql", {"query": "SELECT (COUNT(*) AS ?n) { ?c a schema:Claim }"}),
            ("sparql", {"query": "SELECT ?s { ?s ?p ?o }"}),
            ("sparql", {"query": f"SELECT (COUNT(*) AS ?n) {EVERYTHING}"}),
            ("search", {"words": "moon"}),
            ("sparql", {"query": "CONSTRUCT WHERE { ?p a schema:Person }"}),
            ("sparql", {"query": "ASK { ?p a schema:Person }"}),
        ],
        "--rows",
        "5",
        "--seconds",
        "4",
    )
    assert time.monotonic() - began < 60
    assert counted.structured_content["rows"] == [["4"]]
    assert (len(cut.structured_content["rows"]), cut.structured_content["is_cut"]) == (5, True)
    assert stopped.is_error
    assert "stopped after 4 s" in stopped.content[0].text
    assert not after.is_error
    assert triples.structured_content["variables"] == ["subject", "predicate", "object"]
    assert yes.structured_content["answer"] is True


def test_what_goes_wrong_is_told_in_words_that_help(output: Path) -> None:
    _, *answers = talk(
        output,
        [
            ("get_document", {"document": "Tide"}),
            ("get_document", {"document": f"{TIDES}#moon"}),
            ("get_claim", {"claim": "the moon"}),
            ("cite", {"node": "https://example.org/topic/nature"}),
            ("search", {"words": "-moon"}),
            ("sparql", {"query": "SELECT ?t { ?c shema:text ?t }"}),
            ("sparql", {"query": "SELECT * { SERVICE <https://example.com/> { ?s ?p ?o } }"}),
            ("sparql", {"query": "DELETE WHERE { ?s ?p ?o }"}),
        ],
    )
    assert [one.is_error for one in answers] == [False, *[True] * 7]
    said = [one.content[0].text for one in answers[1:]]
    for text, words in zip(
        said,
        [
            "is a claim, and no document",
            "the tool search finds IRIs",
            "is a topic, and no claim or document or source",
            "at least one word",
            "did you mean schema:text?",
            "is refused",
            "changes a graph",
        ],
        strict=True,
    ):
        assert words in text


def test_a_graph_that_is_built_anew_is_read_anew(tmp_path: Path) -> None:
    build(tmp_path, NOTES)
    changed = {**NOTES, "waves.md": "title: Big waves\nlanguage: en\ncategory: nature/sea"}
    _, before, after = talk(
        tmp_path / "output",
        [("get_document", {"document": "https://example.org/waves"})] * 2,
        between=lambda: build(tmp_path, changed),
    )
    titles = [one.structured_content["title"] for one in (before, after)]
    assert titles == ["Waves", "Big waves"]


def test_a_folder_without_a_graph_is_named_before_anybody_is_served(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["mcp", "-g", str(tmp_path)])
    assert done.exit_code == 2
    assert "there is no graph in" in done.output
    with pytest.raises(NotFoundError, match="there is no graph in"):
        limited.ask(tmp_path, "ASK { }", rows=1, seconds=20)


def test_without_the_sdk_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, output: Path) -> None:
    monkeypatch.delitem(sys.modules, "kg.mcp.server", raising=False)
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    done = CliRunner().invoke(main, ["mcp", "-g", str(output)])
    assert done.exit_code == 1
    assert "pip install 'claimgraph[mcp]'" in done.output


def test_an_answer_longer_than_an_agent_can_read_is_cut(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limited, "MOST_CHARACTERS", 100)
    found = limited.cut(open_output(output).query("SELECT ?s ?o { ?s schema:text ?o }"), 50)
    assert (len(found["rows"]), found["is_cut"]) == (1, True)


@pytest.mark.parametrize("folder", [MAXIMAL, HOSTILE_DOCUMENTS], ids=lambda one: one.name)
def test_whatever_a_graph_claims_or_cites_can_be_read_and_cited(folder: Path, tmp_path: Path) -> None:
    kg.build(folder, output=tmp_path / "output", html=False)
    collection = Collection(tmp_path / "output")
    wanted = {
        "claim": "?node a schema:Claim",
        "document": "?node schema:mainEntityOfPage ?page",
        "source": "?any schema:citation|schema:isBasedOn ?node",
    }
    records = {"claim": reading.claim, "document": reading.document, "source": reading.source}
    found = 0
    for kind, pattern in wanted.items():
        for (iri,) in open_output(tmp_path / "output").query(f"SELECT DISTINCT ?node {{ {pattern} }}").rows:
            node = collection.find(str(iri), kind)
            assert records[kind](collection.reader, node)["iri"] == iri
            assert all(citing.cite(collection.reader, node, style) for style in citing.STYLES)
            found += 1
    assert found > 5


def test_a_name_that_several_have_is_asked_for_by_iri(tmp_path: Path) -> None:
    build(tmp_path, {"a.md": "title: Same\nlanguage: en", "b.md": "title: Same\nlanguage: de"})
    with pytest.raises(NotFoundError, match="may mean several; give the IRI of one: https:"):
        Collection(tmp_path / "output").find("Same", "document")


def test_no_more_rows_are_computed_than_are_asked_for(output: Path) -> None:
    store = open_output(output)
    assert len(store.query(f"SELECT * {EVERYTHING}", most=3)) == 3
    assert len(store.query("CONSTRUCT WHERE { ?s ?p ?o }", most=3)) == 3
