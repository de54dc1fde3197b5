"""The findings of ``kg check``, and how they are shown."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.cli.progress import progress_bar
from kg.cli.summary import counted_findings, show_slow_engine
from kg.diagnostics import Diagnostic, Severity, to_github, to_json, to_junit, to_text
from kg.documents.excerpts import Excerpts
from kg.knowledge_graph import KnowledgeGraph
from kg.pipeline import build
from kg.printing import emit, say, styled
from kg.settings import Settings

if TYPE_CHECKING:
    from kg.standing.checked import HeldCache

_MOST = 200
_STYLES: dict[str, dict[str, object]] = {
    "violation": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow", "bold": True},
    "info": {"fg": "blue", "bold": True},
    "code": {"bold": True},
    "faint": {"dim": True},
    "caret": {"fg": "red", "bold": True},
}


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in documents, and the graph that was made of them."""

    graph: KnowledgeGraph

    @classmethod
    def of(
        cls,
        paths: Sequence[str],
        settings: Settings,
        *,
        quiet: bool,
        cache: HeldCache | None = None,
        queries: bool = False,
    ) -> Findings:
        """Check the documents of files and folders, with ``queries`` also those that stand in them.

        With a ``cache``, what an edit since the last check leaves is not done again.
        """
        with progress_bar(quiet=quiet) as progress:
            graph = build(paths, settings=settings, progress=progress, cache=cache)
        if queries:
            graph = replace(graph, further=(*graph.further, *graph.check_queries()))
        return cls(graph)

    @property
    def worst(self) -> Severity | None:
        """The severity of the worst finding; None where there is none."""
        return self.graph.worst

    def show(self, form: str, *, excerpt: bool | None, show_all: bool, quiet: bool) -> None:
        """Print the findings in a format; text with colours and lines on a terminal."""
        found = self.graph.diagnostics
        if form == "text":
            text = _text(found, excerpt=excerpt, show_all=show_all)
        elif form == "sarif":
            from kg import __version__
            from kg.diagnostics.sarif import to_sarif

            text = to_sarif(found, version=__version__)
        elif form == "shacl":
            text = self.graph.validation_report()
        else:
            text = {"json": to_json, "github": to_github, "junit": to_junit}[form](found)
        if form == "text":
            say(text, nl=False, colour=_colour())
        else:
            emit(text)
        if form == "text" and not quiet:
            show_slow_engine(self.graph)
            say(counted_findings(found), err=True, colour=_colour(sys.stderr.isatty()))


def _text(found: Sequence[Diagnostic], *, excerpt: bool | None, show_all: bool) -> str:
    on_terminal = sys.stdout.isatty()
    return to_text(
        found,
        lines=Excerpts() if excerpt or (excerpt is None and on_terminal) else None,
        paint=lambda text, word: styled(text, **_STYLES[word]),
        most=0 if show_all else _MOST,
    )


def _colour(on_terminal: bool | None = None) -> bool:
    """Whether to colour: on a terminal, unless NO_COLOR is set (https://no-color.org)."""
    terminal = sys.stdout.isatty() if on_terminal is None else on_terminal
    return terminal and not os.environ.get("NO_COLOR")
