"""How long the web takes: JSON-LD for pages, a whole site, and checking what is embedded.

    python bench/multiply.py CORPUS /tmp/many 1600
    python bench/web.py /tmp/many [--runs 3]

Figures are medians of the steps named, without the build before them; "embed"
works on pages of about 30 kB, as a site generator makes them.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import kg
from kg.exporters.names import document_of
from kg.graph.kinds import nodes
from kg.site.files import site_files
from kg.site.site import Site
from kg.web.profile import WebProfile

_PAGE = "<!doctype html><html><head><meta charset=utf-8><title>{}</title></head><body>{}</body></html>"
_FILLER = "<p>Some text of a page, <a href='#'>with a link</a>.</p>\n" * 550


def main() -> None:
    """Run as many times as asked and print the medians."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    seconds: dict[str, list[float]] = defaultdict(list)

    @contextmanager
    def timed(name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        seconds[name].append(time.perf_counter() - start)

    graph = kg.build(options.source, validate=False)
    graph.dataset.nodes  # noqa: B018 - made once for every step
    with tempfile.TemporaryDirectory() as folder:
        output, site = Path(folder, "output"), Path(folder, "site")
        graph.write(output, html=False)
        made = [path.relative_to(output / "web") for path in sorted(output.glob("web/**/*.jsonld"))]
        for path in made:
            page = site / str(path).replace(".jsonld", ".html")
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(_PAGE.format(path, _FILLER), encoding="utf-8")
        for _ in range(options.runs):
            with timed("JSON-LD for pages"):
                profile = WebProfile(graph.dataset.nodes)
                for name, triples in graph.dataset.graphs.items():
                    profile.page(document_of(name), nodes(triples))
            with timed("site, made"):
                whole = Site(graph.dataset, graph.documents, graph.identity, graph.settings, graph.counts)
                files = sum(1 for _ in site_files(whole, graph.explore))
            with timed("site, made and written"):
                graph.write_site(Path(folder, "web"))
            with timed("kg embed, a process"):
                _embed(site, output)
            with timed("kg embed --check, a process"):
                _embed(site, output, "--check")
    print(f"{'documents':28} {graph.counts['documents']:12,}")
    print(f"{'files of the site':28} {files:12,}")
    for name, values in seconds.items():
        print(f"{name:28} {statistics.median(values):12,.3f}")


def _embed(site: Path, output: Path, *words: str) -> None:
    command = [sys.executable, "-m", "kg", "embed", str(site), "-g", str(output), *words]
    subprocess.run(command, check=True, capture_output=True)


if __name__ == "__main__":
    main()
