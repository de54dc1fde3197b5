"""Our own vocabulary: declared, defined and used as defined."""

from __future__ import annotations

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS

import kg
from kg.exporters.output import vocabulary
from kg.terms import is_iri, language_and_datatype, lexical
from kg.validation.shapes import load_shapes
from kg.vocabulary import KG, NAMESPACES, SCHEMA

IN_SHAPES = {"code", "hint"}


@pytest.fixture(scope="module")
def defined() -> rdflib.Graph:
    return rdflib.Graph().parse(data=vocabulary(), format="turtle")


def terms(graph: rdflib.Graph) -> dict[str, rdflib.URIRef]:
    return {
        str(subject).removeprefix(KG.iri): subject
        for subject in graph.subjects(unique=True)
        if isinstance(subject, rdflib.URIRef) and str(subject).startswith(KG.iri)
    }


def test_a_term_that_is_not_declared_fails_where_it_is_named() -> None:
    with pytest.raises(AttributeError, match="schema:headlines is not declared"):
        _ = SCHEMA.headlines


def test_no_two_namespaces_share_a_prefix() -> None:
    assert len({one.prefix for one in NAMESPACES}) == len({one.iri for one in NAMESPACES}) == len(NAMESPACES)


def test_the_vocabulary_file_defines_exactly_what_is_declared(defined: rdflib.Graph) -> None:
    assert set(terms(defined)) == KG.terms | IN_SHAPES | {"confidenceScale"}


def test_every_term_has_a_label_a_definition_and_a_home(defined: rdflib.Graph) -> None:
    for name, term in terms(defined).items():
        assert defined.value(term, RDFS.label), name
        assert defined.value(term, SKOS.definition), name
        assert defined.value(term, RDFS.isDefinedBy), name


def test_every_property_has_a_domain_and_a_range(defined: rdflib.Graph) -> None:
    properties = set(defined.subjects(RDF.type, RDF.Property))
    assert len(properties) > 15
    for one in properties:
        assert defined.value(one, RDFS.domain), one
        assert defined.value(one, RDFS.range), one
    for annotation in defined.subjects(RDF.type, OWL.AnnotationProperty):
        assert defined.value(annotation, RDFS.range), annotation


def test_every_declared_term_is_emitted_and_keeps_to_its_range(
    defined: rdflib.Graph, maximal: kg.KnowledgeGraph
) -> None:
    ranges = {
        f"<{one}>": str(defined.value(one, RDFS.range)) for one in defined.subjects(RDF.type, RDF.Property)
    }
    used = set()
    for _, predicate, value in maximal.dataset.triples:
        used |= {term for term in (predicate, value) if term.startswith(f"<{KG.iri}")}
        if predicate in ranges and not is_iri(value):
            _, datatype = language_and_datatype(value)
            assert ranges[predicate] == (datatype or "http://www.w3.org/2001/XMLSchema#string"), predicate
    assert {lexical(term).removeprefix(KG.iri) for term in used} == KG.terms


def test_shapes_name_only_terms_that_exist(maximal: kg.KnowledgeGraph) -> None:
    ours = {iri for one in NAMESPACES for iri in (f"{one.iri}{term}" for term in one.terms)}
    ours |= {f"{KG.iri}{name}" for name in IN_SHAPES}
    for triple in load_shapes():
        for term in triple:
            for namespace in NAMESPACES:
                if str(term).startswith(namespace.iri) and namespace.prefix in {"kg", "schema", "prov"}:
                    assert str(term) in ours, term
