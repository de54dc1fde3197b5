"""The command ``kg``: each command parses, calls one function of the library, and renders."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import Any

import click

from kg import __version__
from kg.errors import KgError

COULD_NOT_RUN = 2
INTERRUPTED = 130
"""What shells give for SIGINT: 128 and its number."""


_OTHERWISE = {"init": "authoring", "schema": "authoring", "prove": "trust", "verify-proof": "trust"}
_HOMES = {
    name: f"kg.cli.{_OTHERWISE.get(name, name)}"
    for name in (
        "audit",
        "build",
        "cache",
        "check",
        "embed",
        "export",
        "fix",
        "identity",
        "init",
        "lsp",
        "mcp",
        "prove",
        "push",
        "query",
        "schema",
        "search",
        "serve",
        "site",
        "verify",
        "verify-proof",
        "view",
    )
}
"""The module of each command."""


class _Commands(MutableMapping[str, click.Command]):
    """The commands by name; the module of one is imported when it is asked for."""

    def __init__(self, homes: dict[str, str]) -> None:
        self._homes = homes
        self._known: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        if name not in self._known:
            self._known[name] = getattr(import_module(self._homes[name]), name.replace("-", "_"))
        return self._known[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._known[name] = command
        self._homes.setdefault(name, command.__module__)

    def __delitem__(self, name: str) -> None:
        del self._homes[name]
        self._known.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._homes)

    def __len__(self) -> int:
        return len(self._homes)


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
    commands=_Commands(_HOMES),
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
