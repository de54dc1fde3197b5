"""Query answers as tables that fit the terminal."""

from __future__ import annotations

import sys

import click

from kg.graph.answers import QueryResult
from kg.vocabulary import NAMESPACES


def show_result(result: QueryResult) -> None:
    """Print the answer: yes or no, a table of rows, or the triples of a graph."""
    if result.kind == "ask":
        click.echo("yes" if result.answer else "no")
        return
    if result.kind == "graph":
        click.echo("".join(f"{s} {p} {o} .\n" for s, p, o in result.triples), nl=False)
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for variable in result.variables:
        table.add_column(variable, overflow="fold")
    for row in result.rows:
        table.add_row(*(Text(_shown(value)) for value in row))
    # In a pipe there is no width to fit: every row stays on one line.
    console = Console() if sys.stdout.isatty() else Console(width=_width(result), highlight=False)
    console.print(table)
    click.echo(f"{len(result):,} row{'' if len(result) == 1 else 's'}")


def _shown(value: str | None) -> str:
    if value is None:
        return ""
    for namespace in NAMESPACES:
        if value.startswith(namespace.iri):
            return f"{namespace.prefix}:{value[len(namespace.iri) :]}"
    return " ".join(value.split())


def _width(result: QueryResult) -> int:
    columns = zip(result.variables, *result.rows, strict=True)
    return sum(max(len(_shown(value)) for value in column) * 2 + 3 for column in columns) + 1
