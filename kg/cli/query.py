"""``kg query``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

_FORMATS = ("table", "csv", "tsv", "json", "xml", "turtle", "nt")


@click.command(
    short_help="Ask a built graph in SPARQL.",
    epilog="""\b
Examples:
  kg query 'SELECT ?name WHERE { ?person a schema:Person ; schema:name ?name } LIMIT 5'
  kg query questions/uncited.rq --format csv
  echo 'ASK { ?claim kg:confidence kg:low }' | kg query -
  kg query 'CONSTRUCT WHERE { ?source schema:author ?who }' --format turtle
""",
)
@click.argument("query", metavar="QUERY|FILE|-")
@click.option(
    "-g", "--graph", default="output", show_default=True, metavar="FOLDER", help="An output of kg build."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    default="table",
    show_default=True,
    help="How to print the answer; a CONSTRUCT gives turtle or nt.",
)
def query(query: str, graph: str, form: str) -> None:
    """Ask a graph that kg build has written.

    QUERY is SPARQL 1.1, or a file that holds it, or - for standard input. The
    prefixes schema:, kg:, prov:, skos:, rdf:, rdfs: and xsd: are known. The
    union of all documents is asked; each document is also a named graph.

    Exit code: 0 answered, 2 could not run.
    """
    from kg.errors import QueryError
    from kg.graph.store import open_output

    store = open_output(Path(graph))
    text = _query_text(query)
    if not text.strip():
        raise QueryError("the query is empty")
    if form == "table":
        from kg.cli.table import show_result

        show_result(store.query(text))
    else:
        answer = store.serialize(text, form)
        click.echo(answer, nl=not answer.endswith("\n"))


def _query_text(given: str) -> str:
    """The query itself: read from standard input or a file where one is named."""
    from kg.errors import QueryError

    try:
        if given == "-":
            return sys.stdin.read()
    except UnicodeDecodeError as error:
        raise QueryError(f"standard input cannot be read: {error}") from error
    if not given or any(mark in given for mark in "{}\n"):
        return given
    path = Path(given)
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise QueryError(f"{given!r} is neither a query (it has no braces) nor a file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"the file {path} cannot be read: {error}") from error
