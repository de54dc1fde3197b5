"""A graph pushed into real servers: whole, resumed, replaced document by document, and counted."""

from __future__ import annotations

import base64
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from servers import Door, door, oxigraph, virtuoso

import kg
from kg.cli import main
from kg.errors import EndpointError
from kg.remote.endpoint import Endpoint
from kg.remote.http import Client, Credentials
from kg.remote.protocols import batches
from kg.remote.push import counts
from kg.remote.target import find_target

Write = Callable[[str, str], Path]
ALL = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
STRANGE = "http://example.com/somebody-else"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with oxigraph() as url:
        yield url


@pytest.fixture
def before(server: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Door]:
    """A door before an empty server, and an empty memory of what was pushed."""
    monkeypatch.setenv("KG_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr("kg.remote.http._PAUSES", (0.0, 0.0, 0.0))
    Client().send("POST", f"{server}/update", b"CLEAR ALL", {"Content-Type": "application/sparql-update"})
    with door(server) as found:
        yield found


@pytest.fixture
def output(write: Write, tmp_path: Path) -> Path:
    for name in ("tides", "waves", "winds"):
        write_document(write, name)
    build(tmp_path)
    return tmp_path / "output"


def write_document(write: Write, name: str, facts: int = 2) -> None:
    stated = "".join(
        f"  - {{id: f{n}, statement: Fact {n} of {name}, confidence: high}}\n" for n in range(facts)
    )
    write(f"notes/{name}.md", f"---\ntitle: {name}\nlanguage: en\natomic_facts:\n{stated}---\nText.\n")


def build(folder: Path) -> None:
    kg.build(folder / "notes", output=folder / "output", html=False)


def push(*words: str) -> Result:
    return CliRunner().invoke(main, ["push", *words])


def held(server: str) -> dict[str | None, int]:
    return {name: int(number or 0) for name, number in Endpoint(f"{server}/query").query(ALL).rows}


def expected(output: Path) -> dict[str, int]:
    lines = (output / "graph.nq").read_text("utf-8").splitlines()
    names = [line.rsplit(" ", 2)[1][1:-1] for line in lines]
    return {name: names.count(name) for name in names}


def changes(before: Door) -> list[str]:
    """The requests that were to change something."""
    return [
        method
        for method, path, _ in before.requests
        if method in {"PUT", "DELETE"} or path.startswith("/update")
    ]


@pytest.mark.parametrize("place", ["store", "update"])
def test_each_document_becomes_a_named_graph_and_a_second_push_sends_nothing(
    before: Door, server: str, output: Path, place: str
) -> None:
    done = push(f"{before.url}/{place}", "-g", str(output))
    assert done.exit_code == 0, done.output
    assert "Pushed    3 graphs" in done.output
    assert "Verified  each graph holds as many triples as the output" in done.output
    assert held(server) == expected(output)
    before.requests.clear()
    assert (
        "Pushed    0 graphs, 0 triples, 3 were there"
        in push(f"{before.url}/{place}", "-g", str(output)).output
    )
    assert changes(before) == []


@pytest.mark.parametrize("place", ["store", "update"])
def test_only_what_changed_is_replaced_and_what_is_no_more_is_removed(
    before: Door, server: str, output: Path, write: Write, tmp_path: Path, place: str
) -> None:
    push(f"{before.url}/{place}", "-g", str(output))
    Client().send(
        "POST", f"{server}/store?graph={STRANGE}", b"<a:a> <a:b> <a:c> .", {"Content-Type": "text/turtle"}
    )
    write_document(write, "tides", facts=1)
    (tmp_path / "notes/winds.md").unlink()
    build(tmp_path)
    done = push(f"{before.url}/{place}", "-g", str(output))
    assert "Pushed    1 graph," in done.output
    assert "1 were there, 1 removed" in done.output
    assert held(server) == {**expected(output), STRANGE: 1}


def test_two_collections_in_one_store_leave_each_other_alone(
    before: Door, server: str, output: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    kg.build(tmp_path / "notes" / "tides.md", base="https://example.com/other/", output=other, html=False)
    for _ in range(2):
        push(f"{before.url}/store", "-g", str(output))
        push(f"{before.url}/store", "-g", str(other))
    assert held(server) == {**expected(output), **expected(other)}
    before.requests.clear()
    (tmp_path / "notes" / "waves.md").unlink()
    build(tmp_path)
    assert "2 were there, 1 removed" in push(f"{before.url}/store", "-g", str(output)).output
    assert "1 were there" in push(f"{before.url}/store", "-g", str(other)).output
    assert changes(before) == ["DELETE"]


def test_a_graph_that_somebody_changed_at_the_server_is_sent_again(
    before: Door, server: str, output: Path
) -> None:
    push(f"{before.url}/store", "-g", str(output))
    name = next(iter(expected(output)))
    Client().send(
        "POST", f"{server}/store?graph={quote(name)}", b"<a:a> <a:b> <a:c> .", {"Content-Type": "text/turtle"}
    )
    assert "Pushed    1 graph," in push(f"{before.url}/store", "-g", str(output)).output
    assert held(server) == expected(output)


@pytest.mark.parametrize("place", ["store", "update"])
def test_a_push_that_is_stopped_goes_on_where_it_was(
    before: Door, server: str, output: Path, place: str
) -> None:
    before.decide = lambda *_: (500, {}) if len(changes(before)) > 1 else None
    stopped = push(f"{before.url}/{place}", "-g", str(output), "--batch", "40")
    assert stopped.exit_code == 2
    assert "answers 500" in stopped.output
    assert held(server) != expected(output)
    before.decide = lambda *_: None
    done = push(f"{before.url}/{place}", "-g", str(output), "--batch", "40")
    assert "were there" in done.output
    assert held(server) == expected(output)


@pytest.mark.parametrize("place", ["store", "update"])
def test_a_document_larger_than_a_batch_is_sent_in_parts(
    before: Door, server: str, output: Path, place: str
) -> None:
    assert push(f"{before.url}/{place}", "-g", str(output), "--batch", "7").exit_code == 0
    assert held(server) == expected(output)
    assert len(changes(before)) + len([one for one in before.requests if one[0] == "POST"]) > 6


def test_a_busy_server_is_asked_again_and_a_server_that_stays_busy_is_named(
    before: Door, server: str, output: Path
) -> None:
    refusals = iter([(503, {"Retry-After": "0"}), (502, {})])
    before.decide = lambda *_: next(refusals, None)
    assert push(f"{before.url}/store", "-g", str(output)).exit_code == 0
    assert held(server) == expected(output)
    before.decide = lambda *_: (503, {})
    assert "answers 503" in push(f"{before.url}/store", "-g", str(output)).output


def test_a_server_that_forgets_what_it_was_sent_is_found_out(before: Door, output: Path) -> None:
    before.decide = lambda method, *_: (204, {}) if method == "PUT" else None
    done = push(f"{before.url}/store", "-g", str(output))
    assert done.exit_code == 1
    assert "holds 0 triples, not" in done.output
    assert "Verified" not in done.output


def test_the_default_graph_is_the_union_where_it_is_asked_for(before: Door, output: Path) -> None:
    assert push(f"{before.url}/store", "-g", str(output), "--default-graph").exit_code == 0
    here = CliRunner().invoke(main, ["query", "overview", "-g", str(output), "--format", "csv"])
    there = CliRunner().invoke(
        main, ["query", "overview", "--endpoint", f"{before.url}/query", "--format", "csv"]
    )
    assert here.output == there.output != ""
    again = push(f"{before.url}/store", "-g", str(output), "--default-graph")
    assert "0 graphs, 0 triples, 4 were there" in again.output


@pytest.mark.parametrize(
    ("environment", "header"),
    [
        ({"KG_ENDPOINT_TOKEN": "sesame"}, "Bearer sesame"),
        (
            {"KG_ENDPOINT_USER": "ada", "KG_ENDPOINT_PASSWORD": "sesame"},
            f"Basic {base64.b64encode(b'ada:sesame').decode()}",
        ),
    ],
)
def test_credentials_come_from_the_environment(
    before: Door, output: Path, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], header: str
) -> None:
    challenge = {"WWW-Authenticate": 'Basic realm="facts"'}
    before.decide = lambda _, __, sent: (401, challenge) if sent.get("authorization") != header else None
    refused = push(f"{before.url}/store", "-g", str(output))
    assert refused.exit_code == 2
    assert "set KG_ENDPOINT_TOKEN, or KG_ENDPOINT_USER and KG_ENDPOINT_PASSWORD" in refused.output
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert push(f"{before.url}/store", "-g", str(output)).exit_code == 0


def test_no_credentials_and_no_graph_follow_a_redirect(before: Door, output: Path, server: str) -> None:
    with door(server) as other:
        before.decide = lambda *_: (307, {"Location": f"{other.url}/store"})
        client = Client(Credentials("sesame"))
        with pytest.raises(EndpointError, match=f"names {other.url}/store; ask that address"):
            client.send("PUT", f"{before.url}/store?default", b"", {"Content-Type": "text/turtle"})
        assert other.requests == []


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "begins with http"),
        ("localhost:7878/store", "begins with http"),
        ("http://ada:secret@127.0.0.1/store", "holds credentials"),
        ("http://127.0.0.1:1/store", "cannot be reached"),
        ("http://127.0.0.1:1/api", "say --via"),
        ("http://[", "is no URL"),
    ],
)
def test_an_address_that_cannot_be_pushed_to_is_named(output: Path, url: str, reason: str) -> None:
    done = push(url, "-g", str(output))
    assert done.exit_code == 2
    assert reason in done.output
    assert "secret" not in done.output


