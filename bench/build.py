"""How long a build takes, where the time goes, and how much memory it needs.

    python bench/multiply.py CORPUS /tmp/many 1600
    python bench/build.py /tmp/many [--runs 5]

Each run is a process of its own; figures are medians. The floor is what
nobody can do without: reading every file and parsing its YAML with PyYAML's
C loader, nothing else. "whole" is kg.build with every output, as people run
it: validation in a thread, and a second process where that helps. The stages
are those of one process that does one after the other: a profile.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from compiled import compile_package


def floor(source: str) -> dict[str, float]:
    """Seconds to read all files, and to parse their front matter."""
    import yaml

    start = time.perf_counter()
    texts = [path.read_text(encoding="utf-8") for path in sorted(Path(source).rglob("*.md"))]
    read = time.perf_counter() - start
    fronts = [text.split("\n---", 1)[0][4:] for text in texts if text.startswith("---\n")]
    start = time.perf_counter()
    for front in fronts:
        try:
            yaml.load(front, yaml.CSafeLoader)
        except yaml.YAMLError:
            continue
    return {"floor: read files": read, "floor: YAML": time.perf_counter() - start}


def whole(source: str, output: str) -> dict[str, float]:
    """Seconds of a build with every output, and of the graph alone."""
    start = time.perf_counter()
    from kg.pipeline import build

    mapped = [start]

    def tell(stage: str, done: int, total: int) -> None:
        if stage == "map":
            mapped[0] = time.perf_counter()

    imported = time.perf_counter()
    build(source, output=output, progress=tell)
    return {"whole": time.perf_counter() - start, "graph alone": mapped[0] - imported}


def once(source: str, output: str) -> dict[str, float]:
    """Seconds of each stage of one build in this process, and what it built."""
    start = time.perf_counter()
    from kg.exporters.folder import replace_folder
    from kg.exporters.output import Output, output_files
    from kg.pipeline import build

    imported = time.perf_counter()
    stages: dict[str, float] = {}
    last = ["", imported]

    def tell(stage: str, done: int, total: int) -> None:
        now = time.perf_counter()
        if stage != last[0]:
            if last[0]:
                stages[str(last[0])] = now - float(last[1])
            last[:] = [stage, now]

    os.environ["KG_PROCESSES"] = "1"
    graph = build(source, validate=False, html=False, progress=tell)
    now = time.perf_counter()
    stages[str(last[0])] = now - float(last[1])
    found = graph.validate()
    stages["validate (SHACL)"] = time.perf_counter() - now
    writing: dict[str, float] = defaultdict(float)
    held: list[tuple[str, bytes]] = []
    page = replace(graph, diagnostics=(*graph.diagnostics, *found)).explore
    made = Output(graph.dataset, lambda: found, graph.settings, graph.inputs, graph.counts, lambda _: page())
    before = time.perf_counter()
    for name, content in output_files(made):
        data = content if isinstance(content, bytes) else b"".join(content)
        now = time.perf_counter()
        folder, inside, _ = name.partition("/")
        kind = f"{folder}/*" if inside else name
        writing[f"make {kind}"] += now - before
        held.append((name, data))
        before = now
    replace_folder(Path(output), held)
    writing["write all files"] = time.perf_counter() - before
    return {
        "import": imported - start,
        **{f"{stage}": seconds for stage, seconds in stages.items()},
        **writing,
        "total": time.perf_counter() - start,
        "documents": float(graph.counts["documents"]),
        "triples": float(graph.counts["triples"]),
        "output MB": sum(len(data) for _, data in held) / 1e6,
        "peak memory MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main() -> None:
    """Run as many times as asked and print the medians."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--once", choices=["floor", "build", "whole"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.once == "floor":
        print(json.dumps(floor(options.source)))
        return
    if options.once:
        work = once if options.once == "build" else whole
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps(work(options.source, f"{folder}/output")))
        return
    compile_package()
    results: dict[str, list[float]] = defaultdict(list)
    for _ in range(options.runs):
        for kind in ("floor", "whole", "build"):
            command = [sys.executable, __file__, options.source, "--once", kind]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            for name, value in json.loads(done.stdout).items():
                results[name].append(value)
    medians = {name: statistics.median(values) for name, values in results.items()}
    for name, value in medians.items():
        print(f"{name:24} {value:12,.3f}")
    base = medians["floor: read files"] + medians["floor: YAML"]
    print(f"{'documents/s':24} {medians['documents'] / medians['whole']:12,.0f}")
    print(f"{'triples/s':24} {medians['triples'] / medians['whole']:12,.0f}")
    print(f"{'whole / floor':24} {medians['whole'] / base:12.2f}")
    print(f"{'graph alone / floor':24} {medians['graph alone'] / base:12.2f}")


if __name__ == "__main__":
    main()
