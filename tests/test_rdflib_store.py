"""The graph under rdflib's face: rdflib and libraries that know rdflib alone are handed it."""

from __future__ import annotations

from pathlib import Path

import pyshacl
import pytest
import rdflib
from rdflib import RDF, Literal, URIRef
from rdflib.compare import to_isomorphic
from rdflib.extras.external_graph_libs import rdflib_to_networkx_multidigraph
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.plugins.sparql import prepareQuery

import kg
from kg.errors import NotFoundError, QueryError
from kg.vocabulary import PREFIXES

SCHEMA = rdflib.Namespace(PREFIXES["schema"])
PEOPLE = "SELECT ?name { ?p a schema:Person ; schema:name ?name } ORDER BY ?name"


@pytest.fixture(scope="module")
def view(maximal: kg.KnowledgeGraph) -> rdflib.Dataset:
    return maximal.to_rdflib_dataset()


def test_it_holds_the_very_triples_that_a_copy_holds(
    view: rdflib.Dataset, maximal: kg.KnowledgeGraph
) -> None:
    copy = maximal.to_rdflib()
    assert len(view) == len(copy) == len(maximal)
    assert set(view.triples((None, None, None))) == set(copy)
    assert set(view.default_graph) == set(copy)


def test_each_document_is_a_named_graph(view: rdflib.Dataset, maximal: kg.KnowledgeGraph) -> None:
    graphs = {f"<{one.identifier}>": one for one in view.graphs()}
    assert set(graphs) == {*maximal.dataset.graphs, f"<{DATASET_DEFAULT_GRAPH_ID}>"}
    for name, triples in maximal.dataset.graphs.items():
        assert len(graphs[name]) == len(set(graphs[name])) == len(triples)


def test_quads_are_those_of_the_documents_and_of_the_union(
    view: rdflib.Dataset, maximal: kg.KnowledgeGraph
) -> None:
    quads = list(view.quads((None, None, None, None)))
    in_documents = [quad for quad in quads if quad[3] not in {None, DATASET_DEFAULT_GRAPH_ID}]
    assert len(in_documents) == sum(map(len, maximal.dataset.graphs.values()))
    assert len(quads) - len(in_documents) == len(maximal)


def test_every_pattern_finds_what_it_finds_in_a_copy(
    view: rdflib.Dataset, maximal: kg.KnowledgeGraph
) -> None:
    copy = maximal.to_rdflib()
    for subject, predicate, value in sorted(copy)[::25]:
        assert (subject, predicate, value) in view
        for pattern in ((subject, None, None), (None, predicate, value), (None, None, value)):
            assert set(view.triples(pattern)) == set(copy.triples(pattern))
    assert list(view.triples((Literal("no subject"), None, None))) == []
    assert (URIRef("https://example.org/nobody"), None, None) not in view


def test_oxigraph_and_the_engine_of_rdflib_give_the_same_rows(
    view: rdflib.Dataset, maximal: kg.KnowledgeGraph
) -> None:
    ours = [row[0] for row in view.query(PEOPLE)]
    theirs = [row[0] for row in view.query(PEOPLE, use_store_provided=False)]
    prepared = [row[0] for row in view.query(prepareQuery(PEOPLE, initNs={"schema": SCHEMA}))]
    assert ours == theirs == prepared
    assert [str(one) for one in ours] == [row["name"] for row in maximal.query(PEOPLE)]


def test_ask_construct_bindings_and_a_named_graph_are_answered(
    view: rdflib.Dataset, maximal: kg.KnowledgeGraph
) -> None:
    assert view.query("ASK { ?c a schema:Claim }").askAnswer is True
    made = view.query("CONSTRUCT WHERE { ?c a schema:Claim }").graph
    claims = set(view.subjects(RDF.type, SCHEMA.Claim))
    assert made is not None
    assert set(made.subjects()) == claims
    claim = min(claims)
    bound = view.query("SELECT ?text { ?c schema:text ?text }", initBindings={"c": claim})
    assert [row[0] for row in bound] == list(view.objects(claim, SCHEMA.text))
    name, triples = next(iter(maximal.dataset.graphs.items()))
    counted = view.graph(URIRef(name[1:-1])).query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert [int(row[0]) for row in counted] == [len(triples)]


@pytest.mark.filterwarnings("ignore:Dataset.contexts is deprecated")  # its own writer calls it
def test_writers_of_rdflib_write_the_graph(view: rdflib.Dataset, maximal: kg.KnowledgeGraph) -> None:
    read = rdflib.Graph().parse(data=view.default_graph.serialize(format="turtle"), format="turtle")
    assert to_isomorphic(read) == to_isomorphic(maximal.to_rdflib())
    quads = rdflib.Dataset().parse(data=view.serialize(format="trig"), format="trig")
    for name, triples in maximal.dataset.graphs.items():
        assert len(quads.graph(URIRef(name[1:-1]))) == len(triples)


def test_pyshacl_judges_it_as_it_judges_a_copy(view: rdflib.Dataset, maximal: kg.KnowledgeGraph) -> None:
    shapes = rdflib.Graph().parse(
        data="""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix schema: <https://schema.org/> .
        schema:ClaimShape a sh:NodeShape ; sh:targetClass schema:Claim ;
          sh:property [ sh:path schema:isBasedOn ; sh:minCount 1 ; sh:message "rests on nothing" ] .""",
        format="turtle",
    )
    results = [
        len(list(pyshacl.validate(data, shacl_graph=shapes)[1].subjects(RDF.type, None)))
        for data in (view.default_graph, maximal.to_rdflib())
    ]
    assert results[0] == results[1] > 1


def test_networkx_is_made_of_it_by_rdflib(view: rdflib.Dataset, maximal: kg.KnowledgeGraph) -> None:
    assert rdflib_to_networkx_multidigraph(view.default_graph).number_of_edges() == len(maximal)


def test_an_output_on_disk_is_opened_by_the_name_of_the_store(
    maximal: kg.KnowledgeGraph, tmp_path: Path
) -> None:
    maximal.write(tmp_path / "output", html=False)
    for graph in (rdflib.Dataset(store="kg"), rdflib.Graph(store="kg")):
        graph.open(str(tmp_path / "output"))
        assert len(graph) == len(maximal)
        assert graph.qname(SCHEMA.name) == "schema:name"
        graph.close()
    with pytest.raises(NotFoundError, match="there is no graph"):
        rdflib.Graph(store="kg").open(str(tmp_path / "nothing"))
    with pytest.raises(QueryError, match="call open"):
        len(rdflib.Graph(store="kg"))


def test_nothing_changes_it(view: rdflib.Dataset) -> None:
    triple = (URIRef("https://example.org/a"), RDF.type, SCHEMA.Claim)
    before = len(view)
    for change in (
        lambda: view.add(triple),
        lambda: view.remove((None, None, None)),
        lambda: view.addN([(*triple, view.default_graph)]),
        lambda: view.update("DELETE WHERE { ?s ?p ?o }"),
        lambda: view.remove_graph(next(iter(view.graphs()))),
        lambda: view.parse(data="<https://example.org/a> a <https://example.org/b> .", format="turtle"),
    ):
        with pytest.raises(TypeError, match="read-only"):
            change()
    assert len(view) == before


def test_a_query_that_is_wrong_or_reaches_out_is_explained(view: rdflib.Dataset) -> None:
    with pytest.raises(QueryError, match="did you mean SELECT"):
        view.query("SELCT * { ?s ?p ?o }")
    with pytest.raises(QueryError, match="is refused"):
        view.query("SELECT * { SERVICE <https://example.com/> { ?s ?p ?o } }")
