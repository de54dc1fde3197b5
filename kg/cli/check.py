"""``kg check``."""

from __future__ import annotations

import click

from kg.cli.options import paths_argument, read_settings, settings_options


@click.command(
    short_help="Say what is wrong with documents, file by line.",
    epilog="""\b
Examples:
  kg check docs
  kg check docs --format github --fail-on warning     in a GitHub workflow
  kg check docs --format json | jq '.counts'
""",
)
@paths_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="How to print the findings.",
)
@settings_options
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but the findings.")
@click.pass_context
def check(
    context: click.Context,
    paths: tuple[str, ...],
    form: str,
    base: str | None,
    fail_on: str | None,
    shacl_engine: str | None,
    quiet: bool,
) -> None:
    """Build the graph in memory and print every finding; nothing is written.

    Exit code: 0 clean, 1 findings at or above --fail-on, 2 could not run.
    """
    settings = read_settings(paths, base=base, fail_on=fail_on, shacl_engine=shacl_engine)
    from kg.cli.progress import progress_bar
    from kg.cli.summary import counted_findings
    from kg.diagnostics import to_github, to_json, to_text
    from kg.pipeline import check as check_documents

    with progress_bar(quiet=quiet) as progress:
        found = check_documents(paths, settings=settings, progress=progress)
    render = {"text": to_text, "json": to_json, "github": to_github}[form]
    click.echo(render(found), nl=False)
    if form == "text" and not quiet:
        click.echo(counted_findings(found), err=True)
    worst = max((one.severity for one in found), default=None)
    context.exit(1 if settings.fails(worst) else 0)
