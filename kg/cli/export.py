"""``kg export``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import believed, graph_option, key_option
from kg.printing import emit

_NAMES = (
    "turtle",
    "trig",
    "ntriples",
    "nquads",
    "rdf-xml",
    "json-ld",
    "neo4j",
    "graphml",
    "gexf",
    "parquet",
    "bibtex",
    "csl-json",
    "markdown",
)


@click.command(
    short_help="Write a built graph in another format.",
    epilog="""\b
Formats:
  turtle, trig, ntriples, nquads, rdf-xml, json-ld   RDF
  neo4j, graphml, gexf                               property graphs (neo4j: two CSV files)
  parquet                                            tables of claims and triples
  bibtex, csl-json                                   all sources as a bibliography
  markdown                                           all claims as a table
\b
Examples:
  kg export --format bibtex -o sources.bib
  kg export --format neo4j -o import/         a folder, because it has two files
  kg export --format markdown | head
""",
)
@graph_option
@key_option
@click.option("--format", "form", type=click.Choice(_NAMES), required=True, help="What to write.")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Where to write; a folder for several files (default: print).",
)
def export(graph: Path, key_file: Path | None, form: str, output: str | None) -> None:
    """Write a graph that kg build has written in another format.

    Exit code: 0 written, 2 could not run.
    """
    from kg.exporters.folder import write_files
    from kg.exporters.formats import export as export_graph
    from kg.exporters.stored import read_base, read_dataset

    believed(graph, key_file)
    files = export_graph(read_dataset(graph), form, read_base(graph))
    if output is not None:
        write_files(Path(output), files)
        return
    if len(files) > 1:
        raise click.UsageError(f"{form} has {len(files)} files: name a folder with -o")
    emit(next(iter(files.values())))
