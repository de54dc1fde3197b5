"""Changes to what is served: by the token alone, whole or not at all, seen by all who ask afterwards."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import rdflib
from serving import TRIPLES, Served, serving

TOKEN = "a token that nobody guesses"  # noqa: S105
ALLOWED = {"authorization": f"Bearer {TOKEN}"}
UPDATE = {"content-type": "application/sparql-update"}
TURTLE = {"content-type": "text/turtle"}
GRAPH = "https://example.org/new"
COUNT = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}"


@pytest.fixture(scope="module")
def changeable(built: Path) -> Iterator[Served]:
    with serving(built, "--workers", "2", token=TOKEN) as found:
        yield found


def count(served: Served) -> int:
    """How many triples the new graph has."""
    return int(served.select(COUNT)[0]["n"])


def put(served: Served, data: str, **headers: str) -> httpx.Response:
    return served.client.put(
        "store", params={"graph": GRAPH}, content=data, headers={**TURTLE, **ALLOWED, **headers}
    )


@pytest.mark.parametrize("said", ["", "Bearer wrong", f"Basic {TOKEN}"])
def test_changes_need_the_token(changeable: Served, said: str) -> None:
    given = {"authorization": said} if said else {}
    for response in (
        changeable.client.post("sparql", content="CLEAR ALL", headers={**UPDATE, **given}),
        changeable.client.post("sparql", data={"update": "CLEAR ALL"}, headers=given),
        changeable.client.put("store?default", content="", headers={**TURTLE, **given}),
        changeable.client.post("store?default", content="", headers={**TURTLE, **given}),
        changeable.client.delete("store?default", headers=given),
    ):
        assert response.status_code == 401
        assert response.headers["www-authenticate"].startswith("Bearer")
    assert changeable.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") != [{"n": "0"}]


def test_a_server_without_a_token_changes_nothing(served: Served) -> None:
    assert served.client.delete("store?default", headers=ALLOWED).status_code == 403
    assert served.client.post("sparql", content="CLEAR ALL", headers={**UPDATE, **ALLOWED}).status_code == 403
    told = served.client.get("store?default", headers={"accept": "application/n-triples"})
    assert len(told.text.splitlines()) == TRIPLES


def test_an_update_is_seen_by_whoever_asks_next(changeable: Served) -> None:
    before = changeable.client.get("health").json()["build"]
    for number in range(1, 6):
        update = f"INSERT DATA {{ GRAPH <{GRAPH}/n> {{ <x:{number}> schema:name 'one more' }} }}"
        response = changeable.client.post("sparql", content=update, headers={**UPDATE, **ALLOWED})
        assert response.status_code == 204, response.text
        for _ in range(3):
            rows = changeable.select(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{GRAPH}/n> {{ ?s ?p ?o }} }}")
            assert rows == [{"n": str(number)}]
    assert changeable.client.get("health").json()["build"] != before
    form = changeable.client.post("sparql", data={"update": f"DROP GRAPH <{GRAPH}/n>"}, headers=ALLOWED)
    assert form.status_code == 204


def test_graphs_are_put_added_to_read_and_deleted(changeable: Served) -> None:
    assert changeable.client.get("store", params={"graph": GRAPH}).status_code == 404
    assert put(changeable, "<x:a> <x:p> 1, 2 .").status_code == 201
    assert put(changeable, "<#a> <x:p> 3 .").status_code == 204
    assert count(changeable) == 1
    added = changeable.client.post(
        "store",
        params={"graph": GRAPH},
        content='[{"@id": "x:b", "x:p": [{"@value": "4"}]}]',
        headers={**ALLOWED, "content-type": "application/ld+json"},
    )
    assert added.status_code == 204, added.text
    read = changeable.client.get("store", params={"graph": GRAPH}, headers={"accept": "text/turtle"})
    assert read.status_code == 200, read.text
    graph = rdflib.Graph().parse(data=read.text, format="turtle")
    assert (rdflib.URIRef(f"{GRAPH}#a"), rdflib.URIRef("x:p"), rdflib.Literal(3)) in graph
    assert len(graph) == 2
    for status in (204, 404):
        gone = changeable.client.delete("store", params={"graph": GRAPH}, headers=ALLOWED)
        assert gone.status_code == status
    assert put(changeable, "").status_code == 201
    assert changeable.client.get("store", params={"graph": GRAPH}).status_code == 200


@pytest.mark.parametrize(
    ("update", "word"),
    [
        ("INSERT DATA { <x:a> <x:b> }", "line 1"),
        ("LOAD <http://127.0.0.1:1/x>", "LOAD"),
        ("LOAD SILENT <file:///etc/passwd> INTO GRAPH <x:g>", "LOAD"),
        ("load#\n<http://127.0.0.1:1/x>", "LOAD"),
        ("PREFIX x: <http://127.0.0.1:1/> LOAD x:y", "LOAD"),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "SERVICE"),
        ("CLEAR ALL ; INSERT DATA { GRAPH ?g { <x:a> <x:b> 1 } }", "line 1"),
        ("SELECT * { ?s ?p ?o }", "line 1"),
    ],
)
def test_an_update_that_cannot_be_changes_nothing(changeable: Served, update: str, word: str) -> None:
    everything = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    before = changeable.select(everything)
    response = changeable.client.post("sparql", content=update, headers={**UPDATE, **ALLOWED})
    assert response.status_code == 400
    assert word in response.json()["detail"]
    assert changeable.select(everything) == before


def test_a_graph_that_does_not_parse_changes_nothing(changeable: Served) -> None:
    put(changeable, "<x:a> <x:p> 1 .")
    response = put(changeable, "<x:a> <x:p> 2 . <x:a>")
    assert response.status_code == 400
    assert "does not parse" in response.json()["detail"]
    assert changeable.select(f"SELECT ?o {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}") == [{"o": "1"}]
    assert put(changeable, "x", **{"content-type": "text/plain"}).status_code == 415
    for target in ("store", "store?default&graph=x:y", "store?graph=no%20iri"):
        refused = changeable.client.put(target, content="", headers={**TURTLE, **ALLOWED})
        assert refused.status_code == 400, target


def test_who_reads_while_others_write_is_always_answered(changeable: Served) -> None:
    stop, wrong = threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            response = changeable.others.get("sparql", params={"query": f"{COUNT} #{len(wrong)}"})
            # Never half of a graph: it has none or both of its triples.
            if response.status_code != 200 or '"value":"1"' in response.text:
                wrong.append(response.text)

    changeable.client.delete("store", params={"graph": GRAPH}, headers=ALLOWED)
    reader = threading.Thread(target=read)
    reader.start()
    try:
        for number in range(15):
            assert put(changeable, f"<x:a> <x:p> {number} ; <x:q> {number} .").status_code in {201, 204}
    finally:
        stop.set()
        reader.join()
    assert wrong == []


def test_changes_outlive_the_server_where_a_folder_is_named(built: Path, tmp_path: Path) -> None:
    options = ("--workers", "1", "--store", str(tmp_path / "store"))
    with serving(built, *options, token=TOKEN) as served:
        assert put(served, "<x:a> <x:p> 1 .").status_code == 201
    with serving(built, *options, token=TOKEN) as served:
        assert count(served) == 1
        assert len(served.select("SELECT * { ?s ?p ?o }")) == TRIPLES
