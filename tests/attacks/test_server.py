"""Attacks on `kg serve`: half-open and slow connections, smuggled requests, pages of other sites."""

from __future__ import annotations

import contextlib
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from serving import OTHERS, Served, serving

from kg.errors import SettingsError
from kg.server.chunks import Chunks
from kg.server.costs import Costs
from kg.server.head import end_of, parsed
from kg.server.limits import Limits
from kg.server.origins import Origins
from kg.server.presence import Presence, most_connections
from kg.server.problems import Problem
from kg.server.proxies import Proxies
from kg.server.requests import network_of
from kg.server.waiting import Waiting

GET = b"GET /health HTTP/1.1\r\nHost: localhost\r\n"
QUERY = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"


@pytest.fixture(scope="module")
def server(built: Path) -> Iterator[Served]:
    with serving(built, "--workers", "1", "--client-timeout", "3") as found:
        yield found


def connected(served: Served, source: str = "127.0.0.1") -> socket.socket:
    return socket.create_connection(served.address, timeout=10, source_address=(source, 0))


def said(served: Served, request: bytes) -> bytes:
    """All that the server says to some bytes."""
    with connected(served) as connection:
        connection.sendall(request)
        with contextlib.suppress(ConnectionResetError):
            return b"".join(iter(lambda: connection.recv(65536), b""))
    return b""


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0


@pytest.mark.parametrize("start", [b"", b"G", GET, QUERY + b"Content-Length: 100\r\n\r\nASK"])
def test_half_open_connections_of_one_address_keep_nobody_out(built: Path, start: bytes) -> None:
    with (
        serving(built, "--workers", "1", "--client-timeout", "60") as served,
        contextlib.ExitStack() as stack,
    ):
        for _ in range(1100):
            connection = stack.enter_context(connected(served, "127.0.0.9"))
            with contextlib.suppress(OSError):
                connection.sendall(start)
        for source in (OTHERS, "127.0.0.1", "127.0.0.9"):
            transport = httpx.HTTPTransport(local_address=source)
            with httpx.Client(base_url=served.url, transport=transport, timeout=10) as client:
                assert client.get("health").status_code == 200


def test_few_files_are_enough_and_more_connections_than_files_end_nothing(built: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (before[1], before[1]))
    try:
        command = [
            "bash",
            "-c",
            'ulimit -n 110; exec "$@"',
            "-",
            sys.executable,
            "-m",
            "kg",
            "serve",
            str(built),
        ]
        process = subprocess.Popen([*command, "--port", "0"], stderr=subprocess.PIPE, text=True)
        assert process.stderr is not None
        address = process.stderr.readline().rsplit(" at ", 1)[1].strip()
        host, port = address.removeprefix("http://").rstrip("/").split(":")
        with contextlib.ExitStack() as stack:
            for number in range(300):
                source = (f"127.0.0.{2 + number % 50}", 0)
                stack.enter_context(socket.create_connection((host, int(port)), 10, source_address=source))
            for _ in range(5):
                assert httpx.get(f"{address}sparql?query=ASK%7B%7D", timeout=10).status_code == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert process.stderr.read() == ""
    finally:
        process.kill()
        process.wait()
        process.stderr.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_too_few_files_are_told_of_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (24, 24))
    with pytest.raises(SettingsError, match="ulimit -n"):
        most_connections(Limits())
    monkeypatch.setattr(resource, "getrlimit", lambda _: (256, 256))
    assert most_connections(Limits()) < 256
    monkeypatch.setattr(resource, "getrlimit", lambda _: (2**20, 2**20))
    assert most_connections(Limits()) == Limits().connections


def test_a_head_that_drips_is_ended_however_often_a_byte_comes(server: Served) -> None:
    with connected(server) as connection:
        began = time.monotonic()
        connection.settimeout(0.2)
        answer = b""
        with contextlib.suppress(ConnectionError):
            while not answer and time.monotonic() - began < 30:
                connection.sendall(b"G" if time.monotonic() - began < 1 else b"E")
                with contextlib.suppress(TimeoutError):
                    answer = connection.recv(100)
        assert status(answer) == 408


