"""The SPARQL 1.1 Protocol: what the W3C's test cases for queries ask for, and what we add."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest
import rdflib
from serving import PEOPLE, Served, serving

QUERY = "application/sparql-query"
FORM = "application/x-www-form-urlencoded"
MAIN = "https://example.org/maximal/all-of-it#graph"
NOTE = "https://example.org/maximal/notes/alles#graph"
BOTH = [MAIN, NOTE]
IN_DEFAULT = "SELECT DISTINCT ?headline { ?document schema:headline ?headline }"
IN_NAMED = "SELECT DISTINCT ?graph { GRAPH ?graph { ?s ?p ?o } }"
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")


def values(response: httpx.Response) -> set[str]:
    """The values of a result with one variable."""
    assert response.status_code == 200, response.text
    return {one["value"] for row in response.json()["results"]["bindings"] for one in row.values()}


def send(served: Served, how: str, query: str, graphs: list[tuple[str, str]]) -> httpx.Response:
    """A query sent in one of the three ways of the protocol."""
    if how == "get":
        return served.client.get("sparql", params=[("query", query), *graphs])
    if how == "form":
        pairs = httpx.QueryParams([("query", query), *graphs])
        return served.client.post("sparql", content=str(pairs), headers={"content-type": FORM})
    return served.client.post("sparql", params=graphs, content=query, headers={"content-type": QUERY})


WAYS = pytest.mark.parametrize("how", ["get", "form", "direct"])


@WAYS
def test_a_query_is_answered_however_it_is_sent(served: Served, how: str) -> None:
    response = send(served, how, "ASK {}", [])
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/sparql-results+json"
    assert response.json()["boolean"] is True


@WAYS
def test_default_graphs_of_the_request_are_merged_and_no_graph_is_named(served: Served, how: str) -> None:
    graphs = [("default-graph-uri", one) for one in BOTH]
    assert values(send(served, how, IN_DEFAULT, graphs)) == values(send(served, how, IN_DEFAULT, []))
    assert len(values(send(served, how, IN_DEFAULT, graphs[1:]))) == 1
    assert values(send(served, how, IN_NAMED, graphs)) == set()


@WAYS
def test_named_graphs_of_the_request_are_all_there_is(served: Served, how: str) -> None:
    graphs = [("named-graph-uri", NOTE)]
    assert values(send(served, how, IN_NAMED, graphs)) == {NOTE}
    assert values(send(served, how, IN_DEFAULT, graphs)) == set()


@WAYS
def test_a_data_set_of_default_and_named_graphs(served: Served, how: str) -> None:
    graphs = [("default-graph-uri", MAIN), ("named-graph-uri", NOTE)]
    assert values(send(served, how, IN_NAMED, graphs)) == {NOTE}
    assert len(values(send(served, how, IN_DEFAULT, graphs))) == 1


@WAYS
def test_the_data_set_of_the_request_wins_over_that_of_the_query(served: Served, how: str) -> None:
    query = "SELECT DISTINCT ?h FROM <%s> FROM <%s> { ?d schema:headline ?h }" % (MAIN, NOTE)  # noqa: S608, UP031
    assert len(values(send(served, how, query, [("default-graph-uri", NOTE)]))) == 1


def test_a_graph_that_is_not_there_is_empty(served: Served) -> None:
    graphs = [("default-graph-uri", "https://example.org/none")]
    assert values(send(served, "get", IN_DEFAULT, graphs)) == set()


BAD: list[tuple[str, str, dict[str, str], bytes | str, str, int]] = [
    ("put", "sparql", {"content-type": QUERY}, "ASK {}", "another method", 405),
    ("delete", "sparql", {}, "", "another method", 405),
    ("get", "sparql?query=ASK%20%7B%7D&query=ASK%20%7B%7D", {}, "", "two queries", 400),
    (
        "post",
        "sparql",
        {"content-type": FORM},
        "query=ASK%7B%7D&query=ASK%7B%7D",
        "two queries in a form",
        400,
    ),
    ("post", "sparql", {"content-type": FORM}, "query=ASK%7B%7D&update=CLEAR+ALL", "query and update", 400),
    ("post", "sparql", {"content-type": FORM}, "", "an empty form", 400),
    ("post", "sparql", {"content-type": "text/plain"}, "ASK {}", "another media type", 415),
    ("post", "sparql", {}, "ASK {}", "no media type", 415),
    ("post", "sparql", {}, "query=ASK%20%7B%7D", "a form without a media type", 415),
    (
        "post",
        "sparql",
        {"content-type": f"{QUERY}; charset=UTF-16"},
        "ASK {}".encode("utf-16"),
        "UTF-16",
        415,
    ),
    ("post", "sparql", {"content-type": QUERY}, b"ASK { ?s ?p '\xff' }", "no UTF-8", 400),
    ("post", "sparql?query=ASK%7B%7D", {"content-type": QUERY}, "ASK {}", "two queries at two places", 400),
    ("get", "sparql?query=ASK%20%7B", {}, "", "no SPARQL", 400),
    ("get", "sparql?query=", {}, "", "an empty query", 400),
    ("get", "sparql?query=ASK%FF%7B%7D", {}, "", "an address that is no UTF-8", 400),
    ("get", "sparql?update=CLEAR%20ALL", {}, "", "an update by GET", 400),
    ("get", "sparql?query=CLEAR%20ALL", {}, "", "an update as a query", 400),
    ("get", "sparql?query=ASK%7B%7D&default-graph-uri=no%20iri", {}, "", "a graph that is no IRI", 400),
    ("post", "sparql", {"content-type": FORM}, "update=CLEAR+ALL", "an update without a token", 403),
    ("get", "sparql?query=ASK%7B%7D", {"accept": "image/png"}, "", "a picture", 406),
    ("get", "sparql?query=SELECT*%7B%7D", {"accept": "text/turtle"}, "", "rows as a graph", 406),
]


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "what", "status"), BAD, ids=[b[4] for b in BAD]
)
def test_what_is_no_request_of_the_protocol_is_refused_in_words(
    served: Served, method: str, path: str, headers: dict[str, str], body: bytes | str, what: str, status: int
) -> None:
    response = served.client.request(method, path, headers=headers, content=body)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"]


def test_a_mistake_is_shown_at_its_place(served: Served) -> None:
    response = served.client.get("sparql", params={"query": "SELECT * WHERE { ?s shema:name ?o }"})
    assert response.status_code == 400
    assert "line 1, column 21" in response.json()["detail"]
    assert "did you mean schema:name?" in response.json()["detail"]


RESULTS = ["json", "xml", "csv", "tsv"]
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/sparql-results+json",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "ttl": "text/turtle; charset=utf-8",
    "xml": "application/sparql-results+xml",
}


def rows_in(name: str, data: bytes) -> list[str]:
    """The values of a result with one variable, by other people's readers."""
    if name == "csv":
        return [row[0] for row in csv.reader(io.StringIO(data.decode()))][1:]
    if name == "tsv":
        return [line.strip('"<>') for line in data.decode().splitlines()[1:]]
    if name == "xml":
        return [one.text or "" for one in ElementTree.fromstring(data).iter() if one.tag.endswith("}literal")]  # noqa: S314
    result = rdflib.query.Result.parse(io.BytesIO(data), format="json")
    return [str(row[0]) for row in result]


