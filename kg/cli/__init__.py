"""The command ``kg``: each command parses, calls one function of the library, and renders."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from kg import __version__
from kg.cli.audit import audit
from kg.cli.authoring import init, schema
from kg.cli.build import build
from kg.cli.cache import cache
from kg.cli.check import check
from kg.cli.embed import embed
from kg.cli.export import export
from kg.cli.fix import fix
from kg.cli.identity import identity
from kg.cli.lsp import lsp
from kg.cli.mcp import mcp
from kg.cli.push import push
from kg.cli.query import query
from kg.cli.search import search
from kg.cli.serve import serve
from kg.cli.site import site
from kg.cli.trust import prove, verify_proof
from kg.cli.verify import verify
from kg.cli.view import view
from kg.errors import KgError

COULD_NOT_RUN = 2
INTERRUPTED = 130
"""What shells give for SIGINT: 128 and its number."""


class _Group(click.Group):
    """Says what went wrong in one sentence and exits with 2; a user never sees a traceback."""

    def main(self, *args: Any, **options: Any) -> Any:
        """Run the command; where nothing can be printed, say so and exit."""
        try:
            return super().main(*args, **options)
        except OSError as error:
            if not _is_about_standard_output(error):
                raise
            click.echo(f"kg: the output cannot be printed: {error.strerror or error}", err=True)
            sys.exit(COULD_NOT_RUN)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KgError as error:
            click.echo(f"kg: {error}", err=True)
            ctx.exit(COULD_NOT_RUN)
        except KeyboardInterrupt:
            click.echo("kg: interrupted", err=True)
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            # The reader of our output has gone, as in `kg query … | head`.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if os.environ.get("KG_DEBUG") or _is_about_standard_output(error):
                raise
            click.echo(
                f"kg: a defect of kg, not of your documents: {type(error).__name__}: {error}\n"
                "  hint: run again with KG_DEBUG=1 and report what it prints",
                err=True,
            )
            ctx.exit(COULD_NOT_RUN)


def _is_about_standard_output(error: Exception) -> bool:
    # An error about any other file names it.
    return isinstance(error, OSError) and error.filename is None


@click.group(
    cls=_Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  kg build docs                 build the graph of a folder into output/
  kg check docs                 only say what is wrong, file by line
  kg query 'SELECT (COUNT(*) AS ?claims) WHERE { ?claim a schema:Claim }'
""",
)
@click.version_option(__version__, prog_name="kg")
def main() -> None:
    """Knowledge graphs from Markdown documents with YAML front matter."""


main.add_command(audit)
main.add_command(build)
main.add_command(cache)
main.add_command(check)
main.add_command(embed)
main.add_command(export)
main.add_command(fix)
main.add_command(identity)
main.add_command(init)
main.add_command(lsp)
main.add_command(mcp)
main.add_command(push)
main.add_command(prove)
main.add_command(query)
main.add_command(schema)
main.add_command(search)
main.add_command(serve)
main.add_command(site)
main.add_command(verify)
main.add_command(verify_proof)
main.add_command(view)
