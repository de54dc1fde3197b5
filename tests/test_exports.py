"""What is exported is what was built, as other people's parsers read it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from pyld import jsonld

import kg
from kg.exporters.jsonld import JsonLdWriter
from kg.exporters.names import document_path, document_paths
from kg.exporters.turtle import TurtleWriter
from kg.graph.kinds import nodes
from kg.terms import Triple, iri, literal, typed
from kg.vocabulary import PREFIXES, RDF, SCHEMA, XSD

BASE = "https://example.org/kg/"
HOSTILE = [
    'quote " and backslash \\',
    "</script><script>alert(1)</script>",
    "<!-- comment -->",
    "line\nbreak\ttab\rreturn",
    "\u2028\u2029",
    "emoji 🦉 and right-to-left \u202e שלום",
    "''' \"\"\"",
    "nul \x00 and bell \x07",
    "x" * 20_000,
    "schema:name",
    "",
]
AWKWARD_IRIS = [
    f"{BASE}a//b",
    f"{BASE}a/../b",
    f"{BASE}c:d",
    f"{BASE}?q=1",
    f"{BASE}.hidden",
    f"{BASE}ü/日本",
    f"{BASE}a#f~2",
    "https://schema.org/docs/a.html",
    'https://example.org/with space>and"quote',
    BASE,
]


@pytest.fixture(scope="module")
def hostile() -> list[Triple]:
    found = {(iri(f"{BASE}n{number}"), SCHEMA.text, literal(text)) for number, text in enumerate(HOSTILE)}
    for awkward in AWKWARD_IRIS:
        found.add((iri(awkward), RDF.type, SCHEMA.Thing))
        found.add((iri(f"{BASE}links"), SCHEMA.mentions, iri(awkward)))
    found.add((iri(f"{BASE}n1"), SCHEMA.name, literal("日本語", "ja")))
    for text, datatype in (
        ("0.90", XSD.decimal),
        ("12", XSD.integer),
        ("012", XSD.integer),
        ("true", XSD.boolean),
    ):
        found.add((iri(f"{BASE}numbers"), SCHEMA.value, typed(text, datatype)))
    found.add((iri(f"{BASE}numbers"), SCHEMA.dateCreated, typed("2026-01-01", XSD.date)))
    return sorted(found)


def by_oxigraph(text: str, form: pyoxigraph.RdfFormat) -> set[tuple[str, str, str]]:
    found = pyoxigraph.parse(text, format=form)
    return {(str(one.subject), str(one.predicate), str(one.object)) for one in found}


def by_rdflib(text: str, form: str, monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, ...]]:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    graph = rdflib.Graph().parse(data=text, format=form)
    return {tuple(term.n3() for term in triple) for triple in graph}


def by_pyld(text: str) -> set[tuple[str, str, str]]:
    def refuse(url: str, options: object) -> object:
        raise AssertionError(f"asked the network for {url}")

    quads = jsonld.to_rdf(json.loads(text), {"format": "application/n-quads", "documentLoader": refuse})
    return by_oxigraph(quads, pyoxigraph.RdfFormat.N_QUADS)


def test_turtle_of_hostile_values_reads_back_as_what_was_written(hostile: list[Triple]) -> None:
    text = TurtleWriter(BASE).write(nodes(hostile).values())
    wanted = by_oxigraph(kg.terms.to_ntriples(hostile), pyoxigraph.RdfFormat.N_TRIPLES)
    assert by_oxigraph(text, pyoxigraph.RdfFormat.TURTLE) == wanted
    assert len(wanted) == len(hostile)


def test_rdflib_reads_the_same_from_turtle_and_ntriples(
    hostile: list[Triple], monkeypatch: pytest.MonkeyPatch
) -> None:
    turtle = TurtleWriter(BASE).write(nodes(hostile).values())
    wanted = by_rdflib(kg.terms.to_ntriples(hostile), "nt", monkeypatch)
    assert by_rdflib(turtle, "turtle", monkeypatch) == wanted


@pytest.mark.parametrize("form", ["graph", "page"])
def test_jsonld_of_hostile_values_reads_back_as_what_was_written(hostile: list[Triple], form: str) -> None:
    text = getattr(JsonLdWriter(), form)(nodes(hostile).values())
    wanted = by_oxigraph(kg.terms.to_ntriples(hostile), pyoxigraph.RdfFormat.N_TRIPLES)
    assert by_oxigraph(text, pyoxigraph.RdfFormat.JSON_LD) == wanted
    assert by_pyld(text) == wanted


def test_jsonld_can_stand_inside_a_script_element(hostile: list[Triple]) -> None:
    for text in (JsonLdWriter().page(nodes(hostile).values()), JsonLdWriter().graph(nodes(hostile).values())):
        assert "<" not in text
        assert "\u2028" not in text


def test_each_node_of_a_page_has_a_context_of_its_own(seeds: kg.KnowledgeGraph) -> None:
    triples = next(iter(seeds.dataset.graphs.values()))
    for node in json.loads(JsonLdWriter().page(nodes(triples).values())):
        assert node["@context"]["@vocab"] == "https://schema.org/"
        words = json.dumps({key: value for key, value in node.items() if key != "@context"})
        for prefix in PREFIXES:
            assert f'"{prefix}:' not in words or prefix in node["@context"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, maximal: kg.KnowledgeGraph) -> Path:
    folder = tmp_path_factory.mktemp("exports") / "output"
    maximal.write(folder, html=False)
    return folder


def test_every_file_of_the_whole_graph_holds_the_same_triples(
    folder: Path, maximal: kg.KnowledgeGraph
) -> None:
    formats = pyoxigraph.RdfFormat
    wanted = by_oxigraph(maximal.dataset.ntriples, formats.N_TRIPLES)
    for name, form in (
        ("graph.ttl", formats.TURTLE),
        ("graph.nq", formats.N_QUADS),
        ("graph.jsonld", formats.JSON_LD),
    ):
        assert by_oxigraph((folder / name).read_text("utf-8"), form) == wanted, name
    assert len(wanted) == len(maximal)


def test_rdflib_reads_the_same_triples_from_every_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    turtle = by_rdflib((folder / "graph.ttl").read_text("utf-8"), "turtle", monkeypatch)
    assert by_rdflib((folder / "graph.jsonld").read_text("utf-8"), "json-ld", monkeypatch) == turtle
    quads = rdflib.Dataset().parse(folder / "graph.nq", format="nquads")
    assert {tuple(term.n3() for term in quad[:3]) for quad in quads.quads()} == turtle


def test_each_document_has_turtle_and_jsonld_of_its_named_graph(
    folder: Path, maximal: kg.KnowledgeGraph
) -> None:
    formats = pyoxigraph.RdfFormat
    for name, triples in maximal.dataset.graphs.items():
        path = folder / "documents" / document_path(name, maximal.settings.base)
        wanted = by_oxigraph(kg.terms.to_ntriples(triples), formats.N_TRIPLES)
        assert by_oxigraph(Path(f"{path}.ttl").read_text("utf-8"), formats.TURTLE) == wanted
        assert by_oxigraph(Path(f"{path}.jsonld").read_text("utf-8"), formats.JSON_LD) == wanted


def test_there_is_no_blank_node(maximal: kg.KnowledgeGraph) -> None:
    assert not any(term.startswith("_:") for triple in maximal.dataset.triples for term in triple)


def test_the_turtle_is_grouped_by_kind_and_sorted(folder: Path) -> None:
    text = (folder / "graph.ttl").read_text("utf-8")
    headings = [line for line in text.splitlines() if line.startswith("# ")]
    assert headings[:4] == ["# Every field there is", "# Documents", "# Claims", "# Sources"]
    sources = text.split("# Sources\n")[1].split("\n# ")[0]
    subjects = [line.split(" ")[0] for line in sources.splitlines() if line.startswith("<")]
    assert subjects == sorted(subjects)
    assert len(subjects) > 3


def test_the_manifest_holds_the_hash_of_every_other_file(folder: Path) -> None:
    manifest = json.loads((folder / "build.json").read_text("utf-8"))
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    del files["build.json"]
    assert manifest["outputs"] == {
        name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in sorted(files.items())
    }
    assert manifest["inputs"].keys() == {"everything.md", "notes/alles.md", "works.bib"}
    assert manifest["counts"]["documents"] == 2


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("a/b", "a/b"),
        ("%2E%2E/%2E%2E/etc/passwd", "%2E%2E/%2E%2E/etc/passwd"),
        ("../x", "%2E%2E/x"),
        ("a\\..\\b", "a%5C..%5Cb"),
        ("%E6%97%A5", "日"),
        ("a%00b%3Fc%2Ad", "a%00b%3Fc%2Ad"),
        ("a.ttl/b.ttl", "a%2Ettl/b.ttl"),
        ("x" * 300, "x" * 200 + "~" + hashlib.sha256(b"x" * 300).hexdigest()[:8]),
    ],
)
def test_the_files_of_a_document_stay_inside_the_folder(name: str, path: str) -> None:
    assert document_path(f"<{BASE}{name}#graph>", BASE) == path


def test_no_two_documents_share_files_where_case_and_composition_make_no_difference() -> None:
    names = [f"<{BASE}{name}#graph>" for name in ("Tide", "tide", "t%C3%ADde", "ti%CC%81de")]
    assert list(document_paths(names, BASE).values()) == ["Tide", "tide~2", "tíde", "ti\u0301de~2"]


def test_documents_with_names_that_no_file_can_have_are_written_all_the_same(
    write: Callable[[str, str], Path], tmp_path: Path
) -> None:
    for number, slug in enumerate(("a\\0b", "x" * 5000, "a?b", "Case", "case")):
        write(f"docs/{number}.md", f'---\ntitle: T\nslug: "{slug}"\n---\n')
    write("docs/a.md", "---\ntitle: A document\n---\n")
    write("docs/a.ttl/b.md", "---\ntitle: A folder named like a file of the other\n---\n")
    kg.build(tmp_path / "docs", output=tmp_path / "out", html=False)
    assert len(list((tmp_path / "out" / "documents").rglob("*.ttl"))) == 7


def test_every_character_can_stand_in_an_iri() -> None:
    """But those that have a meaning there, which the caller must mean."""
    refused = []
    whole = re.compile(r'<[^:]+:[^\s"<>]*>')  # what rdflib takes for an IRI
    for code in range(0x110000):
        term = iri(f"{BASE}{chr(code)}")
        assert whole.fullmatch(term)
        try:
            pyoxigraph.NamedNode(term[1:-1])
        except ValueError:
            refused.append(chr(code))
    assert refused == ["%", "[", "]"]
