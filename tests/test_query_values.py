"""Rows of answers as values of Python and as data frames, read by the frame libraries themselves."""

from __future__ import annotations

import math
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.errors import NotFoundError, QueryError
from kg.graph.store import Store
from kg.graph.values import _CONVERT, Value, python_value

XSD = "http://www.w3.org/2001/XMLSchema#"
ROWS = """SELECT ?number ?share ?day ?moment ?sure ?name ?mixed WHERE {
  VALUES (?number ?share ?day ?moment ?sure ?name ?mixed) {
  (1 0.5 "2026-01-31"^^xsd:date "2026-01-31T12:00:00+02:00"^^xsd:dateTime true "Tides"@en 1)
  (2 UNDEF "2025-12-01"^^xsd:date "2026-01-31T12:00:00Z"^^xsd:dateTime false schema:Claim "one") } }"""


@pytest.fixture(scope="module")
def empty() -> Store:
    return Store(pyoxigraph.Store())


@pytest.mark.parametrize(
    ("text", "datatype", "value"),
    [
        ("7", "integer", 7),
        ("1999", "gYear", 1999),
        ("0.90", "decimal", Decimal("0.90")),
        ("1e3", "double", 1000.0),
        ("-INF", "double", -math.inf),
        ("1", "boolean", True),
        ("false", "boolean", False),
        ("2026-01-31", "date", date(2026, 1, 31)),
        ("2026-01-31T12:00:00Z", "dateTime", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("2026-01-31T12:00:00", "dateTime", datetime(2026, 1, 31, 12)),
        ("2026-02-30", "date", "2026-02-30"),
        ("2026-01-31+01:00", "date", "2026-01-31+01:00"),
        ("seven", "integer", "seven"),
        ("1_000", "integer", "1_000"),
        ("nan", "double", "nan"),
        ("2026-01", "gYearMonth", "2026-01"),
        ("7", "string", "7"),
    ],
)
def test_a_literal_becomes_a_value_of_its_datatype_or_stays_text(
    text: str, datatype: str, value: object
) -> None:
    found = python_value(pyoxigraph.Literal(text, datatype=pyoxigraph.NamedNode(XSD + datatype)))
    assert (type(found), found) == (type(value), value)


@given(st.text(), st.sampled_from(sorted(_CONVERT)))
def test_no_text_of_any_datatype_is_an_error(text: str, datatype: str) -> None:
    python_value(pyoxigraph.Literal(text, datatype=pyoxigraph.NamedNode(datatype)))


def test_rows_are_mappings_to_values_and_keep_their_texts(empty: Store) -> None:
    answer = empty.query(ROWS)
    first, second = answer
    assert (first["number"], first["share"], first["name"]) == (1, Decimal("0.5"), "Tides")
    assert (second["share"], second["name"]) == (None, "https://schema.org/Claim")
    assert answer.rows[0][:2] == ("1", "0.5")


def test_pandas_gets_columns_with_types_of_their_own(empty: Store) -> None:
    frame = empty.query(ROWS).to_pandas()
    assert list(frame.columns) == ["number", "share", "day", "moment", "sure", "name", "mixed"]
    assert [str(frame[name].dtype) for name in ("number", "sure")] == ["Int64", "boolean"]
    assert str(empty.query("SELECT (1e0 AS ?double) { }").to_pandas()["double"].dtype) == "Float64"
    assert frame["number"].sum() == 3
    assert frame["moment"].diff().iloc[1].total_seconds() == 7200
    assert list(frame["mixed"]) == ["1", "one"]
    assert frame["share"].isna().tolist() == [False, True]


def test_polars_gets_the_same_columns(empty: Store) -> None:
    import polars as pl

    frame = empty.query(ROWS).to_polars()
    assert frame.schema["number"] == pl.Int64
    assert frame.schema["day"] == pl.Date
    assert frame.schema["sure"] == pl.Boolean
    assert frame.schema["share"].base_type() == pl.Decimal
    assert frame.schema["mixed"] == pl.String
    assert frame.filter(pl.col("number") > 1)["day"].to_list() == [date(2025, 12, 1)]
    assert (frame["moment"][1] - frame["moment"][0]).total_seconds() == 7200


def test_a_column_without_values_and_an_answer_without_rows_keep_their_names(empty: Store) -> None:
    unbound = empty.query("SELECT ?a ?b WHERE { BIND (1 AS ?a) }")
    assert list(unbound.to_pandas()) == unbound.to_polars().columns == ["a", "b"]
    none = empty.query("SELECT ?a ?b WHERE { ?a ?b ?c }")
    assert list(none.to_pandas()) == none.to_polars().columns == ["a", "b"]
    assert len(none.to_pandas()) == len(none.to_polars()) == 0


def test_triples_are_a_table_and_yes_is_none(seeds: kg.KnowledgeGraph) -> None:
    triples = seeds.query("CONSTRUCT WHERE { ?p a schema:Person }")
    assert list(triples.to_pandas()) == triples.to_polars().columns == ["subject", "predicate", "object"]
    assert len(triples.to_polars()) == len(triples) > 10
    with pytest.raises(QueryError, match="no table"):
        seeds.query("ASK { ?s ?p ?o }").to_pandas()


_CELLS = st.one_of(
    st.none(),
    st.integers(),
    st.booleans(),
    st.floats(allow_nan=False),
    st.text(st.characters(blacklist_categories=("Cs",)), max_size=5),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=st.just(UTC)),
)


@given(st.lists(_CELLS, max_size=4))
def test_every_column_of_values_makes_a_frame_of_both_kinds(
    cells: list[Value | None],
) -> None:
    rows = tuple((None if cell is None else str(cell),) for cell in cells)
    answer = kg.QueryResult("select", ("a",), rows, values=tuple((cell,) for cell in cells))
    assert len(answer.to_pandas()) == len(answer.to_polars()) == len(cells)


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, empty: Store) -> None:
    for name in ("pandas", "polars"):
        monkeypatch.setitem(sys.modules, name, None)
        with pytest.raises(NotFoundError, match=rf"pip install 'claimgraph\[{name}\]'"):
            getattr(empty.query("SELECT * { ?s ?p ?o }"), f"to_{name}")()


def test_asking_imports_no_frame_library() -> None:
    script = (
        "import sys, pyoxigraph; from kg.graph.store import Store; "
        "list(Store(pyoxigraph.Store()).query('SELECT (1 AS ?a) {}')); "
        "print(sorted({'pandas', 'polars', 'rdflib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
