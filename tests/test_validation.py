"""SHACL validation: both engines agree, and results lie at the lines of the documents."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyshacl
import pytest
from conftest import ROOT
from rdflib import RDF, SH, Graph, URIRef
from rdflib.compare import isomorphic
from schema_org import registry

import kg
from kg.diagnostics import as_mapping
from kg.errors import ShapesError
from kg.settings import PROFILES
from kg.validation import soundness
from kg.validation.engine import run
from kg.validation.reach import predicates_seen
from kg.validation.shapes import load_shapes, shapes_folder
from kg.validation.soundness import schema_classes
from kg.validation.targets import has_target
from kg.vocabulary import KG

BAD = Path(__file__).parent / "bad"
Write = Callable[[str, str], Path]

FAULTY = """
---
id: a
atomic_facts:
  - id: f1
  - id: f2
    statement: Somebody said so.
primary_sources:
  - title: A work nobody can find
    authors: [Agent 007]
---
"""


def test_both_engines_give_the_same_results(
    seeds: kg.KnowledgeGraph, maximal: kg.KnowledgeGraph, write: Write
) -> None:
    faulty = kg.build(write("faulty.md", FAULTY), validate=False)
    for graph in (seeds, maximal, faulty):
        fast, _ = run(graph.dataset, load_shapes(profiles=PROFILES), "turbo")
        reference, _ = run(graph.dataset, load_shapes(profiles=PROFILES), "pyshacl")
        assert fast == reference
    assert len(fast) > 5


def test_both_engines_give_the_same_results_on_real_documents(corpus: Path) -> None:
    graph = kg.build(corpus, validate=False)
    for profiles in ((), PROFILES):
        fast, _ = run(graph.dataset, load_shapes(profiles=profiles), "turbo")
        reference, _ = run(graph.dataset, load_shapes(profiles=profiles), "pyshacl")
        assert fast == reference


def test_both_engines_give_the_same_results_on_every_bad_document() -> None:
    """All profiles at once, so that each of their shapes is met and missed."""
    graph = kg.build(BAD, validate=False)
    shapes = load_shapes(profiles=PROFILES)
    fast, _ = run(graph.dataset, shapes, "turbo")
    reference, _ = run(graph.dataset, shapes, "pyshacl")
    assert fast == reference
    assert len({one.code for one in fast}) > 15


def test_each_result_is_a_diagnostic_at_the_line_that_caused_it(write: Write) -> None:
    graph = kg.build(write("faulty.md", FAULTY))
    places = {(found.code, found.location.line, found.location.column) for found in graph.diagnostics}
    assert {
        ("KG403", 2, 1),
        ("KG411", 4, 5),
        ("KG412", 4, 5),
        ("KG412", 5, 5),
        ("KG413", 4, 5),
        ("KG424", 8, 5),
        ("KG431", 9, 15),
    } <= places


def test_a_shape_of_the_users_own_is_checked_and_named(write: Write) -> None:
    document = write("docs/a.md", "---\ntitle: Short\ncategory: x\n---\n")
    shapes = write(
        "own.ttl",
        """
        @prefix sh: <http://www.w3.org/ns/shacl#> .
        @prefix schema: <https://schema.org/> .
        <urn:long-titles> a sh:NodeShape ;
            sh:targetSubjectsOf schema:headline ;
            sh:property <urn:long-title> .
        <urn:long-title> a sh:PropertyShape ;
            sh:path schema:headline ;
            sh:minLength 10 ;
            sh:severity sh:Warning ;
            sh:message "the title is too short for us" .
        """,
    )
    graph = kg.build(document, validate=False)
    (found,) = [one for one in graph.validate(shapes=[shapes]) if one.code == "KG400"]
    assert found.message == "the title is too short for us (shape urn:long-title)"
    assert found.severity is kg.Severity.WARNING
    assert (found.location.line, found.location.column) == (2, 8)


PREFIXES = """
@prefix kg: <https://w3id.org/claimgraph/terms#> .
@prefix schema: <https://schema.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""
TARGET = "<urn:s> a sh:NodeShape ; sh:targetSubjectsOf schema:headline ;"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("not turtle at all", "is not Turtle"),
        (None, "there are no shapes at"),
        ("<urn:a> <urn:b> <urn:c> .", "it holds no shape"),
        (
            "<urn:s> a sh:NodeShape ; sh:targetClass schema:TechArtcle .",
            "schema:TechArtcle, which is no class of schema.org; did you mean schema:TechArticle?",
        ),
        ("<urn:s> a sh:NodeShape ; sh:targetClass kg:Nothing .", "refers to kg:Nothing, which is no class"),
        (
            "<urn:s> a sh:NodeShape ; sh:targetClass <http://schema.org/Person> .",
            "refers to http://schema.org/Person; the graph says https://schema.org/Person",
        ),
        (
            TARGET + " sh:property [ sh:path schema:name ; sh:class schema:Prson ] .",
            "urn:s refers to schema:Prson",
        ),
        (
            TARGET + " sh:property [ sh:path schema:name ; sh:minCount 2 ; sh:maxCount 1 ] .",
            "urn:s contradicts itself: sh:minCount 2 and sh:maxCount 1",
        ),
        (
            TARGET + " sh:property [ sh:path schema:name ; sh:minLength 9 ] ,"
            " [ sh:path schema:name ; sh:maxLength 3 ] .",
            "urn:s contradicts itself: sh:minLength 9 and sh:maxLength 3",
        ),
        (TARGET + " sh:property [ sh:minCount 1 ] .", "urn:s is not well-formed SHACL: sh:path"),
        (TARGET + ' sh:property [ sh:path schema:name ; sh:minCount "one" ] .', "is not well-formed SHACL"),
    ],
)
def test_shapes_that_cannot_be_used_are_refused(
    write: Write, seeds: kg.KnowledgeGraph, text: str | None, reason: str
) -> None:
    path = Path("nowhere.ttl") if text is None else write("broken.ttl", PREFIXES + text)
    with pytest.raises(ShapesError, match=re.escape(reason)):
        seeds.validate(shapes=[path])


