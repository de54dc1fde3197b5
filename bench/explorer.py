"""The explorer in a real browser, beside pyvis and sigma on the same graph.

    python bench/generate.py /tmp/made 1400
    python bench/explorer.py /tmp/made [--runs 5] [--sigma]

Needs Chromium; ``--sigma`` installs sigma and graphology by npm into a folder
of its own. For each page: its size; milliseconds from opening the file until
the first picture is drawn (the second frame after "load"); frames a second
while the picture is dragged about. Drawing is by software, so read ratios.
Before that, the seconds that the parts of making the explorer take.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import networkx as nx
from playwright.sync_api import Browser, sync_playwright

import kg
from kg.visualization.communities import centrality, communities
from kg.visualization.page import page as pyvis_page
from kg.visualization.placement import places
from kg.visualization.scene import scene
from kg.visualization.selection import overview
from kg.visualization.ties import ties

_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--use-gl=swiftshader"]
_DRAG_SECONDS = 3
# The moment of the second frame after everything has loaded, in milliseconds since the page was asked for.
_READY = """() => new Promise((done) => {
  const drawn = () => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())));
  if (document.readyState === "complete") drawn(); else addEventListener("load", drawn);
})"""
_COUNT = """() => {
  window.frames_drawn = 0;
  const count = () => { window.frames_drawn += 1; requestAnimationFrame(count); };
  requestAnimationFrame(count);
}"""
_SIGMA = """<!doctype html><meta charset="utf-8"><title>sigma</title>
<style>html, body, #canvas {{ margin: 0; width: 100%; height: 100%; }}</style><div id="canvas"></div>
<script type="application/json" id="data">{data}</script><script>{graphology}</script><script>{sigma}</script>
<script>
const data = JSON.parse(document.getElementById("data").textContent);
const graph = new graphology.MultiDirectedGraph();
for (const [key, label, x, y] of data.nodes) graph.addNode(key, {{ label, x, y, size: 3, color: "#2563a8" }});
for (const [start, end] of data.edges) graph.addEdge(start, end, {{ size: 1, color: "#cccccc" }});
new Sigma(graph, document.getElementById("canvas"));
</script>"""


def main() -> None:
    """Make the pages, open each as often as asked in turn, and print the medians."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--sigma", action="store_true", help="measure sigma, too")
    options = parser.parse_args()
    graph = kg.build(options.source)
    print_parts(graph, options.runs)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        made = pages(graph, folder, with_sigma=options.sigma)
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=_ARGUMENTS)
        seen: dict[str, list[tuple[float, float]]] = {title: [] for title in made}
        for _ in range(options.runs):
            for title, path in made.items():
                seen[title].append(measured(browser, path))
        print(f"\n{'page':<34}{'MB':>8}{'ready, ms':>12}{'frames/s':>10}")
        for title, path in made.items():
            ready, frames = (statistics.median(values) for values in zip(*seen[title], strict=True))
            print(f"{title:<34}{path.stat().st_size / 1e6:>8.1f}{ready:>12,.0f}{frames:>10.1f}")


def print_parts(graph: kg.KnowledgeGraph, runs: int) -> None:
    """How long each part of the explorer takes to make."""
    shown = scene(graph.dataset.nodes)
    tied = ties(shown)
    print(
        f"{len(shown.things):,} things, {len(shown.links):,} links; "
        f"on the map {len(tied):,} things, {tied.size():,} ties"
    )
    parts: dict[str, Callable[[], object]] = {
        "scene": lambda: scene(graph.dataset.nodes),
        "ties": lambda: ties(shown),
        "layout": lambda: places(tied),
        "communities and PageRank": lambda: (communities(tied, shown), centrality(tied)),
        "all, with the audit of evidence": graph.explore,
    }
    for title, part in parts.items():
        seconds = []
        for _ in range(runs):
            start = time.perf_counter()
            part()
            seconds.append(time.perf_counter() - start)
        print(f"{title:<34}{statistics.median(seconds):>8.2f} s")


def pages(graph: kg.KnowledgeGraph, folder: Path, *, with_sigma: bool) -> dict[str, Path]:
    """Every page that is measured, by its title."""
    whole = graph.to_networkx()
    nodes = [node for node, kind in whole.nodes(data="kind") if kind != "other"]
    part: nx.MultiDiGraph[str] = nx.MultiDiGraph(whole.subgraph(nodes))
    print(f"as one graph {len(part):,} nodes, {part.size():,} edges")
    texts = {
        "explorer": graph.explore(),
        "pyvis, 300 nodes": pyvis_page(overview(whole, 300), title="300"),
        "pyvis, 1,000 nodes": pyvis_page(overview(whole, 1000), title="1000"),
    }
    if with_sigma:
        texts[f"sigma, all {len(part):,} nodes"] = _sigma(part, folder)
    found = {}
    for number, (title, text) in enumerate(texts.items()):
        found[title] = folder / f"{number}.html"
        found[title].write_text(text, encoding="utf-8")
    return found


def _sigma(graph: nx.MultiDiGraph[str], folder: Path) -> str:
    subprocess.run(
        ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "sigma@3", "graphology@0.26"],
        cwd=folder,
        check=True,
        stdout=sys.stderr,
    )
    modules = folder / "node_modules"
    # Places are not what is measured: a grid will do.
    side = round(len(graph) ** 0.5)
    data = {
        "nodes": [
            (node, str(label)[:80], number % side, number // side)
            for number, (node, label) in enumerate(graph.nodes(data="label"))
        ],
        "edges": [(start, end) for start, end in graph.edges()],
    }
    return _SIGMA.format(
        data=json.dumps(data).replace("<", "\\u003c"),
        graphology=(modules / "graphology/dist/graphology.umd.min.js").read_text(encoding="utf-8"),
        sigma=(modules / "sigma/dist/sigma.min.js").read_text(encoding="utf-8"),
    )


def measured(browser: Browser, path: Path) -> tuple[float, float]:
    """Milliseconds until the first picture, and frames a second while it is dragged."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    try:
        page.goto(path.as_uri(), wait_until="commit")
        ready = float(page.evaluate(_READY))
        page.wait_for_timeout(500)
        page.mouse.move(500, 420)
        page.mouse.down()
        page.evaluate(_COUNT)
        start, step = time.perf_counter(), 0
        while time.perf_counter() - start < _DRAG_SECONDS:
            step += 1
            page.mouse.move(500 + 150 * (step % 40 - 20) / 20, 420 + 80 * (step % 25 - 12) / 12)
        seconds = time.perf_counter() - start
        frames = int(page.evaluate("window.frames_drawn"))
        page.mouse.up()
        return ready, frames / seconds
    finally:
        page.close()


if __name__ == "__main__":
    main()
