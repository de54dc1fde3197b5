"""Real SPARQL servers for tests, and a door before them that checks, fails and forgets as it is told."""

from __future__ import annotations

import contextlib
import http.client
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_VIRTUOSO = """[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 4000
MaxDirtyBuffers = 3000
[HTTPServer]
ServerPort = 127.0.0.1:{web}
ServerRoot = {folder}
ServerThreads = 4
"""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.contextmanager
def oxigraph() -> Iterator[str]:
    """The server of Oxigraph in memory: the beginning of its addresses."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    assert program, "the development extra brings the program oxigraph"
    port = free_port()
    with _running([program, "serve", "--bind", f"127.0.0.1:{port}"], f"http://127.0.0.1:{port}/query"):
        yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def virtuoso(program: str, folder: Path) -> Iterator[str]:
    """An empty Virtuoso, whose user dba has the password dba: the beginning of its addresses."""
    web, sql = free_port(), free_port()
    settings = folder / "virtuoso.ini"
    settings.write_text(_VIRTUOSO.format(folder=folder, web=web, sql=sql), encoding="utf-8")
    with _running(
        [program, "+foreground", "+configfile", str(settings)], f"http://127.0.0.1:{web}/sparql", folder
    ):
        yield f"http://127.0.0.1:{web}"


@contextlib.contextmanager
def _running(command: list[str], url: str, folder: Path | None = None) -> Iterator[None]:
    server = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{url}?query=ASK%7B%7D", timeout=5).close()  # noqa: S310
                break
            assert server.poll() is None, "the server ended"
            time.sleep(0.05)
        yield
    finally:
        server.kill()
        server.wait()


@dataclass
class Door:
    """What stands before a server. ``decide`` is given each request: None passes it on, else it answers."""

    url: str
    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    decide: Callable[[str, str, dict[str, str]], tuple[int, dict[str, str]] | None] = lambda *_: None


@contextlib.contextmanager
def door(server: str) -> Iterator[Door]:
    """A door before a server on this machine, which passes everything on until it is told otherwise."""
    host = server.removeprefix("http://")

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def _pass(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            before.requests.append((self.command, self.path, headers))
            answered = before.decide(self.command, self.path, headers)
            if answered is not None:
                status, extra, data = *answered, b"as told"
            else:
                connection = http.client.HTTPConnection(host, timeout=30)
                kept = {name: headers[name] for name in ("accept", "content-type") if name in headers}
                connection.request(self.command, self.path, body, kept)
                answer = connection.getresponse()
                status, data = answer.status, answer.read()
                extra = {"Content-Type": answer.headers.get("Content-Type", "text/plain")}
                connection.close()
            self.send_response(status)
            for name, value in extra.items():
                self.send_header(name, value)
            if status != http.HTTPStatus.NO_CONTENT:
                self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if status != http.HTTPStatus.NO_CONTENT:
                self.wfile.write(data)

        do_DELETE = do_GET = do_POST = do_PUT = _pass  # noqa: N815

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    before = Door(f"http://127.0.0.1:{listening.server_address[1]}")
    thread = threading.Thread(target=listening.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield before
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()
