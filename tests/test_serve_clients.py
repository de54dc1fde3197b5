"""Other people's clients ask the server: SPARQLWrapper, rdflib's stores, Comunica."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rdflib
from click.testing import CliRunner
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from serving import CLAIMS, TRIPLES, Served, serving
from serving import PEOPLE as NUMBER_OF_PEOPLE
from SPARQLWrapper import CSV, JSON, JSONLD, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

import kg
from kg.cli import main

CLIENTS = Path(__file__).resolve().parent / "clients"
SCHEMA = rdflib.Namespace("https://schema.org/")
PEOPLE = "SELECT ?name { ?p a schema:Person ; schema:name ?name } ORDER BY ?name"
TOKEN = "open sesame"  # noqa: S105


def wrapper(
    served: Served, query: str, form: str, method: str = "GET", how: str = "urlencoded"
) -> SPARQLWrapper:
    asked = SPARQLWrapper(f"{served.url}sparql")
    asked.setQuery(query)
    asked.setReturnFormat(form)
    asked.setMethod(method)
    asked.setRequestMethod(how)
    return asked


@pytest.mark.parametrize(
    ("method", "how"), [("GET", "urlencoded"), (POST, "urlencoded"), (POST, POSTDIRECTLY)]
)
@pytest.mark.parametrize("form", [JSON, XML, CSV, TSV])
def test_sparqlwrapper_reads_rows(
    served: Served, maximal: kg.KnowledgeGraph, form: str, method: str, how: str
) -> None:
    names = [str(row[0]) for row in maximal.query(PEOPLE).rows]
    result = wrapper(served, f"PREFIX schema: <{SCHEMA}> {PEOPLE}", form, method, how).query().convert()
    if form == JSON:
        assert [row["name"]["value"] for row in result["results"]["bindings"]] == names
    elif form == XML:
        assert [one.firstChild.data for one in result.getElementsByTagName("literal")] == names
    else:
        assert all(name in result.decode() for name in names)


@pytest.mark.parametrize("form", [XML, RDFXML, TURTLE, N3, JSONLD])
def test_sparqlwrapper_reads_graphs(served: Served, form: str) -> None:
    query = f"PREFIX schema: <{SCHEMA}> CONSTRUCT {{ ?p a schema:Person }} {{ ?p a schema:Person }}"
    found = wrapper(served, query, form).query().convert()
    graph = found if isinstance(found, rdflib.Graph) else rdflib.Graph().parse(data=found, format="turtle")
    assert len(graph) == NUMBER_OF_PEOPLE


def test_sparqlwrapper_knows_a_query_that_is_wrong(served: Served) -> None:
    with pytest.raises(QueryBadFormed, match="does not parse at line 1"):
        wrapper(served, "SELECT * WHERE { ?s ?p }", JSON).query()
    asked = wrapper(served, "ASK { ?s ?p ?o }", JSON)
    asked.addDefaultGraph("https://example.org/none")
    assert asked.query().convert()["boolean"] is False


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_takes_the_server_for_a_graph(served: Served, maximal: kg.KnowledgeGraph, method: str) -> None:
    store = SPARQLStore(f"{served.url}sparql", method=method)
    graph = rdflib.Graph(store)
    local = maximal.to_rdflib()
    assert len(graph) == len(local) == TRIPLES
    assert set(graph.subjects(rdflib.RDF.type, SCHEMA.Person)) == set(
        local.subjects(rdflib.RDF.type, SCHEMA.Person)
    )
    me = rdflib.URIRef("https://example.org/maximal/all-of-it")
    assert set(graph.predicate_objects(me)) == set(local.predicate_objects(me))
    assert graph.query("ASK { ?s a ?o }").askAnswer is True
    assert len(graph.query("CONSTRUCT WHERE { ?s a ?class }").graph) == len(
        list(local.triples((None, rdflib.RDF.type, None)))
    )


@pytest.fixture(scope="module")
def changeable(built: Path) -> Iterator[Served]:
    with serving(built, "--workers", "1", token=TOKEN) as found:
        yield found


def test_rdflib_changes_a_graph_with_the_token(changeable: Served) -> None:
    at = f"{changeable.url}sparql"
    store = SPARQLUpdateStore(at, at, headers={"authorization": f"Bearer {TOKEN}"}, autocommit=False)
    graph = rdflib.Graph(store, identifier=rdflib.URIRef("https://example.org/new"))
    triple = (rdflib.URIRef("x:a"), rdflib.URIRef("x:b"), rdflib.Literal('{"}\\\n', lang="en"))
    graph.add(triple)
    store.commit()
    assert list(graph) == [triple]
    graph.remove(triple)
    store.commit()
    assert list(graph) == []


@pytest.fixture(scope="module")
def comunica() -> Any:
    """Asks queries of sources by Comunica; where it is not installed, CI fails and others skip."""
    if not (CLIENTS / "node_modules" / "@comunica" / "query-sparql").is_dir() or not shutil.which("node"):
        if os.environ.get("CI"):
            pytest.fail("CI must have Node.js and the packages of tests/clients")
        pytest.skip("the packages of tests/clients are not installed")

    def ask(sources: list[dict[str, str]], queries: list[str]) -> list[Any]:
        job = json.dumps({"do": "federate", "sources": sources, "queries": queries})
        command = ["node", "read.mjs"]
        done = subprocess.run(command, cwd=CLIENTS, input=job, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return list(json.loads(done.stdout))

    return ask


def test_comunica_asks_the_endpoint_and_joins_it_with_a_page(
    served: Served, maximal: kg.KnowledgeGraph, comunica: Any
) -> None:
    prefix = f"PREFIX schema: <{SCHEMA}> "
    names = [str(row[0]) for row in maximal.query(PEOPLE).rows]
    queries = [
        f"{prefix}{PEOPLE}",
        f"{prefix}ASK {{ ?claim a schema:Claim }}",
        f"{prefix}CONSTRUCT {{ ?p a schema:Person }} WHERE {{ ?p a schema:Person }}",
        f"{prefix}SELECT (COUNT(*) AS ?n) {{ ?claim schema:isBasedOn ?source . ?source schema:name ?name }}",
    ]
    rows, yes, triples, counted = comunica([{"type": "sparql", "value": f"{served.url}sparql"}], queries)
    assert [row["name"] for row in rows] == names
    assert yes is True
    assert len(triples) == NUMBER_OF_PEOPLE
    expected = maximal.query("SELECT ?s { ?claim schema:isBasedOn ?s . ?s schema:name ?name }")
    assert counted == [{"n": str(len(expected))}]
    sources = [
        {"type": "sparql", "value": f"{served.url}sparql"},
        {"type": "file", "value": f"{served.url}all-of-it.ttl"},
    ]
    (joined,) = comunica(sources, [f"{prefix}SELECT DISTINCT ?h {{ ?d schema:headline ?h }}"])
    assert len(joined) == 2


def test_a_graph_is_pushed_and_asked_from_elsewhere(
    changeable: Served, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_ENDPOINT_TOKEN", TOKEN)
    at = [f"{changeable.url}store", "--query", f"{changeable.url}sparql"]
    for _ in range(2):
        pushed = CliRunner().invoke(main, ["push", *at, "-g", str(built), "--again"])
        assert pushed.exit_code == 0, pushed.output
    asked = ["query", "overview", "--endpoint", f"{changeable.url}sparql", "--format", "csv"]
    assert f"https://schema.org/Claim,{CLAIMS}" in CliRunner().invoke(main, asked).output
