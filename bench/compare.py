"""Ours beside others, on the same documents, in the same minutes.

    python bench/compare.py [--documents 1600] [--runs 5] [--folder /tmp/compare]

Makes a corpus (bench/generate.py), then lets each contender take its turn,
round after round, each run a process of its own:

- the floor: read every file and parse its YAML with PyYAML's C loader, nothing else;
- ours: the graph alone, as N-Quads; and `kg build`, all of it;
- plain: the same job written with PyYAML, rdflib and pySHACL (bench/plain.py), without and with SHACL;
- Morph-KGC: the same content, given as JSON, through an RML mapping to N-Triples (bench/rml). It is
  installed into an environment of its own; `--no-morph` leaves it out.

Prints a table in Markdown: medians of seconds, of processor seconds and of
peak memory, the triples made, and how many floors the time is.
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
import venv
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path

from compiled import compile_package

BENCH = Path(__file__).resolve().parent
GRAPH_ALONE = (
    "import sys, kg; from pathlib import Path;"
    "Path(sys.argv[2]).write_text(kg.build(sys.argv[1], validate=False).serialize('nquads'), 'utf-8')"
)


@dataclass(frozen=True, slots=True)
class Contender:
    """A way to do the job: its name, its command, where it runs, and the file that holds its triples."""

    name: str
    command: tuple[str, ...]
    folder: Path
    made: Path | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took: seconds by the clock and of processors, and MB at its peak."""

    seconds: float
    processor: float
    megabytes: float


def run(one: Contender) -> Run:
    """One run as a process of its own. Raises SystemExit where it fails."""
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        started = subprocess.Popen(one.command, cwd=one.folder, stdout=said, stderr=said)
        _, status, usage = os.wait4(started.pid, 0)
        seconds = time.perf_counter() - start
        started.returncode = os.waitstatus_to_exitcode(status)
        if started.returncode not in (0, 1):  # kg build tells by 1 that documents are broken
            said.seek(0)
            sys.exit(f"{one.name} failed:\n{said.read().decode(errors='replace')}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def contenders(corpus: Path, folder: Path, *, morph: bool) -> list[Contender]:
    """All of them, with what they need prepared."""
    python, source = sys.executable, str(corpus)
    kg = (python, "-m", "kg", "build", source, "--quiet", "--no-cache", "-o", str(folder / "ours"))
    plain = (python, str(BENCH / "plain.py"), source)
    floor = (python, str(BENCH / "build.py"), source)
    shapes = str(BENCH.parent / "shapes" / "core")
    alone = folder / "graph.nq"
    taking_part = [
        Contender("floor: files and YAML", (*floor, "--once", "floor"), folder),
        Contender("ours, graph alone", (python, "-c", GRAPH_ALONE, source, str(alone)), folder, alone),
        Contender("ours, `kg build`", kg, folder, folder / "ours/graph.nq"),
        Contender("plain, without SHACL", (*plain, str(folder / "plain")), folder, folder / "plain/graph.nt"),
        Contender(
            "plain, with SHACL",
            (*plain, str(folder / "plain"), "--shapes", shapes),
            folder,
            folder / "plain/graph.nt",
        ),
    ]
    if morph:
        tables = folder / "rml"
        subprocess.run([python, str(BENCH / "rml" / "to_json.py"), source, str(tables)], check=True)
        command = (str(morph_python(folder / "morph")), "-m", "morph_kgc", "config.ini")
        taking_part.append(Contender("Morph-KGC, from JSON", command, tables, tables / "graph.nt"))
    return taking_part


def morph_python(folder: Path) -> Path:
    """The interpreter of an environment that holds Morph-KGC."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-qq", "morph-kgc"], check=True)
    return python


def triples(made: Path | None) -> str:
    """How many lines of triples a contender wrote."""
    if made is None:
        return ""
    with made.open("rb") as lines:
        return f"{sum(1 for _ in lines):,}"


def table(taking_part: list[Contender], runs: dict[str, list[Run]]) -> str:
    """The medians, as Markdown."""
    floor = statistics.median(one.seconds for one in runs[taking_part[0].name])
    lines = ["| | seconds | processor s | peak MB | triples | × floor |", "|---|--:|--:|--:|--:|--:|"]
    for one in taking_part:
        taken = runs[one.name]
        seconds = statistics.median(each.seconds for each in taken)
        processor = statistics.median(each.processor for each in taken)
        memory = statistics.median(each.megabytes for each in taken)
        lines.append(
            f"| {one.name} | {seconds:.2f} | {processor:.2f} | {memory:.0f} | {triples(one.made)} "
            f"| {seconds / floor:.1f} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Prepare, run in turns, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=1600)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "kg-compare")
    parser.add_argument("--corpus", type=Path, help="documents of your own instead of made ones")
    parser.add_argument("--no-morph", action="store_true")
    parser.add_argument("--json", type=Path, help="write every run to this file, too")
    options = parser.parse_args()
    compile_package()
    folder: Path = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    corpus = options.corpus
    if corpus is None:
        corpus = folder / f"corpus-{options.documents}"
        if not corpus.exists():
            make = [sys.executable, str(BENCH / "generate.py"), str(corpus), str(options.documents)]
            subprocess.run(make, check=True)
    taking_part = contenders(corpus.resolve(), folder, morph=not options.no_morph)
    runs: dict[str, list[Run]] = defaultdict(list)
    for number in range(options.runs):
        for one in taking_part:
            runs[one.name].append(run(one))
        print(f"round {number + 1} of {options.runs} done", file=sys.stderr)
    if options.json:
        held = {name: [asdict(one) for one in taken] for name, taken in runs.items()}
        options.json.write_text(json.dumps(held, indent=1), encoding="utf-8")
    print(table(taking_part, runs))


if __name__ == "__main__":
    main()