@pytest.mark.parametrize(
    ("place", "via"), [("store", "graph-store"), ("update", "update"), ("store/", "graph-store")]
)
def test_what_an_address_speaks_and_where_it_counts_is_known_by_its_name(
    server: str, place: str, via: str
) -> None:
    target = find_target(f"{server}/{place}", Client())
    assert (target.via, target.endpoint.url) == (via, f"{server}/query")


def test_an_address_that_asks_for_something_already_is_asked_for_more(
    before: Door, server: str, output: Path
) -> None:
    address = f"{before.url}/store?tenant=7"
    done = push(address, "-g", str(output), "--via", "graph-store", "--query", f"{before.url}/query")
    assert done.exit_code == 0, done.output
    assert held(server) == expected(output)
    put = [path for method, path, _ in before.requests if method == "PUT"]
    assert "/store?tenant=7&graph=https%3A%2F%2Fexample.org%2Ftides%23graph" in put


def test_counting_many_graphs_asks_in_portions(before: Door, output: Path) -> None:
    push(f"{before.url}/store", "-g", str(output))
    before.requests.clear()
    names = [f"<http://example.com/{number}>" for number in range(450)]
    wanted = [*names, *(f"<{one}>" for one in expected(output))]
    found = counts(Endpoint(f"{before.url}/query"), wanted)
    assert sum(found.values()) == sum(expected(output).values())
    assert len(before.requests) == 3


