"""The parts of validation one by one: what shapes may say, how far they look, and where a node comes from."""

# ruff: noqa: E501 - a shape reads best as one line

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
from judging import Judge
from rdflib import Graph, URIRef

import kg
from kg.errors import ShapesError
from kg.graph.dataset import Dataset
from kg.validation.engine import ShapeResult, run, shape_name
from kg.validation.origins import Origins
from kg.validation.reach import predicates_seen, reach
from kg.validation.report import to_turtle
from kg.validation.shapes import load_shapes
from kg.validation.soundness import check
from kg.validation.targets import has_target
from kg.validation.validate import placed, validate

Write = Callable[[str, str], Path]
PREFIXES = """
@prefix : <urn:> .
@prefix kg: <https://w3id.org/claimgraph/terms#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""


def shapes(text: str) -> Graph:
    return Graph().parse(data=PREFIXES + text, format="turtle")


def triples(text: str) -> tuple[tuple[str, str, str], ...]:
    """Triples of ``subject predicate object`` lines: bare words are names, others literals."""

    def term(word: str) -> str:
        return word if word.startswith('"') else f"<urn:{word}>"

    return tuple(sorted(tuple(map(term, line.split())) for line in text.splitlines() if line))  # type: ignore[misc]


def reason(text: str) -> str:
    """What is wrong with shapes; empty for those that can be followed."""
    try:
        check(shapes(text), Path("own.ttl"))
    except ShapesError as error:
        return str(error).removeprefix("own.ttl: ")
    return ""


PAIRS = [
    ("minCount", "maxCount"),
    ("minLength", "maxLength"),
    ("minInclusive", "maxInclusive"),
    ("minExclusive", "maxExclusive"),
    ("minInclusive", "maxExclusive"),
    ("minExclusive", "maxInclusive"),
]


@pytest.mark.parametrize(("low", "high"), PAIRS)
def test_a_lower_bound_above_the_upper_one_is_a_contradiction_and_an_equal_one_is_not(
    low: str, high: str
) -> None:
    one = ":s a sh:NodeShape ; sh:property [ sh:path schema:name ; sh:%s %s ; sh:%s %s ] ."
    assert not reason(one % (low, 3, high, 3))
    assert reason(one % (low, 4, high, 3)) == f"urn:s contradicts itself: sh:{low} 4 and sh:{high} 3"


def test_the_narrowest_bounds_of_a_path_are_compared_and_those_of_other_paths_are_not() -> None:
    several = """:s a sh:NodeShape ; sh:property
        [ sh:path schema:name ; sh:minCount 1 ; sh:maxCount 9 ] ,
        [ sh:path schema:name ; sh:minCount 5 ] , [ sh:path schema:name ; sh:maxCount 4 ] ."""
    assert reason(several) == "urn:s contradicts itself: sh:minCount 5 and sh:maxCount 4"
    apart = """:s a sh:NodeShape ; sh:property [ sh:path schema:name ; sh:minCount 5 ] ,
        [ sh:path schema:url ; sh:maxCount 4 ] ."""
    assert not reason(apart)
    other = """:s a sh:NodeShape ; sh:property [ sh:path schema:name ; sh:minCount 5 ] .
        :t a sh:NodeShape ; sh:property [ sh:path schema:name ; sh:maxCount 4 ] ."""
    assert not reason(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (":s a sh:NodeShape .", ""),
        (":s a sh:PropertyShape ; sh:path schema:name .", ""),
        (":s sh:targetNode :n ; sh:property [ sh:path schema:name ] .", ""),
        (":s sh:path schema:name .", "it holds no shape (sh:NodeShape or sh:PropertyShape)"),
        (":s a sh:NodeShape ; sh:targetClass schema:Person , kg:Nothing .", "urn:s refers to kg:Nothing, which is no class"),
        (":s a sh:NodeShape ; sh:targetClass schema:Qqqqqqqqqq .", "urn:s refers to schema:Qqqqqqqqqq, which is no class of schema.org"),
        (":s a sh:NodeShape ; sh:targetClass :Mine .", ""),
        (":s a sh:NodeShape ; sh:targetClass schema:CreativeWork .", ""),
        (
            ":s a sh:NodeShape ; sh:class <http://schema.org/Person> .",
            "urn:s refers to http://schema.org/Person; the graph says https://schema.org/Person",
        ),
        ("schema:s a sh:NodeShape ; sh:class schema:Prson .", "schema:s refers to schema:Prson, which is no class of schema.org; did you mean schema:Person?"),
        ("[] a sh:NodeShape ; sh:class kg:Nothing .", "a shape without a name refers to kg:Nothing, which is no class"),
    ],
)  # fmt: skip
def test_shapes_are_about_classes_that_there_are(text: str, expected: str) -> None:
    assert reason(text) == expected


def test_what_is_not_well_formed_is_told_by_the_property_that_is_wrong() -> None:
    said = reason(':s a sh:NodeShape ; sh:property [ sh:path schema:name ; sh:minCount "one" ] .')
    assert said == "urn:s is not well-formed SHACL: sh:minCount one"
    assert reason(":s a sh:NodeShape ; sh:property [ ] .") == "urn:s is not well-formed SHACL: sh:path"


def test_a_shape_without_a_name_is_known_by_that_of_the_shape_it_belongs_to() -> None:
    graph = shapes(":s sh:property [ sh:path schema:name ; sh:or ( [ sh:minCount 1 ] ) ] .")
    for part in set(graph.subjects()):
        assert shape_name(graph, part) == "urn:s"
    assert shape_name(graph, None) == ""
    # Owned by a part without a name and by a named shape: the name is what can be told.
    both = shapes(":s sh:node _:b . _:a sh:node _:b . _:a sh:node _:a .")
    (part,) = both.objects(URIRef("urn:s"))
    assert shape_name(both, part) == "urn:s"
    circle = shapes("_:a sh:node _:b . _:b sh:node _:a .")
    assert {shape_name(circle, one) for one in circle.subjects()} == {""}


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        (":s a sh:NodeShape .", 0),
        (":s a sh:PropertyShape ; sh:path schema:name .", 1),
        (":s sh:targetClass :C ; sh:property [ sh:path schema:name ] .", 1),
        (":s sh:targetNode :n ; sh:property [ sh:path schema:name ] .", 1),
        (":s sh:targetSubjectsOf :p ; sh:property [ sh:path schema:name ] .", 1),
        (":s sh:targetObjectsOf :p ; sh:property [ sh:path schema:name ] .", 1),
        (":s a sh:NodeShape ; sh:property [ sh:path schema:a ; sh:node :t ] . :t sh:property [ sh:path ( schema:b schema:c ) ] .", 3),
        (":s a sh:NodeShape ; sh:property [ sh:path schema:a ; sh:qualifiedValueShape [ sh:property [ sh:path schema:b ] ] ] .", 2),
        (":s a sh:NodeShape ; sh:property [ sh:path schema:a ; sh:not [ sh:property [ sh:path schema:b ] ] ] .", 2),
        (":s a sh:NodeShape ; sh:and ( [ sh:property [ sh:path schema:a ] ] [ sh:property [ sh:path ( schema:a schema:b ) ] ] ) .", 2),
        (":s a sh:NodeShape ; sh:xone ( [ sh:property [ sh:path ( schema:a schema:b ) ] ] [ sh:nodeKind sh:IRI ] ) .", 2),
        (":s a sh:NodeShape ; sh:or ( [ sh:property [ sh:path ( schema:a schema:b ) ] ] ) .", 2),
        (":s a sh:PropertyShape ; sh:path schema:a , ( schema:a schema:b schema:c ) .", 3),
        (":s a sh:PropertyShape ; sh:path [ sh:zeroOrOnePath ( schema:a schema:b ) ] .", 2),
        (":s a sh:PropertyShape ; sh:path [ sh:alternativePath ( schema:a ( schema:a schema:b ) ) ] .", 2),
        (":s a sh:PropertyShape ; sh:path [ sh:oneOrMorePath schema:a ] .", None),
        (":s a sh:NodeShape ; sh:target [ ] .", None),
        (":s a sh:PropertyShape ; sh:path [ sh:inversePath schema:a ] .", None),
        (":s a sh:PropertyShape ; sh:path [ sh:zeroOrMorePath schema:a ] .", None),
        (":s a sh:NodeShape ; sh:sparql :q .", None),
        (
            ":s a sh:PropertyShape ; sh:path schema:a . "
            ":t a sh:PropertyShape ; sh:path ( schema:a schema:b schema:c ) .",
            3,
        ),
        (":s a sh:NodeShape ; :x [ sh:select 'q' ] .", None),
        (":s a sh:NodeShape ; :x [ sh:ask 'q' ] .", None),
        (":s a sh:NodeShape . schema:Book rdfs:subClassOf schema:CreativeWork .", None),
        (":s a sh:NodeShape ; sh:node :t . :t sh:node :s .", None),
        (":s a sh:NodeShape ; sh:node :t , :u . :t sh:property :p . :u sh:property :p . :p sh:path schema:a .", 1),
    ],
)  # fmt: skip
def test_it_is_counted_how_many_steps_a_shape_goes(text: str, steps: int | None) -> None:
    assert reach(shapes(text)) == steps


def test_a_shape_sees_what_it_names_and_the_classes_of_things() -> None:
    seen = predicates_seen(
        shapes(":s a sh:NodeShape ; sh:property [ sh:path schema:name ; sh:hasValue :v ] .")
    )
    assert seen is not None
    assert {"<https://schema.org/name>", "<urn:v>"} < seen
    assert "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>" in seen
    assert "<http://www.w3.org/2000/01/rdf-schema#subClassOf>" in seen
    assert "<https://schema.org/url>" not in seen
    for word in ("closed true", "ignoredProperties ()", "js [ ]", "rule [ ]"):
        assert predicates_seen(shapes(f":s a sh:NodeShape ; sh:{word} .")) is None


@pytest.mark.parametrize(
    ("text", "data", "is_met"),
    [
        (":s sh:target [ ] .", "a p b", True),
        (":s sh:targetNode :nobody .", "a p b", True),
        (":s sh:targetSubjectsOf :p .", "a p b", True),
        (":s sh:targetSubjectsOf :q .", "a p b", False),
        (":s sh:targetObjectsOf :p .", "a p b", True),
        (":s sh:targetObjectsOf :q .", "a p b", False),
        (":s sh:targetClass :b .", "a p b", False),
        (":C a rdfs:Class , sh:NodeShape .", "a p b", False),
    ],
)
def test_a_target_is_met_by_a_triple_that_makes_it_one(text: str, data: str, is_met: bool) -> None:
    assert has_target(shapes(text), triples(data)) is is_met


@pytest.mark.parametrize("kind", ["rdfs:Class", "owl:Class"])
def test_a_shape_that_is_a_class_is_about_the_things_of_that_class(kind: str) -> None:
    rdf_type = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    text = f":C a {kind} , sh:NodeShape ."
    assert has_target(shapes(text), [("<urn:a>", rdf_type, "<urn:C>")])
    assert not has_target(shapes(text), [("<urn:a>", rdf_type, "<urn:D>")])


CHAIN = """
a knows b
b knows c
c name "C"
d name "D"
e name "E"
f name "F"
g name "G"
"""
FAR = """
:s a sh:NodeShape ; sh:targetNode :a , :d , :e , :f ;
   sh:property [ sh:path ( :knows :knows :name ) ; sh:maxCount 0 ] ;
   sh:property [ sh:path :name ; sh:maxCount 0 ] .
