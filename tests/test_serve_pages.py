"""Linked data by content negotiation, search, named queries, and what the server says of itself."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from openapi_spec_validator import validate
from serving import TRIPLES, Served, serving

import kg
from kg.graph.kinds import Node
from kg.queries.named import library
from kg.server.things import Things

DOCUMENT = "all-of-it"
SCHEMA = rdflib.Namespace("https://schema.org/")
BASE = "https://example.org/maximal/"
FORMS = {
    "html": "text/html; charset=utf-8",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "ttl": "text/turtle; charset=utf-8",
}


@pytest.fixture(scope="module")
def person(maximal: kg.KnowledgeGraph) -> str:
    """The path of a person."""
    rows = maximal.query("SELECT ?p { ?p a schema:Person FILTER(!CONTAINS(STR(?p), '#')) } ORDER BY ?p").rows
    return str(rows[0][0]).removeprefix(BASE)


@pytest.mark.parametrize("name", FORMS)
def test_a_document_is_given_in_the_form_that_is_asked_for(served: Served, name: str) -> None:
    response = served.client.get(DOCUMENT, headers={"accept": FORMS[name].partition(";")[0]})
    assert (response.status_code, response.headers["content-type"]) == (200, FORMS[name])
    assert response.headers["vary"] == "Accept"
    assert response.headers["content-location"] == f"/{DOCUMENT}.{name}"
    assert f'<{BASE}{DOCUMENT}>; rel="describes"' in response.headers["link"]
    assert response.headers["link"].count('rel="alternate"') == 3
    assert response.content == served.client.get(f"{DOCUMENT}.{name}").content


@pytest.mark.parametrize(("name", "format"), [("ttl", "turtle"), ("jsonld", "json-ld"), ("nt", "nt")])
def test_every_form_holds_the_same_triples_of_the_graph(
    served: Served, maximal: kg.KnowledgeGraph, name: str, format: str
) -> None:
    found = rdflib.Graph().parse(data=served.client.get(f"{DOCUMENT}.{name}").text, format=format)
    whole = maximal.to_rdflib()
    me = rdflib.URIRef(BASE + DOCUMENT)
    assert set(found) <= set(whole)
    assert set(found.triples((me, None, None))) == set(whole.triples((me, None, None)))
    claims = list(whole.objects(me, SCHEMA.hasPart))
    assert claims
    assert all((claim, SCHEMA.text, None) in found for claim in claims)
    assert len(found) == len(rdflib.Graph().parse(data=served.client.get(f"{DOCUMENT}.nt").text, format="nt"))


@pytest.mark.parametrize("name", FORMS)
def test_what_is_no_document_is_described_elsewhere(served: Served, person: str, name: str) -> None:
    response = served.client.get(person, headers={"accept": FORMS[name].partition(";")[0]})
    assert (response.status_code, response.headers["location"]) == (303, f"/{person}.{name}")
    assert response.headers["vary"] == "Accept"
    there = served.client.get(response.headers["location"])
    assert (there.status_code, there.headers["content-type"]) == (200, FORMS[name])


def test_rdflib_follows_an_iri_to_its_triples(served: Served, person: str) -> None:
    graph = rdflib.Graph().parse(f"{served.url}{person}")
    assert (rdflib.URIRef(BASE + person), rdflib.RDF.type, SCHEMA.Person) in graph


def test_a_page_may_stand_below_the_path_of_the_base(served: Served) -> None:
    assert served.client.get(f"maximal/{DOCUMENT}").status_code == 200


def test_a_page_that_is_known_is_not_sent_again(served: Served) -> None:
    first = served.client.get(f"{DOCUMENT}.ttl")
    etag = first.headers["etag"]
    assert etag.startswith('"')
    again = served.client.get(f"{DOCUMENT}.ttl", headers={"if-none-match": f'"other", W/{etag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert served.client.get(f"{DOCUMENT}.html").headers["etag"] != etag
    assert served.client.get(f"{DOCUMENT}.html", headers={"if-none-match": etag}).status_code == 200


def test_what_has_been_answered_is_not_kept(maximal: kg.KnowledgeGraph) -> None:
    things = Things(maximal.store, {"base": BASE, "title": "All of it"})

    def nodes_after(requests: int) -> int:
        for _ in range(requests):
            for name in FORMS:
                things.at(f"{DOCUMENT}.{name}", "*/*", "/")
        gc.collect()
        return sum(isinstance(one, Node) for one in gc.get_objects())

    assert nodes_after(1) == nodes_after(10)


def test_what_the_graph_does_not_name_is_not_found(served: Served) -> None:
    response = served.client.get("nobody")
    assert response.status_code == 404
    assert f"{BASE}nobody" in response.json()["detail"]


def test_a_form_that_is_not_there_is_not_acceptable(served: Served) -> None:
    response = served.client.get(DOCUMENT, headers={"accept": "image/png"})
    assert response.status_code == 406
    assert "text/turtle" in response.json()["detail"]


def test_a_thing_cannot_be_changed_by_its_address(served: Served) -> None:
    response = served.client.put(DOCUMENT, content="x")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_letters_of_any_script_lead_to_their_iri(proxied: Served) -> None:
    for path in ("topic/海洋", "topic/%E6%B5%B7%E6%B4%8B"):
        assert proxied.client.get(f"{path}.ttl").status_code == 200, path


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of a document in Chinese, below a path."""
    folder = tmp_path_factory.mktemp("scripts")
    (folder / "a.md").write_text(
        "---\ntitle: 1 <潮汐> 2\ntags: [海洋]\nlanguage: zh\n---\n为什么\n", encoding="utf-8"
    )
    kg.build(folder / "a.md", output=folder / "output", html=False)
    with serving(folder / "output", "--root-path", "/kb", "--workers", "1") as found:
        yield found


