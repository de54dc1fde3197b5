"""Each format of ``kg export`` is read back by somebody else's parser, and is what was built."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import networkx as nx
import pyarrow.parquet as pq
import pyoxigraph
import pytest
import rdflib
from citeproc.source.json import CiteProcJSON
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string
from test_exports import HOSTILE

import kg
from kg.cli import main
from kg.cli.export import _NAMES
from kg.errors import NotFoundError
from kg.exporters.bibliography import Name, Work, csl, sources, to_bibtex, works
from kg.exporters.formats import FORMATS, export
from kg.graph.dataset import Dataset
from kg.graph.reader import Reader
from kg.terms import iri, literal
from kg.vocabulary import KG, RDF, SCHEMA

BASE = "https://example.org/kg/"
Quad = tuple[str, str, str, str]


def quads(text: bytes | str, form: pyoxigraph.RdfFormat) -> set[Quad]:
    found = pyoxigraph.parse(text, format=form)
    return {(str(one.subject), str(one.predicate), str(one.object), str(one.graph_name)) for one in found}


def texts(graph: kg.KnowledgeGraph, name: str) -> str:
    (data,) = graph.export(name).values()
    return data.decode("utf-8")


@pytest.fixture(scope="module")
def hostile() -> Dataset:
    """A document with claims and sources whose texts are made to break a format."""
    me, found = iri(f"{BASE}d"), set()
    found |= {(me, RDF.type, SCHEMA.CreativeWork), (me, SCHEMA.mainEntityOfPage, iri(f"{BASE}d#page"))}
    for number, text in enumerate(HOSTILE):
        claim, source = iri(f"{BASE}d#f{number}"), iri(f"{BASE}source/{number}")
        found |= {(claim, RDF.type, SCHEMA.Claim), (claim, SCHEMA.text, literal(text))}
        found |= {(claim, SCHEMA.appearance, me), (claim, SCHEMA.isBasedOn, source)}
        found |= {(source, RDF.type, SCHEMA.Book), (source, SCHEMA.name, literal(text))}
        found |= {(claim, KG.confidence, KG.low), (source, SCHEMA.url, iri("https://example.com/a(b)|c"))}
    return Dataset.of([(iri(f"{BASE}d#graph"), sorted(found))])


def test_the_command_knows_exactly_the_formats_there_are() -> None:
    assert list(_NAMES) == list(FORMATS)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("turtle", pyoxigraph.RdfFormat.TURTLE),
        ("ntriples", pyoxigraph.RdfFormat.N_TRIPLES),
        ("rdf-xml", pyoxigraph.RdfFormat.RDF_XML),
        ("json-ld", pyoxigraph.RdfFormat.JSON_LD),
    ],
)
def test_every_form_of_rdf_holds_the_same_triples(
    maximal: kg.KnowledgeGraph, hostile: Dataset, name: str, form: pyoxigraph.RdfFormat
) -> None:
    for dataset in (maximal.dataset, hostile):
        (data,) = export(dataset, name, BASE).values()
        assert quads(data, form) == quads(dataset.ntriples, pyoxigraph.RdfFormat.N_TRIPLES)


def test_rdflib_reads_as_many_triples_from_rdf_xml_and_trig(maximal: kg.KnowledgeGraph) -> None:
    assert len(rdflib.Graph().parse(data=texts(maximal, "rdf-xml"), format="xml")) == len(maximal)
    data = rdflib.Dataset().parse(data=texts(maximal, "trig"), format="trig")
    assert len(list(data.quads())) == sum(map(len, maximal.dataset.graphs.values()))


@pytest.mark.parametrize(
    ("name", "form"), [("trig", pyoxigraph.RdfFormat.TRIG), ("nquads", pyoxigraph.RdfFormat.N_QUADS)]
)
def test_every_form_of_a_data_set_holds_the_same_named_graphs(
    maximal: kg.KnowledgeGraph, hostile: Dataset, name: str, form: pyoxigraph.RdfFormat
) -> None:
    for dataset in (maximal.dataset, hostile):
        (data,) = export(dataset, name, BASE).values()
        assert quads(data, form) == quads(dataset.nquads, pyoxigraph.RdfFormat.N_QUADS)


@pytest.mark.parametrize(("name", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_networkx_reads_back_every_node_and_edge(
    maximal: kg.KnowledgeGraph, hostile: Dataset, name: str, read: object
) -> None:
    for dataset in (maximal.dataset, hostile):
        (data,) = export(dataset, name).values()
        found = read(io.BytesIO(data))  # type: ignore[operator]
        wanted = kg.graph.networkx_view.to_networkx(dataset.triples)
        assert set(found) == set(wanted)
        held = sorted((start, end, each["predicate"]) for start, end, each in found.edges(data=True))
        assert held == sorted((start, end, each["predicate"]) for start, end, each in wanted.edges(data=True))
        for node, attributes in wanted.nodes(data=True):
            same_lines = attributes["text"].replace("\r\n", "\n").replace("\r", "\n")
            assert found.nodes[node].get("text", "") == same_lines


def test_a_gexf_file_says_no_day_on_which_it_was_written(seeds: kg.KnowledgeGraph) -> None:
    assert "lastmodified" not in texts(seeds, "gexf")


def test_neo4j_gets_a_table_of_nodes_and_one_of_relationships(hostile: Dataset) -> None:
    files = export(hostile, "neo4j")
    nodes = list(csv.DictReader(io.StringIO(files["nodes.csv"].decode("utf-8"), newline="")))
    edges = list(csv.DictReader(io.StringIO(files["relationships.csv"].decode("utf-8"), newline="")))
    network = kg.graph.networkx_view.to_networkx(hostile.triples)
    assert {one["iri:ID"] for one in nodes} == set(network)
    assert {one["text"] for one in nodes} == {held["text"] for _, held in network.nodes(data=True)}
    ids = {one["iri:ID"] for one in nodes}
    assert all(one[":START_ID"] in ids and one[":END_ID"] in ids for one in edges)
    assert len(edges) == network.number_of_edges()
    assert "Claim;schema__Claim" in {one[":LABEL"] for one in nodes}
    assert "schema__isBasedOn" in {one[":TYPE"] for one in edges}


def test_parquet_holds_every_claim_and_every_triple(maximal: kg.KnowledgeGraph, hostile: Dataset) -> None:
    for dataset in (maximal.dataset, hostile):
        files = export(dataset, "parquet")
        facts = pq.read_table(io.BytesIO(files["facts.parquet"])).to_pylist()
        triples = pq.read_table(io.BytesIO(files["triples.parquet"])).to_pylist()
        claims = [node for node in dataset.nodes.values() if node.kind == "claim"]
        assert {one["claim"] for one in facts} == {node.subject[1:-1] for node in claims}
        assert len(triples) == sum(map(len, dataset.graphs.values()))
        assert export(dataset, "parquet") == files
    assert {one["text"] or "" for one in facts} == {
        text.replace("\x00", "\ufffd").replace("\x07", "\ufffd") for text in HOSTILE
    }


def test_pybtex_reads_every_source_of_the_bibliography(seeds: kg.KnowledgeGraph) -> None:
    held = parse_string(texts(seeds, "bibtex"), "bibtex").entries
    wanted = works(Reader(seeds.dataset), sources(Reader(seeds.dataset)))
    assert list(held) == [one.key for one in wanted]
    for one in wanted:
        names = [str(who) for who in held[one.key].persons.get("author", ())]
        assert len(names) == len(one.authors) + (one.truncated and bool(one.authors))
        assert held[one.key].fields.get("doi", "") == one.doi


@given(st.text(min_size=1), st.text(min_size=1), st.text())
def test_no_text_breaks_a_bibtex_entry(title: str, family: str, note: str) -> None:
    one = Work("key", "Book", title, (Name(family, is_person=False),), url=f"https://e.org/{note}", note=note)
    entries = parse_string(to_bibtex([one, Work("other", "Book", "Other")]), "bibtex").entries
    assert list(entries) == ["key", "other"]
    assert "title" in entries["key"].fields


def test_citeproc_reads_every_source_of_the_bibliography(seeds: kg.KnowledgeGraph) -> None:
    items = json.loads(texts(seeds, "csl-json"))
    held = CiteProcJSON(items)
    assert len(held) == len(sources(Reader(seeds.dataset))) == len(items)
    assert {one["type"] for one in items} >= {"article-journal", "report"}


def test_a_reference_says_only_what_is_known() -> None:
    assert csl(Work("k", "Thing", "T")) == {"id": "k", "type": "document", "title": "T"}
    assert csl(Work("k", "Book", "T", date="1999-05"))["issued"] == {"date-parts": [[1999, 5]]}


def test_a_markdown_table_has_one_row_for_each_claim(hostile: Dataset) -> None:
    import pyromark

    (data,) = export(hostile, "markdown").values()
    rows = data.decode("utf-8").splitlines()
    assert len(rows) == len(HOSTILE) + 2
    html = pyromark.html(data.decode("utf-8"), options=pyromark.Options.ENABLE_TABLES)
    assert html.count("<tr>") + html.count("<thead>") >= len(HOSTILE)
    assert "<script" not in html
    assert html.count("<td>") == 4 * len(HOSTILE)


def kg_export(*words: str) -> Result:
    return CliRunner().invoke(main, ["export", *words])


def test_what_is_exported_from_an_output_is_what_the_library_exports(
    in_folder: Path, maximal: kg.KnowledgeGraph
) -> None:
    maximal.write("output", html=False)
    for name in FORMATS:
        done = kg_export("--format", name, "-o", f"out/{name}")
        assert (done.exit_code, done.output) == (0, "")
        path, files = Path(f"out/{name}"), maximal.export(name)
        if len(files) == 1:
            assert path.read_bytes() == next(iter(files.values())), name
        else:
            assert {one.name: one.read_bytes() for one in path.iterdir()} == dict(files), name
    assert kg_export("--format", "bibtex").stdout == texts(maximal, "bibtex")


def test_what_cannot_be_exported_says_why(in_folder: Path, maximal: kg.KnowledgeGraph) -> None:
    assert "run kg build first" in kg_export("--format", "trig").stderr
    maximal.write("output", html=False)
    done = kg_export("--format", "neo4j")
    assert (done.exit_code, "name a folder with -o" in done.stderr) == (2, True)
    Path("file").write_text("x")
    assert "cannot be written" in kg_export("--format", "trig", "-o", "file/graph.trig").stderr
    Path("output/graph.nq").write_text("no quads\n")
    assert "is damaged" in kg_export("--format", "trig").stderr
    with pytest.raises(NotFoundError, match="there is no format 'csv'"):
        maximal.export("csv")
