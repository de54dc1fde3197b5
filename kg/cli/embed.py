"""``kg embed``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import believed, graph_option, key_option
from kg.printing import say


@click.command(
    short_help="Put the JSON-LD of documents into the pages of a site.",
    epilog="""\b
Examples:
  kg build docs && kg embed site
  kg embed site --check                       in CI: exit 1 where a page is out of date
  kg embed public -g output --map pages.yaml
""",
)
@click.argument("site", metavar="SITE", type=click.Path(path_type=Path))
@graph_option
@key_option
@click.option(
    "--profile",
    type=click.Choice(["web", "full"]),
    default="web",
    show_default=True,
    help="web: schema.org alone, for search engines; full: the whole graph of the document.",
)
@click.option(
    "--map",
    "mapping",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="YAML that leads from documents (path or IRI) to pages.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 where a page would change.")
@click.option(
    "--fail-on",
    type=click.Choice(["violation", "warning", "never"]),
    default="violation",
    show_default=True,
    help="Exit with 1 at findings of this severity or worse.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but the findings.")
@click.pass_context
def embed(
    context: click.Context,
    site: Path,
    graph: Path,
    key_file: Path | None,
    profile: str,
    mapping: Path | None,
    check: bool,
    fail_on: str,
    quiet: bool,
) -> None:
    """Put JSON-LD into the HTML pages below SITE, whatever has built them.

    The page of a document is found by --map, by the canonical address in the
    page, or by its path. Its head gets one script element, in place of the one
    that was put there before; every other byte stays as it is.

    Exit code: 0 clean, 1 findings at or above --fail-on, 2 could not run.
    """
    from kg.cli.summary import counted_findings
    from kg.diagnostics import to_text
    from kg.settings import Settings
    from kg.web.embed import embed as embed_pages

    done = embed_pages(site, believed(graph, key_file), profile=profile, mapping=mapping, check=check)
    say(to_text(done.diagnostics), nl=False)
    if not quiet:
        pages = "page" if done.changed == 1 else "pages"
        said = "would change" if check else "changed"
        say(f"{done.changed:,} {pages} {said}; right already: {done.unchanged:,}", err=True)
        say(counted_findings(done.diagnostics), err=True)
    worst = max((one.severity for one in done.diagnostics), default=None)
    context.exit(1 if Settings(fail_on=fail_on).fails(worst) else 0)
