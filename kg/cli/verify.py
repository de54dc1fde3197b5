"""``kg verify``."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(
    short_help="Hold an output folder against its manifest.",
    epilog="""\b
Examples:
  kg verify            the folder output
  kg verify public     another one
""",
)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default="output")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but what differs.")
@click.pass_context
def verify(context: click.Context, folder: Path, quiet: bool) -> None:
    """Say whether every file of an output is as its build wrote it, and which differ.

    build.json holds the SHA-256 of each file, and of the graph in canonical form (RDFC-1.0).
    Exit code: 0 all as written, 1 something differs, 2 could not run.
    """
    from kg.exporters.verification import verify as verify_output

    found = verify_output(folder)
    for one in found.differences:
        click.echo(f"{one.kind}  {folder / one.path}")
    if not quiet:
        said = "as they were written" if not found.differences else f"{len(found.differences):,} differ"
        click.echo(f"{found.files:,} files, {said}; graph sha256 {found.graph or 'unknown'}", err=True)
    context.exit(1 if found.differences else 0)
