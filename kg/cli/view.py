"""``kg view``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from kg.cli.options import (
    believed,
    bounds,
    force_option,
    graph_option,
    key_option,
    limit_options,
    write_result,
)
from kg.printing import say

if TYPE_CHECKING:
    from kg.graph.dataset import Dataset


@click.command(
    short_help="Draw what lies around a node, or what a query answers.",
    epilog="""\b
Examples:
  kg view 'Model collapse'
  kg view https://doi.org/10.1038/s41586-024-07566-y --depth 2 -o paper.html
  kg view 'Model collapse' -o collapse.svg
  kg view --query 'CONSTRUCT WHERE { ?document schema:about ?topic }'
""",
)
@click.argument("node", required=False)
@graph_option
@key_option
@click.option(
    "--depth", type=click.IntRange(1, 6), default=1, show_default=True, help="How many steps around the node."
)
@click.option(
    "--query", metavar="SPARQL", help="Draw its triples (CONSTRUCT) or the nodes it names (SELECT)."
)
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=300, show_default=True, help="How many nodes at most."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default="view.html",
    show_default=True,
    help="Where to write.",
)
@force_option
@limit_options
@click.option("-q", "--quiet", is_flag=True, help="Do not say where it is.")
def view(
    node: str | None,
    graph: Path,
    key_file: Path | None,
    depth: int,
    query: str | None,
    limit: int,
    output: Path,
    force: bool,
    timeout: float,
    memory: int,
    quiet: bool,
) -> None:
    """Draw NODE and what lies around it as one HTML page that needs no network.

    NODE is an IRI, an identifier or address of a source, or the name of a
    document, source, person or topic. Where the output ends with .svg, it is
    a small drawing without script that leads to the node in index.html, the
    explorer of the whole graph. A file that is there and is not as this command wrote
    it is replaced only with --force.

    Pages need the extra view: pip install 'claimgraph[view]'.

    Exit code: 0 written, 2 could not run.
    """
    if (node is None) == (query is None):
        raise click.UsageError("name a NODE, or give a --query")
    if output.suffix == ".svg" and (query is not None or depth > 1):
        raise click.UsageError("an .svg shows one step around a node; write .html for more")
    from kg.exporters.stored import read_dataset
    from kg.graph.networkx_view import to_networkx
    from kg.queries.asked import ask_output
    from kg.queries.nodes import find_any
    from kg.queries.output_store import open_output
    from kg.visualization.picture import picture, picture_of_answer

    believed(graph, key_file)
    if query is not None:
        answer = ask_output(graph, query, bounds(timeout, memory))
        network = to_networkx(read_dataset(graph).triples)
        made: str = picture_of_answer(network, answer, title="The answer to a query")
    elif output.suffix == ".svg":
        made = _drawn(read_dataset(graph), find_any(open_output(graph), node or ""), graph, output)
    else:
        network, found = to_networkx(read_dataset(graph).triples), find_any(open_output(graph), node or "")
        title = str(network.nodes[found].get("label", found)) if found in network else found
        made = picture(network, title=title, node=found, depth=depth, limit=limit)
    write_result(output, made.encode("utf-8"), force=force)
    if not quiet:
        say(f"{output.resolve().as_uri()}  (open in a browser)", err=True)


def _drawn(dataset: Dataset, node: str, folder: Path, output: Path) -> str:
    """The drawing of a node, whose links lead to the explorer of the graph, as seen from the drawing."""
    from kg.errors import NotFoundError
    from kg.exporters.stored import read_base
    from kg.visualization.drawing import drawing
    from kg.visualization.explorer import place_in
    from kg.visualization.scene import scene
    from kg.visualization.surroundings import surroundings

    shown, base = scene(dataset.nodes), read_base(folder)
    if node not in shown.things:
        raise NotFoundError(f"{node} is a part of another node; draw that one")
    explorer = quote(Path(os.path.relpath(folder / "index.html", output.parent)).as_posix())

    def href(iri: str) -> str:
        return f"{explorer}{place_in(iri, base)}"

    return drawing(surroundings(shown, node), here=href(node), href=href)
