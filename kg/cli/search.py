"""``kg search``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import believed, graph_option, key_option
from kg.outlets import for_line
from kg.printing import emit, say, styled

if TYPE_CHECKING:
    from kg.queries.search import Hit

_KINDS = ("claim", "document", "source", "person", "organization", "venue", "topic")


@click.command(
    context_settings={"ignore_unknown_options": True},
    short_help="Find claims, documents, sources and people by words.",
    epilog="""\b
Examples:
  kg search knowledge graph
  kg search '"linked data" -wikidata' --type claim
  kg search provenance --topic 'Semantic web' --confidence high
  kg search 知识图谱 --language zh --format json
""",
)
@click.argument("words", nargs=-1, required=True)
@graph_option
@key_option
@click.option("--type", "kind", type=click.Choice(_KINDS), help="Only this kind.")
@click.option("--confidence", type=click.Choice(["low", "medium", "high"]), help="Only of this confidence.")
@click.option("--topic", metavar="NAME", help="Only about this topic, narrower ones included.")
@click.option("--language", metavar="TAG", help="Only in this language: en, zh-Hant.")
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many at most."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print what is found.",
)
def search(
    words: tuple[str, ...],
    graph: Path,
    key_file: Path | None,
    kind: str | None,
    confidence: str | None,
    topic: str | None,
    language: str | None,
    limit: int,
    form: str,
) -> None:
    """Find what has all the WORDS, the best first, in a graph that kg build has written.

    A word also finds longer ones that begin with it. "Words in quotes" are a
    phrase, and what has a minus before it must not be there. Chinese, Japanese
    and Korean need no spaces.

    Exit code: 0 answered, 2 could not run.
    """
    from kg.queries.search import Filters
    from kg.queries.search import search as find

    filters = Filters(kind or "", confidence or "", topic or "", language or "")
    hits = find(believed(graph, key_file), " ".join(words), filters, limit=limit)
    if form == "json":
        import json
        from dataclasses import asdict

        emit(json.dumps([asdict(hit) for hit in hits], ensure_ascii=False, indent=2) + "\n")
        return
    for hit in hits:
        _show(hit)
    say(f"{len(hits)} {'hit' if len(hits) == 1 else 'hits'}", err=True)


def _show(hit: Hit) -> None:
    text, end = "", 0
    for start, stop in hit.highlights:
        text += for_line(hit.excerpt[end:start]) + styled(hit.excerpt[start:stop], bold=True, fg="yellow")
        end = stop
    text += for_line(hit.excerpt[end:])
    name = f"{for_line(hit.name)}: " if hit.name and hit.name != hit.excerpt else ""
    say(f"{styled(hit.kind, dim=True)}  {name}{text}")
    about = [one for one in (hit.confidence, hit.document, hit.iri) if one]
    say(styled(f"  {' · '.join(about)}", dim=True))
