"""The parts of the exporters one by one: each form of a value, each field of a reference, each file kept."""

from __future__ import annotations

import hashlib
import io
import json
import sys
from dataclasses import asdict, replace
from pathlib import Path

import networkx as nx
import pyarrow.parquet as pq
import pytest

from kg.errors import NotFoundError
from kg.exporters.bibliography import Name, Work, citation_key, csl, to_bibtex, to_csl, work, works
from kg.exporters.facts import FactRow, fact_rows, markdown_table
from kg.exporters.formats import FORMATS, export
from kg.exporters.hashing import Hashes
from kg.exporters.jsonld import JsonLdWriter
from kg.exporters.names import document_path
from kg.exporters.stored import read_base, read_dataset
from kg.exporters.turtle import TurtleWriter
from kg.graph.dataset import Dataset
from kg.graph.kinds import nodes
from kg.graph.reader import Reader
from kg.terms import Term, iri, literal, typed
from kg.vocabulary import KG, RDF, SCHEMA, XSD

BASE = "https://example.org/kg/"
ME, SOURCE, PERSON, BODY = (iri(f"{BASE}{name}") for name in ("d", "source/s", "person/p", "org/o"))
DOI, ISBN, VENUE, CLAIM, BARE = (iri(f"{BASE}{name}") for name in ("doi", "isbn", "venue/v", "d#f1", "d#f2"))
DATASET = Dataset.of(
    [
        (
            iri(f"{BASE}d#graph"),
            sorted(
                [
                    (ME, RDF.type, SCHEMA.CreativeWork),
                    (ME, SCHEMA.mainEntityOfPage, iri(f"{BASE}d#page")),
                    (ME, SCHEMA.headline, literal("Über <Graphen>")),
                    (CLAIM, RDF.type, SCHEMA.Claim),
                    (CLAIM, SCHEMA.text, literal("A | B")),
                    (CLAIM, SCHEMA.appearance, ME),
                    (CLAIM, SCHEMA.isBasedOn, SOURCE),
                    (CLAIM, SCHEMA.inLanguage, literal("de")),
                    (CLAIM, KG.confidence, KG.low),
                    (CLAIM, KG.locator, literal("p. 7")),
                    (CLAIM, KG.lastVerified, typed("2024-02-03", XSD.date)),
                    (BARE, RDF.type, SCHEMA.Claim),
                    (BARE, SCHEMA.text, literal("C")),
                    (BARE, KG.confidence, KG.high),
                    (BARE, KG.status, KG.disputed),
                    (BARE, KG.locator, literal("p. 8")),
                    (SOURCE, RDF.type, iri("https://schema.org/ScholarlyArticle")),
                    (SOURCE, SCHEMA.name, literal("On the Ends of Graphs")),
                    (SOURCE, SCHEMA.author, PERSON),
                    (SOURCE, SCHEMA.datePublished, literal("2020-05-01")),
                    (SOURCE, SCHEMA.isPartOf, VENUE),
                    (SOURCE, SCHEMA.publisher, BODY),
                    (SOURCE, SCHEMA.identifier, DOI),
                    (SOURCE, SCHEMA.identifier, ISBN),
                    (SOURCE, SCHEMA.url, iri("https://example.com/s")),
                    (SOURCE, SCHEMA.inLanguage, literal("en")),
                    (SOURCE, KG.authorsTruncated, typed("true", XSD.boolean)),
                    (PERSON, RDF.type, SCHEMA.Person),
                    (PERSON, SCHEMA.name, literal("Jane van Doe")),
                    (BODY, RDF.type, SCHEMA.Organization),
                    (BODY, SCHEMA.name, literal("World Press")),
                    (VENUE, RDF.type, SCHEMA.Periodical),
                    (VENUE, SCHEMA.name, literal("Journal of Ends")),
                    (DOI, SCHEMA.propertyID, literal("doi")),
                    (DOI, SCHEMA.value, literal("10.1000/x")),
                    (ISBN, SCHEMA.propertyID, literal("isbn")),
                    (ISBN, SCHEMA.value, literal("9783161484100")),
                ]
            ),
        )
    ]
)

