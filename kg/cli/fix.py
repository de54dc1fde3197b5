"""``kg fix``."""

from __future__ import annotations

import click

from kg.cli.options import paths_argument, read_settings
from kg.printing import emit, say


@click.command(
    short_help="Repair documents, and leave all else in them as it is.",
    epilog="""\b
Examples:
  kg fix docs                    show what would change
  kg fix docs > fixes.patch      the same as a patch
  kg fix docs --write            repair the files
""",
)
@paths_argument
@click.option(
    "--diff/--write", "show", default=True, help="Show a unified diff (default), or write the files."
)
@click.option("-q", "--quiet", is_flag=True, help="Do not list what was repaired.")
@click.pass_context
def fix(context: click.Context, paths: tuple[str, ...], show: bool, quiet: bool) -> None:
    """Mend what is surely meant otherwise than it is written.

    Spaces after colons, tabs, quotes, keys that stand twice, dates, type words, DOIs, URLs,
    placeholders, ids of facts, front matter that is missing. A repair is made only if the result is
    read as what was meant; order, comments, quotes and line ends stay as they are.

    Exit code: 0 nothing left to do, 1 something to write or to mend by hand, 2 could not run.
    """
    settings = read_settings(paths)
    from kg.cli.fixes import counted, fixes_text, left_text
    from kg.repair.files import fix as fix_documents

    repairs = fix_documents(paths, write=not show, settings=settings)
    if show:
        for repair in repairs:
            emit(repair.diff())
    if not quiet:
        say(fixes_text(repairs), nl=False, err=True)
    say(left_text(repairs), nl=False, err=True)
    say(counted(repairs, written=not show), err=True)
    changed = any(repair.is_changed for repair in repairs)
    context.exit(1 if (show and changed) or any(repair.left for repair in repairs) else 0)
