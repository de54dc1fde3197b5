"""``kg check``."""

from __future__ import annotations

import click

from kg.cli.options import Given, paths_argument, read_settings, settings_options, shapes_options

_FORMATS = ["text", "json", "sarif", "github", "junit", "shacl"]


@click.command(
    short_help="Say what is wrong with documents, file by line.",
    epilog="""\b
Examples:
  kg check docs
  kg check docs --watch                               again at each save
  kg check docs --profile evidence --profile web      more than the core
  kg check docs --explain-dialect                     which dialect was found
  kg check docs --format github --fail-on warning     in a GitHub workflow
  kg check docs --format json | jq '.counts'
""",
)
@paths_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    default="text",
    show_default=True,
    help="How to print the findings; shacl is the SHACL report as Turtle, without all other findings.",
)
@click.option(
    "--excerpt/--no-excerpt",
    default=None,
    help="Show the line of each finding (default: on a terminal).",
)
@click.option("--all", "show_all", is_flag=True, help="Show each of very many findings in text.")
@click.option("--queries", is_flag=True, help="Ask the queries in documents that say what they must answer.")
@click.option(
    "--explain-dialect", is_flag=True, help="Say which dialect the documents are taken for, and why; no more."
)
@click.option("--watch", is_flag=True, help="Check again whenever a file is saved; end with Ctrl-C.")
@settings_options
@shapes_options
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but the findings.")
@click.pass_context
def check(
    context: click.Context,
    paths: tuple[str, ...],
    form: str,
    excerpt: bool | None,
    show_all: bool,
    queries: bool,
    explain_dialect: bool,
    watch: bool,
    given: Given,
    shapes: tuple[str, ...],
    profiles: tuple[str, ...],
    quiet: bool,
) -> None:
    """Build the graph in memory and print every finding; nothing is written.

    Of more than 200 findings, text shows some of each kind; --all and the other formats show each.

    Exit code: 0 clean, 1 findings at or above --fail-on, 2 could not run.
    """
    if explain_dialect:
        from kg.cli.dialects import explain_dialects

        explain_dialects(paths, read_settings(paths, given))
        return

    from kg.cli.findings import Findings

    cache = None
    if watch:
        from kg.standing.checked import HeldCache

        cache = HeldCache()

    def check_once() -> int:
        settings = read_settings(
            paths,
            given,
            shapes=shapes,
            profiles=profiles,
        )
        findings = Findings.of(paths, settings, quiet=quiet, cache=cache, queries=queries)
        findings.show(form, excerpt=excerpt, show_all=show_all, quiet=quiet)
        return 1 if settings.fails(findings.worst) else 0

    if watch:
        from kg.cli.watch import again_at_each_save

        again_at_each_save(paths, check_once)
        context.exit(0)
    context.exit(check_once())