FULL = Work(
    key="doe2020ends",
    kind="ScholarlyArticle",
    title="% {}\n ~#&_^\\",
    authors=(Name("Doe", "Jane"), Name("W3C", is_person=False), Name("Plato")),
    truncated=True,
    date="2020-05-01T10:30",
    container="Pipes & Tubes",
    publisher="A_B",
    doi="10.1/a{b}\\c",
    isbn="978#",
    url="https://example.com/{x}_y",
    language="en",
    note="n_$",
)
BIBTEX = r"""@article{doe2020ends,
  title = {{\% \textbraceleft{}\textbraceright{} \textasciitilde{}\#\&\_\textasciicircum{}\textbackslash{}}},
  author = {Doe, Jane and {W3C} and {Plato} and others},
  year = {2020},
  month = {5},
  journal = {Pipes \& Tubes},
  publisher = {A\_B},
  isbn = {978\#},
  language = {en},
  note = {n\_\$},
  doi = {10.1/a%7Bb%7D%5Cc},
  url = {https://example.com/%7Bx%7D_y}
}
"""
CSL = {
    "id": "doe2020ends",
    "type": "article-journal",
    "title": FULL.title,
    "author": [{"family": "Doe", "given": "Jane"}, {"literal": "W3C"}, {"family": "Plato"}],
    "issued": {"date-parts": [[2020, 5, 1]]},
    "container-title": "Pipes & Tubes",
    "publisher": "A_B",
    "DOI": "10.1/a{b}\\c",
    "ISBN": "978#",
    "URL": "https://example.com/{x}_y",
    "language": "en",
    "note": "n_$",
}


def test_a_bibtex_entry_has_every_field_in_its_order() -> None:
    assert to_bibtex([FULL]) == BIBTEX
    assert to_bibtex([FULL, FULL]) == f"{BIBTEX}\n{BIBTEX}"


def test_a_bibtex_entry_leaves_out_what_is_not_known() -> None:
    bare = Work("k", "Book", "T", truncated=True, date="2020")
    assert to_bibtex([bare]) == "@book{k,\n  title = {{T}},\n  year = {2020}\n}\n"
    assert to_bibtex([replace(bare, date="undated")]) == "@book{k,\n  title = {{T}}\n}\n"


def test_a_csl_item_has_every_member_and_nothing_empty() -> None:
    assert csl(FULL) == CSL
    assert csl(Work("k", "Book", "T")) == {"id": "k", "type": "book", "title": "T"}
    assert csl(replace(FULL, date="2020-05"))["issued"] == {"date-parts": [[2020, 5]]}


def test_csl_is_indented_and_in_utf_8() -> None:
    bare = Work("k", "Book", "Ä")
    assert to_csl([bare]) == ('[\n  {\n    "id": "k",\n    "type": "book",\n    "title": "Ä"\n  }\n]\n')


@pytest.mark.parametrize(
    ("kind", "bibtex", "container", "publisher", "in_csl"),
    [
        ("Book", "book", "howpublished", "publisher", "book"),
        ("Chapter", "incollection", "booktitle", "publisher", "chapter"),
        ("Dataset", "misc", "howpublished", "publisher", "dataset"),
        ("NewsArticle", "misc", "howpublished", "publisher", "article-newspaper"),
        ("Report", "techreport", "howpublished", "institution", "report"),
        ("ScholarlyArticle", "article", "journal", "publisher", "article-journal"),
        ("SoftwareSourceCode", "misc", "howpublished", "publisher", "software"),
        ("Thesis", "phdthesis", "howpublished", "school", "thesis"),
        ("WebPage", "misc", "howpublished", "publisher", "webpage"),
        ("BlogPosting", "misc", "howpublished", "publisher", "post-weblog"),
        ("Legislation", "misc", "howpublished", "publisher", "legislation"),
        ("CreativeWork", "misc", "howpublished", "publisher", "document"),
    ],
)
def test_each_kind_of_work_has_its_type_and_fields(
    kind: str, bibtex: str, container: str, publisher: str, in_csl: str
) -> None:
    one = Work("k", kind, "T", container="C", publisher="P")
    assert to_bibtex([one]) == (
        f"@{bibtex}{{k,\n  title = {{{{T}}}},\n  {container} = {{C}},\n  {publisher} = {{P}}\n}}\n"
    )
    assert csl(one)["type"] == in_csl


