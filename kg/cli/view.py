"""``kg view``."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(
    short_help="Draw what lies around a node, or what a query answers.",
    epilog="""\b
Examples:
  kg view 'Model collapse'
  kg view https://doi.org/10.1038/s41586-024-07566-y --depth 2 -o paper.html
  kg view --query 'CONSTRUCT WHERE { ?document schema:about ?topic }'
""",
)
@click.argument("node", required=False)
@click.option(
    "-g",
    "--graph",
    "folder",
    default="output",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="An output of kg build.",
)
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
def view(node: str | None, folder: Path, depth: int, query: str | None, limit: int, output: Path) -> None:
    """Draw NODE and what lies around it as one HTML page that needs no network.

    NODE is an IRI, an identifier or address of a source, or the name of a
    document, source, person or topic. The whole graph is in index.html.

    Exit code: 0 written, 2 could not run.
    """
    if (node is None) == (query is None):
        raise click.UsageError("name a NODE, or give a --query")
    from kg.exporters.folder import write_files
    from kg.exporters.stored import read_dataset
    from kg.graph.networkx_view import to_networkx
    from kg.queries.nodes import find_any
    from kg.queries.output_store import open_output
    from kg.visualization.picture import picture, picture_of_answer

    store = open_output(folder)
    if query is not None:
        answer, found = store.query(query), ""
    else:
        found = find_any(store, node or "")
    graph = to_networkx(read_dataset(folder).triples)
    if query is not None:
        made = picture_of_answer(graph, answer, title="The answer to a query")
    else:
        title = str(graph.nodes[found].get("label", found)) if found in graph else found
        made = picture(graph, title=title, node=found, depth=depth, limit=limit)
    write_files(output, {output.name: made.encode("utf-8")})
    click.echo(f"{output.resolve().as_uri()}  (open in a browser)", err=True)
