"""The web profile: schema.org alone, each node whole in itself, and nothing but the graph."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from pyld import jsonld
from test_exports import HOSTILE
from test_schema_org import faults

import kg
from kg.exporters.names import document_of
from kg.graph.kinds import nodes
from kg.terms import iri, literal, typed
from kg.vocabulary import KG, PROV, RDF, SCHEMA, XSD
from kg.web.profile import WebProfile

BASE = "https://example.org/maximal/"


def triples_of(text: str) -> set[tuple[str, str, str]]:
    found = pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.JSON_LD)
    return {(str(one.subject), str(one.predicate), str(one.object)) for one in found}


def pages(graph: kg.KnowledgeGraph) -> Iterator[str]:
    profile = WebProfile(graph.dataset.nodes)
    for name, triples in graph.dataset.graphs.items():
        yield profile.page(document_of(name), nodes(triples))


def objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner)


@pytest.fixture(params=["maximal", "seeds"])
def graph(request: pytest.FixtureRequest) -> kg.KnowledgeGraph:
    found: kg.KnowledgeGraph = request.getfixturevalue(request.param)
    return found


def test_it_says_nothing_that_the_turtle_does_not_say(graph: kg.KnowledgeGraph) -> None:
    turtle = pyoxigraph.parse(graph.serialize("turtle"), format=pyoxigraph.RdfFormat.TURTLE)
    said = {(str(one.subject), str(one.predicate), str(one.object)) for one in turtle}
    for text in pages(graph):
        found = triples_of(text)
        assert len(found) > 20
        assert found <= said


def test_pyld_and_oxigraph_read_the_same_without_a_network(graph: kg.KnowledgeGraph) -> None:
    def refuse(url: str, options: object) -> object:
        raise AssertionError(f"asked the network for {url}")

    text = next(pages(graph))
    quads = jsonld.to_rdf(json.loads(text), {"format": "application/n-quads", "documentLoader": refuse})
    found = pyoxigraph.parse(quads, format=pyoxigraph.RdfFormat.N_QUADS)
    assert {(str(one.subject), str(one.predicate), str(one.object)) for one in found} == triples_of(text)


def test_every_term_is_of_schema_org_and_where_it_may_be(graph: kg.KnowledgeGraph) -> None:
    for text in pages(graph):
        found = triples_of(text)
        assert {one[1] for one in found if not one[1].startswith(f"<{SCHEMA.iri}")} == {RDF.type}
        assert faults(found) == set()


def test_every_node_is_whole_in_itself(graph: kg.KnowledgeGraph) -> None:
    for text in pages(graph):
        for node in json.loads(text):
            assert node["@context"]["@vocab"] == "https://schema.org/"
            assert {"@id", "@type"} <= node.keys()
            for one in objects({key: held for key, held in node.items() if key != "@context"}):
                if "@id" in one and len(one) > 1:
                    assert one["@type"], one


def test_nothing_that_only_a_processor_of_jsonld_understands_stands_for_a_date_or_an_address(
    graph: kg.KnowledgeGraph,
) -> None:
    for text in pages(graph):
        document = json.loads(text)[0]
        for name in ("dateCreated", "dateModified", "datePublished", "license", "url"):
            assert isinstance(document.get(name, ""), str), name
        assert {"license", "url"} <= document.keys()


def test_a_document_has_what_its_consumers_look_for(maximal: kg.KnowledgeGraph) -> None:
    by_id = {node["@id"]: node for text in pages(maximal) for node in json.loads(text)}
    document = by_id[f"{BASE}all-of-it"]
    for name in ("headline", "description", "inLanguage", "mainEntityOfPage", "author", "about", "mentions"):
        assert document[name], name
    assert document["publisher"]["name"] == "Example Press"
    assert by_id[document["publisher"]["@id"]]["logo"] == "https://example.org/logo.png"
    for cited in document["citation"]:
        assert cited["@id"] in by_id
        assert cited["name"]
    assert any("isBasedOn" in part and part["text"] for part in document["hasPart"])
    trail = by_id[document["mainEntityOfPage"]["breadcrumb"]["@id"]]
    assert [one["position"] for one in trail["itemListElement"]] == list(
        range(1, len(trail["itemListElement"]) + 1)
    )


def test_a_document_that_names_no_author_has_that_of_the_settings(write: Callable[[str, str], Path]) -> None:
    write("kg.yaml", "author: {name: Ada Lovelace, url: 'https://example.com/ada'}\n")
    write("a.md", "---\ntitle: A\ncontributors: [{user: Alan Turing, role: author}]\n---\n")
    folder = write("b.md", "---\ntitle: B\n---\n").parent
    authors = [json.loads(text)[0]["author"]["name"] for text in pages(kg.build(folder, validate=False))]
    assert authors == ["Alan Turing", "Ada Lovelace"]


def test_a_draft_has_no_date_of_publication(write: Callable[[str, str], Path]) -> None:
    write("a.md", "---\ntitle: A\npublished: 2026-01-02\nstatus: draft\n---\n")
    folder = write("b.md", "---\ntitle: B\npublished: 2026-01-02\nstatus: published\n---\n").parent
    dates = [json.loads(text)[0].get("datePublished") for text in pages(kg.build(folder, validate=False))]
    assert dates == [None, "2026-01-02"]


def test_authors_stand_in_their_order(seeds: kg.KnowledgeGraph) -> None:
    works = {node["@id"]: node for text in pages(seeds) for node in json.loads(text) if "author" in node}
    checked = 0
    for node in seeds.dataset.nodes.values():
        sequences = [value for _, predicate, value in node.triples if predicate == KG.authorSequence]
        if sequences and node.subject[1:-1] in works:
            members = seeds.dataset.nodes[sequences[0]].triples
            order = {
                value[1:-1]: int(one.rpartition("_")[2][:-1]) for _, one, value in members if "#_" in one
            }
            shown = works[node.subject[1:-1]]["author"]
            places = [order[one["@id"]] for one in (shown if isinstance(shown, list) else [shown])]
            assert places == sorted(places)
            checked += len(places) > 2
    assert checked > 10


def test_what_is_not_valid_is_left_out_together_with_what_leads_to_it() -> None:
    me, claim, empty, source = (iri(f"{BASE}{name}") for name in ("d", "d#good", "d#empty", "source/s"))
    found = sorted(
        {
            (me, RDF.type, SCHEMA.CreativeWork),
            (me, SCHEMA.name, literal("D")),
            (me, SCHEMA.hasPart, claim),
            (me, SCHEMA.hasPart, empty),
            (me, SCHEMA.citation, source),
            (claim, RDF.type, SCHEMA.Claim),
            (claim, SCHEMA.text, literal("It is so.")),
            (claim, SCHEMA.isBasedOn, source),
            (empty, RDF.type, SCHEMA.Claim),
            (empty, SCHEMA.text, literal(" ")),
            (source, RDF.type, SCHEMA.Book),
            (source, PROV.wasDerivedFrom, me),
        }
    )
    (document,) = json.loads(WebProfile(nodes(found)).page(me, nodes(found)))
    assert document["hasPart"]["@id"] == f"{BASE}d#good"
    assert "citation" not in document
    assert "isBasedOn" not in document["hasPart"]


def test_a_document_without_a_title_gives_an_empty_array() -> None:
    me = iri(f"{BASE}d")
    found = [(me, RDF.type, SCHEMA.CreativeWork)]
    assert WebProfile(nodes(found)).page(me, nodes(found)) == "[]\n"


def test_hostile_values_read_back_as_they_are_and_never_end_the_script() -> None:
    me = iri(f"{BASE}d")
    said = [(me, SCHEMA.text, literal(text)) for text in HOSTILE]
    said += [(me, SCHEMA.text, literal("日本語", "ja")), (me, SCHEMA.dateCreated, typed("2026", XSD.gYear))]
    said += [(me, SCHEMA.dateCreated, typed("2026-01-02", XSD.date)), (me, SCHEMA.license, literal("MIT"))]
    said += [
        (me, SCHEMA.license, iri("https://example.org/mit")),
        (me, SCHEMA.position, typed("007", XSD.integer)),
    ]
    found = sorted({*said, (me, RDF.type, SCHEMA.CreativeWork), (me, SCHEMA.name, literal("</script>"))})
    text = WebProfile(nodes(found)).page(me, nodes(found))
    assert "<" not in text
    assert "\u2028" not in text
    assert triples_of(text) == triples_of_ntriples(found)


def triples_of_ntriples(found: list[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    read = pyoxigraph.parse(kg.terms.to_ntriples(found), format=pyoxigraph.RdfFormat.N_TRIPLES)
    return {(str(one.subject), str(one.predicate), str(one.object)) for one in read}
