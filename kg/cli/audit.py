"""``kg audit``."""

from __future__ import annotations

import datetime

import click

from kg.cli.options import Given, output_option, paths_argument, read_settings, show
from kg.printing import say


@click.command(
    short_help="Say which evidence cannot be true, or is thin.",
    epilog="""\b
Examples:
  kg audit docs                              worst first, each with all its places
  kg audit docs --format html -o audit.html  a page to work through
  kg audit docs --format sarif -o audit.sarif --fail-on warning
  kg audit docs --select KG51 --ignore KG513 only identifiers, but no placeholders
""",
)
@paths_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "html"]),
    help="How to show the findings (default: by the ending of --output, else text).",
)
@output_option
@click.option(
    "--fail-on",
    type=click.Choice(["violation", "warning", "never"]),
    help="Exit with 1 at findings of this severity or worse (default violation).",
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="The day that dates are seen from (default today); give one to get the same findings again.",
)
@click.option(
    "--stale-after",
    type=click.IntRange(min=0, max=36_500),
    default=365,
    show_default=True,
    metavar="DAYS",
    help="How long a verification holds.",
)
@click.option("--select", metavar="CODES", help="Only these rules: codes, their beginnings, or names.")
@click.option("--ignore", metavar="CODES", help="All but these rules.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but the findings.")
@click.pass_context
def audit(
    context: click.Context,
    paths: tuple[str, ...],
    form: str | None,
    output: str | None,
    fail_on: str | None,
    as_of: datetime.datetime | None,
    stale_after: int,
    select: str | None,
    ignore: str | None,
    quiet: bool,
) -> None:
    """Judge the evidence in the documents: citations that cannot be true, claims that rest on little.

    Nothing in the documents is changed. The rules are described in docs/audit.
    Exit code: 0 clean, 1 findings at or above --fail-on, 2 could not run.
    """
    form = _form(form, output)
    settings = read_settings(paths, Given(fail_on=fail_on))
    from kg import __version__
    from kg.audit import audit as audit_graph
    from kg.audit import codes_chosen
    from kg.audit.render import to_json, to_sarif, to_text
    from kg.cli.progress import progress_bar
    from kg.cli.summary import counted_findings
    from kg.pipeline import build

    day = as_of.date() if as_of else datetime.date.today()
    rules = codes_chosen(_words(select), _words(ignore))
    with progress_bar(quiet=quiet) as progress:
        graph = build(paths, settings=settings, validate=False, progress=progress)
        found = audit_graph(graph, as_of=day, stale_after=datetime.timedelta(days=stale_after), rules=rules)
    if form == "html":
        from kg.audit.page import page

        text = page(
            found, title=settings.title or "Evidence audit", as_of=day, documents=len(graph.documents)
        )
    elif form == "json":
        text = to_json(found, day)
    else:
        text = to_text(found) if form == "text" else to_sarif(found, __version__)
    show(text, output, is_data=form != "text")
    if not quiet:
        skipped = sum(one.code.startswith("KG0") and one.code != "KG015" for one in graph.diagnostics)
        if skipped:
            files = "file" if skipped == 1 else "files"
            say(f"{skipped:,} {files} could not be read; kg check says why", err=True)
        say(counted_findings(found), err=True)
    worst = max((one.severity for one in found), default=None)
    context.exit(1 if settings.fails(worst) else 0)


def _form(asked: str | None, output: str | None) -> str:
    """The format that is asked for, else that of the ending of the file.

    Raises click.UsageError for a page's ending on what is no page: a browser would run what documents say.
    """
    ending = (output or "").lower().rpartition(".")[2]
    by_ending = "html" if ending in {"html", "htm", "xhtml"} else ending
    if by_ending == "html" and asked not in {None, "html"}:
        raise click.UsageError(f"a browser takes {output} for a page; write it with --format html")
    return asked or (by_ending if by_ending in {"json", "sarif", "html"} else "text")


def _words(given: str | None) -> list[str]:
    return [word for word in (given or "").replace(",", " ").split() if word]
