"""A corpus built in parts is the corpus built as a whole, whatever stops the build on the way.

``KG_STREAM_EXAMPLES`` sets how many folders are tried; CI tries a few.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path

import networkx as nx
import pytest
from click.testing import CliRunner
from conftest import MAXIMAL, SEEDS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_identity_properties import BESIDE, LISTED
from wild import folders
from wild import write as write_files

import kg
from kg import memoized, streaming
from kg.cli import main
from kg.diagnostics import as_mapping
from kg.documents.records import Fact, Source
from kg.errors import InputError, KgError, OutputError
from kg.exporters.verification import verify
from kg.queries.output_store import open_output
from kg.streaming import Sizes
from kg.streaming.components import Ties, parted

_EXAMPLES = int(os.environ.get("KG_STREAM_EXAMPLES", "16"))

Write = Callable[[str, str], Path]

SMALL = Sizes(files=3, mentions=4, names=4, documents=3, shares=2, runs=3)
"""So small that a handful of documents is worked on in many parts."""

AUTHORITIES = """
works:
  - {title: Deep Learning, doi: 10.1000/one}
people:
  - {name: Jane Doe, orcid: 0000-0001-6960-357X, aliases: [Janet Doe]}
  - {name: Trevor Hastie, works: [{title: Deep Learning, id: 10.1000/one}]}
organizations:
  - {name: OpenAI, aliases: [Foo]}
same:
  works:
    - [10.1000/two, "arXiv:2306.11644"]
  people:
    - [Jane Doe, Roe Doe]
not_same:
  works:
    - [{id: 10.1000/one, title: Annual Report}, {id: 10.1000/one, title: Deep Learning}]
