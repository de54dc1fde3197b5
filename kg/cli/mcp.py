"""``kg mcp``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import believed, graph_option
from kg.processes.stopping import exit_at_once


@click.command(
    short_help="Serve AI agents: search, claims with their evidence, citations.",
    epilog="""\b
Examples:
  kg mcp -g public       what an agent is told to run (see docs/mcp.md)
""",
)
@graph_option
@click.option(
    "--rows",
    type=click.IntRange(1, 10_000),
    default=200,
    show_default=True,
    help="How many rows a query in SPARQL gives at most.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(0.1, 600),
    default=10,
    show_default=True,
    help="How long a query in SPARQL may take.",
)
def mcp(graph: Path, rows: int, seconds: float) -> None:
    """Speak the Model Context Protocol on standard input and output, until the agent closes them.

    An agent may search, read documents and claims with their evidence, cite
    them, and ask in SPARQL within limits. Nothing can be changed.

    Needs the extra mcp: pip install 'claimgraph[mcp]'.
    """
    try:
        from kg.mcp.server import make_server
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"{error.name} is not installed; install the extra: pip install 'claimgraph[mcp]'"
        ) from error
    # What reads standard input waits in a thread that nothing interrupts; there is nothing to clear up.
    server = make_server(believed(graph).absolute(), rows=rows, seconds=seconds)
    exit_at_once()
    server.run("stdio")
