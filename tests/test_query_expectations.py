"""Queries in documents that say what they must answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.cli import main
from kg.documents.reader import read_document
from kg.graph.store import Store
from kg.queries.expectations import failed_expectations, sparql_blocks

Write = Callable[[str, str], Path]
TRIPLES = '<urn:a> <https://schema.org/name> "A" .\n<urn:b> <https://schema.org/name> "B" .\n'
NAMES = "SELECT ?n WHERE { ?s schema:name ?n }"
ORDERED = f"{NAMES} ORDER BY ?n"
OPTIONAL = "SELECT ?n ?t WHERE { ?s schema:name ?n OPTIONAL { ?s schema:text ?t } }"


PIECES = ["```", "```sparql", "~~~", "#+ expect: 1", "> ", "- ", "  ", "ASK {}", "é"]


def findings(body: str) -> list[str]:
    """Code and message of each finding about the queries of a document with this body."""
    read = read_document(f"---\ntitle: A\n---\n{body}", file="a.md", name="a")
    assert read is not None
    assert read.document is not None
    found = failed_expectations([read.document], lambda: Store.of(TRIPLES, ""))
    return [f"{one.code} {one.message}" for one in found]


def block(expect: str, query: str) -> str:
    return f"Text.\n\n```sparql\n#+ expect: {expect}\n{query}\n```\n"


@pytest.mark.parametrize(
    ("expect", "query"),
    [
        ("2", NAMES),
        ("2 rows", NAMES),
        ("'>= 1'", NAMES),
        ("< 3", NAMES),
        ("yes", "ASK { ?s schema:name 'A' }"),
        ("no", "ASK { ?s schema:name 'C' }"),
        ("1 triple", "CONSTRUCT { ?s a ?s } WHERE { ?s schema:name 'A' }"),
        ("[[B], [A]]", NAMES),
        ("[B, A]", NAMES),
        ("[A, B]", ORDERED),
        ("[[A, null], [B, ~]]", OPTIONAL),
        ("[]", "SELECT ?s { ?s schema:name 'C' }"),
        ("[schema:name]", "SELECT DISTINCT ?p { ?s ?p ?o }"),
    ],
)
def test_an_answer_that_is_as_expected_is_no_finding(expect: str, query: str) -> None:
    assert findings(block(expect, query)) == []


@pytest.mark.parametrize(
    ("expect", "query", "said"),
    [
        ("3", NAMES, "KG702 there are 2 rows, not 3"),
        ("> 2", NAMES, "KG702 there are 2 rows, not >2"),
        ("0", "SELECT ?s { ?s schema:name 'A' }", "KG702 there is 1 row, not 0"),
        ("no", "ASK { ?s ?p ?o }", "KG702 the answer is yes, not no"),
        ("yes", NAMES, "KG702 yes or no is expected, but this is no ASK; it gives 2 rows"),
        ("1", "ASK { ?s ?p ?o }", "KG702 a number of rows is expected, but this is an ASK"),
        ("[A]", NAMES, "KG702 not expected: B"),
        ("[A, B, C]", NAMES, "KG702 missing: C"),
        ("[A, A, B]", NAMES, "KG702 missing: A"),
        ("[B, A]", ORDERED, "KG702 the rows are those that are expected, in another order"),
        ("[C, D, E, F]", NAMES, "KG702 missing: C, D, E, and 1 more; not expected: A, B"),
        ("[A]", "CONSTRUCT WHERE { ?s ?p ?o }", "KG702 rows are expected, but this is no SELECT"),
        ("many", NAMES, "KG703 what this query must answer cannot be read: 'many' is no number"),
        ("[{n: A}]", NAMES, "KG703 what this query must answer cannot be read: a row is a list"),
        ("[[[A]]]", NAMES, "KG703 what this query must answer cannot be read: a row is a list"),
        ("[", NAMES, "KG703 what this query must answer cannot be read: while parsing"),
        ("1", "SELECT ?n WHERE {", "KG701 the query does not parse at line 3, column 1"),
        ("1", "SELECT * { SERVICE <urn:x> { ?s ?p ?o } }", "KG701 SERVICE asks another server"),
    ],
)
def test_an_answer_that_is_not_as_expected_is_one_finding(expect: str, query: str, said: str) -> None:
    (found,) = findings(block(expect, query))
    assert found.startswith(said)


@pytest.mark.parametrize(
    "body",
    [
        f"```sparql\n{NAMES}\n```\n",
        f"```sparql\n#+ summary: only a summary\n{NAMES}\n```\n",
        f"```sparqlx\n#+ expect: 7\n{NAMES}\n```\n",
        f"    #+ expect: 7\n    {NAMES}\n",
        "```sparql\n```\n",
        "The language sparql, without a block.",
    ],
)
def test_a_block_without_an_expectation_is_only_text(body: str) -> None:
    assert findings(body) == []


def test_a_block_is_found_where_it_stands_also_in_a_list_and_unclosed() -> None:
    in_list = f"  ~~~~ SPARQL title\n  #+ expect: 1\n  {NAMES}\n  ~~~~\n"
    body = f"é\n\n- one\n\n{in_list}\n```sparql\n#+ expect: 1\nASK {{}}"
    read = read_document(f"---\ntitle: A\n---\n{body}", file="a.md", name="a")
    assert read is not None
    assert read.document is not None
    blocks = [(one.line, one.indentation, one.text.split("\n")[1]) for one in sparql_blocks(read.document)]
    assert blocks == [(9, 2, NAMES), (14, 0, "ASK {}")]


@given(
    st.lists(st.sampled_from(["```", "```sparql", "~~~", "#+ expect: 1", "> ", "- ", "  ", "ASK {}", "é"]))
)
def test_no_body_is_too_odd_to_be_read(lines: list[str]) -> None:
    findings("\n".join(lines))


def test_the_command_and_the_library_ask_only_where_they_are_told_to(in_folder: Path, write: Write) -> None:
    write("docs/a.md", f"---\ntitle: A\n---\n{block('7', NAMES)}")
    assert "KG702" not in {found.code for found in kg.check("docs")}
    assert "KG702" in {found.code for found in kg.check("docs", queries=True)}
    said = CliRunner().invoke(main, ["check", "docs", "-q"])
    asked = CliRunner().invoke(main, ["check", "docs", "-q", "--queries"])
    assert (said.exit_code, asked.exit_code) == (0, 1)
    assert "docs/a.md:7:1 violation KG702 there are" in asked.stdout
