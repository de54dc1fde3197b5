"""``kg build``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import paths_argument, read_settings, settings_options


@click.command(
    short_help="Build the graph of documents and write every output.",
    epilog="""\b
Examples:
  kg build seeds
  kg build docs notes/extra.md -o public --base https://example.org/kb/
  kg build docs --fail-on warning --quiet     in CI
  kg build archive --stream                   very many documents
""",
)
@paths_argument
@click.option("-o", "--output", default="output", show_default=True, metavar="FOLDER", help="Where to write.")
@settings_options
@click.option("--html/--no-html", default=True, help="Write index.html, the interactive view (default yes).")
@click.option(
    "--sign",
    "key_file",
    metavar="KEY",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Sign the output with this private key (Ed25519; PEM or OpenSSH).",
)
@click.option(
    "--stream",
    is_flag=True,
    help="Build in parts that fit into memory, and go on where a build was stopped.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print only violations.")
@click.pass_context
def build(
    context: click.Context,
    paths: tuple[str, ...],
    output: str,
    base: str | None,
    fail_on: str | None,
    shacl_engine: str | None,
    html: bool,
    key_file: Path | None,
    stream: bool,
    quiet: bool,
) -> None:
    """Build the knowledge graph of files and folders.

    A document that cannot be read is named and skipped; all others build.
    Settings come from the nearest kg.yaml at or above the first PATH. The
    output folder is replaced as a whole; one that holds other files is refused.

    With --stream the output is N-Quads and a store to query, without the other
    formats and the shapes: for more documents than memory holds.

    Exit code: 0 clean, 1 findings at or above --fail-on, 2 could not run.
    """
    settings = read_settings(paths, base=base, fail_on=fail_on, shacl_engine=shacl_engine)
    from kg.cli.progress import progress_bar
    from kg.cli.summary import show_findings, show_streamed, show_summary, show_violations
    from kg.pipeline import build as build_graph
    from kg.streaming import build as build_in_parts
    from kg.trust.keys import private_key
    from kg.trust.signing import sign_output

    key = private_key(key_file) if key_file else None
    if stream:
        with progress_bar(quiet=quiet) as progress:
            built = build_in_parts(paths, output, settings=settings, progress=progress)
        if key:
            sign_output(Path(output), key)
        show_streamed(built, output, quiet=quiet)
        context.exit(1 if settings.fails(built.worst) else 0)
    with progress_bar(quiet=quiet) as progress:
        graph = build_graph(paths, output=output, settings=settings, html=html, progress=progress)
    if key:
        sign_output(Path(output), key)
    if quiet:
        show_violations(graph.diagnostics)
    else:
        show_findings(graph.diagnostics)
        show_summary(graph, paths, output, html=html)
    context.exit(1 if settings.fails(graph.worst) else 0)
