"""``kg schema`` and ``kg init``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import output_option, show
from kg.outlets import for_line
from kg.printing import say


@click.command(
    short_help="Print the JSON Schema of the front matter.",
    epilog="""\b
Examples:
  kg schema -o front-matter.schema.json
  kg schema --strict           no key that has no meaning here
""",
)
@output_option
@click.option("--strict", is_flag=True, help="Allow no key that has no meaning here.")
def schema(output: str | None, strict: bool) -> None:
    """Print the JSON Schema (draft 2020-12) of the front matter, for editors and other checkers."""
    import json

    from kg.authoring.schema import json_schema

    show(json.dumps(json_schema(strict=strict), ensure_ascii=False, indent=2) + "\n", output)


@click.command(
    short_help="Begin a project.",
    epilog="""\b
Examples:
  kg init              in this folder
  kg init knowledge    in a folder of its own
""",
)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=".")
def init(folder: Path) -> None:
    """Begin a project: settings, a document, shapes of your own, a workflow and a pre-commit hook.

    Files that are there already are left as they are.
    """
    from kg.authoring.scaffold import scaffold

    written, left = scaffold(folder)
    for name in written:
        say(f"written  {for_line(str(folder / name))}")
    for name in left:
        say(f"kept     {for_line(str(folder / name))}")
    say(f"Next: kg build {folder / 'docs'}")
