"""What a build says when it is done."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kg.diagnostics import Diagnostic, Severity, count_by_severity, to_text
from kg.printing import say, styled
from kg.settings import DEFAULT_BASE, Settings

if TYPE_CHECKING:
    from kg.streaming import Streamed

_SHOWN = 20
_MANY = 5_000
"""From so many documents on, a summary names the way to build them in parts."""
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
    _show_first(violations[:_SHOWN], len(violations))


def _show_first(violations: Sequence[Diagnostic], count: int) -> None:
    say(to_text(violations), nl=False, err=True)
    if count > len(violations):
        say(f"… and {count - len(violations):,} more violations", err=True)


def show_findings(diagnostics: Sequence[Diagnostic]) -> None:
    """Print the violations, then how often each other kind was found, to standard error."""
    show_violations(diagnostics)
    _show_others(Counter((one.severity.word, one.code, one.name) for one in diagnostics))


def _show_others(counts: Mapping[tuple[str, str, str], int]) -> None:
    """Print how often each kind of finding was found that is no violation."""
    others = {kind: count for kind, count in counts.items() if kind[0] != Severity.VIOLATION.word}
    if others and len(others) < len(counts):
        say(err=True)
    for (severity, code, name), count in sorted(others.items(), key=lambda item: (-item[1], item[0])):
        word = styled(f"{severity:<8}", fg=_COLOURS[severity])
        say(f"{word} {code} {name:<28} {count:>6,}", err=True)


def counted_findings(diagnostics: Sequence[Diagnostic]) -> str:
    """How many findings of each severity, in words and colours: ``1 violation, 0 warnings, 2 info``."""
    return _counted(count_by_severity(diagnostics))


def _counted(by_severity: Mapping[str, int]) -> str:
    return ", ".join(
        styled(
            f"{count:,} {word}{'' if count == 1 or word == 'info' else 's'}",
            fg=_COLOURS[word] if count else None,
        )
        for word, count in by_severity.items()
    )


def show_summary(graph: Summed, paths: tuple[str, ...], output: str, *, html: bool) -> None:
    """Print what the graph holds, what was found, and where to look next."""
    quoted = " ".join(map(shlex.quote, paths))
    _show_counts(graph.counts, count_by_severity(graph.diagnostics))
    if graph.diagnostics:
        say(f"          each with its line: kg check {quoted}")
    say(f"{styled('Output', bold=True)}    {output}/graph.ttl, .nq, .jsonld, documents/, report.json")
    if html:
        say(f"          {Path(output, 'index.html').resolve().as_uri()}  (open in a browser)")
    _show_query(output)
    if graph.counts["documents"] >= _MANY:
        say(
            f"{styled('Note', bold=True)}      kg build --stream needs far less memory for so many "
            "documents, and resumes; see docs/streaming.md"
        )
    show_slow_engine(graph)
    _show_base(graph.settings)


def show_slow_engine(graph: Summed) -> None:
    """Say on standard error how validation would take a fifth of the time, where that is noticed."""
    from kg.validation.choice import is_slow

    if is_slow(graph.settings.shacl_engine, graph.counts["triples"]):
        say(
            f"{styled('Note', bold=True)}      the shapes were judged by pySHACL; "
            "pip install 'claimgraph[turbo]' brings an engine that takes a fifth of the time",
            err=True,
        )


def show_streamed(built: Streamed, output: str, *, quiet: bool) -> None:
    """Print what a streamed build has written, what was found, and what was left out."""
    findings = built.report.by_severity()
    _show_first(built.report.shown, findings[Severity.VIOLATION.word])
    if quiet:
        return
    _show_others(built.report.counts)
    _show_counts(built.counts, findings)
    if any(findings.values()):
        say(f"          each with its line: {output}/report.jsonl")
    say(f"{styled('Output', bold=True)}    {output}/graph.nq, store/, report.jsonl, inputs.sha256")
    _show_query(output)
    say(
        f"{styled('Note', bold=True)}      not checked: the SHACL shapes; not written: Turtle, JSON-LD, "
        "the pages of documents, the interactive view"
    )
    _show_base(built.settings)


def _show_counts(counts: Mapping[str, int], findings: Mapping[str, int]) -> None:
    parts = [f"{counts[key]:,} {one if counts[key] == 1 else many}" for key, one, many in _COUNTED]
    say()
    say(f"{styled('Graph', bold=True)}     {', '.join(parts)}")
    say(f"{styled('Findings', bold=True)}  {_counted(findings)}")


def _show_query(output: str) -> None:
    where = "" if output == "output" else f"-g {shlex.quote(output)} "
    say(f"          kg query {where}'SELECT ?claim ?text WHERE {{ ?claim schema:text ?text }} LIMIT 5'")


def _show_base(settings: Settings) -> None:
    if settings.base == DEFAULT_BASE:
        say(
            f"{styled('Note', bold=True)}      IRIs begin with {DEFAULT_BASE}; "
            "set base in kg.yaml before you publish"
        )
