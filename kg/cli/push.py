"""``kg push``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import believed, graph_option, key_option
from kg.printing import say

_MOST_SHOWN = 10


@click.command(
    short_help="Load a built graph into a SPARQL store.",
    epilog="""\b
Examples:
  kg push http://localhost:7878/store                          Oxigraph
  kg push http://localhost:3030/facts/data                     Fuseki
  kg push http://localhost:7200/repositories/facts/statements  GraphDB, RDF4J
  kg push http://localhost:8890/sparql-graph-crud-auth         Virtuoso
  kg push https://example.org/api --via update --query https://example.org/sparql
""",
)
@click.argument("endpoint", metavar="ENDPOINT")
@graph_option
@key_option
@click.option(
    "--via",
    type=click.Choice(["graph-store", "update"]),
    help="What ENDPOINT speaks: the Graph Store Protocol or SPARQL Update (default: known by its name).",
)
@click.option("--query", "query_url", metavar="URL", help="The endpoint for queries of the same store.")
@click.option("--default-graph", is_flag=True, help="Replace the default graph too, by all documents.")
@click.option(
    "--batch",
    type=click.IntRange(1, 1_000_000),
    default=5000,
    show_default=True,
    metavar="TRIPLES",
    help="How many triples a request holds at most.",
)
@click.option("--again", is_flag=True, help="Send everything, also what is there already.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but what differs.")
@click.pass_context
def push(
    context: click.Context,
    endpoint: str,
    graph: Path,
    key_file: Path | None,
    via: str | None,
    query_url: str | None,
    default_graph: bool,
    batch: int,
    again: bool,
    quiet: bool,
) -> None:
    """Replace the named graph of each document at ENDPOINT, and count the triples there.

    Only what has changed since the last push is sent; one that was stopped
    goes on where it was. Graphs of documents that are no more are removed;
    graphs that were never pushed from here are left alone. Credentials come
    from the environment: KG_ENDPOINT_TOKEN, or KG_ENDPOINT_USER and
    KG_ENDPOINT_PASSWORD.

    Exit code: 0 pushed, 1 the store counts other triples, 2 could not run.
    """
    from kg.cli.progress import progress_bar
    from kg.exporters.stored import read_base, read_dataset
    from kg.remote.http import Client
    from kg.remote.push import push as push_to
    from kg.remote.target import find_target

    client = Client()
    dataset = read_dataset(believed(graph, key_file))
    target = find_target(endpoint, client, via=via or "", query_url=query_url or "")
    with progress_bar(quiet=quiet) as progress:
        done = push_to(
            dataset,
            target,
            client,
            base=read_base(graph),
            default_graph=default_graph,
            batch=batch,
            again=again,
            progress=progress,
        )
    if not quiet:
        graphs = f"{done.sent:,} graph{'' if done.sent == 1 else 's'}"
        stayed = f", {done.unchanged:,} were there" if done.unchanged else ""
        went = f", {done.removed:,} removed" if done.removed else ""
        say(f"Pushed    {graphs}, {done.triples:,} triples{stayed}{went}")
        if not done.differences:
            say("Verified  each graph holds as many triples as the output")
    for one in done.differences[:_MOST_SHOWN]:
        name = f"<{one.graph}>" if one.graph else "the default graph"
        say(f"{name} holds {one.found:,} triples, not {one.expected:,}")
    if len(done.differences) > _MOST_SHOWN:
        say(f"and {len(done.differences) - _MOST_SHOWN:,} more graphs differ")
    context.exit(1 if done.differences else 0)