"""


def streamed(source: Path, output: Path, sizes: Sizes = SMALL) -> streaming.Streamed:
    return streaming.build(source, output, workers=1, sizes=sizes)


def files(output: Path) -> dict[str, bytes]:
    """The files of an output that are the same for the same input."""
    return {path.name: path.read_bytes() for path in sorted(output.iterdir()) if path.is_file()}


def assert_as_whole(source: Path, output: Path, built: streaming.Streamed) -> None:
    """What a streamed build has written is what the graph built as a whole says."""
    graph = kg.build(source, validate=False)
    assert (output / "graph.nq").read_text("utf-8") == graph.dataset.nquads
    assert built.counts == graph.counts
    found = [json.loads(line) for line in (output / "report.jsonl").read_text("utf-8").splitlines()]
    assert found == [as_mapping(one) for one in graph.diagnostics]
    # Which also holds the canonical hash of the graph against that in the manifest.
    assert verify(output).differences == ()
    listed = (output / "inputs.sha256").read_text("utf-8").splitlines()
    assert sorted(listed) == sorted(f"{digest}  {name}" for name, digest in graph.inputs.items())


@pytest.mark.parametrize("source", [SEEDS, MAXIMAL], ids=["seeds", "maximal"])
def test_the_graph_of_a_corpus_is_the_same_in_parts_and_as_a_whole(tmp_path: Path, source: Path) -> None:
    assert_as_whole(source, tmp_path / "out", streamed(source, tmp_path / "out"))


def test_the_graph_of_real_documents_is_the_same_in_parts_and_as_a_whole(
    tmp_path: Path, corpus: Path
) -> None:
    assert_as_whole(corpus, tmp_path / "out", streamed(corpus, tmp_path / "out"))


def test_the_size_of_the_parts_and_the_number_of_processes_change_no_byte(tmp_path: Path) -> None:
    streamed(SEEDS, tmp_path / "one", Sizes())
    streaming.build(SEEDS, tmp_path / "two", workers=2, sizes=Sizes(files=9, documents=9))
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_what_functions_remember_is_forgotten_and_changes_no_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    streamed(SEEDS, tmp_path / "remembered")
    assert memoized.held() > 100
    monkeypatch.setattr("kg.streaming.work._MOST_HELD", 0)
    streamed(SEEDS, tmp_path / "forgotten")
    assert memoized.held() < 100
    assert files(tmp_path / "remembered") == files(tmp_path / "forgotten")


@settings(max_examples=_EXAMPLES // 2, deadline=None, suppress_health_check=list(HealthCheck))
@given(folders())
def test_any_folder_is_built_in_parts_as_it_is_as_a_whole(held: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as place:
        source, output = Path(place, "in"), Path(place, "out")
        write_files(source, held)
        try:
            whole = kg.build(source, validate=False)
        except KgError as error:
            with pytest.raises(type(error)):
                streamed(source, output)
            return
        assert_as_whole(source, output, streamed(source, output))
        assert len(whole.documents) == json.loads((output / "build.json").read_text())["counts"]["documents"]


def front_matter(record: Source | Fact) -> Mapping[str, object]:
    left = {"path", "unmapped", "is_primary"}
    held = {one.name: getattr(record, one.name) for one in fields(record) if one.name not in left}
    return {name: value for name, value in held.items() if value}


@settings(max_examples=_EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(st.lists(LISTED, max_size=4), st.lists(BESIDE, max_size=3)), min_size=2, max_size=7),
    st.booleans(),
)
def test_who_is_who_is_decided_in_parts_as_it_is_over_all(
    records: list[tuple[list[Source], list[Fact]]], is_ruled: bool
) -> None:
    with tempfile.TemporaryDirectory() as place:
        source, output = Path(place, "in"), Path(place, "out")
        source.mkdir()
        (source / "kg.yaml").write_text("title: A corpus\n")
        if is_ruled:
            (source / "authorities.yaml").write_text(AUTHORITIES)
        for number, (sources, facts) in enumerate(records):
            front = {
                "title": f"Document {number}",
                "primary_sources": list(map(front_matter, sources)),
                "atomic_facts": list(map(front_matter, facts)),
                "contributors": [{"user": one} for one in ("Jane Doe", "Doe, J.")],
            }
            text = json.dumps(front, ensure_ascii=False)
            (source / f"{number}.md").write_text(f"---\n{text}\n---\n[x](0.md) [y](../9.md)\n", "utf-8")
        assert_as_whole(source, output, streamed(source, output, Sizes(2, 1, 1, 2, 2, 2)))


RIVERS = {"title": "Grand study of rivers", "year": "2020", "authors": ["Brook, Ada"]}
KEYS = {
    "an identifier": (
        1,
        1,
        [RIVERS | {"doi": "10.1000/one"}, {"title": RIVERS["title"], "url": "https://doi.org/10.1000/one"}],
    ),
    "all that is said": (1, 1, [RIVERS, RIVERS]),
    "a homepage": (1, 0, [{"title": "Rivers", "url": "https://example.org/"}] * 2),
    "year and author": (1, 1, [RIVERS, RIVERS | {"title": "Grand study of rivers: a survey"}]),
    "title and author": (1, 1, [RIVERS, RIVERS | {"year": ""}]),
    "a description that one with an identifier has": (1, 1, [RIVERS, RIVERS | {"doi": "10.1000/one"}]),
    "a title that makes another comparable": (
        2,
        2,
        [
            RIVERS | {"title": "Grand study of rivers (report)", "doi": "10.1000/one"},
            RIVERS | {"title": "Grand study of rivers report"},
            RIVERS | {"year": "1990", "authors": ["Stone, Max"]},
        ],
    ),
    "the authority file": (
        1,
        0,
        [{"title": "GPT-3", "doi": "10.1000/two"}, {"title": "GPT-4", "doi": "arXiv:2306.11644"}],
    ),
    "a family name": (
        2,
        2,
        [
            {"title": "Rivers", "url": "https://example.org/a", "authors": ["Ada Brook", "Max Stone"]},
            {"title": "Hills", "url": "https://example.org/b", "authors": ["Ada B. Brook", "Max Stone"]},
        ],
    ),
    "a family name as it may be typed": (
        2,
        1,
        [
            {"title": "Rivers", "url": "https://example.org/a", "authors": ["Müller, Ada"]},
            {"title": "Hills", "url": "https://example.org/b", "authors": ["Mueller, Ada"]},
        ],
    ),
    "initials": (
        2,
        2,
        [
            {"title": "Rivers", "url": "https://example.org/a", "authors": ["Ada Brook", "Max Stone"]},
            {"title": "Hills", "url": "https://example.org/b", "authors": ["A. Brook", "Max Stone"]},
        ],
    ),
}


@pytest.mark.parametrize("key", KEYS)
def test_what_shares_a_key_is_decided_together_in_however_small_parts(
    tmp_path: Path, write: Write, key: str
) -> None:
    works, people, sources = KEYS[key]
    if key == "the authority file":
        write("in/authorities.yaml", AUTHORITIES)
    for number, source in enumerate(sources):
        front = {"title": f"Document {number}", "primary_sources": [source]}
        write(f"in/{number}.md", f"---\n{json.dumps(front, ensure_ascii=False)}\n---\n")
    built = streamed(tmp_path / "in", tmp_path / "out", Sizes(1, 1, 1, 1, 2, 2))
    assert (built.counts["sources"], built.counts["people"]) == (works, people)
    assert_as_whole(tmp_path / "in", tmp_path / "out", built)


KILLED = """
import os, pathlib, signal, sys
from kg import memoized, streaming

