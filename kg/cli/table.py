"""Query answers as tables that fit the terminal."""

from __future__ import annotations

from io import StringIO

from kg.graph.answers import QueryResult
from kg.outlets import for_line, for_spreadsheet
from kg.vocabulary import NAMESPACES


def shown(result: QueryResult, width: int) -> str:
    """The answer as text: yes or no, a table of rows, or the triples of a graph.

    ``width`` is that of the terminal in columns; 0 for a pipe, in which every
    row stays on one line.
    """
    if result.kind == "ask":
        return "yes\n" if result.answer else "no\n"
    if result.kind == "graph":
        return "".join(f"{s} {p} {o} .\n" for s, p, o in result.triples)
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for variable in result.variables:
        table.add_column(Text(variable), overflow="fold")
    for row in result.rows:
        table.add_row(*(Text(_shown(value)) for value in row))
    written = StringIO()
    Console(file=written, width=width or _width(result), highlight=False, no_color=True).print(table)
    return f"{written.getvalue()}{len(result):,} row{'' if len(result) == 1 else 's'}\n"


def sheet(result: QueryResult) -> str:
    """The rows as CSV for a spreadsheet, in which no value is a formula; the triples of a graph as rows."""
    rows = result.triples if result.kind == "graph" else result.rows
    names = ("subject", "predicate", "object") if result.kind == "graph" else result.variables
    if result.kind == "ask":
        names, rows = ("answer",), (("yes" if result.answer else "no",),)
    import csv

    written = StringIO()
    write = csv.writer(written, lineterminator="\n")
    write.writerow(names)
    write.writerows([for_spreadsheet(value or "") for value in row] for row in rows)
    return written.getvalue()


def _shown(value: str | None) -> str:
    if value is None:
        return ""
    for namespace in NAMESPACES:
        if value.startswith(namespace.iri):
            return for_line(f"{namespace.prefix}:{value[len(namespace.iri) :]}")
    return for_line(" ".join(value.split()))


def _width(result: QueryResult) -> int:
    columns = zip(result.variables, *result.rows, strict=True)
    return sum(max(len(_shown(value)) for value in column) * 2 + 3 for column in columns) + 1
