"""Limits that hold: whoever asks too much is stopped, and everybody else is answered meanwhile."""

from __future__ import annotations

import json
import os
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psutil
import pytest
from hostile_queries import HOSTILE, product
from serving import Served, serving

QUERY = {"content-type": "application/sparql-query"}
LOOKUP = "SELECT ?p ?o {{ <https://example.org/maximal/all-of-it> ?p ?o FILTER(?o != {}) }}"
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {product(6)} }}"
AT_A_TIME = 8


@pytest.fixture(scope="module")
def strict(built: Path) -> Iterator[Served]:
    """A server that allows little, to everybody."""
    options = ("--timeout", "0.8", "--memory", "96", "--rows", "2000", "--answer", "1")
    with serving(built, *options, "--workers", "3", "--long-queries", "16") as found:
        yield found


@pytest.fixture(scope="module")
def patient(built: Path) -> Iterator[Served]:
    """A server that allows little but time, so that a machine with much to do changes nothing."""
    options = ("--timeout", "60", "--memory", "96", "--rows", "2000", "--answer", "1")
    with serving(built, *options, "--workers", "2") as found:
        yield found


def client_at(served: Served, address: str) -> httpx.Client:
    """Somebody at an address of this machine."""
    transport = httpx.HTTPTransport(local_address=address)
    return httpx.Client(base_url=served.url, timeout=30, transport=transport)


def asked_from(served: Served, address: str, query: str) -> httpx.Response:
    """The answer to a query that is asked from an address."""
    with client_at(served, address) as client:
        return client.post("sparql", content=query.encode(), headers=QUERY)


def settled(served: Served, workers: int = 3) -> None:
    """Wait until no long query runs, and all workers are there again."""
    for _ in range(400):
        told = served.others.get("health").json()
        if told["workers"] == workers and served.metric("kg_running") == 0:
            return
        time.sleep(0.05)
    raise AssertionError("the workers did not come back")


class Others:
    """Others, who look things up all the time; ``seconds`` are what each lookup took."""

    def __init__(self, served: Served) -> None:
        self._served, self._stop = served, threading.Event()
        self.seconds: list[float] = []
        self.failures: list[str] = []
        self._thread = threading.Thread(target=self._look_up)

    def __enter__(self) -> Others:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look_up(self) -> None:
        number = 0
        while not self._stop.is_set():
            number += 1
            began = time.perf_counter()
            response = self._served.others.get("sparql", params={"query": LOOKUP.format(number)})
            self.seconds.append(time.perf_counter() - began)
            if response.status_code != 200:
                self.failures.append(response.text)
            time.sleep(0.01)


def test_hostile_queries_are_stopped_while_others_are_answered(strict: Served) -> None:
    assert len(HOSTILE) >= 30

    def attack(number: int) -> tuple[str, tuple[int, ...], httpx.Response]:
        name, query, allowed = HOSTILE[number]
        return name, allowed, asked_from(strict, f"127.0.1.{number + 1}", query)

    with Others(strict) as others, ThreadPoolExecutor(AT_A_TIME) as attackers:
        outcomes = list(attackers.map(attack, range(len(HOSTILE))))
    wrong = [
        f"{name}: {answer.status_code} {answer.text[:200]}"
        for name, allowed, answer in outcomes
        if answer.status_code not in allowed
    ]
    assert not wrong, "\n".join(wrong)
    assert others.failures == []
    assert len(others.seconds) > 10
    # Alone a lookup takes a few milliseconds. Were it to wait for those that are stopped, it would
    # wait for most of a second each time.
    assert statistics.median(others.seconds) < 0.25
    settled(strict)
    front = psutil.Process(strict.process.pid)
    assert front.memory_info().rss < 300 * 2**20
    assert sum(one.memory_info().rss for one in front.children(recursive=True)) < 400 * 2**20


def test_what_is_stopped_is_told_why(strict: Served, patient: Served) -> None:
    told = asked_from(strict, "127.0.2.1", ENDLESS)
    assert (told.status_code, told.json()["title"]) == (504, "Out of time")
    assert "0.8 s" in told.json()["detail"]
    told = asked_from(patient, "127.0.2.1", f"SELECT DISTINCT * {{ {product(3)} }} ORDER BY ?o0")
    assert (told.status_code, told.json()["title"]) == (422, "Out of memory")
    assert "96 MiB" in told.json()["detail"]
    told = asked_from(patient, "127.0.2.1", f"SELECT * {{ {product(2)} }} LIMIT 2001")
    assert (told.status_code, told.json()["title"]) == (422, "The answer is too large")
    assert "2,000 rows" in told.json()["detail"]
    told = asked_from(patient, "127.0.2.1", f"SELECT * {{ {product(3)} }} LIMIT 9000")
    assert "1,048,576 bytes" in told.json()["detail"]
    settled(strict)


@pytest.mark.parametrize("format", ["json", "xml", "csv", "tsv"])
def test_rows_are_counted_in_every_format_and_not_what_strings_hold(patient: Served, format: str) -> None:
    tricky = r'BIND("},{ \"[{\n<result>" AS ?o)'
    for many, status in ((1999, 200), (2000, 200), (2001, 422)):
        for select in ("?o", "?none", "?s ?o"):
            query = f"SELECT {select} {{ {{ SELECT ?s {{ ?s ?p ?x . ?t ?q ?y }} LIMIT {many} }} {tricky} }}"
            response = patient.client.post(f"sparql?format={format}", content=query, headers=QUERY)
            assert response.status_code == status, (many, select, response.text[:200])