class Guest:
    def __init__(self, *, is_idle: bool = True) -> None:
        self.is_idle, self.has_left = is_idle, False

    def leave(self) -> None:
        self.has_left = True


def test_who_has_most_connections_makes_room_and_the_busy_stay() -> None:
    presence = Presence(20)
    greedy = [Guest() for _ in range(9)]
    assert all(presence.enter("a", one) for one in greedy)
    assert [one.has_left for one in greedy] == [True] + [False] * 8
    assert all(presence.enter(f"b{number}", Guest()) for number in range(12))
    newcomer = Guest()
    assert presence.enter("c", newcomer)
    assert greedy[1].has_left
    assert len(presence) == 20
    presence.go("c", newcomer)
    presence.go("c", newcomer)
    assert len(presence) == 19
    full = Presence(8)
    assert all(full.enter("a", Guest(is_idle=False)) for _ in range(8))
    assert not full.enter("b", Guest())
    assert not full.enter("a", Guest())
    proxied = Presence(100)
    assert all(proxied.enter("p", Guest(is_idle=False), is_proxy=True) for _ in range(100))
    assert not proxied.enter("q", Guest())


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (b"GET /health HTTP/1.1\r\n\r\n", 400),
        (GET + b"Host: localhost\r\n\r\n", 400),
        (GET + b"Host: evil.example\r\n\r\n", 400),
        (b"GET /health HTTP/1.1\r\nHost: a b\r\n\r\n", 400),
        (b"GET /health HTTP/1.1\r\nHost: user@localhost\r\n\r\n", 400),
        (b"GET http://evil.example/health HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        (b"GET http://evil.example/health HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421),
        (b"GET /health HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421),
        (b"GET /health HTTP/1.1\r\nHost: localhost.evil.example\r\n\r\n", 421),
        (b"GET /health HTTP/1.1\r\nHost: 0.0.0.0\r\n\r\n", 421),
        (b"GET /health HTTP/1.1\r\nHost: 127.0.0.1.nip.io\r\n\r\n", 421),
        (b"GET /health HTTP/1.1\r\nHost:\r\n\r\n", 421),
        (b"GET http://localhost/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 200),
        (b"GET /health HTTP/1.1\r\nHost: [::1]:7878\r\nConnection: close\r\n\r\n", 200),
        (b"GET /health HTTP/1.1\r\nHost: LOCALHOST.\r\nConnection: close\r\n\r\n", 200),
        (b"GET /health HTTP/1.0\r\n\r\n", 200),
        (b"\r\n" + GET + b"Connection: close\r\n\r\n", 200),
        (b"GET /health HTTP/1.1\nHost: localhost\n\n", 400),
        (GET + b"X: a\n\r\n", 400),
        (GET + b"X: a\rb\r\n\r\n", 400),
        (GET + b"X: a\r\n b\r\n\r\n", 400),
        (GET + b"X : a\r\n\r\n", 400),
        (GET + b": a\r\n\r\n", 400),
        (GET + b"X: \x00\r\n\r\n", 400),
        (GET + b"X\r\n\r\n", 400),
        (b"GET  /health HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        (b"GET /he\xe4lth HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        (b"GET health HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        (b"GET /health\r\n\r\n", 400),
        (b"GET /health HTTP/2.0\r\nHost: localhost\r\n\r\n", 505),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
        (b"FROB /health HTTP/1.1\r\nHost: localhost\r\n\r\n", 501),
        (b"CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n", 501),
        (b"PATCH /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 405),
        (b"TRACE /sparql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 405),
        (GET + b"Expect: the-worst\r\n\r\n", 417),
        (b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
        (GET + b"X: " + b"a" * 200_000 + b"\r\n\r\n", 431),
        (GET + b"X: a\r\n" * 300 + b"\r\n", 431),
        (QUERY + b"Content-Length: 6\r\nContent-Length: 6\r\n\r\nASK {}", 400),
        (QUERY + b"Content-Length: 6\r\nContent-Length: 60\r\n\r\nASK {}", 400),
        (QUERY + b"Content-Length: 6, 6\r\n\r\nASK {}", 400),
        (QUERY + b"Content-Length: +6\r\n\r\nASK {}", 400),
        (QUERY + b"Content-Length: 0x6\r\n\r\nASK {}", 400),
        (QUERY + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (QUERY + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", 400),
        (QUERY + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501),
        (QUERY + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
        (QUERY + b"Transfer-Encoding: chunked\r\n\r\n6\nASK {}\n0\n\n", 400),
        (QUERY + b"Transfer-Encoding: chunked\r\n\r\n-6\r\nASK {}\r\n0\r\n\r\n", 400),
        (QUERY + b"Transfer-Encoding: chunked\r\n\r\n6\r\nASK {}xx0\r\n\r\n", 400),
        (QUERY + b"Transfer-Encoding: chunked\r\n\r\n6;" + b"x" * 5000 + b"\r\nASK {}\r\n0\r\n\r\n", 400),
        (QUERY + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n6\r\nASK {}\r\n0\r\n\r\n", 200),
        (QUERY + b"Content-Encoding: gzip\r\nConnection: close\r\nContent-Length: 6\r\n\r\nASK {}", 415),
        (QUERY + b"Content-Encoding: br, gzip\r\nConnection: close\r\nContent-Length: 6\r\n\r\nASK {}", 415),
        (QUERY + b"Content-Encoding: identity\r\nConnection: close\r\nContent-Length: 6\r\n\r\nASK {}", 200),
    ],
)
def test_a_request_is_read_in_one_way_or_not_at_all(server: Served, request_: bytes, expected: int) -> None:
    smuggled = (
        b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n" if expected >= 500 or expected == 400 else b""
    )
    answer = said(server, request_ + smuggled)
    assert status(answer) == expected, answer[:300]
    assert answer.count(b"HTTP/1.1 ") == 1
    assert expected < 400 or b"problem+json" in answer
    if expected in {405, 501} and b"chunked" not in request_:
        assert b"allow: get, head" in answer.lower()


def test_what_follows_an_answer_that_came_early_is_not_a_request(server: Served) -> None:
    request = b"POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n"
    answer = said(server, request + GET + b"\r\n")
    assert status(answer) == 405
    assert answer.count(b"HTTP/1.1 ") == 1


def test_requests_that_follow_each_other_are_answered_in_order(server: Served) -> None:
    one = QUERY + b"Content-Length: 6\r\n\r\nASK {}"
    chunks = QUERY + b"Transfer-Encoding: chunked\r\n\r\n3\r\nASK\r\n3;x\r\n {}\r\n0\r\nX: y\r\n\r\n"
    last = b"GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    answer = said(server, one + chunks + one + last)
    assert [int(part[:3]) for part in answer.split(b"HTTP/1.1 ")[1:]] == [200, 200, 200, 404]


def test_a_client_that_expects_to_go_on_is_told_to(server: Served) -> None:
    with connected(server) as connection:
        connection.sendall(QUERY + b"Expect: 100-continue\r\nContent-Length: 6\r\n\r\n")
        assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"ASK {}")
        assert status(connection.recv(1000)) == 200


NAVIGATION = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
FOREIGN = [
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "http://localhost:1"},
    {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "script"},
    {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"},
    {"sec-fetch-site": "same-site", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty"},
    {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"},
    {"sec-fetch-site": "cross-site", **NAVIGATION, "sec-purpose": "prefetch"},
    {"origin": "https://evil.example", "upgrade": "websocket", "connection": "upgrade"},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_no_page_of_another_site_reads_or_changes_the_graph(server: Served, headers: dict[str, str]) -> None:
    for path in ("sparql?query=ASK%7B%7D", "search?q=a&format=json", "health", "metrics", "", "all-of-it"):
        answer = server.client.get(path, headers=headers)
        assert answer.status_code == 403
        assert answer.json()["title"] == "Not for other sites"
        assert "access-control-allow-origin" not in answer.headers
    assert server.client.options("sparql", headers=headers).status_code == 403
    form = {**headers, "content-type": "text/plain"}
    assert server.client.post("sparql", content=b"update=CLEAR ALL", headers=form).status_code == 403


def test_a_form_of_another_site_changes_nothing_and_a_link_leads_here(server: Served) -> None:
    elsewhere = {"sec-fetch-site": "cross-site", **NAVIGATION}
    assert server.client.post("sparql", data={"query": "ASK {}"}, headers=elsewhere).status_code == 403
    assert server.client.get("", headers=elsewhere).status_code == 200
    own = {"origin": server.url.rstrip("/"), "sec-fetch-site": "same-origin"}
    answer = server.client.post("sparql", data={"query": "ASK {}"}, headers=own)
    assert answer.status_code == 200
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_further_names_are_taken_where_they_are_given(built: Path) -> None:
    with serving(built, "--host-name", "kb.example", "--workers", "1") as served:
        for host, expected in (("kb.example", 200), ("KB.example:80", 200), ("other.example", 421)):
            assert served.client.get("health", headers={"host": host}).status_code == expected


def test_a_server_for_everybody_is_asked_by_addresses_and_its_names() -> None:
    class Asked:
        method = "GET"

        def __init__(self, host: str) -> None:
            self.headers = {"host": host}

    here = Origins.of("0.0.0.0", ("kb.example",))  # noqa: S104
    for host in ("192.0.2.7:80", "[2001:db8::1]:7878", "kb.example", "base.example", socket.gethostname()):
        here.check(Asked(host), "https://base.example/kb/")  # type: ignore[arg-type]
    with pytest.raises(Problem) as raised:
        here.check(Asked("rebound.example"), "https://base.example/kb/")  # type: ignore[arg-type]
    assert raised.value.status == 421
    assert (here.is_open, Origins.of("127.0.0.1").is_open, Origins.of("127.0.0.1", is_open=True).is_open) == (
        True,
        False,
        True,
    )


def test_only_a_proxy_that_is_named_speaks_for_clients() -> None:
    forged = [(b"x-forwarded-for", b"192.0.2.1, 192.0.2.2"), (b"x-forwarded-proto", b"https")]
    assert Proxies().client("127.0.0.1", forged) == ("127.0.0.1", "http")
    trusted = Proxies.of("127.0.0.1, 10.0.0.0/8")
    assert trusted.client("127.0.0.1", forged) == ("192.0.2.2", "https")
    assert trusted.client("192.0.2.9", forged) == ("192.0.2.9", "http")
    assert trusted.client("10.1.1.1", [(b"x-forwarded-for", b"192.0.2.1, 10.2.2.2")])[0] == "192.0.2.1"
    assert trusted.client("10.1.1.1", [(b"x-forwarded-for", b"192.0.2.1, \x1b[2J")])[0] == "10.1.1.1"
    assert trusted.client("10.1.1.1", [(b"x-forwarded-for", b"[2001:db8::1]:80")])[0] == "2001:db8::1"
    with pytest.raises(SettingsError):
        Proxies.of("localhost")
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff:1") != network_of("2001:db8:0:1::1")
    assert network_of("::ffff:192.0.2.1") == "192.0.2.1"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_open_connections_do_not_put_off_the_end(built: Path, number: int) -> None:
    with serving(built, "--workers", "1") as served, contextlib.ExitStack() as stack:
        for start in (b"", b"G", GET, QUERY + b"Content-Length: 100\r\n\r\nASK", GET + b"\r\n") * 10:
            connection = stack.enter_context(connected(served))
            connection.sendall(start)
        time.sleep(0.2)
        served.process.send_signal(number)
        assert served.process.wait(8) == (0 if number == signal.SIGTERM else 130)
        assert not any("Traceback" in line for line in served.lines)


@given(st.binary(max_size=300), st.integers(1, 40))
def test_no_bytes_are_more_than_a_problem(data: bytes, size: int) -> None:
    for start in (
        b"",
        b"GET / HTTP/1.1\r\nHost: a\r\n",
        b"POST /?a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: ",
    ):
        whole = bytearray(start + data + b"\r\n\r\n")
        with contextlib.suppress(Problem):
            end = end_of(whole, 0)
            assert parsed(bytes(whole[:end])).target.startswith(b"/")
    chunks, inbox = Chunks(), bytearray()
    with contextlib.suppress(Problem):
        for place in range(0, len(data), size):
            inbox += data[place : place + size]
            chunks.take(inbox)


@given(st.lists(st.binary(min_size=1, max_size=50), max_size=8), st.integers(1, 60))
def test_chunks_are_put_together_however_they_arrive(pieces: list[bytes], size: int) -> None:
    data = b"".join(b"%x\r\n%b\r\n" % (len(one), one) for one in pieces) + b"0\r\nA: b\r\n\r\nGET"
    chunks, inbox, found = Chunks(), bytearray(), b""
    for place in range(0, len(data), size):
        inbox += data[place : place + size]
        found += chunks.take(inbox)
    assert (found, chunks.is_done, bytes(inbox)) == (b"".join(pieces), True, b"GET")


def test_many_addresses_that_ask_for_much_leave_room_for_one_that_asks_for_little(built: Path) -> None:
    product = " ".join(f"?s{n} ?p{n} ?o{n} ." for n in range(6))
    with serving(built, "--timeout", "2") as served:
        over = threading.Event()

        def attack(number: int) -> None:
            transport = httpx.HTTPTransport(local_address=f"127.0.0.{2 + number}")
            with httpx.Client(base_url=served.url, transport=transport, timeout=30) as client:
                while not over.is_set():
                    with contextlib.suppress(httpx.HTTPError):
                        query = f"SELECT (COUNT(*) AS ?n) {{ {product} }} #{number}"
                        client.get("sparql", params={"query": query})
                    over.wait(0.5)

        attackers = [threading.Thread(target=attack, args=(number,)) for number in range(60)]
        outcomes = []
        with httpx.Client(
            base_url=served.url, transport=httpx.HTTPTransport(local_address="127.0.1.1"), timeout=30
        ) as client:
            for _ in range(5):
                assert client.get("sparql", params={"query": "ASK { ?a ?b ?c }"}).status_code == 200
            for one in attackers:
                one.start()
            for number in range(40):
                query = (
                    f"SELECT ?p {{ <https://example.org/maximal/all-of-it> ?p ?o FILTER(?o != {number}) }}"
                )
                outcomes.append(client.get("sparql", params={"query": query}).status_code)
        over.set()
        for one in attackers:
            one.join()
    # A machine that does much else besides may keep one or another waiting for too long.
    assert outcomes.count(200) >= 0.9 * len(outcomes)


def test_cheap_clients_go_before_dear_ones_and_are_refused_after_them() -> None:
    costs = Costs()
    for _ in range(5):
        costs.took("cheap", 0.001)
        costs.took("dear", 0.5)
    waiting: Waiting[str] = Waiting(3, costs.expected)
    assert [waiting.put(name, name) for name in ("dear", "unknown", "cheap")] == [None] * 3
    assert waiting.put("dear", "dear again") == "dear again"
    assert waiting.put("new", "new") == "dear"
    assert waiting.take() == "cheap"
    assert waiting.take(0.001) is None
    costs.refused("unknown")
    assert [waiting.take(), waiting.take(), waiting.take()] == ["new", "unknown", None]
    for number in range(10_000):
        costs.took(str(number), 1.0)
    assert len(costs._seconds) <= 4096
    assert costs.expected("cheap") == Costs().expected("anybody")