def test_shapes_that_meet_no_node_are_an_error_and_no_pass(
    seeds: kg.KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    none = Graph().parse(data=PREFIXES + "<urn:s> a sh:NodeShape ; sh:targetClass schema:Recipe .")
    monkeypatch.setattr("kg.validation.validate.load_shapes", lambda *_, **__: none)
    with pytest.raises(ShapesError, match="nothing was checked"):
        seeds.validate()


@pytest.mark.parametrize(
    ("target", "is_met"),
    [
        ("sh:targetClass schema:Claim", True),
        ("sh:targetClass schema:Recipe", False),
        ("sh:targetSubjectsOf schema:headline", True),
        ("sh:targetSubjectsOf schema:recipeYield", False),
        ("sh:targetObjectsOf schema:citation", True),
        ("sh:targetObjectsOf schema:recipeYield", False),
        ("sh:targetNode <urn:anything>", True),
        ("sh:deactivated false", False),
    ],
)
def test_every_kind_of_target_is_looked_for(seeds: kg.KnowledgeGraph, target: str, is_met: bool) -> None:
    shapes = Graph().parse(data=f"{PREFIXES}<urn:s> a sh:NodeShape ; {target} .")
    assert has_target(shapes, seeds.dataset.triples) is is_met


def test_a_finding_says_which_shape_it_came_from(write: Write) -> None:
    document = write("docs/a.md", "---\nid: a\n---\n")
    (found,) = [one for one in kg.check(document) if one.code == "KG402"]
    assert found.shape == "https://w3id.org/claimgraph/shapes#DocumentSources"
    assert as_mapping(found)["shape"] == found.shape


def test_the_report_as_turtle_holds_every_result_and_is_the_same_each_time(write: Write) -> None:
    graph = kg.build(write("faulty.md", FAULTY), validate=False)
    results, report = run(graph.dataset, load_shapes(), "turbo")
    text = graph.validation_report()
    assert isomorphic(Graph().parse(data=text, format="turtle"), report)
    assert text.count("a sh:ValidationResult") == len(list(report.subjects(RDF.type, SH.ValidationResult)))
    assert len(results) > 5
    command = [sys.executable, "-m", "kg", "check", "faulty.md", "--format", "shacl"]
    folder = Path(graph.documents[0].file).parent
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
        assert done.returncode == 1
        assert done.stdout.decode() == text


def test_our_shapes_are_themselves_valid() -> None:
    shapes = load_shapes(profiles=PROFILES)
    conforms, _, text = pyshacl.validate(shapes, shacl_graph=shapes, meta_shacl=True)
    assert conforms, text
    soundness.check(shapes, Path("shapes"))


def test_every_shape_that_can_fail_says_what_and_which_code() -> None:
    shapes = load_shapes(profiles=PROFILES)
    judging = set(shapes.subjects(SH.message))
    judging |= {one for one in shapes.subjects(RDF.type, SH.PropertyShape) if isinstance(one, URIRef)}
    assert len(judging) > 40
    for shape in judging:
        assert isinstance(shape, URIRef), shape
        assert shapes.value(shape, SH.message), shape
        assert shapes.value(shape, URIRef(f"{KG.iri}code")), shape


def test_every_class_that_the_mappers_emit_has_a_shape(
    seeds: kg.KnowledgeGraph, maximal: kg.KnowledgeGraph
) -> None:
    """A shape targets the class, or what the class is the type of by way of a property."""
    shapes = load_shapes()
    for graph in (seeds, maximal):
        data = graph.to_rdflib()
        targeted = {
            one for kind in shapes.objects(None, SH.targetClass) for one in data.subjects(RDF.type, kind)
        }
        for predicate in shapes.objects(None, SH.targetSubjectsOf):
            targeted |= set(data.subjects(predicate))
        for predicate in shapes.objects(None, SH.targetObjectsOf):
            targeted |= set(data.objects(None, predicate))
        assert set(data.subjects(RDF.type)) <= targeted


def test_there_is_one_file_a_class_in_each_profile() -> None:
    found = {
        place.name: sorted(path.stem for path in place.glob("*.ttl")) for place in shapes_folder().iterdir()
    }
    assert found == {
        "core": [
            "activity", "author-sequence", "breadcrumb-list",
            "citation", "document", "fact", "identifier",
            "organization", "page", "person", "software", "source", "thing", "topic", "topic-set", "venue",
        ],
        "evidence": ["document", "fact", "source"],
        "web": ["article", "breadcrumb-list", "organization", "person"],
    }  # fmt: skip


def test_the_classes_of_schema_org_are_all_known() -> None:
    assert schema_classes() == set(registry.PARENTS) | {
        up for above in registry.PARENTS.values() for up in above
    }


def test_a_path_of_breadcrumbs_is_judged_by_the_web_profile() -> None:
    data = Graph().parse(
        data=PREFIXES
        + """
        <urn:good> a schema:BreadcrumbList ; schema:itemListElement <urn:one>, <urn:two> .
        <urn:one> a schema:ListItem ; schema:position 1 ; schema:name "Home" .
        <urn:two> a schema:ListItem ; schema:position 2 ; schema:name "Page" .
        <urn:bad> a schema:BreadcrumbList ; schema:itemListElement <urn:three> .
        <urn:three> a schema:ListItem ; schema:position 1 .
        """
    )
    conforms, report, _ = pyshacl.validate(data, shacl_graph=load_shapes(profiles=["web"]))
    assert not conforms
    assert {str(one) for one in report.objects(None, SH.focusNode)} == {"urn:bad", "urn:three"}


@pytest.mark.parametrize(
    ("body", "sees_all"),
    [
        ("sh:property [ sh:path schema:wordCount ; sh:maxCount 0 ]", False),
        ("sh:property [ sh:path [ sh:inversePath schema:appearance ] ; sh:maxCount 0 ]", False),
        ("sh:property [ sh:path schema:headline ; sh:lessThan schema:abstract ]", False),
        ("sh:not [ sh:property [ sh:path schema:abstract ; sh:minCount 1 ] ]", False),
        ("sh:closed true", True),
        ('sh:sparql [ sh:select "SELECT $this { $this <https://schema.org/wordCount> ?n }" ]', True),
    ],
)
def test_what_no_shape_can_see_is_not_needed_to_judge(
    seeds: kg.KnowledgeGraph, tmp_path: Path, body: str, sees_all: bool
) -> None:
    file = tmp_path / "own.ttl"
    file.write_text(f"{PREFIXES}\n<urn:own> a sh:NodeShape ; sh:targetClass schema:Article ; {body} .\n")
    shapes = Graph().parse(file)
    assert (predicates_seen(shapes) is None) == sees_all
    fast, _ = run(seeds.dataset, shapes, "turbo")
    reference, _ = run(seeds.dataset, shapes, "pyshacl")
    told = {(one.focus, one.path, one.value) for one in fast}
    assert told == {(one.focus, one.path, one.value) for one in reference} != set()


def test_a_shape_without_a_message_names_the_property_that_it_is_about(write: Write) -> None:
    write(
        "s.ttl",
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix schema: <https://schema.org/> .\n"
        "<urn:s> a sh:NodeShape ; sh:targetSubjectsOf schema:headline ;\n"
        '  sh:property [ sh:path schema:name ; sh:maxLength 3 ; sh:name "Titel"@de, "title"@en ] ;\n'
        "  sh:property [ sh:path schema:abstract ; sh:maxCount 0 ] .\n",
    )
    write("kg.yaml", "shapes: [s.ttl]\nlanguage: en\n")
    found = kg.check(write("a.md", "---\ntitle: abcdef\n---\nText.\n"))
    said = sorted(one.message.partition(":")[0] for one in found if one.code == "KG400")
    assert said == ["abstract", "title"]
