"""``kg query``."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any

import click

from kg.cli.options import believed, bounds, graph_option, key_option, limit_options
from kg.printing import emit, say

_FIRST_WORD = re.compile(r"\s*(?:ASK|BASE|CONSTRUCT|DESCRIBE|PREFIX|SELECT)\b", re.IGNORECASE)
_NAME = re.compile(r"[a-z][a-z-]*[a-z]")
_HEAD = re.compile(r"^#\+", re.MULTILINE)
_FORMATS = ("table", "csv", "sheet", "tsv", "json", "xml", "turtle", "nt")


@click.command(
    context_settings={"ignore_unknown_options": True},
    short_help="Ask a built graph in SPARQL.",
    epilog="""\b
Examples:
  kg query 'SELECT ?name WHERE { ?person a schema:Person ; schema:name ?name } LIMIT 5'
  kg query questions/uncited.rq --format csv
  echo 'ASK { ?claim kg:confidence kg:low }' | kg query -
  kg query 'CONSTRUCT WHERE { ?source schema:author ?who }' --format turtle
  kg query --list
  kg query facts-by-source --source doi:10.1038/sdata.2016.18
  kg query overview --endpoint http://localhost:7878/query
""",
)
@click.argument("query", metavar="[QUERY|NAME|FILE|-]", required=False)
@click.argument("values", metavar="[--PARAMETER VALUE]...", nargs=-1, type=click.UNPROCESSED)
@graph_option
@key_option
@click.option("--endpoint", metavar="URL", help="Ask this SPARQL endpoint instead.")
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    default="table",
    show_default=True,
    help="How to print the answer; csv is faithful (W3C), sheet is CSV for a spreadsheet, "
    "without formulas; a CONSTRUCT gives turtle or nt.",
)
@click.option("--list", "listed", is_flag=True, help="List the named queries; with a NAME, show that one.")
@click.option("--explain", is_flag=True, help="Show the steps of the query instead of its answer.")
@limit_options
@click.option("--time", "timed", is_flag=True, help="Say how long opening and asking took.")
def query(
    query: str | None,
    values: tuple[str, ...],
    graph: Path,
    key_file: Path | None,
    endpoint: str | None,
    form: str,
    listed: bool,
    explain: bool,
    timeout: float,
    memory: int,
    timed: bool,
) -> None:
    """Ask a graph that kg build has written.

    QUERY is SPARQL 1.1, or the NAME of a query that comes with kg, or a file
    that holds one, or - for standard input. The prefixes schema:, kg:, prov:,
    skos:, rdf:, rdfs: and xsd: are known. The union of all documents is asked;
    each document is also a named graph. A named query takes its parameters as
    options. An --endpoint is sent the credentials that kg push takes.

    A query that is over a limit is stopped, and answers nothing.

    Exit code: 0 answered, 2 could not run.
    """
    from kg.errors import QueryError

    if listed:
        from kg.cli.named_queries import show_library

        show_library(query)
        return
    if query is None:
        raise QueryError("name a query, or a file that holds one; kg query --list shows those that there are")
    from kg.processes.limited import one

    if endpoint is None:
        believed(graph, key_file)
    elif key_file is not None:
        raise click.UsageError("--key is of an output, and says nothing of what an --endpoint holds")
    on_terminal = form == "table" and sys.stdout.isatty()
    told = {
        **_read(query, values),
        "folder": str(graph),
        "endpoint": endpoint,
        "form": form,
        "explain": explain,
        "width": os.get_terminal_size(sys.stdout.fileno()).columns if on_terminal else 0,
    }
    answer = one(bounds(timeout, memory), "kg.cli.asking:answer", told)
    if form == "table" or explain:
        say(answer["text"], nl=False)
    else:
        emit(answer["text"])
    for hint in answer["hints"]:
        say(f"hint: {hint}", err=True)
    if timed:
        opening, asking = answer["opening"], answer["asking"]
        say(f"opened in {opening * 1000:,.1f} ms, answered in {asking * 1000:,.1f} ms", err=True)


def _read(given: str, values: tuple[str, ...]) -> dict[str, Any]:
    """What is asked: a query, or a template or the name of one, with the values of its parameters."""
    from kg.errors import QueryError

    text = None if _NAME.fullmatch(given) and not Path(given).exists() else _query_text(given)
    if text is not None and not text.strip():
        raise QueryError("the query is empty")
    if text is not None and not _HEAD.search(text):
        if values:
            raise QueryError(f"{values[0]!r} is neither an option nor a parameter: the query has none")
        return {"query": text, "is_template": False}
    from kg.cli.named_queries import given_values

    return {"given": given, "query": text, "values": given_values(values), "is_template": True}


def _query_text(given: str) -> str:
    """The query itself: read from standard input or a file where one is named."""
    from kg.disk import read_file
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
        return read_file(path).decode("utf-8")
    except FileNotFoundError:
        if _FIRST_WORD.match(given):
            # DESCRIBE <iri> has no braces.
            return given
        raise QueryError(f"{given!r} is neither a query (it has no braces) nor a file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"the file {path} cannot be read: {error}") from error
