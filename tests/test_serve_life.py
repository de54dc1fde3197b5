"""A server's life: a start that fails, a new build, slow clients, an end in order."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from serving import Served, serving

import kg
from kg.cli import main
from kg.server.limits import Limits
from kg.server.waiting import Waiting


def document(number: int) -> str:
    return f"---\ntitle: Edition {number}\nlanguage: en\n---\nText.\n"


def build(folder: Path, number: int) -> None:
    (folder / "a.md").write_text(document(number), encoding="utf-8")
    kg.build(folder / "a.md", output=folder / "output", html=False, validate=False)


@pytest.fixture
def changing(tmp_path: Path) -> Iterator[tuple[Path, Served]]:
    """A folder whose output is served, and the server."""
    build(tmp_path, 0)
    with serving(tmp_path / "output", "--workers", "2") as served:
        yield tmp_path, served


def test_a_new_build_is_served_without_a_request_that_fails(changing: tuple[Path, Served]) -> None:
    folder, served = changing
    stop, answers = threading.Event(), []

    def ask(client: httpx.Client) -> None:
        while not stop.is_set():
            number = len(answers)
            query = f"SELECT ?name {{ ?d schema:headline ?name }} #{number}"
            response = client.get("sparql", params={"query": query})
            page = client.get("a.html")
            assert page.status_code == 200
            answers.append((response.status_code, re.findall(r"Edition (\d)", response.text + page.text)))

    askers = [threading.Thread(target=ask, args=(client,)) for client in (served.client, served.others)]
    for one in askers:
        one.start()
    try:
        for number in (1, 2):
            build(folder, number)
            for _ in range(200):
                if answers and answers[-1][1][-1:] == [str(number)]:
                    break
                time.sleep(0.05)
            else:
                raise AssertionError(f"edition {number} was not served")
    finally:
        stop.set()
        for one in askers:
            one.join()
    assert {status for status, _ in answers} == {200}
    assert all(len(editions) >= 2 for _, editions in answers)
    assert served.metric('kg_swaps_total{outcome="done"}') == 3


def test_a_build_that_cannot_be_read_leaves_the_one_before_it(changing: tuple[Path, Served]) -> None:
    folder, served = changing
    (folder / "output" / "graph.ttl").write_text("no Turtle at all", encoding="utf-8")
    manifest = folder / "output" / "build.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"graph.ttl": "', '"graph.ttl": "0'))
    for _ in range(100):
        if served.metric('kg_swaps_total{outcome="failed"}'):
            break
        time.sleep(0.05)
    assert served.select("SELECT ?name { ?d schema:headline ?name }") == [{"name": "Edition 0"}]
    shutil.rmtree(folder / "output")
    assert served.client.get("health").status_code == 200
    assert any("the one before it goes on" in line for line in served.lines)


def test_requests_that_run_are_answered_before_the_end(changing: tuple[Path, Served]) -> None:
    _, served = changing
    slow = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?s{n} ?p{n} ?o{n} ." for n in range(4)) + " }"
    answers: list[httpx.Response] = []
    asker = threading.Thread(
        target=lambda: answers.append(served.client.get("sparql", params={"query": slow}))
    )
    asker.start()
    time.sleep(0.3)
    served.process.send_signal(signal.SIGTERM)
    asker.join()
    assert served.process.wait(20) == 0
    assert [one.status_code for one in answers] == [200]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(served.address)


def test_slow_clients_are_left(built: Path) -> None:
    with serving(built, "--workers", "1", "--client-timeout", "0.6") as served:
        with socket.create_connection(served.address, timeout=10) as connection:
            connection.sendall(b"GET /health HTTP/1.1\r\nx-slow: ")
            for _ in range(3):
                time.sleep(0.15)
                connection.sendall(b"T")
            assert connection.recv(100).startswith(b"HTTP/1.1 408")
        with socket.create_connection(served.address, timeout=10) as connection:
            head = "POST /sparql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/sparql-query\r\n"
            connection.sendall(f"{head}content-length: 100\r\n\r\nSELECT".encode())
            assert connection.recv(100).startswith(b"HTTP/1.1 408")
        with socket.create_connection(served.address, timeout=10) as connection:
            time.sleep(0.8)
            assert connection.recv(100).startswith(b"HTTP/1.1 408")
        assert 100_000 < slow_reader(served) < 8_000_000
        assert served.client.get("health").status_code == 200


def slow_reader(served: Served) -> int:
    """How much of a large answer a client gets that does not read for a while."""
    rows = "VALUES ?a { " + " ".join(map(str, range(300))) + " }"
    query = f"SELECT ?a ?b ('{'x' * 80}' AS ?t) {{ {rows} {rows.replace('?a', '?b')} }}"
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(10)
        connection.connect(served.address)
        target = httpx.QueryParams({"query": query})
        connection.sendall(
            f"GET /sparql?{target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n".encode()
        )
        got = len(connection.recv(1000))
        time.sleep(1.5)
        try:
            while data := connection.recv(65536):
                got += len(data)
        except ConnectionResetError:
            pass
        return got


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "there is no build in nowhere; run kg build first"),
        (["output", "--host", "192.0.2.1"], "cannot listen on 192.0.2.1 port 7878"),
        (["output", "--store", "x"], "set KG_SERVE_TOKEN"),
    ],
)
def test_a_start_that_fails_says_why_in_a_sentence(in_folder: Path, arguments: list[str], said: str) -> None:
    build(in_folder, 0)
    result = CliRunner().invoke(main, ["serve", *arguments])
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())
    assert "Traceback" not in result.output


def test_clients_take_turns_and_the_greediest_is_refused() -> None:
    waiting: Waiting[str] = Waiting(4)
    assert [waiting.put("a", f"a{number}") for number in range(4)] == [None] * 4
    assert waiting.put("b", "b0") == "a3"
    assert waiting.put("b", "b1") == "a2"
    assert waiting.put("a", "a9") == "a9"
    assert [waiting.take() for _ in range(5)] == ["a0", "b0", "a1", "b1", None]
    waiting.put("c", "c0")
    waiting.put_back("d", "d0")
    assert waiting.remove("c", "c0")
    assert not waiting.remove("c", "c0")
    assert (waiting.take(), len(waiting)) == ("d0", 0)


def test_limits_leave_processes_for_short_queries() -> None:
    limits = Limits()
    assert limits.workers >= 2
    assert limits.patience < limits.timeout
    assert limits.long_each < limits.long_queries