@pytest.mark.parametrize(
    ("family", "date", "title", "key"),
    [
        ("Doe", "2020-05", "The Graph of All", "doe2020graph"),
        ("Müller-Lüdenscheidt", "2020", "Über uns", "mullerludenscheidt2020uber"),
        ("", "1999", "Graphs", "1999graphs"),
        ("Doe", "in 2020", "On the of", "doe"),
        ("", "", "", "work"),
        ("x" * 30, "2020", "y" * 60, "x" * 24 + "2020" + "y" * 32),
        *(
            ("", "", f"{word} Zebra", "zebra")
            for word in ["a", "an", "and", "der", "die", "das", "for", "in"]
        ),
        *(("", "", f"{word} Zebra", "zebra") for word in ["le", "la", "of", "on", "the", "to", "und"]),
    ],
)
def test_a_key_is_author_year_and_the_first_telling_word(
    family: str, date: str, title: str, key: str
) -> None:
    assert citation_key([Name(family), Name("Other")], date, title) == key


def test_a_reference_says_all_that_the_graph_knows() -> None:
    assert work(Reader(DATASET), SOURCE) == Work(
        key="doe2020ends",
        kind="ScholarlyArticle",
        title="On the Ends of Graphs",
        authors=(Name("Doe", "Jane", particle="van"),),
        truncated=True,
        date="2020-05-01",
        container="Journal of Ends",
        publisher="World Press",
        doi="10.1000/x",
        isbn="9783161484100",
        url="https://example.com/s",
        language="en",
    )
    assert [one.key for one in works(Reader(DATASET), [SOURCE, SOURCE])] == ["doe2020ends", "doe2020ends-2"]


def test_a_reference_of_which_little_is_known_is_still_one() -> None:
    found = Dataset.of(
        [
            (
                iri(f"{BASE}g"),
                [
                    (SOURCE, SCHEMA.dateModified, literal("2021")),
                    (SOURCE, SCHEMA.sameAs, iri("https://example.com/same")),
                    (SOURCE, SCHEMA.sourceOrganization, BODY),
                    (BODY, SCHEMA.name, literal("World Press")),
                ],
            )
        ]
    )
    one = work(Reader(found), SOURCE)
    assert (one.kind, one.date, one.publisher) == ("CreativeWork", "2021", "World Press")
    assert (one.url, one.truncated, one.authors, one.doi) == ("https://example.com/same", False, (), "")


def test_a_fact_row_says_what_a_claim_says() -> None:
    full, bare = fact_rows(Reader(DATASET))
    assert full == FactRow(
        claim=f"{BASE}d#f1",
        text="A | B",
        confidence="low",
        disputed="",
        language="de",
        document=f"{BASE}d",
        document_title="Über <Graphen>",
        source=f"{BASE}source/s",
        source_title="On the Ends of Graphs",
        source_doi="10.1000/x",
        source_url="https://example.com/s",
        locator="p. 7",
        last_verified="2024-02-03",
    )
    nothing = FactRow(*[""] * 13)
    assert bare == replace(
        nothing, claim=f"{BASE}d#f2", text="C", confidence="high", disputed="yes", locator="p. 8"
    )


def test_a_table_of_facts_links_documents_and_sources() -> None:
    assert markdown_table(Reader(DATASET)) == (
        "| Claim | Confidence | Document | Source |\n"
        "|---|---|---|---|\n"
        f"| A \\| B | low | [Über \\<Graphen\\>]({BASE}d#f1)"
        " | [On the Ends of Graphs](https://doi.org/10.1000/x), p. 7 |\n"
        "| C | disputed |  |  |\n"
    )