def test_triples_are_counted_too(patient: Served) -> None:
    query = "CONSTRUCT {{ ?s ?q ?o }} {{ ?s ?p ?x . ?t ?q ?o }} LIMIT {}"
    assert patient.client.post("sparql", content=query.format(2000), headers=QUERY).status_code == 200
    assert patient.client.post("sparql", content=query.format(20_000), headers=QUERY).status_code == 422


def test_one_client_cannot_have_all_long_queries(built: Path) -> None:
    # Long enough for all to show that they take long, on a machine with much to do as well.
    options = ("--timeout", "6", "--workers", "2", "--long-queries", "4")
    with serving(built, *options) as served, ThreadPoolExecutor(6) as askers:
        greedy = [askers.submit(asked_from, served, "127.0.3.1", ENDLESS) for _ in range(5)]
        time.sleep(0.6)
        other = askers.submit(asked_from, served, "127.0.3.2", ENDLESS)
        answers = sorted(one.result().status_code for one in greedy)
        assert answers == [503, 503, 503, 504, 504]
        refused = next(one.result() for one in greedy if one.result().status_code == 503)
        assert int(refused.headers["retry-after"]) > 0
        assert other.result().status_code == 504


def test_who_waits_is_refused_fairly_when_the_queue_is_full(built: Path) -> None:
    busy = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?t ?q ?r . ?u ?v ?w FILTER(?o = ?w) }"
    options = ("--timeout", "5", "--workers", "1", "--long-queries", "0", "--queue", "8")
    with serving(built, *options) as served, ThreadPoolExecutor(24) as askers:
        many = [askers.submit(asked_from, served, "127.0.4.1", f"{busy} #{n}") for n in range(12)]
        few = [askers.submit(asked_from, served, "127.0.4.2", LOOKUP.format(n)) for n in range(2)]
        answers = [one.result() for one in many]
        assert {one.status_code for one in answers} <= {200, 503}
        refused = [one for one in answers if one.status_code == 503]
        assert refused
        assert all(int(one.headers["retry-after"]) > 0 for one in refused)
        assert [one.result().text for one in few if one.result().status_code != 200] == []
        assert served.metric('kg_refused_total{reason="queue"}') > 0


def test_a_query_ends_when_its_client_goes(built: Path) -> None:
    with serving(built, "--timeout", "30", "--workers", "1") as served:
        with pytest.raises(httpx.ReadTimeout):
            served.client.get("sparql", params={"query": ENDLESS}, timeout=1.3)
        for _ in range(100):
            if served.metric('kg_refused_total{reason="gone"}'):
                break
            time.sleep(0.05)
        settled(served, workers=1)


def test_a_body_that_is_too_long_is_refused_before_it_is_read(strict: Served) -> None:
    response = strict.client.post("sparql", content=b" " * (2**20 + 1), headers=QUERY)
    assert response.status_code == 413

    def pieces() -> Iterator[bytes]:
        for _ in range(40):
            yield b" " * 2**16

    assert strict.client.post("sparql", content=pieces(), headers=QUERY).status_code == 413


def test_an_address_that_is_too_long_is_refused(strict: Served) -> None:
    with socket.create_connection(strict.address, timeout=10) as connection:
        connection.sendall(b"GET /sparql?query=" + b"a" * 200_000 + b" HTTP/1.1\r\nhost: localhost\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 4")


def test_too_many_headers_are_refused(strict: Served) -> None:
    with socket.create_connection(strict.address, timeout=10) as connection:
        lines = b"".join(b"x-%d: y\r\n" % number for number in range(300))
        connection.sendall(b"GET /health HTTP/1.1\r\nhost: localhost\r\n" + lines + b"\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 431")


@pytest.mark.parametrize(
    "path",
    [
        "/../../../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/assets/../app.py",
        "/assets/%2e%2e%2fapp.py",
        "/assets//etc/passwd",
        "/queries/..%2f..%2fapp.py",
        "/%00",
        "/%ff%fe",
        "/<script>alert(1)</script>",
        "/a%20b%0d%0aset-cookie:%20x",
        "/" + "x" * 50_000,
    ],
)
def test_no_address_leads_to_a_file_or_breaks_a_header(strict: Served, path: str) -> None:
    with socket.create_connection(strict.address, timeout=10) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
    head, _, body = answer.partition("\r\n\r\n")
    assert head.startswith(("HTTP/1.1 404", "HTTP/1.1 400")), head
    assert "set-cookie" not in head.lower()
    assert "root:" not in body
    if "problem+json" in head:
        assert json.loads(body)["status"] in {400, 404}


def test_workers_cannot_open_files_or_connections(strict: Served) -> None:
    for one in psutil.Process(strict.process.pid).children():
        # One that has just been started is confined before it reads its first question.
        until(lambda pid=one.pid: psutil.Process(pid).rlimit(psutil.RLIMIT_NOFILE)[0] < 10_000)
        with open(f"/proc/{one.pid}/limits", encoding="ascii") as limits:
            rows = {line[:26].strip(): line[26:].split() for line in limits}
        assert int(rows["Max open files"][0]) <= min(set(range(10_000)) - descriptors(one.pid))
        assert rows["Max address space"][0] != "unlimited"
        assert not one.net_connections()


def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so, for as long as it may take on a busy machine."""
    for _ in range(600):
        if is_so():
            return
        time.sleep(0.05)
    raise AssertionError("it never was so")


def descriptors(process: int) -> set[int]:
    """The numbers of the open files of a process."""
    return set(map(int, os.listdir(f"/proc/{process}/fd")))


def test_workers_end_with_a_server_that_is_killed(built: Path) -> None:
    with serving(built, "--workers", "1") as served:
        workers = psutil.Process(served.process.pid).children()
        assert workers
        served.process.kill()
        _, alive = psutil.wait_procs(workers, timeout=5)
        assert alive == []