source, output = sys.argv[1:]
# Names change hands on the disk when something is done: just before, and just after, nothing may be lost.
steps = 0
def stop():
    global steps
    steps += 1
    if steps == 4 + attempt % 17:
        os.kill(os.getpid(), signal.SIGKILL)

def dying(change):
    def changed(*arguments, **options):
        stop()
        given = change(*arguments, **options)
        stop()
        return given
    return changed

def build():
    for name in ("replace", "rename", "unlink"):
        setattr(pathlib.Path, name, dying(getattr(pathlib.Path, name)))
    streaming.build(source, output, workers=1, sizes=streaming.Sizes(3, 4, 400, 5, 1, 3))

for attempt in range(1000):
    child = os.fork()
    if not child:
        build()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if status == 0:
        print(attempt)
        break
    assert os.WTERMSIG(status) == signal.SIGKILL, status
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are stopped by signals")
def test_a_build_that_is_killed_again_and_again_goes_on_and_ends_with_the_same_bytes(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(MAXIMAL), str(tmp_path / "out")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 5
    streamed(MAXIMAL, tmp_path / "whole")
    assert files(tmp_path / "out") == files(tmp_path / "whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "whole"]


class StoppedError(Exception):
    """Raised in place of a signal."""


def test_after_an_interruption_only_what_changed_is_read_again(tmp_path: Path, write: Write) -> None:
    for number in range(9):
        write(f"in/{number}.md", f"---\ntitle: Document {number}\nid: same\n---\nText.\n")
    output, reading = tmp_path / "out", []

    def stop(stage: str, done: int, total: int) -> None:
        if stage == "map" and done:
            raise StoppedError

    def watch(stage: str, done: int, total: int) -> None:
        if stage == "read":
            reading.append((done, total))

    with pytest.raises(StoppedError):
        streaming.build(tmp_path / "in", output, workers=1, sizes=SMALL, progress=stop)
    assert not output.exists()
    write("in/4.md", "---\ntitle: Another title\n---\nText, and more of it.\n")
    (tmp_path / "in" / "8.md").unlink()
    write("in/a.md", "---\ntitle: A new one\n---\n")
    built = streaming.build(tmp_path / "in", output, workers=1, sizes=SMALL, progress=watch)
    # One batch of three is as it was; six files of the two others and the new one are left.
    assert reading[0] == (1, 3)
    assert_as_whole(tmp_path / "in", output, built)


def test_a_build_stopped_before_its_end_leaves_the_earlier_output(tmp_path: Path, write: Write) -> None:
    write("in/a.md", "---\ntitle: One\n---\n")
    streamed(tmp_path / "in", tmp_path / "out")
    before = files(tmp_path / "out")
    write("in/a.md", "---\ntitle: Another\n---\n")

    def stop(stage: str, done: int, total: int) -> None:
        if stage == "write":
            raise StoppedError

    with pytest.raises(StoppedError):
        streaming.build(tmp_path / "in", tmp_path / "out", workers=1, progress=stop)
    assert files(tmp_path / "out") == before
    assert verify(tmp_path / "out").differences == ()


def test_the_store_answers_as_the_graph_does(tmp_path: Path, seeds: kg.KnowledgeGraph) -> None:
    streamed(SEEDS, tmp_path / "out")
    store = open_output(tmp_path / "out")
    for query in (
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
        "SELECT ?name (COUNT(?work) AS ?n) { ?work schema:author/schema:name ?name } "
        "GROUP BY ?name ORDER BY DESC(?n) ?name LIMIT 9",
    ):
        assert list(store.query(query)) == list(seeds.query(query))
    # Asking leaves nothing behind that the next build would not replace.
    assert verify(tmp_path / "out").differences == ()
    streamed(SEEDS, tmp_path / "out")
    kg.build(SEEDS, output=tmp_path / "out", html=False)
    assert not (tmp_path / "out" / "store").exists()


def test_an_output_that_is_not_ours_is_refused(tmp_path: Path, write: Write) -> None:
    write("in/a.md", "---\ntitle: One\n---\n")
    write("out/mine.txt", "mine")
    with pytest.raises(OutputError, match="not empty"):
        streamed(tmp_path / "in", tmp_path / "out")
    (tmp_path / "out" / "mine.txt").unlink()
    streamed(tmp_path / "in", tmp_path / "out")
    write("out/store.txt", "mine")
    with pytest.raises(OutputError, match=r"store\.txt was not made by kg build"):
        streamed(tmp_path / "in", tmp_path / "out")


def test_a_folder_without_documents_is_refused(tmp_path: Path, write: Write) -> None:
    write("in/a.txt", "Nothing.")
    with pytest.raises(InputError, match="there is no document"):
        streamed(tmp_path / "in", tmp_path / "out")


def test_the_command_says_what_it_wrote_and_what_it_left_out(in_folder: Path, write: Write) -> None:
    write("docs/a.md", "---\ntitle: One\nlangage: en\n---\n")
    write("docs/b.md", "---\ntitle:Two\n---\n")
    done = CliRunner().invoke(main, ["build", "docs", "--stream"])
    assert done.exit_code == 1, done.output
    assert "1 document, 0 facts" in done.stdout
    assert "KG011" in done.stderr
    assert "KG101" in done.stderr
    assert "not checked: the SHACL shapes" in done.stdout
    assert (in_folder / "output" / "store").is_dir()
    asked = CliRunner().invoke(main, ["query", "SELECT ?t { ?d schema:headline ?t }", "--format", "csv"])
    assert asked.stdout.split() == ["t", "One"]


def test_a_build_of_many_documents_names_the_way_to_build_them_in_parts(
    in_folder: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("docs/a.md", "---\ntitle: One\n---\n")
    assert "--stream" not in CliRunner().invoke(main, ["build", "docs", "--no-html"]).stdout
    monkeypatch.setattr("kg.cli.summary._MANY", 1)
    assert "kg build --stream" in CliRunner().invoke(main, ["build", "docs", "--no-html"]).stdout


@given(
    st.lists(st.lists(st.integers(0, 40).map(lambda number: ("k", str(number))), max_size=4), max_size=40),
    st.integers(1, 12),
)
def test_things_are_in_one_part_where_networkx_says_that_they_hang_together(
    keys: list[list[tuple[str, str]]], size: int
) -> None:
    graph = nx.Graph()
    graph.add_nodes_from(range(len(keys)))
    graph.add_edges_from((number, key) for number, held in enumerate(keys) for key in held)
    parts = parted(Ties.of(keys, [1] * len(keys)), size)  # type: ignore[arg-type]
    components = [{one for one in found if isinstance(one, int)} for found in nx.connected_components(graph)]
    assert all(len({int(parts.of_owner[one]) for one in component}) == 1 for component in components)
    assert parts.largest == max(map(len, components), default=0)
    for number, held in enumerate(keys):
        assert all(parts.of(key) == parts.of_owner[number] for key in held)  # type: ignore[arg-type]
    # Parts are no larger than they must be: where a component begins, another part may begin.
    weights = [int((parts.of_owner == part).sum()) for part in range(parts.count)]
    assert sum(weights) == len(keys)
    assert all(0 < weight < size + parts.largest for weight in weights)