@pytest.mark.parametrize(
    ("value", "turtle", "in_json"),
    [
        (typed("12", XSD.integer), "12", 12),
        (typed("0", XSD.integer), "0", 0),
        (typed("-5", XSD.integer), "-5", -5),
        (typed("-0", XSD.integer), '"-0"^^xsd:integer', {"@value": "-0", "@type": "xsd:integer"}),
        (typed("012", XSD.integer), '"012"^^xsd:integer', {"@value": "012", "@type": "xsd:integer"}),
        (typed("9" * 15, XSD.integer), "9" * 15, 999999999999999),
        (typed("9" * 16, XSD.integer), "9" * 16, {"@value": "9" * 16, "@type": "xsd:integer"}),
        (typed("0.90", XSD.decimal), "0.90", {"@value": "0.90", "@type": "xsd:decimal"}),
        (typed("-.5", XSD.decimal), "-.5", {"@value": "-.5", "@type": "xsd:decimal"}),
        (typed("1.", XSD.decimal), '"1."^^xsd:decimal', {"@value": "1.", "@type": "xsd:decimal"}),
        (typed("12", XSD.decimal), '"12"^^xsd:decimal', {"@value": "12", "@type": "xsd:decimal"}),
        (typed("true", XSD.boolean), "true", True),
        (typed("false", XSD.boolean), "false", False),
        (typed("1", XSD.boolean), '"1"^^xsd:boolean', {"@value": "1", "@type": "xsd:boolean"}),
        (typed("true", XSD.date), '"true"^^xsd:date', {"@value": "true", "@type": "xsd:date"}),
        (
            typed("x", iri("https://schema.org/Text")),
            '"x"^^<https://schema.org/Text>',
            {"@value": "x", "@type": "Text"},
        ),
        (literal("é <"), '"é <"', "é <"),
        (literal("x", "de"), '"x"@de', {"@value": "x", "@language": "de"}),
        (literal("a^^<b"), '"a^^<b"', "a^^<b"),
        (iri(f"{BASE}a"), "<a>", {"@id": f"{BASE}a"}),
        (iri(BASE), f"<{BASE}>", {"@id": BASE}),
        (iri(f"{BASE}a:b"), f"<{BASE}a:b>", {"@id": f"{BASE}a:b"}),
        (iri(f"{BASE}a/b:c"), "<a/b:c>", {"@id": f"{BASE}a/b:c"}),
        (iri(f"{BASE}a//b"), f"<{BASE}a//b>", {"@id": f"{BASE}a//b"}),
        (iri(f"{BASE}.a"), f"<{BASE}.a>", {"@id": f"{BASE}.a"}),
        (iri(f"{BASE}a/../b"), f"<{BASE}a/../b>", {"@id": f"{BASE}a/../b"}),
        (iri(f"{BASE}a?b"), f"<{BASE}a?b>", {"@id": f"{BASE}a?b"}),
        (SCHEMA.Person, "schema:Person", {"@id": "https://schema.org/Person"}),
        (iri("https://schema.org/a.b"), "<https://schema.org/a.b>", {"@id": "https://schema.org/a.b"}),
        (iri("https://example.com/"), "<https://example.com/>", {"@id": "https://example.com/"}),
    ],
)
def test_each_value_is_written_in_its_shortest_form(value: Term, turtle: str, in_json: object) -> None:
    (node,) = nodes([(ME, SCHEMA.value, value)]).values()
    assert TurtleWriter(BASE).block(node) == f"<d> schema:value {turtle} .\n"
    assert json.loads(JsonLdWriter().line(node)) == {"@id": f"{BASE}d", "value": in_json}


