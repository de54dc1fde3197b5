"""The user's own example of an input document, read in place."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg


@pytest.fixture(scope="module")
def example(corpus: Path) -> kg.KnowledgeGraph:
    return kg.build(corpus / "synthetic-data-training.md")


def test_it_gives_exactly_three_claims_each_based_on_its_source(example: kg.KnowledgeGraph) -> None:
    rows = example.query(
        "SELECT ?id ?source WHERE { ?claim a schema:Claim ;"
        "  schema:identifier ?id ; schema:isBasedOn ?source } ORDER BY ?id"
    ).rows
    base = example.settings.base
    assert rows == (
        ("f1", f"{base}source/arxiv/2306.11644"),
        ("f2", f"{base}source/arxiv/2404.14219"),
        ("f3", f"{base}source/arxiv/2404.07503"),
    )
    assert len(example.query("SELECT ?claim WHERE { ?claim a schema:Claim }")) == 3


def test_each_paper_is_one_node_although_it_is_cited_in_several_lists(example: kg.KnowledgeGraph) -> None:
    cited = example.query("SELECT ?source WHERE { ?document schema:citation ?source }")
    assert len(cited) == 6
    assert example.counts["sources"] == 6


def test_nobody_is_called_et_al_or_multiple(example: kg.KnowledgeGraph) -> None:
    people = {
        row[0] for row in example.query("SELECT ?name WHERE { ?p a schema:Person ; schema:name ?name }").rows
    }
    assert people == {
        "Ammar Ahmad Awan",
        "Jyoti Aneja",
        "Marah Abdin",
        "Sam Ade Jacobs",
        "Suriya Gunasekar",
        "Yi Zhang",
    }
    cut = example.query("SELECT ?source WHERE { ?source kg:authorsTruncated true }")
    assert len(cut) == 3


def test_google_deepmind_is_an_organisation(example: kg.KnowledgeGraph) -> None:
    assert example.query('ASK { ?who a schema:Organization ; schema:name "Google DeepMind" }')
    assert not example.query('ASK { ?who a schema:Person ; schema:name "Google DeepMind" }')


def test_its_placeholder_dispute_is_no_claim(example: kg.KnowledgeGraph) -> None:
    assert not example.query("ASK { ?claim kg:status kg:disputed }")
    assert [found.code for found in example.diagnostics] == ["KG109"]


def test_the_authors_of_a_paper_keep_their_order(example: kg.KnowledgeGraph) -> None:
    rows = example.query(
        """SELECT ?position ?name WHERE {
             <source/arxiv/2306.11644> kg:authorSequence ?sequence .
             ?sequence ?position ?who . ?who schema:name ?name
           } ORDER BY ?position""".replace("<source", f"<{example.settings.base}source")
    ).rows
    assert [name for _, name in rows] == ["Suriya Gunasekar", "Yi Zhang", "Jyoti Aneja"]


def test_the_corpus_builds_but_for_its_four_malformed_documents(corpus: Path) -> None:
    graph = kg.build(corpus)
    violations = [found for found in graph.diagnostics if found.severity is kg.Severity.VIOLATION]
    assert {Path(found.location.file).name for found in violations} == {
        "ai-in-finance.md",
        "corporate-finance.md",
        "model-merging-and-ensembling.md",
        "nutrition-science.md",
    }
    assert all("malformed" in found.location.file for found in violations)
    assert {(found.code, found.location.line, found.location.column) for found in violations} == {
        ("KG011", 2, 4),
    }
    assert graph.counts["documents"] == 56
