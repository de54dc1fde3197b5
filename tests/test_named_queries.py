"""The named queries: each gives the answer that was put into a small corpus, and each example runs."""

from __future__ import annotations

import shlex
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.cli import main
from kg.cli.named_queries import given_values
from kg.errors import NotFoundError, QueryError
from kg.graph.store import Store
from kg.queries.named import NamedQuery, Parameter, library, named, parse
from kg.queries.nodes import find_nodes

BASE = "https://example.org/"
DOCUMENTS = {
    "tides.md": """
        title: Tides
        category: nature/sea
        last_verified: 2026-03-01
        generation_method: ai_assisted
        ai_models: [some-model]
        known_gaps: [Rivers are left out.]
        disputed_statements:
          - {id: d1, statement: Whether the Moon matters more.}
        atomic_facts:
          - {id: f1, statement: The Moon raises tides., source_ref: moon, confidence: high}
          - {id: f2, statement: The Sun does so too., source_ref: moon, confidence: low}
          - {id: f3, statement: Nobody wrote this down., confidence: medium}
        primary_sources:
          - {id: moon, title: The Moon and the sea, type: journal_article, year: 1999,
             authors: ["Doe, Jane"], doi: 10.1000/moon, institution: Nature}
    """,
    "waves.md": """
        title: Waves
        category: nature/sea
        related_articles: [tides]
        atomic_facts:
          - {id: f1, statement: Wind makes waves., source_ref: wind, confidence: high}
          - {id: f2, statement: The Moon makes none., source_ref: moon, confidence: high}
        primary_sources:
          - {id: moon, title: The Moon and the sea, type: journal_article, year: 1999,
             authors: ["Doe, Jane"], doi: 10.1000/moon, institution: Nature}
          - {id: wind, title: Wind over water, type: web_page, year: 2020, url: "https://example.com/wind/page"}
    """,
    "sand.md": """
        title: Sand
        category: nature
        last_verified: 2020-01-01
    """,
    "contested.md": """
        title: Contested
        primary_sources:
          - {id: a, title: A history of the lighthouse, type: book, year: 2001, doi: 10.1000/same}
          - {id: b, title: Protein folding in yeast, type: book, year: 2002, doi: 10.1000/same}
    """,
}
MOON = f"{BASE}source/doi/10.1000/moon"
WIND = f"{BASE}source/web/example.com/wind/page"