FEW = [
    (ME, RDF.type, SCHEMA.CreativeWork),
    (ME, SCHEMA.name, literal("Ü < 1")),
    (ME, iri("https://schema.org/keywords"), literal("a")),
    (ME, iri("https://schema.org/keywords"), literal("b")),
    (ME, SCHEMA.mainEntityOfPage, iri(f"{BASE}d#page")),
    (PERSON, RDF.type, SCHEMA.Person),
    (PERSON, RDF.type, SCHEMA.Thing),
    (PERSON, KG.status, KG.disputed),
]
TURTLE = """\
# A title
# of two lines
@base <https://example.org/kg/> .
@prefix kg: <https://w3id.org/claimgraph/terms#> .
@prefix schema: <https://schema.org/> .

# Documents

<d> a schema:CreativeWork ;
    schema:keywords "a",
        "b" ;
    schema:mainEntityOfPage <d#page> ;
    schema:name "Ü < 1" .

# People

<person/p> a schema:Person, schema:Thing ;
    kg:status kg:disputed .
"""
GRAPH = """\
{"@context": {"@vocab": "https://schema.org/", "kg": "https://w3id.org/claimgraph/terms#"},
"@graph": [
{"@id": "https://example.org/kg/d", "@type": "CreativeWork", "keywords": ["a", "b"], \
"mainEntityOfPage": {"@id": "https://example.org/kg/d#page"}, "name": "Ü \\u003c 1"},
{"@id": "https://example.org/kg/person/p", "@type": ["Person", "Thing"], \
"kg:status": {"@id": "https://w3id.org/claimgraph/terms#disputed"}}
]}
"""
PAGE = """\
[
{"@context": {"@vocab": "https://schema.org/"}, "@id": "https://example.org/kg/d", "@type": "CreativeWork", \
"keywords": ["a", "b"], "mainEntityOfPage": {"@id": "https://example.org/kg/d#page"}, "name": "Ü \\u003c 1"},
{"@context": {"@vocab": "https://schema.org/", "kg": "https://w3id.org/claimgraph/terms#"}, \
"@id": "https://example.org/kg/person/p", "@type": ["Person", "Thing"], \
"kg:status": {"@id": "https://w3id.org/claimgraph/terms#disputed"}}
]
"""


def test_turtle_has_a_block_for_each_node_below_the_prefixes_it_needs() -> None:
    found = nodes(sorted(FEW)).values()
    assert TurtleWriter(BASE).write(found, comment="A title\nof two lines") == TURTLE
    assert TurtleWriter(BASE).write([]) == f"@base <{BASE}> .\n\n"


def test_jsonld_has_a_line_for_each_node_and_the_prefixes_it_needs() -> None:
    found = nodes(sorted(FEW)).values()
    assert JsonLdWriter().graph(found) == GRAPH
    assert JsonLdWriter().page(found) == PAGE


FILES = {
    "turtle": ["graph.ttl"],
    "trig": ["graph.trig"],
    "ntriples": ["graph.nt"],
    "nquads": ["graph.nq"],
    "rdf-xml": ["graph.rdf"],
    "json-ld": ["graph.jsonld"],
    "neo4j": ["nodes.csv", "relationships.csv"],
    "graphml": ["graph.graphml"],
    "gexf": ["graph.gexf"],
    "parquet": ["facts.parquet", "triples.parquet"],
    "bibtex": ["sources.bib"],
    "csl-json": ["sources.json"],
    "markdown": ["facts.md"],
}


def test_each_format_has_files_that_programs_know_by_their_endings() -> None:
    assert {name: list(export(DATASET, name)) for name in FORMATS} == FILES
    with pytest.raises(NotFoundError) as refused:
        export(DATASET, "csv")
    assert str(refused.value) == f"there is no format 'csv'; there are {', '.join(FILES)}"


def test_rdf_is_written_with_the_prefixes_that_people_know() -> None:
    assert export(DATASET, "turtle", BASE)["graph.ttl"].startswith(f"@base <{BASE}> .\n".encode())
    assert export(DATASET, "turtle")["graph.ttl"].startswith(b"@prefix kg: <")
    assert b"/d#f1> a schema:Claim" in export(DATASET, "turtle")["graph.ttl"]
    assert b"schema:Claim" in export(DATASET, "trig")["graph.trig"]
    assert b"<schema:Claim" in export(DATASET, "rdf-xml")["graph.rdf"]


