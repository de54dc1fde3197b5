"""An agent, or what speaks as one, that sends what no agent sends: it is passed over."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

import kg


def line(message: object) -> bytes:
    return (message if isinstance(message, bytes) else json.dumps(message).encode()) + b"\n"


def call(number: object, name: str, arguments: object) -> bytes:
    params = {"name": name, "arguments": arguments}
    return line({"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params})


CLIENT = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}}
BEGIN = line({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": CLIENT}) + line(
    {"jsonrpc": "2.0", "method": "notifications/initialized"}
)
LAST = call(99, "search", {"words": "tides"})
ODD: dict[str, bytes] = {
    "a line longer than memory should hold": line(b"x" * 200_000_000),
    "words longer than anybody says": call(5, "search", {"words": "a" * 30_000_000}),
    "brackets": line(b"[" * 1_000_000),
    "braces": line(b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    "no text, and no JSON": line(b"\xff\xfe\x00") + b"\n\n" + line(b"{") + line(b"\0" * 100),
    "wrong types": b"".join(
        line(one)
        for one in (
            5,
            [],
            None,
            {"jsonrpc": "2.0", "id": [1], "method": 5},
            {"jsonrpc": "1.0", "id": 4, "method": "x"},
            {"jsonrpc": "2.0", "id": 4, "method": "tools/call", "params": 5},
        )
    ),
    "wrong arguments": b"".join(
        call(number, name, arguments)
        for number, (name, arguments) in enumerate(
            (
                ("nothing", {}),
                ("search", 5),
                ("search", {"words": 5}),
                ("search", {"words": "a", "limit": 10**30}),
                ("search", {"words": "\ud800"}),
                ("search", {"words": '"' * 5_000}),
                ("search", {"words": "a* OR b NEAR( \0"}),
                ("get_document", {"document": "<" * 100_000}),
                ("get_claim", {"claim": "x> } DELETE"}),
                ("cite", {"node": "\ud800"}),
                ("sparql", {"query": "SELECT * {" + "(" * 10_000}),
                ("sparql", {"query": "\ud800"}),
            ),
            start=20,
        )
    ),
    "an answer to nobody": line({"jsonrpc": "2.0", "id": 1, "result": {}}),
}


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mcp")
    (folder / "a.md").write_text("---\ntitle: Tides\n---\nText.\n", encoding="utf-8")
    kg.build(folder / "a.md", output=folder / "output", html=False)
    return folder / "output"


def conversation(output: Path, *messages: bytes) -> tuple[dict[object, Any], bytes, int]:
    """What was answered by id, what was said besides, and the peak of memory in kB."""
    command = [sys.executable, "-m", "kg", "mcp", "-g", str(output), "--seconds", "5"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b"".join(messages))
        process.stdin.flush()
        found: dict[object, Any] = {}
        for answer in process.stdout:
            message = json.loads(answer)
            found[message.get("id")] = message
            if message.get("id") == 99:
                break
        status = Path(f"/proc/{process.pid}/status")
        peak = status.read_text() if status.exists() else ""
        process.stdin.close()
        # On a busy machine a test that waits without end would stop all others.
        last = threading.Timer(60, process.kill)
        last.start()
        said = process.stderr.read()
        last.cancel()
        process.wait(60)
    return found, said, int(peak.partition("VmHWM:")[2].split()[0]) if peak else 0


@pytest.mark.parametrize("name", ODD)
def test_what_no_agent_sends_is_passed_over(output: Path, name: str) -> None:
    found, said, peak = conversation(output, BEGIN, ODD[name], LAST)
    assert "Tides" in json.dumps(found[99]["result"])
    assert b"Traceback" not in said
    assert peak < 400_000


def test_what_is_asked_before_anything_was_agreed_harms_nobody(output: Path) -> None:
    found, said, _ = conversation(output, ODD["wrong arguments"], BEGIN, LAST)
    assert "Tides" in json.dumps(found[99]["result"])
    assert b"Traceback" not in said
