"""What a build says when it is done."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import click

from kg.diagnostics import Diagnostic, Severity, count_by_severity, to_text
from kg.settings import DEFAULT_BASE, Settings

_SHOWN = 20
_COLOURS = {"violation": "red", "warning": "yellow", "info": "blue"}
_COUNTED = (
    ("documents", "document", "documents"),
    ("facts", "fact", "facts"),
    ("sources", "source", "sources"),
    ("people", "person", "people"),
    ("organizations", "organisation", "organisations"),
    ("topics", "topic", "topics"),
    ("triples", "triple", "triples"),
)


class Summed(Protocol):
    """What a summary needs of a build."""

    @property
    def counts(self) -> Mapping[str, int]:
        """How much of each kind there is."""

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What was found, in order of place."""

    @property
    def settings(self) -> Settings:
        """How it was built."""

    @property
    def worst(self) -> Severity | None:
        """The severity of the worst finding."""


def show_violations(diagnostics: Sequence[Diagnostic]) -> None:
    """Print the violations, of many the first twenty, to standard error."""
    violations = [one for one in diagnostics if one.severity is Severity.VIOLATION]
    click.echo(to_text(violations[:_SHOWN]), nl=False, err=True)
    if len(violations) > _SHOWN:
        click.echo(f"… and {len(violations) - _SHOWN:,} more violations", err=True)


def show_findings(diagnostics: Sequence[Diagnostic]) -> None:
    """Print the violations, then how often each other kind was found, to standard error."""
    show_violations(diagnostics)
    others = Counter(
        (one.severity.word, one.code, one.name) for one in diagnostics if one.severity < Severity.VIOLATION
    )
    if others and len(diagnostics) > sum(others.values()):
        click.echo(err=True)
    for (severity, code, name), count in sorted(others.items(), key=lambda item: (-item[1], item[0])):
        word = click.style(f"{severity:<8}", fg=_COLOURS[severity])
        click.echo(f"{word} {code} {name:<28} {count:>6,}", err=True)


def counted_findings(diagnostics: Sequence[Diagnostic]) -> str:
    """How many findings of each severity, in words and colours: ``1 violation, 0 warnings, 2 info``."""
    return ", ".join(
        click.style(
            f"{count:,} {word}{'' if count == 1 or word == 'info' else 's'}",
            fg=_COLOURS[word] if count else None,
        )
        for word, count in count_by_severity(diagnostics).items()
    )


def show_summary(graph: Summed, paths: tuple[str, ...], output: str, *, html: bool) -> None:
    """Print what the graph holds, what was found, and where to look next."""
    counts = graph.counts
    parts = [f"{counts[key]:,} {one if counts[key] == 1 else many}" for key, one, many in _COUNTED]
    said = counted_findings(graph.diagnostics)
    quoted = " ".join(map(shlex.quote, paths))
    click.echo()
    click.echo(f"{click.style('Graph', bold=True)}     {', '.join(parts)}")
    click.echo(f"{click.style('Findings', bold=True)}  {said}")
    if graph.diagnostics:
        click.echo(f"          each with its line: kg check {quoted}")
    click.echo(
        f"{click.style('Output', bold=True)}    {output}/graph.ttl, .nq, .jsonld, documents/, report.json"
    )
    if html:
        click.echo(f"          {Path(output, 'index.html').resolve().as_uri()}  (open in a browser)")
    where = "" if output == "output" else f"-g {shlex.quote(output)} "
    click.echo(
        f"          kg query {where}'SELECT ?claim ?text WHERE {{ ?claim schema:text ?text }} LIMIT 5'"
    )
    if graph.settings.base == DEFAULT_BASE:
        click.echo(
            f"{click.style('Note', bold=True)}      IRIs begin with {DEFAULT_BASE}; "
            "set base in kg.yaml before you publish"
        )
