"""The store on disk: made once, never out of date, safe when several ask at a time."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest

import kg
from kg.errors import NotFoundError, QueryError
from kg.exporters.verification import verify
from kg.graph.services import service_in
from kg.graph.sparql import tokens
from kg.queries.cache import Entry, Files
from kg.queries.output_store import open_output
from kg.queries.plan import plan

Write = Callable[[str, str], Path]
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
IN_GRAPHS = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("KG_CACHE_DIR", str(folder))
    return folder


@pytest.fixture
def output(seeds: kg.KnowledgeGraph, tmp_path: Path) -> Path:
    seeds.write(tmp_path / "output", html=False)
    return tmp_path / "output"


def count(folder: Path, query: str = COUNT) -> int:
    return int(open_output(folder).query(query).rows[0][0] or 0)


def entries(cache: Path) -> list[str]:
    return sorted(one.name for one in cache.glob("*-*"))


def test_a_store_on_disk_answers_as_one_in_memory_does(
    seeds: kg.KnowledgeGraph, output: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quads = sum(map(len, seeds.dataset.graphs.values()))
    assert [count(output), count(output, IN_GRAPHS)] == [len(seeds), quads]
    assert len(entries(cache)) == 1
    assert [count(output), count(output, IN_GRAPHS)] == [len(seeds), quads]
    assert len(entries(cache)) == 1
    monkeypatch.setenv("KG_CACHE_DIR", "")
    assert [count(output), count(output, IN_GRAPHS)] == [len(seeds), quads]


def test_a_question_changes_nothing_in_the_output(output: Path, cache: Path) -> None:
    count(output)
    assert not verify(output).differences


def test_a_store_is_not_made_again_while_the_graph_is_the_same(
    output: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count(output)
    monkeypatch.setattr("kg.queries.output_store._made", lambda *_: pytest.fail("made again"))
    assert count(output) > 0


def test_another_graph_in_the_same_folder_is_never_answered_from_the_old_store(
    seeds: kg.KnowledgeGraph, output: Path, cache: Path, write: Write
) -> None:
    assert count(output) == len(seeds)
    other = kg.build(write("docs/a.md", "---\ntitle: One\n---\n").parent, output=output, html=False)
    assert count(output) == len(other)
    seeds.write(output, html=False)
    assert count(output) == len(seeds)
    assert len(entries(cache)) == 2


def test_a_graph_that_somebody_has_changed_is_asked_as_it_is_and_not_kept(
    seeds: kg.KnowledgeGraph, output: Path, cache: Path
) -> None:
    count(output)
    with (output / "graph.ttl").open("a", encoding="utf-8") as file:
        file.write("<urn:a> <urn:b> <urn:c> .\n")
    before = entries(cache)
    assert count(output) == len(seeds) + 1
    assert entries(cache) == before


def test_a_damaged_store_is_made_again(seeds: kg.KnowledgeGraph, output: Path, cache: Path) -> None:
    count(output)
    for path in cache.glob("*/oxigraph/*"):
        path.write_bytes(b"")
    assert count(output) == len(seeds)
    assert not any(path.name == "CURRENT" and not path.stat().st_size for path in cache.glob("*/oxigraph/*"))


def test_a_cache_that_cannot_be_written_costs_time_and_no_answer(
    seeds: kg.KnowledgeGraph, output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("KG_CACHE_DIR", str(tmp_path / "file" / "cache"))
    assert count(output) == len(seeds)


@pytest.mark.parametrize("how", ["others may write", "a link", "a relative path"])
def test_no_store_is_believed_in_a_folder_that_others_could_have_filled(
    seeds: kg.KnowledgeGraph, output: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    count(output)
    (planted,) = entries(cache)
    shutil.rmtree(cache / planted / "oxigraph")
    other = pyoxigraph.Store(str(cache / planted / "oxigraph"))
    other.load(b"<urn:a> <urn:b> <urn:c> .", format=pyoxigraph.RdfFormat.N_TRIPLES)
    del other
    assert count(output) == 1
    if how == "others may write":
        cache.chmod(0o777)
    elif how == "a link":
        cache.rename(cache.with_name("real"))
        cache.symlink_to("real")
    else:
        monkeypatch.chdir(cache.parent)
        monkeypatch.setenv("KG_CACHE_DIR", cache.name)
    assert count(output) == len(seeds)


def test_several_first_questions_at_a_time_all_get_their_answer(
    seeds: kg.KnowledgeGraph, output: Path, cache: Path
) -> None:
    command = [sys.executable, "-m", "kg", "query", COUNT, "-g", str(output), "--format", "csv"]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)
    ]
    for one in running:
        said, complaints = one.communicate(timeout=60)
        assert (said.split(), complaints) == (["n", str(len(seeds))], "")
    assert len(entries(cache)) == 1


def test_entries_that_nobody_used_for_longest_are_removed(output: Path, cache: Path) -> None:
    files = Files.of(output, "graph.nq")
    assert files is not None
    made = [Entry(cache, "store", str(number), files) for number in range(12)]
    for one in made:
        with one.making():
            pass
        assert made[0].is_there()
    assert [one.is_there() for one in made] == [True, *[False] * 4, *[True] * 7]


def test_an_entry_that_could_not_be_finished_is_not_there(output: Path, cache: Path) -> None:
    files = Files.of(output, "graph.nq")
    assert files is not None
    entry = Entry(cache, "store", "1", files)
    with pytest.raises(KeyboardInterrupt), entry.making():
        raise KeyboardInterrupt
    assert not entry.is_there()
    assert entries(cache) == []


def test_a_graph_that_does_not_parse_is_said_to_be_damaged(output: Path, cache: Path) -> None:
    (output / "graph.nq").write_text("no quad")
    with pytest.raises(NotFoundError, match="is damaged"):
        open_output(output)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://a/> { ?s ?p ?o } }",
        "SELECT * {service silent ?x{?s ?p ?o}}",
        "PREFIX a: <http://a/> SELECT * { ?s ?p ?o .SERVICE a:b\\(c { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o FILTER(1<2)SERVICE#>\n<http://a/>#{\n{ ?s ?p ?o } }",
        "SELECT * { ?s <http://a/\\u0041#> ?o . SERVICE <http://a/> { ?s ?p ?o } }",
        "SELECT * { { SELECT * { SERVICE # ask them\n SILENT\n# now\n <http://a/>\n{ ?s ?p ?o } } } }",
    ],
)
def test_a_query_that_would_reach_another_server_is_refused(seeds: kg.KnowledgeGraph, query: str) -> None:
    with pytest.raises(QueryError, match="SERVICE asks another server, and is refused"):
        seeds.query(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service a ?x { ?service ?p 'SERVICE' } }",
        "SELECT * { ?s schema:service ?x OPTIONAL { ?s ?p ?o } }",
        "SELECT * { ?s ?p <http://example.org/service#a> }",
    ],
)
def test_a_word_that_only_looks_like_a_call_of_a_service_is_none(
    seeds: kg.KnowledgeGraph, query: str
) -> None:
    assert service_in(query) is None
    seeds.query(query)


@pytest.mark.parametrize(
    ("query", "place", "hint"),
    [
        ("SELECT * { ?s shema:name ?o }", "line 1, column 15", "did you mean schema:name?"),
        ("SELECT * {\n\t?s foaf:name ?o }", "line 2, column 5", "PREFIX foaf: <http://xmlns.com/foaf/0.1/>"),
        ("SELEC * { ?s ?p ?o }", "line 1, column 1", "did you mean SELECT?"),
        ("SELECT * { ?s ?p ?o } ODER BY ?s", "line 1, column 23", "did you mean ORDER?"),
        ("SELECT * { ?s schema:name Jane }", "line 1, column 27", "a text with a quote"),
        ("SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }", "line 1, column 40", "GROUP BY"),
    ],
)
def test_a_mistake_in_a_query_is_named_with_its_place_and_the_nearest_right_word(
    seeds: kg.KnowledgeGraph, query: str, place: str, hint: str
) -> None:
    with pytest.raises(QueryError) as raised:
        seeds.query(query)
    message = str(raised.value)
    assert place in message
    assert hint in message
    shown, caret = message.splitlines()[1:3]
    assert shown.startswith("  ")
    assert caret.strip() == "^"


def test_tokens_tell_names_from_strings_and_comments() -> None:
    strings = '\'kg:low\', """a\n"kg:"""@en'
    query = f"PREFIX a: <b:> # schema:x\nSELECT ?s {{ ?s schema:name {strings} ; a:b.c\\-d 1.5 }}"
    assert [one.text for one in tokens(query) if one.kind == "name"] == ["schema:name", "a:b.c\\-d"]


def test_the_steps_of_a_query_are_shown_with_what_matches(seeds: kg.KnowledgeGraph) -> None:
    claims = seeds.query("SELECT ?c { ?c a schema:Claim }")
    optional = "OPTIONAL { ?c schema:isBasedOn/schema:name [] }"
    shown = plan(seeds.store, f"SELECT ?t {{ ?c a schema:Claim ; schema:text ?t {optional} }} LIMIT 3")
    assert shown.startswith("SELECT\n  limit 3\n    project ?t\n")
    assert f"?c rdf:type schema:Claim   {len(claims):,}" in shown
    assert "?c schema:isBasedOn/schema:name ?_1   a path" in shown
    with pytest.raises(QueryError, match="line 1"):
        plan(seeds.store, "SELECT * { ?s")
