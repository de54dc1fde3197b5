"""Questions to an endpoint, answered as the graph at hand answers them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from servers import door, oxigraph

import kg
from kg.cli import main
from kg.errors import EndpointError
from kg.remote.endpoint import Endpoint, with_prefixes
from kg.remote.http import Client

QUERIES = (
    "SELECT ?name ?year { ?w schema:name ?name ; schema:datePublished ?year } ORDER BY ?name ?year LIMIT 9",
    "ASK { ?claim a schema:Claim }",
    "CONSTRUCT WHERE { ?person a schema:Person ; schema:name ?name }",
    "SELECT ?none { ?none a schema:Nothing }",
)


@pytest.fixture(scope="module")
def endpoint(seeds: kg.KnowledgeGraph) -> Iterator[str]:
    with oxigraph() as url:
        Client().send(
            "PUT",
            f"{url}/store?default",
            seeds.serialize("nt").encode(),
            {"Content-Type": "application/n-triples"},
        )
        yield f"{url}/query"


@pytest.mark.parametrize("query", QUERIES)
def test_it_answers_as_the_graph_at_hand_does(endpoint: str, seeds: kg.KnowledgeGraph, query: str) -> None:
    there, here = Endpoint(endpoint), seeds.store
    assert there.query(query) == here.query(query)
    form = "turtle" if "CONSTRUCT" in query else "json"
    assert there.serialize(query, form) == here.serialize(query, form)


def test_named_queries_look_values_up_at_the_endpoint(
    endpoint: str, seeds: kg.KnowledgeGraph, tmp_path: Path
) -> None:
    seeds.write(tmp_path / "output", html=False)
    cited = seeds.query(
        "SELECT ?name { ?p a schema:Person ; schema:name ?name } ORDER BY ?name LIMIT 1"
    ).rows[0][0]
    words = ["query", "works-by-person", "--person", str(cited), "--format", "csv"]
    there = CliRunner().invoke(main, [*words, "--endpoint", endpoint])
    here = CliRunner().invoke(main, [*words, "-g", str(tmp_path / "output")])
    assert there.exit_code == 0
    assert there.output == here.output


def test_a_mistake_is_explained_as_at_home(endpoint: str) -> None:
    done = CliRunner().invoke(main, ["query", "SELECT ?t { ?c shema:text ?t }", "--endpoint", endpoint])
    assert done.exit_code == 2
    assert "did you mean schema:text?" in done.output


def test_a_store_with_named_graphs_alone_is_told_of_where_a_query_finds_nothing(endpoint: str) -> None:
    asked = ["query", "SELECT ?c { ?c a schema:Claim }", "--endpoint"]
    with oxigraph() as url:
        assert "hint" not in CliRunner().invoke(main, [*asked, f"{url}/query"]).output
        headers = {"Content-Type": "text/turtle"}
        Client().send("PUT", f"{url}/store?graph=http://example.com/g", b"<a:a> <a:b> <a:c> .", headers)
        told = CliRunner().invoke(main, [*asked, f"{url}/query"])
        assert told.exit_code == 0
        assert "hint: the default graph is empty; ask in GRAPH ?g { … }" in told.output


def test_what_is_no_endpoint_is_named(endpoint: str) -> None:
    with pytest.raises(EndpointError, match="answers 404"):
        Endpoint(endpoint.replace("/query", "/nothing")).query("ASK { }")
    with door(endpoint.removesuffix("/query")) as page:
        page.decide = lambda *_: (200, {"Content-Type": "text/html"})
        with pytest.raises(EndpointError, match="neither JSON of SPARQL nor Turtle"):
            Endpoint(f"{page.url}/query").query("ASK { }")


def test_only_prefixes_that_are_used_and_undeclared_are_declared() -> None:
    own = "PREFIX schema: <http://schema.org/> SELECT * { ?s schema:name 'kg:x' }"
    assert with_prefixes(own) == own
    assert with_prefixes("ASK { ?s a schema:Claim }").startswith("PREFIX schema: <https://schema.org/> ASK")