@pytest.mark.parametrize("name", RESULTS)
@pytest.mark.parametrize("by", ["header", "parameter"])
def test_rows_come_in_the_format_that_is_asked_for(served: Served, name: str, by: str) -> None:
    query = "SELECT ?name { ?p a schema:Person ; schema:name ?name } ORDER BY ?name"
    accept = {"accept": TYPES[name].partition(";")[0]} if by == "header" else {}
    told = {"format": name} if by == "parameter" else {}
    response = served.client.get("sparql", params={"query": query, **told}, headers=accept)
    assert response.headers["content-type"] == TYPES[name]
    assert response.headers["vary"] == "Accept"
    assert len(rows_in(name, response.content)) == PEOPLE


@pytest.mark.parametrize("name", ["ttl", "nt", "jsonld", "rdf"])
@pytest.mark.parametrize("query", ["CONSTRUCT WHERE { ?s a schema:Person }", f"DESCRIBE <{MAIN[:-6]}>"])
def test_graphs_come_in_the_format_that_is_asked_for(served: Served, name: str, query: str) -> None:
    accept = {"accept": TYPES[name].partition(";")[0]}
    response = served.client.get("sparql", params={"query": query}, headers=accept)
    assert response.headers["content-type"] == TYPES[name]
    graph = rdflib.Graph().parse(data=response.content, format=accept["accept"])
    assert len(graph) >= 8


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "json"),
        ("*/*", "json"),
        ("application/*", "json"),
        ("text/*", "csv"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.9", "xml"),
        ("application/sparql-results+json;q=0, */*;q=0.1", "xml"),
        ("text/csv; q=bad, text/tab-separated-values", "tsv"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "xml"),
        ("application/json", "json"),
        ("APPLICATION/SPARQL-RESULTS+XML", "xml"),
    ],
)
def test_the_header_accept_decides_with_its_weights(served: Served, accept: str, expected: str) -> None:
    response = served.client.get("sparql", params={"query": "SELECT * {}"}, headers={"accept": accept})
    assert response.headers["content-type"] == TYPES[expected]