@given(st.lists(st.integers(0, 12), max_size=8), st.integers(1, 9))
def test_batches_hold_each_triple_once_and_no_more_than_they_may(sizes: list[int], size: int) -> None:
    graphs = {
        f"<g:{name}>": [(f"<s:{name}>", "<p:p>", f"<o:{number}>") for number in range(length)]
        for name, length in enumerate(sizes)
    }
    found = list(batches(graphs, size))
    assert all(sum(len(part.triples) for part in batch) <= size for batch in found)
    parts = [part for batch in found for part in batch]
    for graph, triples in graphs.items():
        own = [part for part in parts if part.graph == graph]
        assert [one for part in own for one in part.triples] == triples
        assert [part.is_first for part in own] == [True] + [False] * (len(own) - 1)
        assert [part.is_last for part in own] == [False] * (len(own) - 1) + [True]


@pytest.mark.parametrize("place", ["sparql-graph-crud-auth", "sparql-auth"])
def test_virtuoso_takes_it_with_digest_authentication(
    output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    program = shutil.which("virtuoso-t")
    if program is None:
        said = "Virtuoso is not on this machine: apt-get install virtuoso-opensource-7-bin"
        if os.environ.get("CI"):
            pytest.fail(said)
        pytest.skip(said)
    monkeypatch.setenv("KG_CACHE_DIR", str(tmp_path / "cache"))
    folder = tmp_path / "virtuoso"
    folder.mkdir()
    with virtuoso(program, folder) as url:
        refused = push(f"{url}/{place}", "-g", str(output))
        assert "answers 401" in refused.output
        monkeypatch.setenv("KG_ENDPOINT_USER", "dba")
        monkeypatch.setenv("KG_ENDPOINT_PASSWORD", "dba")
        done = push(f"{url}/{place}", "-g", str(output), "--batch", "20")
        assert (done.exit_code, "Verified" in done.output) == (0, True), done.output
        asked = ["query", "overview", "--endpoint", f"{url}/sparql", "--format", "json"]
        rows = json.loads(CliRunner().invoke(main, asked).output)["results"]["bindings"]
        assert "https://schema.org/Claim" in {row["class"]["value"] for row in rows}