"""


@pytest.mark.parametrize(
    ("before", "after", "judged"),
    [
        ('c name "C"', 'c name "C2"', 3),
        ('d name "D"', 'd name "D2"', 1),
        ('d name "D"', "", 1),
        ("b knows c", "b knows d", 2),
        ("a knows b", "", 1),
        ('g name "G"', 'g name "G"', 0),
    ],
)
def test_as_many_nodes_are_judged_again_as_can_see_the_change(before: str, after: str, judged: int) -> None:
    far = shapes(FAR)
    judge = Judge(far, "pyshacl")
    first, second = triples(CHAIN), triples(CHAIN.replace(before, after))
    for number, data in ((7, first), (judged, second)):
        assert judge.results(data) == run(Dataset({"": data}), Graph() + far, "pyshacl")[0]
        assert judge.judged == number


def test_of_half_of_the_nodes_each_is_judged_and_of_more_all_are() -> None:
    near = shapes(":s a sh:NodeShape ; sh:targetSubjectsOf :p ; sh:property [ sh:path :p ; sh:maxCount 0 ] .")
    judge = Judge(near, "pyshacl")
    for changed, judged in (("", 6), ("abc", 3), ("abcd", 1), ("", 6)):
        data = triples("\n".join(f'{one} p "{"y" if one in changed else "x"}"' for one in "abcdef"))
        assert judge.results(data) == run(Dataset({"": data}), Graph() + near, "pyshacl")[0]
        assert judge.judged == judged


@pytest.mark.parametrize("other", ['"one"@en', '"urn:a"', '"urn:c"'])
def test_a_literal_is_not_taken_for_what_has_the_same_text(other: str) -> None:
    of_values = shapes("""
        :s a sh:NodeShape ; sh:targetObjectsOf :p ; sh:nodeKind sh:IRI .
        :t a sh:NodeShape ; sh:targetSubjectsOf :q ; sh:property [ sh:path :q ; sh:maxCount 0 ] .
    """)
    more = "\n".join(f'{one} q "{one}"' for one in "cdefghij")
    first = f'a p "one"\n{more}'
    second = f"{first}\nb p {other}"
    judge = Judge(of_values, "pyshacl")
    for text in (first, second, f'{second}\nc q "z"', second, first):
        data = triples(text)
        assert judge.results(data) == run(Dataset({"": data}), Graph() + of_values, "pyshacl")[0]


def result(**given: str) -> ShapeResult:
    texts = dict.fromkeys(("focus", "path", "value", "severity", "message", "shape", "code", "hint"), "")
    return ShapeResult(**(texts | given))


DOCUMENT = """
---
id: a
title: T
category: sea/harbour
tags: [tides]
language: en
verified_by: [Ngozi Okafor]
contributors: [{user: Grace Hopper, role: author}]
primary_sources:
  - {title: On Tides, doi: 10.1000/x, year: 1962, authors: [Bo Berg, Al Ames], institution: Tide Institute / Journal of Tides}
