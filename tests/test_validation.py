"""SHACL validation: both engines agree, and results lie at the lines of the documents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyshacl
import pytest
from rdflib import RDF, SH, URIRef

import kg
from kg.errors import ShapesError
from kg.validation.engine import run
from kg.validation.shapes import load_shapes, shapes_folder
from kg.vocabulary import KG

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
        fast, _ = run(graph.dataset, load_shapes(), "turbo")
        reference, _ = run(graph.dataset, load_shapes(), "pyshacl")
        assert fast == reference
    assert len(fast) > 5


def test_both_engines_give_the_same_results_on_real_documents(corpus: Path) -> None:
    graph = kg.build(corpus, validate=False)
    fast, _ = run(graph.dataset, load_shapes(), "turbo")
    reference, _ = run(graph.dataset, load_shapes(), "pyshacl")
    assert fast == reference


def test_each_result_is_a_diagnostic_at_the_line_that_caused_it(write: Write) -> None:
    graph = kg.build(write("faulty.md", FAULTY))
    places = {(found.code, found.location.line, found.location.column) for found in graph.diagnostics}
    assert {
        ("KG401", 2, 1),
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


@pytest.mark.parametrize(
    ("text", "reason"), [("not turtle at all", "is not Turtle"), (None, "there are no shapes at")]
)
def test_shapes_that_cannot_be_used_are_refused(
    write: Write, seeds: kg.KnowledgeGraph, text: str | None, reason: str
) -> None:
    path = Path("nowhere.ttl") if text is None else write("broken.ttl", text)
    with pytest.raises(ShapesError, match=reason):
        seeds.validate(shapes=[path])


def test_our_shapes_are_themselves_valid() -> None:
    conforms, _, text = pyshacl.validate(load_shapes(), shacl_graph=load_shapes(), meta_shacl=True)
    assert conforms, text


def test_every_shape_that_can_fail_says_what_and_which_code() -> None:
    shapes = load_shapes()
    judging = set(shapes.subjects(SH.message)) | set(shapes.subjects(RDF.type, SH.PropertyShape))
    assert len(judging) > 15
    for shape in judging:
        assert isinstance(shape, URIRef), shape
        assert shapes.value(shape, SH.message), shape
        assert shapes.value(shape, URIRef(f"{KG.iri}code")), shape


def test_there_is_one_file_a_class() -> None:
    assert sorted(path.stem for path in shapes_folder().glob("*.ttl")) == [
        "document",
        "fact",
        "organization",
        "person",
        "source",
        "topic",
    ]
