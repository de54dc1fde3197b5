"""``kg site``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import Given, paths_argument, read_settings, settings_options
from kg.printing import say


@click.command(
    short_help="Write a web site of the graph of documents.",
    epilog="""\b
Examples:
  kg site docs
  kg site docs -o public --base https://example.org/kb/
""",
)
@paths_argument
@click.option(
    "-o", "--output", default="output/site", show_default=True, metavar="FOLDER", help="Where to write."
)
@settings_options
@click.option("-q", "--quiet", is_flag=True, help="Print only violations.")
@click.pass_context
def site(
    context: click.Context,
    paths: tuple[str, ...],
    output: str,
    given: Given,
    quiet: bool,
) -> None:
    """Write a site that needs no server: pages for documents, sources, people, organisations and topics.

    Open index.html from disk, or let any web server serve the folder at the
    base. No page asks another host for anything. Beside each page stand its
    Turtle and JSON-LD.

    Exit code: 0 clean, 1 findings at or above --fail-on, 2 could not run.
    """
    settings = read_settings(paths, given)
    from kg.cli.progress import progress_bar
    from kg.cli.summary import show_findings, show_violations
    from kg.exporters.folder import check_target
    from kg.pipeline import build

    check_target(Path(output))
    with progress_bar(quiet=quiet) as progress:
        graph = build(paths, settings=settings, progress=progress)
    graph.write_site(output)
    if quiet:
        show_violations(graph.diagnostics)
    else:
        show_findings(graph.diagnostics)
        say(f"\n{Path(output, 'index.html').resolve().as_uri()}  (open in a browser)")
    context.exit(1 if settings.fails(graph.worst) else 0)