# What each query must answer: its parameters, the columns looked at, and the rows.
EXPECTED: dict[str, tuple[str, tuple[str, ...], list[tuple[str | None, ...]]]] = {
    "claims-of-document": (
        "--document waves",
        ("text",),
        [("Wind makes waves.",), ("The Moon makes none.",)],
    ),
    "claims-on-old-sources": (
        "--before 2000",
        ("year", "claim"),
        [("1999", "tides#f1"), ("1999", "tides#f2"), ("1999", "waves#f2")],
    ),
    "contested-identifiers": ("", ("identifier",), [("doi:10.1000/same",), ("doi:10.1000/same",)]),
    "coverage-by-confidence": (
        "",
        ("confidence", "claims", "with_source"),
        [(None, "1", "0"), ("high", "3", "3"), ("low", "1", "1"), ("medium", "1", "0")],
    ),
    "coverage-by-topic": (
        "",
        ("name", "documents", "claims", "sources"),
        [("Nature", "3", "6", "2"), ("Sea", "2", "6", "2")],
    ),
    "disputed-claims": ("--topic nature", ("claim",), [("tides#dispute-1",)]),
    "documents-by-model": ("", ("model", "document"), [("some-model", "tides")]),
    "documents-citing-person": ("--person 'jane doe'", ("document",), [("tides",), ("waves",)]),
    "documents-on-one-source": ("", ("document", "claims"), [("tides", "2")]),
    "facts-by-source": (
        "--source doi:10.1000/MOON",
        ("document", "claim", "confidence"),
        [("tides", "tides#f1", "high"), ("tides", "tides#f2", "low"), ("waves", "waves#f2", "high")],
    ),
    "if-retracted": (
        "--source 'the moon and the sea'",
        ("claim", "others", "verdict"),
        [("tides#f1", "0", "falls"), ("tides#f2", "0", "falls"), ("waves#f2", "0", "falls")],
    ),
    "known-gaps": ("--topic sea", ("document", "gap"), [("tides", "Rivers are left out.")]),
    "low-confidence-claims": ("--below medium --topic sea", ("claim",), [("tides#f2",)]),
    "most-cited-people": ("", ("name", "documents", "works"), [("Jane Doe", "2", "1")]),
    "most-cited-sources": ("--limit 1", ("source", "documents", "claims"), [(MOON, "2", "3")]),
    "most-cited-venues": ("", ("name", "documents"), [("Nature", "2")]),
    "overview": ("", (), []),
    "related-documents": ("--document Tides", ("other", "shared"), [("waves", "1")]),
    "sources-without-identifier": ("--limit 1", ("documents",), [("1",)]),
    "stale-documents": (
        "--before 2026",
        ("document", "verified"),
        [("contested", None), ("waves", None), ("sand", "2020-01-01")],
    ),
    "uncited-documents": ("", ("document",), [("sand",)]),
    "unlinked-documents": ("", ("document",), [("contested",), ("sand",), ("waves",)]),
    "unsupported-claims": ("", ("claim",), [("tides#f3",)]),
    "works-by-person": ("--person 'Jane Doe'", ("year", "name"), [("1999", "The Moon and the sea")]),
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> kg.KnowledgeGraph:
    folder = tmp_path_factory.mktemp("small")
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(f"---\n{dedent(text).strip()}\n---\n", encoding="utf-8")
    (folder / "kg.yaml").write_text(f"base: {BASE}\n")
    return kg.build(folder)


def ask(graph: kg.KnowledgeGraph, name: str, words: str) -> kg.QueryResult:
    values = given_values(tuple(shlex.split(words)))
    return graph.query(named(name).fill(graph.store, values))


def short(value: str | None) -> str | None:
    """A value without the beginning of its IRI, but for sources."""
    if value is None or value.startswith(f"{BASE}source/"):
        return value
    return value.removeprefix(BASE).removeprefix("https://w3id.org/claimgraph/terms#")


@pytest.mark.parametrize("name", library())
def test_a_named_query_gives_the_answer_that_the_documents_hold(small: kg.KnowledgeGraph, name: str) -> None:
    words, columns, rows = EXPECTED[name]
    answer = ask(small, name, words)
    texts = [dict(zip(answer.variables, row, strict=True)) for row in answer.rows]
    found = [tuple(short(row[column]) for column in columns) for row in texts]
    if rows:
        assert found == rows
    else:
        assert {row["class"]: row["nodes"] for row in answer}["https://schema.org/Claim"] == 6


def test_there_are_at_least_fifteen_and_each_has_an_answer_in_this_test() -> None:
    assert len(library()) >= 15
    assert sorted(EXPECTED) == list(library())


@pytest.mark.parametrize(
    "example", [one for query in library().values() for one in query.examples], ids=lambda one: one[9:]
)
def test_every_example_runs_on_the_seeds(seeds: kg.KnowledgeGraph, example: str) -> None:
    command, subcommand, name, *words = shlex.split(example)
    assert (command, subcommand) == ("kg", "query")
    assert ask(seeds, name, shlex.join(words)).variables


def test_every_query_has_a_summary_an_example_and_uses_each_of_its_parameters() -> None:
    for query in library().values():
        assert query.summary
        assert not query.summary.endswith(".")
        assert all(example.startswith(f"kg query {query.name}") for example in query.examples)
        assert query.examples
        assert all(f"?_{one.name}" in query.text for one in query.parameters)


def test_claims_by_source_are_those_that_the_records_of_the_seeds_name(seeds: kg.KnowledgeGraph) -> None:
    doi = "10.1038/sdata.2016.18"
    wanted = {
        " ".join(fact.statement.split())
        for document in seeds.documents
        for fact in document.atomic_facts
        if fact.source_doi == doi
    }
    answer = ask(seeds, "facts-by-source", f"--source https://doi.org/{doi}")
    assert {row["text"] for row in answer} == wanted
    assert len(wanted) == 2


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        ("source", MOON, [MOON]),
        ("source", f"<{MOON}>", [MOON]),
        ("source", "10.1000/moon", [MOON]),
        ("source", "https://doi.org/10.1000/Moon", [MOON]),
        ("source", "Wind over", [WIND]),
        ("source", "http://www.example.com/wind/page", [WIND]),
        ("document", "sand", [f"{BASE}sand"]),
        ("topic", "SEA", [f"{BASE}topic/nature/sea"]),
        ("person", "Doe", [f"{BASE}person/jane-doe"]),
    ],
)
def test_a_node_is_found_by_whatever_people_call_it(
    small: kg.KnowledgeGraph, kind: str, text: str, found: list[str]
) -> None:
    assert find_nodes(small.store, kind, text) == [f"<{one}>" for one in found]


