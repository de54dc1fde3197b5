"""Every schema.org term that the mappers emit exists, is not superseded, and stands where it may."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph
import pytest
from conftest import ROOT
from schema_org import SCHEMA_VERSION, registry

import kg
from kg.mappers.schema_types import _table
from kg.site.description import description
from kg.site.site import Site
from kg.terms import Triple, is_iri, language_and_datatype, lexical
from kg.vocabulary import PROV, RDF, SCHEMA, XSD

_TYPES_OF_LITERALS = {
    "": {"Text"},
    lexical(XSD.date): {"Date"},
    lexical(XSD.dateTime): {"DateTime"},
    lexical(XSD.gYear): {"Date"},
    lexical(XSD.gYearMonth): {"Date"},
    lexical(XSD.integer): {"Integer", "Number"},
    lexical(XSD.decimal): {"Number"},
    lexical(XSD.boolean): {"Boolean"},
}

_VOCABULARY = pyoxigraph.parse(path=ROOT / "kg/data/kg.ttl", format=pyoxigraph.RdfFormat.TURTLE)
_OURS: dict[str, set[str]] = {
    str(one.subject): {str(one.object)} for one in _VOCABULARY if str(one.predicate).endswith("#subClassOf>")
}
"""Classes of our own vocabulary, with that of schema.org which each is one of."""


def ancestors(name: str) -> set[str]:
    found, waiting = {name}, [name]
    while waiting:
        for parent in registry.PARENTS.get(waiting.pop(), ()):
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found


def enumeration_of(member: str) -> set[str]:
    return {
        above
        for enumeration, members in registry.ENUM_MEMBERS.items()
        if member in {str(one).rpartition("/")[2] for one in members}
        for above in ancestors(enumeration)
    }


def local(term: str) -> str:
    return lexical(term).removeprefix(SCHEMA.iri)


def faults(triples: Iterable[Triple]) -> set[str]:
    """What the triples say in schema.org terms and should not."""
    triples = list(triples)
    types: dict[str, set[str]] = {}
    for subject, predicate, value in triples:
        if predicate == RDF.type:
            types.setdefault(subject, set()).add(value)
    classes = {
        subject: {
            above
            for one in held | {of for one in held for of in _OURS.get(one, ())}
            if one.startswith(f"<{SCHEMA.iri}")
            for above in ancestors(local(one))
        }
        for subject, held in types.items()
    }
    found = {
        f"no class {one}"
        for held in types.values()
        for one in held
        if one.startswith(f"<{SCHEMA.iri}") and local(one) not in registry.CLASS_METADATA
    }
    for subject, predicate, value in triples:
        if not predicate.startswith(f"<{SCHEMA.iri}"):
            continue
        name = local(predicate)
        declared = registry.PROPERTY_BY_SCHEMA.get(name)
        if declared is None:
            found.add(f"no property {name}")
            continue
        if declared.superseded_by:
            found.add(f"{name} is superseded by {declared.superseded_by}")
        if not classes.get(subject, set()) & set(declared.domains):
            found.add(f"{name} on {sorted(types.get(subject, {'nothing'}))}")
        if not fits(value, set(declared.ranges), classes):
            found.add(f"{name} with {sorted(types.get(value, [value[:60]]))}")
    return found


def fits(value: str, ranges: set[str], classes: dict[str, set[str]]) -> bool:
    if is_iri(value):
        if re.fullmatch(rf"<{SCHEMA.iri}\w+>", value):
            return bool(enumeration_of(local(value)) & ranges)
        # An IRI that can be followed is a URL, whatever the graph says of it besides.
        return bool(classes.get(value, set()) & ranges) or "URL" in ranges
    _, datatype = language_and_datatype(value)
    return bool(_TYPES_OF_LITERALS[datatype] & ranges)


def test_the_registry_is_that_of_schema_org_30() -> None:
    assert SCHEMA_VERSION.startswith("30")


def test_a_wrong_domain_or_range_would_be_found() -> None:
    assert not fits('"text"', {"Person"}, {})
    assert not fits("<https://example.org/x>", {"Person"}, {"<https://example.org/x>": {"Thing", "Place"}})
    assert enumeration_of("TrainedAlgorithmicMediaDigitalSource") >= {"IPTCDigitalSourceEnumeration"}


@pytest.mark.parametrize("name", ["maximal", "seeds"])
def test_what_is_emitted_respects_schema_org(name: str, request: pytest.FixtureRequest) -> None:
    assert faults(request.getfixturevalue(name).dataset.triples) == set()


def test_what_real_documents_give_respects_schema_org(corpus: Path) -> None:
    assert faults(kg.build(corpus, validate=False).dataset.triples) == set()


def void(*graphs: kg.KnowledgeGraph) -> set[Triple]:
    """What is said of graphs as data sets."""
    found = set()
    for graph in graphs:
        site = Site(graph.dataset, graph.documents, graph.identity, graph.settings, graph.counts)
        turtle = description(site)[0]
        for one in pyoxigraph.parse(turtle, format=pyoxigraph.RdfFormat.TURTLE):
            found.add((str(one.subject), str(one.predicate), str(one.object)))
    return found


def test_every_declared_term_exists_and_is_emitted(
    maximal: kg.KnowledgeGraph, seeds: kg.KnowledgeGraph
) -> None:
    known = set(registry.PROPERTY_BY_SCHEMA) | set(registry.CLASS_METADATA)
    members = {str(one).rpartition("/")[2] for values in registry.ENUM_MEMBERS.values() for one in values}
    assert SCHEMA.terms <= known | members
    described = void(maximal, seeds)
    used = {
        local(term)
        for triples in (maximal.dataset.triples, seeds.dataset.triples, described)
        for triple in triples
        for term in triple
        if term.startswith(f"<{SCHEMA.iri}")
    }
    # Mail addresses are emitted where a setting asks for it, originals where two files are named so.
    rare = {"TrainedAlgorithmicMediaDigitalSource", "email", "translationOfWork"}
    never = SCHEMA.terms - used - rare
    assert never == set(), "declared in kg/vocabulary.py but never emitted"


def test_the_table_of_creative_works_is_that_of_schema_org() -> None:
    table = _table("creative_works")
    superseded = {name for name, one in registry.CLASS_METADATA.items() if one.superseded_by}
    works = {name for name in registry.CLASS_METADATA if "CreativeWork" in ancestors(name)} - superseded
    articles = {name for name in works if "Article" in ancestors(name)}
    assert set(table["articles"]) == articles
    assert set(table["works"]) == works - articles


def test_provenance_uses_terms_of_prov(maximal: kg.KnowledgeGraph) -> None:
    used = {term for triple in maximal.dataset.triples for term in triple if term.startswith(f"<{PROV.iri}")}
    assert used == {f"<{PROV.iri}{term}>" for term in PROV.terms}
