"""Very many values of one predicate are judged as they are, and handed over so that engines bear them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import rdflib

import kg
from kg.graph.dataset import Dataset
from kg.terms import Triple
from kg.validation.engine import run
from kg.validation.reach import predicates_seen
from kg.validation.shapes import load_shapes
from kg.validation.spread import MOST, crowded, only_presence, spread
from kg.vocabulary import PROV, SCHEMA

CITED, NAME = "<https://e.org/cited>", "<https://e.org/name>"
HEAD = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <https://e.org/> .\n"
CITES = "e:Cites sh:targetSubjectsOf e:name ; sh:property [ sh:path e:cited ; sh:minCount 1 ] .\n"
CITED_ONES = (
    "e:Ones a sh:NodeShape ; sh:targetObjectsOf e:cited ; sh:property [ sh:path e:name ; sh:minCount 1 ] .\n"
)


def shapes(text: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=HEAD + text, format="turtle")


def wide(n: int) -> list[Triple]:
    """A node that cites n others, of which each third one has no name, and a node that cites nothing."""
    triples = [("<https://e.org/a>", CITED, f"<https://e.org/{number}>") for number in range(n)]
    triples += [(f"<https://e.org/{number}>", NAME, '"x"') for number in range(n) if number % 3]
    return [*triples, ("<https://e.org/a>", NAME, '"a"'), ("<https://e.org/b>", NAME, '"b"')]


@pytest.mark.parametrize("engine", ["turbo", "pyshacl"])
def test_the_results_are_those_of_the_data_as_they_are(engine: str) -> None:
    rules = shapes(CITES + CITED_ONES)
    found = run(Dataset({"": tuple(sorted(wide(3 * MOST)))}), rules, engine)[0]
    assert only_presence(rules) >= {CITED}
    # Each third one of those that are cited, and each third one and b among those that cite nothing.
    assert len([one for one in found if one.path.endswith("name")]) == MOST
    focus_of_cites = {one.focus for one in found if one.path.endswith("cited")}
    assert "https://e.org/b" in focus_of_cites
    assert "https://e.org/a" not in focus_of_cites


def test_no_node_keeps_more_values_than_engines_bear() -> None:
    handed = spread(wide(1000), frozenset({CITED}))
    assert max(Counter((subject, predicate) for subject, predicate, _ in handed).values()) == MOST
    assert sorted(value for _, _, value in handed) == sorted(value for _, _, value in wide(1000))


@pytest.mark.parametrize("least", [MOST - 1, MOST])
def test_a_few_values_stay_where_they_are(least: int) -> None:
    assert spread(wide(least), frozenset({CITED})) == wide(least)
    assert crowded(wide(least)) == set()


def test_a_predicate_is_crowded_where_one_node_has_more_values_than_engines_bear() -> None:
    assert crowded(wide(MOST + 1)) == {CITED}


@pytest.mark.parametrize(
    "asks",
    [
        "e:S a sh:NodeShape ; sh:targetSubjectsOf e:cited .",
        "e:S sh:targetSubjectsOf e:name ; sh:property [ sh:path e:cited ; sh:maxCount 9 ] .",
        "e:S sh:targetSubjectsOf e:name ; sh:property [ sh:path e:cited ; sh:minCount 2 ] .",
        "e:S sh:targetSubjectsOf e:name ; sh:property [ sh:path e:cited ; sh:class e:C ] .",
        "e:S sh:targetSubjectsOf e:name ; sh:property [ sh:path ( e:cited e:name ) ; sh:minCount 1 ] .",
        "e:S sh:targetSubjectsOf e:name ; sh:property "
        "[ sh:path [ sh:inversePath e:cited ] ; sh:minCount 1 ] .",
        "e:S sh:targetSubjectsOf e:name ; sh:property [ sh:path e:name ; sh:disjoint e:cited ] .",
    ],
)
def test_a_predicate_of_which_more_is_asked_is_left_alone(asks: str) -> None:
    assert CITED in only_presence(shapes(CITES + CITED_ONES))
    assert CITED not in only_presence(shapes(CITES + CITED_ONES + asks))


@pytest.mark.parametrize(
    ("key", "entry"),
    [
        ("tags", "  - tag {0}\n"),
        ("primary_sources", "  - title: Work {0}\n    doi: 10.1234/{0}\n"),
        ("secondary_sources", "  - title: Work {0}\n    doi: 10.1234/{0}\n"),
        ("atomic_facts", "  - id: f{0}\n    statement: It is {0}.\n"),
        ("contributors", "  - user: Ann B{1}ell\n    role: author\n"),
        ("primary_sources", ""),
    ],
)
def test_our_shapes_see_no_node_with_very_many_values(tmp_path: Path, key: str, entry: str) -> None:
    names = ["".join(chr(97 + int(digit)) for digit in str(number)) for number in range(600)]
    lines = "".join(entry.format(number, name) for number, name in enumerate(names))
    if not entry:
        lines = "  - title: One\n    doi: 10.1234/x\n    authors:\n" + "".join(
            f"      - Ann B{one}ell\n" for one in names
        )
    (tmp_path / "a.md").write_text(f"---\ntitle: T\n{key}:\n{lines}---\n\nText.\n", encoding="utf-8")
    ours = load_shapes()
    seen = predicates_seen(ours)
    assert seen is not None
    triples = [one for one in kg.build(tmp_path, validate=False).dataset.triples if one[1] in seen]
    # Of these the shapes ask claims, and no claim has very many.
    of_claims = {SCHEMA.isBasedOn, PROV.wasDerivedFrom}
    handed = spread(triples, crowded(triples) & only_presence(ours))
    values = Counter((one[0], one[1]) for one in handed if one[1] not in of_claims)
    assert len(triples) > 600
    assert max(values.values()) <= MOST
