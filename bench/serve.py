"""The server beside others, on the same triples: requests a second, the slowest of a hundred, start, memory.

    python bench/generate.py /tmp/corpus 1400
    kg build /tmp/corpus -o /tmp/output --no-html
    python bench/serve.py /tmp/output [--endpoint /path/to/rdflib-endpoint] [--seconds 5]

Needs wrk (https://github.com/wg/wrk) and the ``oxigraph`` command on PATH; the
command ``rdflib-endpoint`` is measured where it is named. All have 32
connections, take turns, and are asked the same queries. Where a row says
"again", queries repeat, so that answers that are kept count; in all others no
query is ever asked twice, for which a comment with a number makes it another.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psutil
import pyoxigraph

SCHEMA = "https://schema.org/"
QUERIES = {
    "lookup": "SELECT ?p ?o {{ <{claim}> ?p ?o }}",
    "join of three": (
        f"SELECT ?claim ?name {{{{ ?claim <{SCHEMA}appearance> <{{document}}> ;"
        f" <{SCHEMA}isBasedOn> ?source . ?source <{SCHEMA}name> ?name }}}}"
    ),
    "group by": (
        f"SELECT ?who (COUNT(DISTINCT ?claim) AS ?claims) {{{{ ?claim <{SCHEMA}isBasedOn> ?source ."
        f" ?source <{SCHEMA}author> ?who }}}} GROUP BY ?who ORDER BY DESC(?claims) LIMIT 10"
    ),
}
SCRIPT = """
local queries, count = {{}}, 0
for line in io.lines("{queries}") do queries[#queries + 1] = line end
request = function()
  count = count + 1
  local path = "{path}?query=" .. queries[count % #queries + 1]
  if {is_new} then path = path .. "%20%23" .. {seed} .. count end
  return wrk.format("GET", path, {{Accept = "application/sparql-results+json"}})
end
"""
PORT = 7990


class Server:
    """A server that runs, and what it took to start."""

    def __init__(self, command: list[str], path: str) -> None:
        self.path = path
        began = time.perf_counter()
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.url = f"http://127.0.0.1:{PORT}{path}"
        while True:
            try:
                self.ask("ASK { ?s ?p ?o }")
                break
            except OSError:
                if self.process.poll() is not None:
                    raise RuntimeError(f"{command[0]} did not start") from None
                time.sleep(0.01)
        self.start = time.perf_counter() - began

    def ask(self, query: str) -> bytes:
        """The answer to a query."""
        headers = {"Accept": "application/sparql-results+json"}
        request = urllib.request.Request(f"{self.url}?query={quote(query)}", headers=headers)  # noqa: S310
        with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310
            return bytes(answer.read())

    def memory(self) -> int:
        """The memory of its processes in bytes, what they share counted once."""
        me = psutil.Process(self.process.pid)
        return sum(one.memory_full_info().pss for one in (me, *me.children(recursive=True)))

    def load(self, queries: Path, seconds: int, *, is_new: bool) -> tuple[float, str]:
        """Requests a second with 32 connections, and the time of the slowest of a hundred."""
        told = {"queries": queries, "path": self.path, "is_new": str(is_new).lower()}
        script = queries.with_suffix(".lua")
        script.write_text(SCRIPT.format(**told, seed=time.monotonic_ns() % 10**6 * 10**7), encoding="utf-8")
        command = ["wrk", "-t1", "-c32", f"-d{seconds}", "--timeout", "30", "--latency", "-s", str(script)]
        said = subprocess.run(
            [*command, self.url.removesuffix(self.path)], capture_output=True, text=True, check=True
        ).stdout
        if "Non-2xx" in said:
            raise RuntimeError(f"not every request was answered:\n{said}")
        return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]), re.search(r"99%\s+(\S+)", said)[1]  # type: ignore[index]


@contextlib.contextmanager
def running(command: list[str], path: str) -> Iterator[Server]:
    """A server for a while."""
    server = Server(command, path)
    try:
        yield server
    finally:
        server.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.process.wait(5)
        # One that still works on what nobody waits for does not end by itself.
        server.process.kill()
        server.process.wait()


def commands(output: Path, room: Path, endpoint: str | None) -> dict[str, tuple[list[str], str]]:
    """How each server is started, and where it answers queries."""
    store = str(room / "oxigraph")
    for name in ("graph.ttl", "graph.nq"):
        subprocess.run(
            ["oxigraph", "load", "-l", store, "--file", str(output / name)], check=True, capture_output=True
        )
    subprocess.run(["oxigraph", "optimize", "-l", store], check=True, capture_output=True)
    port = str(PORT)
    kg = str(Path(sys.executable).with_name("kg"))
    found = {
        "kg serve": ([kg, "serve", str(output), "--port", port], "/sparql"),
        "oxigraph": (["oxigraph", "serve-read-only", "-l", store, "-b", f"127.0.0.1:{port}"], "/query"),
    }
    if endpoint:
        triples = room / "graph.nt"
        loaded = pyoxigraph.parse(path=output / "graph.ttl", format=pyoxigraph.RdfFormat.TURTLE)
        triples.write_bytes(pyoxigraph.serialize(loaded, format=pyoxigraph.RdfFormat.N_TRIPLES) or b"")
        found["rdflib-endpoint"] = ([endpoint, "serve", str(triples), "--port", port], "/")
    return found


def write_queries(output: Path, room: Path) -> dict[str, Path]:
    """A file for each kind of query, with a thousand of them, one a line, ready for an address."""
    store = pyoxigraph.Store()
    store.bulk_load(path=output / "graph.ttl", format=pyoxigraph.RdfFormat.TURTLE)
    pairs = store.query(f"SELECT ?c ?d {{ ?c <{SCHEMA}appearance> ?d ; <{SCHEMA}isBasedOn> ?s }} LIMIT 1000")
    terms = [(row["c"].value, row["d"].value) for row in pairs]  # type: ignore[union-attr]
    files = {}
    for name, text in QUERIES.items():
        files[name] = room / f"{name.replace(' ', '-')}.txt"
        lines = dict.fromkeys(quote(text.format(claim=claim, document=document)) for claim, document in terms)
        files[name].write_text("\n".join(lines), encoding="utf-8")
    return files


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("output", type=Path)
    parser.add_argument("--endpoint", help="the command rdflib-endpoint")
    parser.add_argument("--seconds", type=int, default=5)
    options = parser.parse_args()
    if not shutil.which("wrk") or not shutil.which("oxigraph"):
        parser.error("wrk and oxigraph must be on PATH")
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        os.environ["KG_CACHE_DIR"] = str(room / "cache")
        subprocess.run(
            [Path(sys.executable).with_name("kg"), "query", "ASK {}", "-g", options.output],
            check=True,
            capture_output=True,
        )
        files = write_queries(options.output, room)
        print("| | start, s | memory, MB | query | requests/s | slowest of 100 |\n|---|---|---|---|---|---|")
        for name, (command, path) in commands(options.output, room, options.endpoint).items():
            with running(command, path) as server:
                first = f"| {name} | {server.start:.2f} |"
                rows = []
                for query, file in files.items():
                    rows.append((query, server.load(file, options.seconds, is_new=True)))
                    if name == "kg serve":
                        rows.append((f"{query}, again", server.load(file, options.seconds, is_new=False)))
                memory = server.memory() / 1e6
                for query, (rate, slowest) in rows:
                    shown = f"{rate:,.0f} | {slowest}" if rate else "none was answered |"
                    print(f"{first} {memory:,.0f} | {query} | {shown} |", flush=True)


if __name__ == "__main__":
    main()