def test_an_identifier_that_several_works_claim_means_all_of_them(small: kg.KnowledgeGraph) -> None:
    assert len(find_nodes(small.store, "source", "doi:10.1000/same")) == 2


@pytest.mark.parametrize(
    ("name", "words", "reason"),
    [
        ("facts-by-source", "", "needs --source: a DOI"),
        ("facts-by-source", "--surce x", "has no parameter 'surce'; did you mean source?"),
        ("facts-by-source", "--source 'The Mon and the sea'", "did you mean 'The Moon and the sea'?"),
        ("facts-by-source", "--source", "--source needs a value"),
        ("facts-by-source", "moon", "is no parameter; write --NAME VALUE"),
        ("low-confidence-claims", "--below none", "it is one of low, medium, high"),
        ("most-cited-people", "--limit '1 } INSERT'", "write a whole number"),
        ("stale-documents", "--before yesterday", "write a day, month or year"),
    ],
)
def test_what_a_named_query_cannot_be_asked_with_is_said(
    small: kg.KnowledgeGraph, name: str, words: str, reason: str
) -> None:
    with pytest.raises((QueryError, NotFoundError)) as raised:
        ask(small, name, words)
    assert reason in str(raised.value)


def test_an_unknown_name_leads_to_the_nearest_one() -> None:
    with pytest.raises(NotFoundError, match="did you mean facts-by-source"):
        named("fact-by-sources")


@given(st.text())
def test_a_value_is_always_a_value_and_never_a_piece_of_the_query(value: str) -> None:
    text = "SELECT (?_value AS ?given) WHERE { } # ?_value '?_value'"
    parameter = Parameter("value", "text", "any text", None)
    query = NamedQuery("echo", "Give it back", text, (parameter,))
    store = Store.of("", "")
    ((given_back,),) = store.query(query.fill(store, {"value": value})).rows
    assert given_back is not None
    assert len(given_back) == len(value)


@pytest.mark.parametrize(
    "head",
    ["#+ summary: [", "#+ summary: x\n#+ parameters: {a: {kind: nothing, about: b}}", "#+ description: x"],
)
def test_a_head_that_says_too_little_is_named(head: str) -> None:
    with pytest.raises(QueryError, match=r"the lines #\+|the kind of a"):
        parse("mine.rq", f"{head}\nASK {{}}")


def run(*words: str) -> str:
    done = CliRunner().invoke(main, list(words), prog_name="kg")
    assert done.exit_code == 0, done.output
    return done.stdout


def test_named_queries_are_listed_shown_and_asked_on_the_command_line(
    small: kg.KnowledgeGraph, tmp_path: Path
) -> None:
    small.write(tmp_path / "output", html=False)
    listed = run("query", "--list").splitlines()
    assert [line.split()[0] for line in listed] == list(library())
    assert "--source  a DOI" in run("query", "--list", "facts-by-source")
    options = ("-g", f"{tmp_path}/output", "--format", "csv")
    shown = run("query", "facts-by-source", "--source=doi:10.1000/moon", *options)
    assert len(shown.splitlines()) == 4
    mine = tmp_path / "mine.rq"
    mine.write_text(
        "#+ summary: One\n#+ parameters: {who: {kind: person, about: a name}}\n"
        "SELECT ?name { VALUES ?p { ?_who } ?p schema:name ?name }\n"
    )
    asked = run("query", str(mine), "--who", "jane doe", *options)
    assert asked.split() == ["name", "Jane", "Doe"]