@pytest.mark.parametrize("accept", ["text/turtle", "application/rdf+xml", "application/ld+json", "*/*"])
def test_the_service_describes_itself(served: Served, accept: str) -> None:
    response = served.client.get("sparql", headers={"accept": accept})
    graph = rdflib.Graph().parse(
        data=response.content, format=response.headers["content-type"].partition(";")[0]
    )
    endpoint = rdflib.URIRef(f"{served.url}sparql")
    service = graph.value(predicate=SD.endpoint, object=endpoint)
    assert (service, rdflib.RDF.type, SD.Service) in graph
    assert set(graph.objects(service, SD.supportedLanguage)) == {SD.SPARQL11Query}
    assert len(set(graph.objects(service, SD.resultFormat))) == 8
    assert graph.value(graph.value(service, SD.defaultDataset), SD.defaultGraph)


def test_a_browser_is_led_from_the_endpoint_to_the_page(served: Served) -> None:
    response = served.client.get("sparql", headers={"accept": "text/html"})
    assert (response.status_code, response.headers["location"]) == (303, "/query")


def test_head_gives_the_headers_alone(served: Served) -> None:
    response = served.client.head("sparql", params={"query": "ASK {}"})
    assert (response.status_code, response.content) == (200, b"")
    assert int(response.headers["content-length"]) > 0


def test_pages_of_other_hosts_may_ask_where_they_are_let(built: Path) -> None:
    with serving(built, "--cors") as served:
        origin = {"origin": "https://elsewhere.example", "access-control-request-method": "POST"}
        asked = served.client.options("sparql", headers=origin)
        assert asked.status_code == 204
        assert asked.headers["access-control-allow-origin"] == "*"
        assert "POST" in asked.headers["access-control-allow-methods"]
        assert "Content-Type" in asked.headers["access-control-allow-headers"]
        for query in ("ASK {}", "ASK {"):
            answer = served.client.get("sparql", params={"query": query}, headers=origin)
            assert answer.headers["access-control-allow-origin"] == "*"


def test_answers_that_change_are_not_kept(served: Served) -> None:
    assert len({str(served.select("SELECT (STRUUID() AS ?id) {}")) for _ in range(3)}) == 3


def test_an_answer_that_is_kept_keeps_its_format_and_data_set(served: Served) -> None:
    for _ in range(2):
        for name in RESULTS:
            response = served.client.get("sparql", params={"query": IN_DEFAULT, "format": name})
            assert response.headers["content-type"] == TYPES[name]
        for graphs, many in ((BOTH, 2), (BOTH[:1], 1)):
            told = [("default-graph-uri", one) for one in graphs]
            assert len(values(send(served, "get", IN_DEFAULT, told))) == many
