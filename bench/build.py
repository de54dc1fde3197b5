"""How long a build takes, where the time goes, and how much memory it needs.

    python bench/multiply.py CORPUS /tmp/many 1600
    python bench/build.py /tmp/many [--runs 5]

Each run is a process of its own; figures are medians. The floor is what
nobody can do without: reading every file and parsing its YAML with PyYAML's
C loader, nothing else.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path


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

    graph = build(source, validate=False, html=False, progress=tell)
    now = time.perf_counter()
    stages[str(last[0])] = now - float(last[1])
    found = graph.validate()
    stages["validate (SHACL)"] = time.perf_counter() - now
    writing: dict[str, float] = defaultdict(float)
    held: list[tuple[str, bytes]] = []
    made = Output(graph.dataset, lambda: found, graph.settings, graph.inputs, graph.counts, None)
    before = time.perf_counter()
    for name, data in output_files(made):
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
    parser.add_argument("--once", choices=["floor", "build"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.once == "floor":
        print(json.dumps(floor(options.source)))
        return
    if options.once == "build":
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps(once(options.source, f"{folder}/output")))
        return
    results: dict[str, list[float]] = defaultdict(list)
    for _ in range(options.runs):
        for kind in ("floor", "build"):
            command = [sys.executable, __file__, options.source, "--once", kind]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            for name, value in json.loads(done.stdout).items():
                results[name].append(value)
    medians = {name: statistics.median(values) for name, values in results.items()}
    for name, value in medians.items():
        print(f"{name:24} {value:12,.3f}")
    total = medians["total"]
    base = medians["floor: read files"] + medians["floor: YAML"]
    print(f"{'documents/s':24} {medians['documents'] / total:12,.0f}")
    print(f"{'triples/s':24} {medians['triples'] / total:12,.0f}")
    print(f"{'total / floor':24} {total / base:12.2f}")
    graph_alone = sum(medians[name] for name in ("read", "identify", "map"))
    print(f"{'graph alone / floor':24} {graph_alone / base:12.2f}")


if __name__ == "__main__":
    main()
