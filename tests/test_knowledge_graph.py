"""The graph as programs use it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import networkx as nx
import pytest
import rdflib
from rdflib.compare import isomorphic

import kg
from kg.errors import InputError, NotFoundError, QueryError

Write = Callable[[str, str], Path]


def test_the_seeds_build_clean_and_are_worth_exploring(seeds: kg.KnowledgeGraph) -> None:
    assert [one for one in seeds.diagnostics if one.severity > kg.Severity.INFO] == []
    assert seeds.counts["documents"] >= 12
    assert seeds.counts["facts"] >= 48
    recurring = seeds.query(
        """SELECT ?name (COUNT(DISTINCT ?document) AS ?n) WHERE {
             ?document schema:citation/schema:author ?who . ?who a schema:Person ; schema:name ?name
           } GROUP BY ?name HAVING (COUNT(DISTINCT ?document) >= 4)"""
    )
    assert len(recurring) >= 5
    uncited = seeds.query(
        "ASK { ?claim a schema:Claim MINUS { ?claim kg:status ?s } MINUS { ?claim schema:isBasedOn ?x } }"
    )
    assert not uncited


def test_rows_can_be_read_by_position_and_by_name(seeds: kg.KnowledgeGraph) -> None:
    result = seeds.query("SELECT ?d ?none WHERE { ?d schema:headline ?t } ORDER BY ?d LIMIT 1")
    assert result.variables == ("d", "none")
    assert [dict(row) for row in result] == [{"d": result.rows[0][0], "none": None}]
    assert len(result) == 1


def test_construct_and_ask_have_answers_of_their_own(seeds: kg.KnowledgeGraph) -> None:
    built = seeds.query("CONSTRUCT { ?d a kg:high } WHERE { ?d kg:confidence kg:high }")
    assert built.kind == "graph"
    assert len(built.triples) > 3
    assert bool(seeds.query("ASK { ?d kg:confidence kg:high }")) is True


def test_a_count_over_all_documents_counts_each_triple_once(seeds: kg.KnowledgeGraph) -> None:
    (row,) = seeds.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }").rows
    assert row == (str(len(seeds)),)


def test_a_query_that_does_not_parse_is_shown_with_a_caret(seeds: kg.KnowledgeGraph) -> None:
    with pytest.raises(QueryError) as raised:
        seeds.query("SELECT ?x WHERE {\n  ?x schema:name\n}")
    message = str(raised.value)
    assert "line 3, column 1" in message
    assert message.splitlines()[-1] == "  ^"


def test_rdflib_gets_the_same_graph(maximal: kg.KnowledgeGraph) -> None:
    ours = maximal.to_rdflib()
    assert isinstance(ours, rdflib.Graph)
    assert len(ours) == len(maximal)
    assert isomorphic(ours, rdflib.Graph().parse(data=maximal.serialize("nt"), format="nt"))
    assert dict(ours.namespaces())["schema"] == rdflib.URIRef("https://schema.org/")


def test_no_node_of_the_network_is_tied_to_itself(maximal: kg.KnowledgeGraph) -> None:
    assert [one for one, other in maximal.to_networkx().edges() if one == other] == []


def test_networkx_gets_nodes_with_kinds_and_edges_with_predicates(maximal: kg.KnowledgeGraph) -> None:
    graph = maximal.to_networkx()
    base = maximal.settings.base
    assert isinstance(graph, nx.MultiDiGraph)
    document = graph.nodes[f"{base}all-of-it"]
    assert document["kind"] == "document"
    assert document["label"] == "Every field, used once"
    assert graph.nodes[f"{base}all-of-it#f1"]["kind"] == "claim"
    assert graph.nodes[f"{base}all-of-it#f1"]["confidence"] == "low"
    paper = f"{base}source/doi/10.1000/examples.1843"
    assert graph.nodes[paper] | {"text": ""} == {
        "kind": "source",
        "label": "On Examples",
        "text": "",
        "url": "https://doi.org/10.1000/examples.1843",
        "confidence": "",
        "year": "1843",
        "types": ["schema:ScholarlyArticle"],
    }
    assert graph.has_edge(f"{base}all-of-it#f1", paper, key="schema:isBasedOn")
    assert {kind for _, kind in graph.nodes(data="kind")} == set(kg.graph.kinds.KINDS)


@pytest.mark.parametrize("form", ["turtle", "json-ld", "nt", "nquads"])
def test_serializing_twice_gives_the_same_text(maximal: kg.KnowledgeGraph, form: str) -> None:
    assert maximal.serialize(form) == maximal.serialize(form)
    assert len(maximal.serialize(form)) > 1000


def test_a_format_that_does_not_exist_is_refused(maximal: kg.KnowledgeGraph) -> None:
    with pytest.raises(NotFoundError, match="there are json-ld, nquads, nt, turtle"):
        maximal.serialize("yaml")


def test_a_path_that_does_not_exist_is_refused() -> None:
    with pytest.raises(InputError, match="there is no file or folder"):
        kg.build("nowhere/at/all")


def test_a_folder_without_documents_is_refused(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Not a document\n", encoding="utf-8")
    with pytest.raises(InputError, match="there is no document in"):
        kg.build(tmp_path)


def test_a_folder_of_broken_documents_gives_an_empty_graph(write: Write) -> None:
    graph = kg.build(write("a.md", "---\nnever closed"))
    assert len(graph) == 0
    assert [found.code for found in graph.diagnostics] == ["KG004"]
    assert graph.counts["documents"] == 0
    assert len(graph.query("SELECT ?s WHERE { ?s ?p ?o }")) == 0
    assert repr(graph) == "<KnowledgeGraph of 0 documents, 0 triples>"


def test_check_gives_the_findings_of_a_build(write: Write) -> None:
    path = write("a.md", "---\ntitle: A\nmood: calm\n---\n")
    assert kg.check(path) == list(kg.build(path).diagnostics)
    assert "KG101" in {found.code for found in kg.check(path)}


def test_progress_is_told_stage_by_stage(tmp_path: Path, write: Write) -> None:
    write("docs/a.md", "---\ntitle: A\n---\n")
    told: list[str] = []
    kg.build(
        tmp_path / "docs", output=tmp_path / "out", html=False, progress=lambda stage, *_: told.append(stage)
    )
    assert list(dict.fromkeys(told)) == ["read", "identify", "map", "validate", "write"]