NODES = """\
iri:ID,label,kind,text,url,confidence,year,:LABEL
https://example.org/kg/d#f1,A | B,claim,A | B,,low,,Claim;schema__Claim
https://example.org/kg/d#f2,C,claim,C,,high,,Claim;schema__Claim
https://example.org/kg/d,Über <Graphen>,document,,,,,Document;schema__CreativeWork
https://example.org/kg/doi,doi,other,,,,,Other
https://example.org/kg/isbn,isbn,other,,,,,Other
https://example.org/kg/org/o,World Press,organization,,,,,Organization;schema__Organization
https://example.org/kg/person/p,Jane van Doe,person,,,,,Person;schema__Person
https://example.org/kg/source/s,On the Ends of Graphs,source,,https://example.com/s,,2020,\
Source;schema__ScholarlyArticle
https://example.org/kg/venue/v,Journal of Ends,venue,,,,,Venue;schema__Periodical
"""
EDGES = """\
:START_ID,:END_ID,:TYPE
https://example.org/kg/d#f1,https://example.org/kg/d,schema__appearance
https://example.org/kg/d#f1,https://example.org/kg/source/s,schema__isBasedOn
https://example.org/kg/source/s,https://example.org/kg/doi,schema__identifier
https://example.org/kg/source/s,https://example.org/kg/isbn,schema__identifier
https://example.org/kg/source/s,https://example.org/kg/org/o,schema__publisher
https://example.org/kg/source/s,https://example.org/kg/person/p,schema__author
https://example.org/kg/source/s,https://example.org/kg/venue/v,schema__isPartOf
"""


def test_neo4j_gets_every_attribute_of_a_node_and_every_type_of_an_edge() -> None:
    files = export(DATASET, "neo4j")
    assert files["nodes.csv"].decode() == NODES
    assert files["relationships.csv"].decode() == EDGES


def test_a_name_without_a_prefix_stays_whole_for_neo4j() -> None:
    dataset = Dataset.of([(ME, [(ME, iri("https://e.org/a:b"), PERSON), (PERSON, RDF.type, SCHEMA.Person)])])
    assert b"person/p,https://e.org/a:b\n" in export(dataset, "neo4j")["relationships.csv"]


