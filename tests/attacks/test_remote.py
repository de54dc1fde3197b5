"""Endpoints that are anybody's: they drip, never end, lie about lengths, and answer what is no answer."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.errors import EndpointError, KgError
from kg.remote.endpoint import Endpoint
from kg.remote.http import Client, Credentials
from kg.remote.push import counts

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n"
SELECT = "SELECT ?a { ?a ?b ?c }"
ROWS = {"head": {"vars": ["a"]}, "results": {"bindings": [{"a": {"type": "literal", "value": "x"}}]}}

Speak = Callable[[socket.socket, threading.Event], None]


def whole(connection: socket.socket) -> bytes:
    """A request with its body: who closes with bytes unread takes his answer back."""
    asked = b""
    while b"\r\n\r\n" not in asked and (more := connection.recv(65536)):
        asked += more
    head, _, body = asked.partition(b"\r\n\r\n")
    _, _, length = head.lower().partition(b"content-length: ")
    missing = int(length.split()[0]) - len(body) if length else 0
    while missing > 0 and (more := connection.recv(missing)):
        asked, missing = asked + more, missing - len(more)
    return asked


@contextlib.contextmanager
def speaking(speak: Speak, heard: list[bytes] | None = None) -> Iterator[str]:
    """A server that says what it wants to whoever connects: its address. It notes what it ``heard``."""
    over = threading.Event()
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.1)

    def serve() -> None:
        while not over.is_set():
            with contextlib.suppress(TimeoutError):
                connection, _ = listening.accept()
                with connection, contextlib.suppress(OSError):
                    connection.settimeout(5)
                    asked = whole(connection)
                    if heard is not None:
                        heard.append(asked)
                    speak(connection, over)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/query"
    finally:
        over.set()
        thread.join()
        listening.close()


def saying(*pieces: bytes) -> Speak:
    return lambda connection, over: connection.sendall(b"".join(pieces))


def dripping(start: bytes, drop: bytes) -> Speak:
    """Says a piece for ever, each soon enough for the time limit of a socket."""

    def speak(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(start)
        while not over.wait(0.05):
            connection.sendall(drop)

    return speak


def answer(data: bytes, *headers: bytes) -> Speak:
    lines = b"".join(one + b"\r\n" for one in (*headers, b"Content-Length: %d" % len(data)))
    return saying(HEAD, lines, b"\r\n", data)


def hasty() -> Client:
    """A client that waits a little, and takes a little."""
    return Client(Credentials(), timeout=0.5, in_all=1.0, most=100_000)


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.remote.http._PAUSES", (0.0, 0.0, 0.0))


@pytest.mark.parametrize(
    ("start", "drop"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 O", b"K"),
        (HEAD + b"X-Slow: ", b"a"),
        (HEAD, b"X-Many: a\r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (HEAD + b"\r\n", b" "),
        (HEAD + b"Content-Length: 1000\r\n\r\n", b" "),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;", b"x"),
        (b"HTTP/1.1 500 No\r\n\r\n", b" "),
    ],
)
def test_an_answer_that_drips_ends_with_the_time_in_all(start: bytes, drop: bytes) -> None:
    with speaking(dripping(start, drop)) as url, pytest.raises(EndpointError):
        Endpoint(url, hasty()).query(SELECT)


@pytest.mark.parametrize(
    "framing", [b"", b"Transfer-Encoding: chunked\r\n", b"Content-Length: 99999999999\r\n"]
)
def test_an_answer_without_an_end_is_not_kept_in_memory(framing: bytes) -> None:
    piece = b" " * 65536
    if b"chunked" in framing:
        piece = b"10000\r\n" + piece + b"\r\n"

    def speak(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(HEAD + framing + b"\r\n")
        while not over.is_set():
            connection.sendall(piece)

    with speaking(speak) as url, pytest.raises(EndpointError, match="answers more than"):
        Endpoint(url, Client(Credentials(), timeout=5, in_all=20, most=100_000)).query(SELECT)


@pytest.mark.parametrize("packing", [b"gzip", b"br", b"deflate", b"zstd", b"gzip, gzip"])
def test_what_is_packed_is_not_unpacked(packing: bytes) -> None:
    packed = answer(b"\x1f\x8b", b"Content-Encoding: " + packing)
    with speaking(packed) as url, pytest.raises(EndpointError, match="which it was not asked for"):
        Endpoint(url, hasty()).query(SELECT)


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\x00\xff\x00",
        b"HTTP/9 200\r\n\r\n",
        b"HTTP/1.1 two hundred\r\n\r\n",
        b"HTTP/1.1 99999999 OK\r\n\r\n",
        HEAD + b"Content-Length: -5\r\n\r\n{}",
        HEAD + b"Content-Length: five\r\n\r\n{}",
        HEAD + b"Content-Length: 500\r\n\r\n" + json.dumps(ROWS).encode(),
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n{}",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}",
        HEAD + b"X: " + b"a" * 70_000 + b"\r\n\r\n{}",
        HEAD + b"X: a\r\n" * 200 + b"\r\n{}",
        b"HTTP/1.1 401 No\r\nWWW-Authenticate: Digest\r\n\r\n",
        b"HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm=a, nonce=b, algorithm=none, qop=x\r\n\r\n",
        b"HTTP/1.1 401 No\r\nWWW-Authenticate: \xff\xfe\r\n\r\n",
        b"HTTP/1.1 301 Moved\r\nLocation: \x1b]52;c;AAAA\x07\r\n\r\n",
        b"HTTP/1.1 302 Moved\r\nLocation: /query\r\n\r\n",
        b"HTTP/1.1 503 Busy\r\nRetry-After: " + b"9" * 5000 + b"\r\n\r\n",
    ],
)
def test_what_is_no_answer_of_http_is_an_error_of_the_endpoint(said: bytes) -> None:
    for credentials in (Credentials(), Credentials(user="ada", password="x")):  # noqa: S106
        client = Client(credentials, timeout=0.5, in_all=1.0)
        with speaking(saying(said)) as url, pytest.raises(EndpointError) as raised:
            Endpoint(url, client).query(SELECT)
        assert str(raised.value).isprintable()


NESTED = b'{"type":"triple","value":{"subject":{"type":"uri","value":"a:a"},"predicate":{"type":"uri",'
NESTED += b'"value":"a:a"},"object":'


@pytest.mark.parametrize(
    "data",
    [
        b"{",
        b'{"head":',
        b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"uri","value":"no iri"}}]}}',
        b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"literal","value":"x"}},',
        b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"literal","value":"\xff"}}]}}',
        b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"nothing","value":"x"}}]}}',
        b'{"head":{"vars":["a b"]},"results":{"bindings":[]}}',
        b'{"head":{},"boolean":7}',
        b'{"head":' + b"[" * 100_000,
        b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":'
        + b'{"type":"triple","value":{"subject":' * 50_000,
        b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":'
        + NESTED * 50_000
        + b'{"type":"uri","value":"a:a"}'
        + b"}}" * 50_000
        + b"}]}}",
        b"<html>Sorry</html>",
        b"<a:a> <a:b> <a:c> .",
        b"",
    ],
)
def test_rows_that_are_none_are_an_error_of_the_endpoint(data: bytes) -> None:
    with speaking(answer(data)) as url:
        endpoint = Endpoint(url, Client(Credentials(), timeout=5, in_all=20))
        for ask in (endpoint.query, lambda query: endpoint.serialize(query, "csv")):
            with pytest.raises(EndpointError):
                ask(SELECT)
        result = CliRunner().invoke(main, ["query", SELECT, "--endpoint", url])
        assert (result.exit_code, "Traceback" in result.output, "defect" in result.output) == (
            2,
            False,
            False,
        )


@pytest.mark.parametrize(
    "data",
    [
        b"{}",
        b"<a:a> <a:b> ",
        b"<a:a> <a:b> " + b"<<( <a:a> <a:b> " * 100_000 + b"<a:c>" + b" )>>" * 100_000 + b" .",
        b'<a:a> <a:b> ")>>" , ' + b"# )>>\n<<( <a:a> <a:b> " * 100_000 + b"<a:c>" + b" )>>" * 100_000 + b" .",
    ],
)
def test_triples_that_are_none_are_an_error_of_the_endpoint(data: bytes) -> None:
    with speaking(answer(data)) as url, pytest.raises(EndpointError):
        Endpoint(url, Client(Credentials(), timeout=5, in_all=20)).query("CONSTRUCT WHERE { ?a ?b ?c }")


def test_triple_terms_and_brackets_in_strings_are_read() -> None:
    text = "[{" * 300 + '\\"}'
    data = json.dumps({**ROWS, "results": {"bindings": [{"a": {"type": "literal", "value": text}}] * 200}})
    with speaking(answer(data.encode())) as url:
        assert Endpoint(url, Client(Credentials())).query(SELECT).rows == ((text,),) * 200
    triples = b"".join(b'<a:%d> <a:b> <<( <a:a> <a:b> "<<(" )>> .\n' % number for number in range(300))
    with speaking(answer(triples)) as url:
        assert len(Endpoint(url, Client(Credentials())).query("CONSTRUCT WHERE { ?a ?b ?c }")) == 300


@pytest.mark.parametrize("count", ["many", "-1", "1e400", "9" * 5000, "0.5", "\x1b[2J"])
def test_a_count_that_is_no_number_is_an_error_of_the_endpoint(count: str) -> None:
    told = {"head": {"vars": ["g", "n"]}, "results": {"bindings": []}}
    told["results"]["bindings"] = [  # type: ignore[index]
        {"g": {"type": "uri", "value": "a:a"}, "n": {"type": "literal", "value": count}}
    ]
    with speaking(answer(json.dumps(told).encode())) as url, pytest.raises(EndpointError) as raised:
        counts(Endpoint(url, hasty()), ["<a:a>"])
    assert str(raised.value).isprintable()


def test_a_count_with_other_columns_is_an_error_of_the_endpoint() -> None:
    with speaking(answer(json.dumps(ROWS).encode())) as url:
        with pytest.raises(EndpointError):
            counts(Endpoint(url, hasty()), ["<a:a>"])
        with pytest.raises(KgError):
            counts(Endpoint(url, hasty()), [""])


def test_what_a_server_says_reaches_a_terminal_as_text() -> None:
    said = b"\x1b]52;c;AAAA\x07::error::\r\n\x9b2J" + b"a" * 3000
    refusal = saying(b"HTTP/1.1 400 \x1b[31mNo\r\nContent-Length: 3000\r\n\r\n", said)
    with speaking(refusal) as url, pytest.raises(EndpointError) as raised:
        Client(Credentials(), timeout=5).send("PUT", url, b"")
    message = str(raised.value)
    assert message.isprintable()
    assert len(message) < 1000


@pytest.mark.parametrize("name", [b"p:a\\#b", b"p:a\\'b"])
def test_what_an_escape_hides_from_us_is_counted(name: bytes) -> None:
    triples = b"PREFIX p: <p:> <a:a> <a:b> " + b"<<( %b <a:b> " % name * 100_000 + b"1" + b" )>>" * 100_000
    with speaking(answer(triples + b" .")) as url, pytest.raises(EndpointError, match="nested"):
        Endpoint(url, Client(Credentials(), timeout=5, in_all=20)).query("CONSTRUCT WHERE { ?a ?b ?c }")


def test_a_name_that_takes_for_ever_to_look_up_ends_with_the_time_in_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given_up, looked_up = threading.Event(), threading.Event()

    def look_up(*_: object, **__: object) -> list[object]:
        given_up.wait(10)
        looked_up.set()
        raise socket.gaierror("nobody knows")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(EndpointError, match="did not answer within"):
        Endpoint("http://slow.invalid/query", hasty()).query(SELECT)
    assert not looked_up.is_set()
    given_up.set()


def test_a_name_with_addresses_without_end_ends_with_the_time_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    given_up, tried = threading.Event(), threading.Event()

    def look_up(*_: object, **__: object) -> Iterator[tuple[object, ...]]:
        for _ in range(200):
            if given_up.wait(0.05):
                return
            yield socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 1)
        tried.set()

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(EndpointError, match="did not answer within"):
        Endpoint("http://many.invalid/query", hasty()).query(SELECT)
    assert not tried.is_set()
    given_up.set()


def test_a_proxy_that_drips_ends_with_the_time_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    dripped = threading.Event()

    def speak(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        for _ in range(200):
            if over.wait(0.05):
                return
            connection.sendall(b"X-Many: a\r\n")
        dripped.set()

    with speaking(speak) as url:
        monkeypatch.setenv("https_proxy", url.removesuffix("/query"))
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        with pytest.raises(EndpointError, match="did not answer within"):
            Endpoint("https://endpoint.invalid/query", hasty()).query(SELECT)
        assert not dripped.is_set()


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"KG_ENDPOINT_TOKEN": "open-sesame\n"}, "KG_ENDPOINT_TOKEN"),
        ({"KG_ENDPOINT_TOKEN": "open-sesame\r\nX: y"}, "KG_ENDPOINT_TOKEN"),
        ({"KG_ENDPOINT_TOKEN": "open-sesame \u20ac"}, "KG_ENDPOINT_TOKEN"),
        ({"KG_ENDPOINT_USER": "open-sesame\n", "KG_ENDPOINT_PASSWORD": "x"}, "KG_ENDPOINT_USER"),
        ({"KG_ENDPOINT_USER": "x", "KG_ENDPOINT_PASSWORD": "open-sesame\x00"}, "KG_ENDPOINT_PASSWORD"),
    ],
)
def test_credentials_that_no_header_may_hold_are_not_shown(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], named: str
) -> None:
    challenge = b'HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm="a", nonce="b", qop="auth"\r\n\r\n'
    # The environment of a process can hold no NUL, that of a program can.
    monkeypatch.setattr("os.environ", variables)
    with speaking(saying(challenge)) as url, pytest.raises(EndpointError) as raised:
        Client().send("GET", url)
    assert "sesame" not in str(raised.value)
    assert str(raised.value).startswith(f"{named} holds")


@pytest.mark.parametrize(
    "url",
    [
        "http://ada:sesame@127.0.0.1/query",
        "http://ada:sesame@127.0.0.1:port/query",
        "http://ada:sesame@127.0.0.1:99999/query",
        "http://ada:sesame@[/query",
        "ftp://ada:sesame@127.0.0.1/query",
        "http:/ada:sesame@127.0.0.1/query",
        "ada:sesame@127.0.0.1/query",
        "http://ada:sesame@127.0.0.1/\nquery",
    ],
)
def test_a_password_in_an_address_is_not_shown(url: str) -> None:
    with pytest.raises(EndpointError) as raised:
        Client(Credentials()).send("GET", url)
    assert "sesame" not in str(raised.value)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:port/", "http://127.0.0.1:99999/", "http://127.0.0.1/a\r\nX: y", "http://a/\x1b[2J"],
)
def test_what_is_no_url_is_never_asked(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setattr("urllib.request.build_opener", lambda *_: pytest.fail("it was asked"))
    with pytest.raises(EndpointError, match="is no URL") as raised:
        Client(Credentials()).send("GET", url)
    assert str(raised.value).isprintable()


def test_letters_and_spaces_of_an_address_are_escaped_as_browsers_do() -> None:
    asked: list[bytes] = []

    def speak(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(b"HTTP/1.1 204 Yes\r\n\r\n")

    with speaking(speak, asked) as url:
        Client(Credentials()).send("GET", f"{url}/b\u00fccher reden/%C3%A9?graph=a:\u00e9&b='c'#f")
    assert asked[0].startswith(b"GET /query/b%C3%BCcher%20reden/%C3%A9?graph=a:%C3%A9&b='c' HTTP/1.1\r\n")
