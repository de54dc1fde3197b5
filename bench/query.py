"""How long questions to an output take, each as a process of its own.

    python bench/query.py OUTPUT [--runs 9]

OUTPUT is what ``kg build`` has written. The first question and the first
search make the store and the index, in a cache that is thrown away; the same
lookup without a cache loads the graph into memory.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LOOKUP = "SELECT ?text WHERE { ?claim a schema:Claim ; schema:text ?text } LIMIT 3"
JOIN = """SELECT ?text ?name WHERE { ?claim schema:text ?text ; schema:isBasedOn ?source .
  ?source schema:author/schema:name ?name } LIMIT 100"""
GROUP = "SELECT ?class (COUNT(?node) AS ?nodes) WHERE { ?node a ?class } GROUP BY ?class"
KG = (sys.executable, "-m", "kg")


def main() -> None:
    """Print a table of medians in seconds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", type=Path)
    parser.add_argument("--runs", type=int, default=9)
    options = parser.parse_args()
    graph = ("-g", str(options.output))
    counts = json.loads((options.output / "build.json").read_text(encoding="utf-8"))["counts"]
    print(f"{counts['triples']:,} triples, {counts['documents']:,} documents")
    with tempfile.TemporaryDirectory() as cache:
        lookup = (*KG, "query", LOOKUP, *graph, "--format", "csv")
        search = (*KG, "search", "model", *graph)
        rows = [
            ("kg --help", (*KG, "--help"), cache, options.runs),
            ("lookup, first: the store is made", lookup, cache, 1),
            ("lookup", lookup, cache, options.runs),
            ("lookup as a table", lookup[:-2], cache, options.runs),
            ("join of three patterns", (*KG, "query", JOIN, *graph, "--format", "csv"), cache, options.runs),
            (
                "GROUP BY over all nodes",
                (*KG, "query", GROUP, *graph, "--format", "csv"),
                cache,
                options.runs,
            ),
            ("most-cited-sources", (*KG, "query", "most-cited-sources", *graph), cache, options.runs),
            ("search, first: the index is made", search, cache, 1),
            ("search", search, cache, options.runs),
            ("lookup without a cache", lookup, "", 3),
        ]
        for name, command, folder, runs in rows:
            times = sorted(seconds(command, folder) for _ in range(runs))
            print(f"{name:36} {statistics.median(times):6.2f}   worst {times[-1]:6.2f}", flush=True)


def seconds(command: tuple[str, ...], cache: str) -> float:
    """How long a process takes from its start to its end."""
    began = time.perf_counter()
    environment = {**os.environ, "KG_CACHE_DIR": cache}
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