atomic_facts:
  - {id: f, statement: It floats., source_doi: 10.1000/x, confidence: high}
  - {id: g, statement: It sinks., source_title: An odd log}
---
"""


@pytest.fixture
def origins(write: Write) -> Origins:
    graph = kg.build(write("a.md", DOCUMENT), settings=kg.Settings(base="urn:"), validate=False)
    return Origins(graph.documents, graph.identity)


def spots(origins: Origins, focus: str, path: str = "") -> list[str]:
    return [".".join(map(str, where)) for _, where in origins.places(focus, path, 9)]


@pytest.mark.parametrize(
    ("focus", "path", "where"),
    [
        ("urn:a", "", [""]),
        ("urn:a", "headline", ["title"]),
        ("urn:a", "inLanguage", ["language"]),
        ("urn:a", "about", ["category"]),
        ("urn:a", "citation", ["primary_sources"]),
        ("urn:a", "name", ["title"]),
        ("urn:a", "identifier", ["id"]),
        ("urn:a", "abstract", ["abstract"]),
        ("urn:a", "dateCreated", ["created"]),
        ("urn:a", "dateModified", ["updated"]),
        ("urn:a", "kg:completeness", ["completeness"]),
        ("urn:a", "kg:confidence", ["confidence"]),
        ("urn:a", "kg:knownGap", ["known_gaps"]),
        ("urn:a#f", "kg:confidence", ["atomic_facts.0.confidence"]),
        ("urn:source/doi/10.1000/x", "name", ["primary_sources.0.title", "atomic_facts.0"]),
        ("urn:source/doi/10.1000/x", "url", ["primary_sources.0.url", "atomic_facts.0"]),
        ("urn:source/doi/10.1000/x", "identifier", ["primary_sources.0.doi", "atomic_facts.0"]),
        ("urn:source/doi/10.1000/x", "kg:claimedIdentifier", ["primary_sources.0.doi", "atomic_facts.0"]),
        ("urn:source/doi/10.1000/x", "publisher", ["primary_sources.0.institution", "atomic_facts.0"]),
        (
            "urn:source/doi/10.1000/x",
            "sourceOrganization",
            ["primary_sources.0.institution", "atomic_facts.0"],
        ),
        ("urn:a", "nothing", [""]),
        ("urn:a#page", "name", ["title"]),
        ("urn:a#f", "text", ["atomic_facts.0.statement"]),
        ("urn:a#f", "identifier", ["atomic_facts.0.id"]),
        ("urn:a#f", "isBasedOn", ["atomic_facts.0.source_url"]),
        ("urn:source/doi/10.1000/x", "", ["primary_sources.0", "atomic_facts.0"]),
        ("urn:source/doi/10.1000/x", "datePublished", ["primary_sources.0.year", "atomic_facts.0"]),
        ("urn:source/doi/10.1000/x", "author", ["primary_sources.0.authors", "atomic_facts.0"]),
        ("urn:source/doi/10.1000/x", "isPartOf", ["primary_sources.0.institution", "atomic_facts.0"]),
        ("urn:topic/sea", "", ["category"]),
        ("urn:topic/sea/harbour", "", ["category"]),
        ("urn:topic/tides", "", ["tags.0"]),
        ("urn:person/bo-berg", "", ["primary_sources.0.authors.0"]),
        ("urn:person/al-ames", "name", ["primary_sources.0.authors.1"]),
        ("urn:person/ngozi-okafor", "", ["verified_by"]),
        ("urn:person/grace-hopper", "", ["contributors.0"]),
        ("urn:nobody", "", []),
    ],
)
def test_a_node_is_led_back_to_the_records_that_speak_of_it(
    origins: Origins, focus: str, path: str, where: list[str]
) -> None:
    ours = path.removeprefix("kg:")
    namespace = "https://schema.org/" if ours == path else "https://w3id.org/claimgraph/terms#"
    assert spots(origins, focus, f"{namespace}{ours}" if path else "") == where


@pytest.mark.parametrize(
    ("text", "place"), [("@prefix : <urn:> .\n\n:a\t:b x .\n", ":3:"), ("x", ":1:"), ("\n x", ":2:")]
)
def test_shapes_that_are_no_turtle_are_named_with_line_and_column(
    tmp_path: Path, text: str, place: str
) -> None:
    (tmp_path / "s.ttl").write_text(text)
    with pytest.raises(ShapesError) as refused:
        load_shapes([tmp_path / "s.ttl"])
    line, column = (
        str(refused.value).removeprefix(f"{tmp_path / 's.ttl'}:").removesuffix(" is not Turtle").split(":")
    )
    assert f":{line}:" == place
    assert 1 <= int(column) <= len(text.split("\n")[int(line) - 1]) + 1


def test_shapes_that_are_no_text_are_named_without_a_place(tmp_path: Path) -> None:
    (tmp_path / "s.ttl").write_bytes(b":a \xff")
    with pytest.raises(ShapesError) as refused:
        load_shapes([tmp_path / "s.ttl"])
    assert str(refused.value) == f"{tmp_path / 's.ttl'} is not Turtle"


def test_bodies_and_venues_come_from_the_institution_of_a_source(write: Write) -> None:
    graph = kg.build(write("a.md", DOCUMENT), settings=kg.Settings(base="urn:"), validate=False)
    found = Origins(graph.documents, graph.identity)
    names = {
        o for p in ("isPartOf", "sourceOrganization", "publisher")
        for _, said, o in graph.dataset.triples if said == f"<https://schema.org/{p}>" and "#" not in o
    }  # fmt: skip
    assert len(names) == 2
    for name in names:
        assert spots(found, name[1:-1]) == ["primary_sources.0.institution"]


def test_only_so_many_places_are_named_and_names_are_looked_for_once(origins: Origins) -> None:
    assert len(origins.places("urn:source/doi/10.1000/x", "", 1)) == 1
    assert origins.places("urn:nobody", "", 9) == origins.places("urn:nobody", "", 9) == []
    assert len(origins.places("urn:topic/sea", "", 9)) == 1
    assert origins.knows("urn:a")
    assert not origins.knows("urn:nobody")


def test_a_result_becomes_the_finding_that_its_shape_declares(origins: Origins) -> None:
    found = placed(
        result(focus="urn:a", code="KG401", message="no title", severity="warning", shape="urn:s", hint="h"),
        origins,
    )
    assert (found.code, found.message, found.hint) == ("KG401", "no title", "h")
    assert (found.severity, found.shape, found.subject) == (kg.Severity.WARNING, "urn:s", "urn:a")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"message": "m", "shape": "urn:s"}, "m (shape urn:s)"),
        ({"message": "m"}, "m (shape without a name)"),
        ({"shape": "urn:s"}, "urn:a does not conform (shape urn:s)"),
    ],
)
def test_a_shape_without_a_code_of_ours_is_named_in_the_message(
    origins: Origins, given: dict[str, str], message: str
) -> None:
    for code in ("", "KG999"):
        found = placed(result(focus="urn:a", code=code, **given), origins)
        assert (found.code, found.message) == ("KG400", message)


def test_a_severity_that_is_none_of_shacl_is_a_violation(origins: Origins) -> None:
    levels = {
        word: placed(result(focus="urn:a", severity=word), origins).severity
        for word in ("info", "warning", "violation", "mine")
    }
    assert levels == {
        "info": kg.Severity.INFO,
        "warning": kg.Severity.WARNING,
        "violation": kg.Severity.VIOLATION,
        "mine": kg.Severity.VIOLATION,
    }


def test_a_node_of_no_record_is_found_by_the_owner_in_its_name(origins: Origins) -> None:
    def paths(focus: str) -> list[object]:
        return [path for _, path in placed(result(focus=focus), origins).places]

    assert paths("urn:a#f#part#of-it") == [("atomic_facts", 0)]
    assert paths("urn:a#generation") == [()]
    assert paths("urn:nobody#at-all") == []


def test_an_empty_graph_has_no_findings_and_needs_no_shapes() -> None:
    def never() -> Origins:
        raise AssertionError("nothing is to be located")

    assert validate(Dataset({}), never, extra_shapes=[Path("nowhere.ttl")]) == []


def test_a_shape_of_the_user_gives_its_severity_message_and_least_of_several_texts(write: Write) -> None:
    own = shapes(
        """:s a sh:NodeShape ; sh:targetNode :a ; sh:severity sh:Info ;
             sh:property [ sh:path :name ; sh:maxCount 0 ; sh:message "b"@de , "a"@en ;
                           sh:severity sh:Warning ] ."""
    )
    (found,) = run(Dataset({"": triples('a name "x"')}), own, "pyshacl")[0]
    assert (found.focus, found.path, found.severity) == ("urn:a", "urn:name", "warning")
    assert (found.message, found.shape, found.code, found.hint) == ("a", "urn:s", "", "")


def test_a_report_keeps_the_languages_and_types_of_its_texts() -> None:
    text = '[] :text "eins"@de , 1 , "one" ; :next [ :text "two" ] .'
    turtle = to_turtle(shapes(text))
    assert Graph().parse(data=turtle, format="turtle").isomorphic(shapes(text))
    assert '"eins"@de' in turtle
    assert '"one"^^' not in turtle


@pytest.mark.parametrize(
    ("place", "message"),
    [("empty", "the folder {} holds no shapes (*.ttl)"), ("nowhere.ttl", "there are no shapes at {}")],
)
def test_a_place_without_shapes_is_an_error(tmp_path: Path, place: str, message: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ShapesError, match=re.escape(message.format(tmp_path / place))):
        load_shapes([tmp_path / place])


def test_a_file_of_shapes_is_read_again_when_it_has_changed_and_never_changes_ours(write: Write) -> None:
    path = write("own/a.ttl", PREFIXES + ":s a sh:NodeShape ; sh:targetNode :n .")
    own = load_shapes()
    first = load_shapes([path.parent])
    assert len(first) == len(own) + 2
    path.write_text(dedent(PREFIXES) + ":s a sh:NodeShape ; sh:targetNode :n , :m .", encoding="utf-8")
    assert len(load_shapes([path])) == len(own) + 3
    assert len(load_shapes()) == len(own)
    assert len(load_shapes(profiles=["core"])) == len(own) < len(load_shapes(profiles=["web"]))


def test_of_several_contradictions_the_first_by_name_is_told_and_bounds_of_nodes_count() -> None:
    one = ":%s a sh:NodeShape ; sh:property [ sh:path schema:name ; sh:minCount 4 ; sh:maxCount 3 ] ."
    assert reason(f"{one % 'b'} {one % 'a'} {one % 'c'}").startswith("urn:a contradicts itself")
    own = ":s a sh:NodeShape ; sh:minInclusive 5 ; sh:maxInclusive 4 ; sh:property [ sh:path schema:name ] ."
    assert reason(own) == "urn:s contradicts itself: sh:minInclusive 5 and sh:maxInclusive 4"
    several = f"{own} :s sh:property [ sh:path schema:url ] , [ sh:path schema:url ] ."
    assert reason(several) == "urn:s contradicts itself: sh:minInclusive 5 and sh:maxInclusive 4"
    paths = """:s a sh:NodeShape ; sh:property [ sh:path schema:%s ; sh:minCount 5 ] ,
        [ sh:path schema:%s ; sh:maxCount 4 ] , [ sh:path schema:%s ] , [ sh:path schema:%s ] ."""
    for first, second in (("name", "url"), ("url", "name")):
        told = reason(paths % (first, first, second, second))
        assert told == "urn:s contradicts itself: sh:minCount 5 and sh:maxCount 4"


def test_a_result_has_the_code_and_hint_of_its_shape() -> None:
    own = shapes(
        """:s a sh:NodeShape ; sh:targetNode :a ; sh:property :p .
           :p sh:path :name ; sh:maxCount 0 ; kg:code "KG401" ; kg:hint "leave it out" ; sh:message "m" ."""
    )
    (found,) = run(Dataset({"": triples('a name "x"')}), own, "pyshacl")[0]
    assert (found.code, found.hint, found.shape) == ("KG401", "leave it out", "urn:p")


def test_shapes_that_an_engine_refuses_are_refused_in_one_line() -> None:
    broken = shapes(':s a sh:NodeShape ; sh:targetNode :a ; sh:property [ sh:path :p ; sh:pattern "(" ] .')
    with pytest.raises(ShapesError) as caught:
        run(Dataset({"": triples('a p "x"')}), broken, "pyshacl")
    assert str(caught.value).startswith("the shapes cannot be used: ")
    assert "  " not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_an_engine_says_in_several_lines_is_told_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pyshacl.validate", lambda *_, **__: (False, "no graph", "It\n  failed.\n"))
    with pytest.raises(ShapesError) as caught:
        run(Dataset({"": triples('a p "x"')}), shapes(":s sh:targetNode :a ."), "pyshacl")
    assert str(caught.value) == "the shapes cannot be used: It failed."


def test_a_finding_about_a_source_of_many_documents_is_shown_in_six(tmp_path: Path, write: Write) -> None:
    for number in range(8):
        write(f"docs/{number}.md", DOCUMENT)
    graph = kg.build(tmp_path / "docs", settings=kg.Settings(base="urn:"), validate=False)
    found = placed(
        result(focus="urn:source/doi/10.1000/x", path="https://schema.org/name"),
        Origins(graph.documents, graph.identity),
    )
    assert [file.rpartition("/")[2] for file, _ in found.places] == [f"{number}.md" for number in range(6)]