def test_text_of_documents_is_no_html(proxied: Served) -> None:
    text = proxied.client.get("a.html", headers={"accept": "text/html"}).text
    assert "<潮汐" not in text
    assert "&lt;潮汐&gt;" in text
    assert "\\u003c潮汐>" in text


def test_links_stand_below_the_path_that_a_proxy_shows(proxied: Served) -> None:
    assert 'href="/kb/assets/site.css"' in proxied.client.get("").text
    assert proxied.client.get("a.html").headers["content-location"] == "/kb/a.html"
    assert proxied.client.get("openapi.json").json()["servers"] == [{"url": "/kb"}]


def test_words_are_found_as_json_and_as_a_page(served: Served) -> None:
    found = served.client.get("search", params={"q": "journal examples"}).json()
    assert found["hits"]
    assert {"iri", "kind", "excerpt", "highlights", "score"} <= set(found["hits"][0])
    page = served.client.get("search", params={"q": "journal examples"}, headers={"accept": "text/html"})
    assert page.headers["content-type"] == FORMS["html"]
    assert "<mark>" in page.text
    only = served.client.get("search", params={"q": "journal", "type": "venue", "limit": 1}).json()
    assert [one["kind"] for one in only["hits"]] == ["venue"]


@pytest.mark.parametrize(
    "query", ["", "?q=", "?q=x&type=nothing", "?q=x&limit=0", "?q=x&limit=9999", "?q=-x"]
)
def test_a_search_that_cannot_be_is_refused_in_words(served: Served, query: str) -> None:
    response = served.client.get(f"search{query}", headers={"accept": "application/json"})
    assert response.status_code == 400
    assert response.json()["detail"]


def test_named_queries_are_listed_and_answered(served: Served) -> None:
    listed = served.client.get("queries", headers={"accept": "application/json"}).json()["queries"]
    assert [one["name"] for one in listed] == list(library())
    overview = served.client.get("queries/overview", headers={"accept": "text/csv"})
    assert "https://schema.org/Claim" in overview.text
    assert served.client.get("queries/overview?format=xml").headers["content-type"].endswith("+xml")
    limited = served.client.get("queries/most-cited-sources", params={"limit": 1}).json()
    assert len(limited["results"]["bindings"]) == 1
    text = served.client.get("queries/most-cited-sources.rq", params={"limit": 7})
    assert text.headers["content-type"] == "application/sparql-query"
    assert "LIMIT 7" in text.text
    assert served.client.get("queries/nothing").status_code == 404
    assert served.client.get("queries/works-by-person").status_code == 400
    unknown = served.client.get("queries/most-cited-sources?limt=1").json()["detail"]
    assert "did you mean limit" in unknown
    injected = served.client.get("queries/most-cited-sources", params={"limit": "1 } INSERT"})
    assert injected.status_code == 400


def test_the_description_in_openapi_is_valid_and_whole(served: Served) -> None:
    from kg.server.app import ROUTES

    told = served.client.get("openapi.json").json()
    validate(told)
    assert set(ROUTES) - {"/", "/query", "/store"} <= set(told["paths"])
    for path in told["paths"]:
        if "{" not in path:
            query = {"/search": "?q=x", "/sparql": "?query=ASK%7B%7D"}.get(path, "")
            response = served.client.get(path.lstrip("/") + query)
            assert str(response.status_code) in told["paths"][path]["get"]["responses"], path
            kinds = told["paths"][path]["get"]["responses"]["200"]["content"]
            assert response.headers["content-type"].partition(";")[0] in kinds


def test_health_and_metrics(served: Served) -> None:
    from prometheus_client.parser import text_string_to_metric_families

    assert served.client.get("health").json()["status"] == "ok"
    served.select("SELECT * {} LIMIT 1")
    text = served.client.get("metrics").text
    families = {one.name: one for one in text_string_to_metric_families(text)}
    assert {"kg_requests", "kg_request_seconds", "kg_refused", "kg_workers", "kg_queue_length"} <= set(
        families
    )
    assert families["kg_triples"].samples[0].value == TRIPLES
    assert families["kg_worker_memory_bytes"].samples[0].value > 2**20


def test_every_page_says_what_it_may_load(served: Served) -> None:
    for path in ("", "query", "queries", "search?q=x", f"{DOCUMENT}.html"):
        response = served.client.get(path, headers={"accept": "text/html"})
        assert response.status_code == 200
        assert response.headers["content-security-policy"].startswith(
            "default-src 'none'; script-src 'self';"
        )
        assert response.headers["x-content-type-options"] == "nosniff"


def test_assets_are_packaged_with_their_licence(served: Served) -> None:
    folder = Path(kg.__file__).parent / "server" / "assets"
    assert "Permission is hereby granted" in (folder / "codejar.LICENSE").read_text(encoding="utf-8")
    for path in folder.iterdir():
        if path.suffix in {".css", ".js"}:
            assert served.client.get(f"assets/{path.name}").content == path.read_bytes()
    assert json.loads((folder.parent / "openapi.json").read_text(encoding="utf-8"))["openapi"].startswith(
        "3.1"
    )
