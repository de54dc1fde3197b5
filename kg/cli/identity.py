"""``kg identity``: why things are one node or two, and what to decide about it."""

from __future__ import annotations

import click

from kg.cli.options import Given, force_option, output_option, paths_argument, read_settings, show


@click.group(
    short_help="Explain who is the same thing, and propose what to decide.",
    epilog="""\b
Examples:
  kg identity explain 10.1038/sdata.2016.18 docs     why mentions are one source
  kg identity explain 'Jane Doe' docs                where a person is named, who is near
  kg identity suggest docs -o proposals.yaml         proposals for authorities.yaml
""",
)
def identity() -> None:
    """Who is the same thing: sources, people, organisations. See docs/identity.md."""


@identity.command(short_help="Say why mentions were joined or kept apart.")
@click.argument("reference", metavar="REF")
@paths_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to show the answer.",
)
@click.option("--base", metavar="IRI", help="What every IRI begins with; ends in /.")
def explain(reference: str, paths: tuple[str, ...], form: str, base: str | None) -> None:
    """Say why mentions were joined or kept apart: where they stand, their keys, the rules, what is near.

    REF is an IRI of the graph, a DOI or other identifier, a URL, a title, or
    the name of a person or organisation. Exit code: 0 answered, 2 could not.
    """
    settings = read_settings(paths, Given(base=base))
    from kg.explain import explain as explain_identity
    from kg.explain.render import to_json, to_text
    from kg.pipeline import build

    answers = explain_identity(build(paths, settings=settings, validate=False), reference)
    show(to_json(answers) if form == "json" else to_text(answers), None, is_data=form == "json")


@identity.command(short_help="Propose entries for authorities.yaml.")
@paths_argument
@output_option
@force_option
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=100,
    show_default=True,
    help="The most proposals in each section.",
)
def suggest(paths: tuple[str, ...], output: str | None, force: bool, limit: int) -> None:
    """Propose entries for authorities.yaml, best first, for a person to accept.

    Each proposal names the mentions it is about and why no rule joined them.
    What authorities.yaml decides already is not proposed again. A file that is there and is
    not as this command wrote it, such as your authorities.yaml, is replaced only with --force.
    """
    settings = read_settings(paths)
    from kg.explain import suggest as propose
    from kg.pipeline import build

    show(propose(build(paths, settings=settings, validate=False), limit), output, force=force)
