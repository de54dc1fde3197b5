"""An editor, or what speaks as one, that sends what no editor sends: it is passed over."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

URI = "file:///nowhere/a.md"


def frame(message: object) -> bytes:
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def request(number: object, method: str, params: object = None) -> bytes:
    return frame({"jsonrpc": "2.0", "id": number, "method": method, "params": params})


def notice(method: str, params: object = None) -> bytes:
    return frame({"jsonrpc": "2.0", "method": method, "params": params})


def opened(uri: str, text: str) -> bytes:
    item = {"uri": uri, "languageId": "markdown", "version": 1, "text": text}
    return notice("textDocument/didOpen", {"textDocument": item})


def hover(number: int, position: object) -> bytes:
    return request(number, "textDocument/hover", {"textDocument": {"uri": URI}, "position": position})


BEGIN = request(1, "initialize", {"processId": None, "rootUri": None, "capabilities": {}})
ASK = opened(URI, "---\ntitle: x\n---\n") + hover(90, {"line": 1, "character": 2})
END = request(99, "shutdown") + notice("exit")
OTHER = frame({"jsonrpc": "2.0", "id": 7, "method": "workspace/executeCommand", "params": {"command": "x"}})

HEADS = {
    "no memory holds it": b"Content-Length: 99999999999999999\r\n\r\n" + b"{}" * 100,
    "no number holds it": b"Content-Length: " + b"9" * 100_000 + b"\r\n\r\n{}\r\n",
    "a negative length": b"Content-Length: -5\r\n\r\n",
    "no length": b"Content-Type: x\r\n\r\n",
    "nothing in it": b"Content-Length: 0\r\n\r\n",
    "a line without end": b"X" * 20_000_000 + b"\r\n",
    "very many lines": b"A: b\r\n" * 20_000 + b"\r\n",
    "small letters": OTHER.replace(b"Content-Length: ", b"content-length:"),
    "line ends of one byte": OTHER.replace(b"\r\n", b"\n"),
    "two kinds of header": OTHER.replace(b"\r\n\r\n", b"\r\nContent-Type: text/plain\r\n\r\n"),
    "zeros": b"\0" * 10_000 + b"\n",
}
BODIES: dict[str, Any] = {
    "brackets": b"[" * 100_000 + b"]" * 100_000,
    "braces": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "no JSON": b"{",
    "no text": b"\xff\xfe\x00",
    "a list": [1, 2],
    "a number": 5,
    "nothing": None,
    "several": [{"jsonrpc": "2.0", "id": 7, "method": "x"}],
    "no version": {"id": 7, "method": "shutdown"},
    "an answer to nobody": {"jsonrpc": "2.0", "id": 1, "result": 5},
    "an error to nobody": {"jsonrpc": "2.0", "id": "z", "error": {"code": 1, "message": "\x1b[2J"}},
    "an id of ten thousand digits": b'{"jsonrpc":"2.0","id":' + b"9" * 10_000 + b',"method":"x"}',
    "an id that is a list": {"jsonrpc": "2.0", "id": [1], "method": "x"},
}
POSITIONS = (
    {"line": 10**9, "character": 10**9},
    {"line": -1, "character": -1},
    {"line": 1, "character": 10**18},
    {"line": 1.5, "character": "a"},
    {},
    None,
)
URIS = ("", "x", "untitled:1", "http://e.org/a.md", "file:a.md", "file://host/a.md", "file:///a/../../b.md")
BAD_URIS = (
    "file:///tmp/\0/a.md",
    "file:///tmp/%00/a.md",
    "\ud800",
    "file://[bad/a.md",
    f"file:///{'a' * 90_000}.md",
)


def session(*messages: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "kg", "lsp"],
        input=b"".join(messages),
        capture_output=True,
        timeout=120,
        check=False,
    )


def answers(output: bytes) -> dict[object, Any]:
    """What was answered, by the id of what was asked."""
    found, at = {}, 0
    while at < len(output):
        head, _, rest = output[at:].partition(b"\r\n\r\n")
        length = int(head.partition(b"Content-Length: ")[2].split(b"\r\n")[0])
        message = json.loads(rest[:length])
        if "method" not in message:
            found[json.dumps(message.get("id"))] = message
        at += len(head) + 4 + length
    return found


def assert_served(done: subprocess.CompletedProcess[bytes]) -> None:
    said = answers(done.stdout)
    assert "title" in json.dumps(said["90"]["result"]).lower(), done.stderr[-2_000:]
    assert said["99"]["result"] is None
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert b"\x1b" not in done.stderr


@pytest.mark.parametrize("head", [name for name in HEADS if name != "no memory holds it"])
def test_a_head_that_no_editor_sends_is_passed_over(head: str) -> None:
    assert_served(session(BEGIN, HEADS[head], ASK, END))


@pytest.mark.parametrize("is_first", [False, True])
def test_a_message_that_no_editor_sends_is_passed_over(is_first: bool) -> None:
    odd = b"".join(
        frame(one if isinstance(one, bytes) else json.dumps(one).encode()) for one in BODIES.values()
    )
    assert_served(session(odd, BEGIN, ASK, END) if is_first else session(BEGIN, odd, ASK, END))


def test_a_message_larger_than_memory_is_passed_over_and_told_of() -> None:
    done = session(BEGIN, HEADS["no memory holds it"])
    assert b"is passed over" in done.stderr
    assert b"memory" not in done.stderr
    large = b"Content-Length: 70000000\r\n\r\n" + b" " * 70_000_000
    assert_served(session(BEGIN, large, ASK, END))


def test_a_message_that_breaks_off_ends_the_session() -> None:
    for cut in (b"Content-Len", b"Content-Length: 50\r\n", b"Content-Length: 50\r\n\r\n{"):
        done = session(BEGIN, cut)
        assert (done.returncode, b"Traceback" in done.stderr) == (0, False)


def test_documents_and_places_that_cannot_be_are_passed_over() -> None:
    text = "---\ntitle: \ud800 x\nyear: \ud800\na b\n---\n"
    odd = [opened(uri, text) for uri in (*URIS, *BAD_URIS, URI)]
    odd += [hover(100 + number, position) for number, position in enumerate(POSITIONS)]
    odd += [notice("textDocument/didOpen", params) for params in (5, None, {"textDocument": [1]})]
    odd += [notice("$/cancelRequest", {"id": 12345}), request([1], "textDocument/hover", 7), OTHER, BEGIN]
    changes = [{"text": "x"}, {"range": {"start": {"line": 5, "character": 5}, "end": {}}, "text": "y"}]
    unopened = {"textDocument": {"uri": "file:///none/x.md", "version": 2}, "contentChanges": changes}
    odd.append(notice("textDocument/didChange", unopened))
    assert_served(session(BEGIN, *odd, ASK, END))