@pytest.mark.parametrize(("name", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_a_network_for_programs_has_every_attribute_of_a_node(name: str, read: object) -> None:
    graph = read(io.BytesIO(export(DATASET, name)[f"graph.{name}"]))  # type: ignore[operator]
    source = dict(graph.nodes[f"{BASE}source/s"])
    empty = {"label": "", "kind": "", "text": "", "url": "", "confidence": "", "year": ""}
    assert source == empty | {
        "label": "On the Ends of Graphs",
        "kind": "source",
        "url": "https://example.com/s",
        "year": "2020",
        "types": "schema:ScholarlyArticle",
    }
    assert graph.nodes[f"{BASE}d#f1"]["confidence"] == "low"
    assert graph.nodes[f"{BASE}doi"]["types"] == ""
    assert sorted(each["predicate"] for _, _, each in graph.edges(data=True))[:2] == [
        "schema:appearance",
        "schema:author",
    ]


@pytest.mark.parametrize(("name", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_a_line_end_of_any_system_is_one_line_end_in_xml(name: str, read: object, end: str) -> None:
    dataset = Dataset.of([(ME, [(CLAIM, RDF.type, SCHEMA.Claim), (CLAIM, SCHEMA.text, literal(f"a{end}b"))])])
    data = export(dataset, name)[f"graph.{name}"]
    assert b"\r" not in data
    graph = read(io.BytesIO(data))  # type: ignore[operator]
    assert graph.nodes[f"{BASE}d#f1"]["text"] == "a\nb"


def test_a_data_frame_of_claims_has_null_where_nothing_is_known() -> None:
    rows = pq.read_table(io.BytesIO(export(DATASET, "parquet")["facts.parquet"])).to_pylist()
    expected = [
        {name: text or None for name, text in asdict(row).items()} for row in fact_rows(Reader(DATASET))
    ]
    assert rows == expected
    assert rows[1]["source"] is None


def test_a_data_frame_of_triples_says_what_kind_of_value_each_object_is() -> None:
    values = {
        iri(f"{BASE}a"): (f"{BASE}a", None, None),
        literal("x", "de"): ("x", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString", "de"),
        literal("x"): ("x", "http://www.w3.org/2001/XMLSchema#string", None),
        typed("2020", XSD.gYear): ("2020", "http://www.w3.org/2001/XMLSchema#gYear", None),
    }
    dataset = Dataset.of([(iri(f"{BASE}d#graph"), [(ME, SCHEMA.value, value) for value in values])])
    data = export(dataset, "parquet")["triples.parquet"]
    assert [tuple(row.values()) for row in pq.read_table(io.BytesIO(data)).to_pylist()] == [
        (f"{BASE}d#graph", f"{BASE}d", "https://schema.org/value", *value) for value in values.values()
    ]
    assert pq.read_schema(io.BytesIO(data)).names == [
        "graph", "subject", "predicate", "object", "datatype", "language",
    ]  # fmt: skip
    assert pq.ParquetFile(io.BytesIO(data)).metadata.row_group(0).column(0).compression == "ZSTD"


def test_parquet_without_pyarrow_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(NotFoundError) as refused:
        export(DATASET, "parquet")
    assert str(refused.value) == "Parquet needs pyarrow: install it with pip install 'claimgraph[parquet]'"


def test_a_graph_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / "graph.nq").write_text(DATASET.nquads, encoding="utf-8")
    assert read_dataset(tmp_path).nquads == DATASET.nquads
    (tmp_path / "build.json").write_text(json.dumps({"settings": {"base": BASE}}))
    assert read_base(tmp_path) == BASE


def test_where_there_is_no_graph_it_is_said_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError) as refused:
        read_dataset(tmp_path)
    assert str(refused.value) == (
        f"there is no graph in {tmp_path}: No such file or directory; "
        "run kg build first, or name its output with -g"
    )
    (tmp_path / "elsewhere.nq").write_text(DATASET.nquads, encoding="utf-8")
    (tmp_path / "graph.nq").symlink_to("elsewhere.nq")
    with pytest.raises(NotFoundError, match="it is a link"):
        read_dataset(tmp_path)


@pytest.mark.parametrize(
    "line", ["<a> <b> <c> <d> .", "<a> <b> <c> d> .\n", "<a> <b> <c> <d .\n", "<a> <b> <c> <d> ,\n", "\n"]
)
def test_a_graph_with_a_line_that_was_not_written_so_is_damaged(tmp_path: Path, line: str) -> None:
    (tmp_path / "graph.nq").write_text(f"<a> <b> <c> <d> .\n{line}", encoding="utf-8")
    with pytest.raises(NotFoundError, match=r"is damaged; run kg build again$"):
        read_dataset(tmp_path)


@pytest.mark.parametrize("manifest", [None, "{", "[]", "{}", '{"settings": []}', '{"settings": {}}'])
def test_an_output_that_does_not_say_its_base_has_none(tmp_path: Path, manifest: str | None) -> None:
    if manifest is not None:
        (tmp_path / "build.json").write_text(manifest)
    assert read_base(tmp_path) == ""


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("", "document"),
        ("a//b", "a/b"),
        ("./a", "%2E/a"),
        ("a/..", "a/%2E%2E"),
        ("...", "..%2E"),
        ("a.TTL/b.html/c.md/d.jsonld/e.txt/f", "a%2ETTL/b%2Ehtml/c%2Emd/d%2Ejsonld/e.txt/f"),
        ("a.ttl.b/c", "a.ttl.b/c"),
        ("a%22:*<>|b", "a%22%3A%2A%3C%3E%7Cb"),
        ("a%7Fb%1Fc d", "a%7Fb%1Fc d"),
        ("x" * 200, "x" * 200),
        ("x" * 201, "x" * 200 + "~84a0678c"),
        ("é" * 101, "é" * 100 + "~96cbf977"),
        ("x" + "é" * 101, "x" + "é" * 99 + "~edc54451"),
    ],
)
def test_a_document_has_files_of_a_name_that_every_system_can_hold(name: str, path: str) -> None:
    assert document_path(f"<{BASE}{name}#graph>", BASE) == path


def test_a_large_file_has_the_same_hash_as_a_small_one() -> None:
    with Hashes() as hashes:
        hashes.add("large", b"x" * (1 << 20))
        hashes.add("small", b"x" * 10, b"y")
        assert b"".join(hashes.watched("pieces", [b"x" * 10, b"y"])) == b"x" * 10 + b"y"
        hashes.keep("kept", "0")
        later = hashes.later(lambda: "made")
        assert "large" in hashes
        assert "other" not in hashes
    found = hashes.all()
    assert found["small"] == found["pieces"] == hashlib.sha256(b"x" * 10 + b"y").hexdigest()
    assert found["large"] == hashlib.sha256(b"x" * (1 << 20)).hexdigest()
    assert (found["kept"], later.result()) == ("0", "made")
