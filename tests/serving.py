"""A running `kg serve`, for the tests of the server."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx

_SAID = {
    line.rsplit(" ", 2)[0]
    for line in (Path(__file__).parent / "golden/maximal/graph.nq").read_text("utf-8").splitlines()
}
TRIPLES = len(_SAID)
"""How many triples the server has of the maximal corpus."""
PEOPLE = sum(one.endswith("#type> <https://schema.org/Person>") for one in _SAID)
"""How many people it has."""
CLAIMS = sum(one.endswith("#type> <https://schema.org/Claim>") for one in _SAID)
"""How many claims it has."""
OTHERS = "127.0.0.2"
"""An address of this machine from which other clients come than those at 127.0.0.1."""


class Served:
    """A server of a process of its own; ``url`` ends with a slash."""

    def __init__(self, process: subprocess.Popen[str], url: str) -> None:
        self.process, self.url = process, url
        self.lines: list[str] = []
        self.client = httpx.Client(base_url=url, timeout=30)
        self.others = httpx.Client(
            base_url=url, timeout=30, transport=httpx.HTTPTransport(local_address=OTHERS)
        )

    @property
    def address(self) -> tuple[str, int]:
        """Its host and port."""
        parts = urlsplit(self.url)
        return str(parts.hostname), int(parts.port or 0)

    def select(self, query: str, client: httpx.Client | None = None) -> list[dict[str, str]]:
        """The rows of a query, each value as its text."""
        response = (client or self.client).get("sparql", params={"query": query})
        assert response.status_code == 200, response.text
        rows = response.json()["results"]["bindings"]
        return [{name: one["value"] for name, one in row.items()} for row in rows]

    def wait_for_search(self) -> None:
        """Wait until the index is made."""
        for _ in range(200):
            if self.client.get("search?q=x").status_code != 503:
                return
            time.sleep(0.05)
        raise AssertionError("the index is not made")

    def metric(self, name: str) -> float:
        """The value of a metric, with its labels as they are written."""
        lines = self.client.get("metrics").text.splitlines()
        return float(next(line.rpartition(" ")[2] for line in lines if line.startswith(f"{name} ")))


@contextlib.contextmanager
def serving(output: Path, *options: str, token: str = "") -> Iterator[Served]:
    """A server of an output, at a port of its own; it is stopped at the end."""
    environment = {**os.environ, "KG_SERVE_TOKEN": token}
    command = [sys.executable, "-m", "kg", "serve", str(output), "--port", "0", *options]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
    assert process.stderr is not None
    said = ""
    for line in process.stderr:
        said += line
        if " at http://" in line:
            break
    else:
        raise AssertionError(f"the server did not start: {said}")
    served = Served(process, said.rsplit(" at ", 1)[1].strip())
    reader = threading.Thread(target=lambda: served.lines.extend(process.stderr or ()), daemon=True)
    reader.start()
    try:
        yield served
    finally:
        served.client.close()
        served.others.close()
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        finally:
            process.kill()
            process.wait()
            reader.join()
            process.stderr.close()
