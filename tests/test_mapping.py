"""Front matter to triples, field by field."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import kg
from kg.graph.store import QueryResult

Write = Callable[[str, str], Path]


def built(path: Path, **options: object) -> kg.KnowledgeGraph:
    return kg.build(path, settings=kg.Settings(base="https://example.org/"), validate=False, **options)  # type: ignore[arg-type]


def objects(graph: kg.KnowledgeGraph, subject: str, predicate: str) -> set[str]:
    result = graph.query(f"SELECT ?o WHERE {{ <https://example.org/{subject}> {predicate} ?o }}")
    return {str(row[0]) for row in result.rows}


def one(result: QueryResult) -> str:
    assert len(result) == 1
    return str(result.rows[0][0])


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("ai_generated", {"https://schema.org/TrainedAlgorithmicMediaDigitalSource"}),
        ("ai-structured", {"https://schema.org/TrainedAlgorithmicMediaDigitalSource"}),
        ("AI assisted", {"https://schema.org/CompositeWithTrainedAlgorithmicMediaDigitalSource"}),
        ("human_only", set()),
    ],
)
def test_the_generation_method_gives_the_digital_source_type(
    write: Write, method: str, expected: set[str]
) -> None:
    graph = built(write("a.md", f"---\ntitle: A\ngeneration_method: {method}\n---\n"))
    assert objects(graph, "a", "schema:digitalSourceType") == expected
    assert objects(graph, "a", "prov:wasGeneratedBy/kg:generationMethod") == {method}
    assert not graph.diagnostics


def test_an_unknown_generation_method_is_kept_and_reported(write: Write) -> None:
    graph = built(write("a.md", "---\ntitle: A\ngeneration_method: by magic\n---\n"))
    assert objects(graph, "a", "prov:wasGeneratedBy/kg:generationMethod") == {"by magic"}
    assert [found.code for found in graph.diagnostics] == ["KG106"]


def test_a_category_path_gives_two_topics_one_broader(write: Write) -> None:
    graph = built(write("a.md", "---\ntitle: A\ncategory: technology/ai\ntags: [Ethics, ai]\n---\n"))
    assert objects(graph, "a", "schema:about") == {
        "https://example.org/topic/technology",
        "https://example.org/topic/technology/ai",
        "https://example.org/topic/ethics",
        "https://example.org/topic/ai",
    }
    assert objects(graph, "topic/technology/ai", "skos:broader") == {"https://example.org/topic/technology"}
    assert objects(graph, "topic/technology/ai", "schema:name") == {"AI"}
    assert objects(graph, "topic/ethics", "schema:name") == {"Ethics"}


def test_a_source_in_both_lists_is_one_node_cited_once(write: Write) -> None:
    graph = built(
        write(
            "a.md",
            """
            ---
            title: A
            primary_sources:
              - {title: On Examples, doi: 10.1000/x}
            secondary_sources:
              - {title: On examples., url: "https://doi.org/10.1000/X"}
            ---
            """,
        )
    )
    assert objects(graph, "a", "schema:citation") == {"https://example.org/source/doi/10.1000/x"}
    assert objects(graph, "a", "prov:hadPrimarySource") == {"https://example.org/source/doi/10.1000/x"}


def test_a_citation_string_never_becomes_the_name_of_a_listed_source(write: Write) -> None:
    graph = built(
        write(
            "a.md",
            """
            ---
            title: A
            atomic_facts:
              - id: f
                statement: S.
                source_title: "Doe, J. On Examples. Journal 2020"
                source_doi: 10.1000/x
            primary_sources:
              - {title: On Examples, doi: 10.1000/x}
            ---
            """,
        )
    )
    assert objects(graph, "a#f", "schema:isBasedOn/schema:name") == {"On Examples"}
    assert objects(graph, "a#f", "schema:creditText") == {"Doe, J. On Examples. Journal 2020"}


def test_an_institution_is_split_into_what_it_is_to_the_work(write: Write) -> None:
    graph = built(
        write(
            "a.md",
            """
            ---
            title: A
            primary_sources:
              - {title: On Examples, doi: 10.1000/x, institution: Microsoft Research / NeurIPS}
              - {title: On Others, doi: 10.1000/y, institution: Nature}
              - {title: On Books, doi: 10.1000/z, institution: Springer}
            ---
            """,
        )
    )
    assert objects(graph, "source/doi/10.1000/x", "schema:sourceOrganization/schema:name") == {
        "Microsoft Research"
    }
    assert objects(graph, "source/doi/10.1000/x", "schema:isPartOf/a") == {
        "https://schema.org/CreativeWorkSeries"
    }
    assert objects(graph, "source/doi/10.1000/y", "schema:isPartOf/a") == {"https://schema.org/Periodical"}
    assert objects(graph, "source/doi/10.1000/z", "schema:publisher/schema:name") == {"Springer"}


def test_a_contested_identifier_names_no_node_and_leads_nowhere(write: Write) -> None:
    graph = built(
        write(
            "a.md",
            """
            ---
            title: A
            primary_sources:
              - {title: On Examples, doi: 10.1000/x}
              - {title: A wholly different work, doi: 10.1000/x}
              - {title: A third about something else, url: "https://doi.org/10.1000/x"}
            ---
            """,
        )
    )
    assert len(graph.query("SELECT ?s WHERE { ?s kg:claimedIdentifier 'doi:10.1000/x' }")) == 3
    assert not graph.query("ASK { ?s schema:sameAs|schema:url <https://doi.org/10.1000/x> }")
    assert graph.query("ASK { ?s kg:claimedIdentifier 'https://doi.org/10.1000/x' }")
    assert {
        row["name"] for row in graph.query("SELECT ?name WHERE { ?d schema:citation/schema:name ?name }")
    } == {
        "On Examples",
        "A wholly different work",
        "A third about something else",
    }


def test_links_between_documents_become_mentions(write: Write, tmp_path: Path) -> None:
    write(
        "a.md",
        "---\ntitle: A\n---\n"
        "[b](sub/b.md#part) [again](sub/b.html) [web](https://example.com/x) [self](a.md)\n",
    )
    write(
        "sub/b.md",
        "---\ntitle: B\n---\n"
        "[up](../a.md) [picture](../p.png) ![gone](gone.png) [mail](mailto:x@example.com)\n",
    )
    write("p.png", "")
    graph = built(tmp_path)
    assert objects(graph, "a", "schema:mentions") == {"https://example.org/sub/b"}
    assert objects(graph, "sub/b", "schema:mentions") == {"https://example.org/a"}
    assert objects(graph, "a#page", "schema:relatedLink") == {"https://example.com/x"}
    assert [(found.code, found.location.line, found.location.column) for found in graph.diagnostics] == [
        ("KG301", 4, 35)
    ]


def test_a_broken_link_names_the_document_that_may_be_meant(write: Write, tmp_path: Path) -> None:
    write("x/a.md", "---\ntitle: A\n---\n[b](b.md)\n")
    write("y/b.md", "---\ntitle: B\n---\n")
    (found,) = built(tmp_path).diagnostics
    assert found.hint == "a document of that name is at ../y/b.md"


def test_nothing_in_the_front_matter_is_lost(maximal: kg.KnowledgeGraph) -> None:
    kept = maximal.query(
        """SELECT ?path ?value WHERE {
             ?owner kg:unmappedField ?field . ?field schema:propertyID ?path ; schema:value ?value
           }"""
    ).rows
    assert set(kept) == {
        ("flavour", "vanilla"),
        ("permalink", "/everything/"),
        ("atomic_facts.0.mood", "calm"),
        ("primary_sources.0.shelf", "12"),
        ("secondary_sources.3.type", "wondrous_thing"),
        ("disputed_statements.0.since", "2025"),
        ("related_entities.0.maker", "Babbage"),
        ("contributors.3.role", "illustrator"),
        ("related_articles.1", "nowhere"),
        ("permalink", "/everything/"),
        ("translations.fr", "notes/missing.md"),
    }


def test_each_value_that_is_kept_has_a_node_of_its_own(write: Write) -> None:
    path = write(
        "a.md", '---\ntitle: A\ncontributors: {" ": one, "\u2028": {}}\nodd: 1\nodd: 2\nodd~2: 3\n---\n'
    )
    graph = kg.build(path)
    rows = graph.query(
        "SELECT ?node ?path ?value { ?node schema:propertyID ?path ; schema:value ?value }"
    ).rows
    assert sorted(row[1:] for row in rows) == [
        *(("contributors. ", value) for value in ("one", "{}")),
        *(("odd", value) for value in ("1", "2")),
        ("odd~2", "3"),
    ]
    assert len({row[0] for row in rows}) == 5


def test_words_for_types_that_no_table_holds_are_kept(write: Write) -> None:
    graph = kg.build(
        write(
            "a.md",
            """
            ---
            title: A bottle
            schema_type: Vessel
            primary_sources: [{title: A letter, type: message in a bottle}]
            atomic_facts: [{id: f, statement: It floats., source_title: A log, source_type: log of a ship}]
            ---
            """,
        )
    )
    rows = graph.query("SELECT ?path ?value { ?f schema:propertyID ?path ; schema:value ?value }")
    assert {(row["path"], row["value"]) for row in rows} == {
        ("schema_type", "Vessel"),
        ("primary_sources.0.type", "message in a bottle"),
        ("atomic_facts.0.source_type", "log of a ship"),
    }


def test_identifiers_that_identify_nothing_are_kept_as_they_are_written(write: Write) -> None:
    graph = built(
        write(
            "a.md",
            """
            ---
            title: A
            atomic_facts:
              - {id: f, statement: S., source_ref: s, source_doi: 10.1000/other}
              - {id: g, statement: T., source_title: A letter, source_doi: ask me}
            primary_sources:
              - {id: s, title: On Examples, doi: eleven, isbn: "123", url: not a url}
            ---
            """,
        )
    )
    kept = {row[0] for row in graph.query("SELECT ?text WHERE { ?s kg:claimedIdentifier ?text }").rows}
    assert kept == {"eleven", "123", "not a url", "ask me"}
    assert objects(graph, "a#f", "kg:unmappedField/schema:value") == {"10.1000/other"}


def test_every_document_is_a_named_graph_of_all_it_says(maximal: kg.KnowledgeGraph) -> None:
    name = maximal.settings.base + "all-of-it#graph"
    assert maximal.query(
        f"ASK {{ GRAPH <{name}> {{ ?claim a schema:Claim ; schema:isBasedOn/schema:name ?title }} }}"
    )
    in_graphs = one(
        maximal.query(
            "SELECT (COUNT(*) AS ?n) WHERE { SELECT DISTINCT ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } } }"
        )
    )
    assert int(in_graphs) == len(maximal)
    assert one(maximal.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")) == in_graphs


def test_two_documents_with_one_iri_both_stay(write: Write, tmp_path: Path) -> None:
    write("a.md", "---\ntitle: A\n---\n")
    write("a.txt", "---\ntitle: Also A\n---\n")
    graph = built(tmp_path)
    assert objects(graph, "a", "schema:name") == {"A"}
    assert objects(graph, "a.txt", "schema:name") == {"Also A"}
    assert [found.code for found in graph.diagnostics] == ["KG204"]


def test_a_document_in_a_folder_called_source_is_not_taken_for_one(write: Write, tmp_path: Path) -> None:
    write("source/doi/a.md", "---\ntitle: A\n---\n")
    graph = built(tmp_path)
    assert objects(graph, "document/source/doi/a", "schema:name") == {"A"}
